// Answers in words: nothing changed and why, what reaches nobody, what waits, where to look next [UI-6].
import { cleanup, fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunAnswer } from '../../src/client/client.ts';
import { fillIn, showPanel, submit, submitted } from './query-hands.tsx';
import { clientView, post, queries, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;

beforeEach(() => {
  sessionStorage.clear();
  world = stillWorld([clientView(1, 'Ann', [post([5, 'Embers', true])]), clientView(2, 'Ben', [])]);
  showPanel(world);
});
afterEach(cleanup);

test('[PERM-2] a write that changed nothing is told as such', async () => {
  world.answer = { ok: true, answer: { post: [] }, revision: null };
  fillIn();
  submit();
  await waitFor(() => expect(screen.getByTestId('answer').textContent).toContain('nothing changed'));
});

describe('why nothing came of it', () => {
  const nothing: RunAnswer = { ok: true, answer: { post: [] }, revision: null };
  const rule = { text: 'authorUserId == Session.userId', operands: [{ text: 'authorUserId', value: 3 }, { text: 'Session.userId', value: 1 }], parts: [] }; // prettier-ignore
  const CASES = [
    ['there is no such row', null, 'There is no posts 7 on the server.'],
    ['the rule forbids it', { ...rule, verdict: 'false' }, 'Ann cannot change posts 7: authorUserId is 3, Session.userId is 1.'],
    ['the query leaves it out', { ...rule, verdict: 'true' }, 'posts 7 is there, and Ann may change it: another condition of UpdatePost leaves it out.'],
  ] as const; // prettier-ignore

  test.each(CASES)('%s', async (_, value, words) => {
    world.answer = nothing;
    const asked: unknown[] = [];
    world.explain = async (...question) => {
      asked.push(question);
      return { ok: true, value };
    };
    fillIn();
    submit();
    expect((await screen.findByTestId('why-nothing')).querySelector('p')?.textContent).toBe(words);
    expect(asked).toEqual([['client-1', 'posts', 7, 'update']]);
    expect(screen.queryByRole('button', { name: 'Who may, and why' }) === null).toBe(value === null);
  });

  test('is not told where the server cannot be looked into', async () => {
    world.answer = nothing;
    world.explain = async () => ({ ok: false, message: 'This server cannot be looked into.' });
    fillIn();
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').dataset['outcome']).toBe('nothing'));
    expect(screen.queryByTestId('why-nothing')).toBeNull();
  });
});

test('[PERM-2] a write that took its row out of view is told as done', async () => {
  world.answer = { ok: true, answer: { post: [] }, revision: 4 };
  fillIn();
  submit();
  await waitFor(() => expect(screen.getByTestId('answer').dataset['outcome']).toBe('hidden'));
  expect(screen.getByTestId('answer').textContent).toContain('the row left Ann’s view');
});

test.each(['update', 'delete'] as const)(
  'who was told of %s stands under its answer; the way to why where a row is left',
  async (operation) => {
    cleanup();
    world.show({ queries: queries.map((query) => (query.operation === 'update' ? { ...query, operation } : query)) });
    const page = showPanel(world);
    const [ann, ben] = world.view().clients;
    const base = {
      sequence: 9,
      atMs: 9,
      direction: 'down',
      kind: 'delta',
      summary: '',
      bytes: 1,
      payload: '',
    } as const;
    const rest = { tables: [], durationMs: null, partner: null, revision: 4, deliveries: new Map() };
    const rows = [{ table: 'posts', key: 5, removed: false }];
    fillIn();
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').dataset['ok']).toBe('true'));
    expect(screen.queryByTestId('told')).toBeNull();
    world.say([{ ...base, ...rest, rows, parties: ann ? [ann] : [], skipped: ben ? [ben] : [] }]);
    expect(screen.getByTestId('told').textContent).toContain(
      'posts 5 “Embers” went to Ann; Ben may not see it and was not told.',
    );
    if (operation === 'delete') {
      expect(screen.queryByRole('button', { name: 'Who may see it, and why' })).toBeNull();
      return;
    }
    fireEvent.click(screen.getByRole('button', { name: 'Who may see it, and why' }));
    expect([page.chosenRow(), page.tab()]).toEqual([{ table: 'posts', key: 5 }, 'row']);
  },
);

describe('what a client cannot send', () => {
  const unavailable: RunAnswer = { ok: false, error: { kind: 'Unavailable', message: 'The network failed.' } };
  const [ann, ben] = [clientView(1, 'Ann', []), clientView(2, 'Ben', [])];

  test('offline: said before, told in words, mended, and run again', async () => {
    world.answer = unavailable;
    world.show({ clients: [{ ...ann, phase: 'offline' }, ben] });
    expect(screen.getByRole('button', { name: 'Submit as Ann (offline)' })).toBeTruthy();
    expect(screen.getByTestId('forewarning').textContent).toContain('Ann is offline');
    fillIn();
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').dataset['outcome']).toBe('offline'));
    expect(screen.getByTestId('answer').textContent).toContain('Ann is offline: nothing was sent.');
    expect(screen.queryByTestId('forewarning')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Go online' }));
    expect(world.intents.at(-1)).toEqual(['setOnline', 'client-1', true]);
    world.show({ clients: [ann, ben] });
    fireEvent.click(screen.getByRole('button', { name: 'Run it again' }));
    await waitFor(() => expect(submitted(world).length).toBe(2));
  });

  test('a stopped server can be started from here', async () => {
    world.answer = unavailable;
    world.show({ server: { phase: 'stopped' } });
    fireEvent.click(screen.getByRole('button', { name: 'Start the server' }));
    expect(world.intents.at(-1)).toEqual(['start']);
    fillIn();
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').dataset['outcome']).toBe('stopped'));
    expect(screen.getByRole('button', { name: 'Start the server' })).toBeTruthy();
  });
});

describe('an answer that waits', () => {
  const forever = () => new Promise<RunAnswer>(() => undefined);
  const network = { preset: 'none', serverDown: false, flyingCount: 1, flying: [] } as const;

  test('for time to go on says so, with both ways on', async () => {
    world.submit = forever;
    world.show({ time: { paused: true, rate: 1, chance: 7 }, network });
    fillIn();
    submit();
    const words = await screen.findByTestId('waits-in-pause');
    expect(words.textContent).toContain('Time is paused: 1 message is on the way.');
    fireEvent.click(screen.getByRole('button', { name: 'Let one message arrive' }));
    fireEvent.click(screen.getByRole('button', { name: 'Let time go on' }));
    expect(world.intents.slice(-2)).toEqual([['step'], ['setPaused', false]]);
  });

  test('for a held message offers to release it', async () => {
    world.submit = forever;
    const [ann] = world.view().clients;
    const frame = { id: 5, sequence: 1, direction: 'up', sinceMs: 0, dueMs: 9, held: true } as const;
    if (ann) world.show({ network: { ...network, flying: [{ ...frame, client: ann.id }] } });
    fillIn();
    submit();
    fireEvent.click(await screen.findByRole('button', { name: 'Release it' }));
    expect(world.intents.at(-1)).toEqual(['alterFrame', 5, 'release']);
  });

  test('is sent once however often it is asked for meanwhile, and again after a reset', async () => {
    let sent = 0;
    world.submit = () => {
      sent++;
      return forever();
    };
    fillIn();
    submit();
    submit();
    expect(sent).toBe(1);
    await screen.findByText(/^Waiting for the answer/);
    fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
    fillIn();
    submit();
    expect(sent).toBe(2);
  });

  test('shows the answer of before until it is worth a word', async () => {
    world.answer = { ok: true, answer: { post: [] }, revision: 4 };
    fillIn();
    submit();
    const before = await screen.findByTestId('answer');
    world.submit = forever;
    submit();
    expect(screen.getByTestId('answer')).toBe(before);
    expect(screen.queryByText(/^Waiting for the answer/)).toBeNull();
    await screen.findByText(/^Waiting for the answer/);
  });

  test('takes its duration from the world, not from the wall', async () => {
    const times = [1000, 1450];
    world.time.nowMs = () => times.shift() ?? 0;
    fillIn();
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').textContent).toContain('450 ms'));
  });
});

test('on a narrow screen, where the cards are a tab, the way to them follows a write', async () => {
  cleanup();
  const media = window.matchMedia('all');
  const narrow = vi.spyOn(window, 'matchMedia').mockReturnValue(media);
  const page = showPanel(world);
  narrow.mockRestore();
  fillIn();
  submit();
  fireEvent.click(await screen.findByRole('button', { name: 'See the cards' }));
  expect(page.tab()).toBe('tableau');
});
