// The query form: typed inputs, null and left out, refusals at the field, the answer below [UI-6].
import { cleanup, fireEvent, render, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PageProvider, usePage, type Page } from '../../src/ui/page.tsx';
import { QueryPanel } from '../../src/ui/query/query-panel.tsx';
import type { RunAnswer } from '../../src/client/client.ts';
import type { World } from '../../src/world/world.ts';
import { benchOf } from '../../src/ui/query/bench.ts';
import { clientView, post, queries, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;

beforeEach(() => {
  sessionStorage.clear();
  world = stillWorld([clientView(1, 'Ann', [post([5, 'Embers', true])]), clientView(2, 'Ben', [])]);
  render(() => (
    <PageProvider world={world}>
      <QueryPanel />
    </PageProvider>
  ));
});
afterEach(cleanup);

function type(label: string, text: string): void {
  fireEvent.input(screen.getByLabelText(label), { target: { value: text } });
}

function choose(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

function submit(): void {
  fireEvent.submit(screen.getByRole('form', { name: 'UpdatePost' }));
}

function submitted(): unknown[] {
  return world.intents.filter(([name]) => name === 'submit').map(([, , , args]) => args);
}

function fillIn(): void {
  type('id', '7');
  type('title', 'Ashes');
  choose('visibility', 'Hidden');
}

test('each input stands for a value of its type', async () => {
  fillIn();
  fireEvent.click(screen.getByLabelText('published'));
  choose('day: value, null or left out', 'value');
  type('day', '2026-03-01');
  choose('weight: value, null or left out', 'value');
  type('weight', '2.5');
  submit();
  await screen.findByTestId('answer');
  expect(submitted()).toEqual([
    { id: 7, title: 'Ashes', published: true, day: '2026-03-01', weight: 2.5, visibility: 'Hidden' },
  ]);
});

test('a nullable field is null, an omittable one is left out, until they get a value', async () => {
  fillIn();
  submit();
  await screen.findByTestId('answer');
  expect(submitted()).toEqual([{ id: 7, title: 'Ashes', published: false, day: null, visibility: 'Hidden' }]);
});

test('a variant with a payload brings its own fields', async () => {
  fillIn();
  choose('visibility', 'Until');
  type('lastDay', '2026-12-24');
  submit();
  await screen.findByTestId('answer');
  expect(submitted()).toMatchObject([{ visibility: { _type: 'Until', lastDay: '2026-12-24' } }]);
});

test('what is no number stays here and says so at its field', () => {
  type('title', 'Ashes');
  submit();
  expect(submitted()).toEqual([]);
  const problems = screen.getAllByTestId('field-problem').map((problem) => problem.textContent);
  expect(problems).toEqual(['Needs a whole number.', 'Choose a variant.']);
  expect(screen.getByLabelText('id').getAttribute('aria-invalid')).toBe('true');
});

test('[HTTP-6] a refusal of the server stands at the field it names', async () => {
  world.answer = {
    ok: false,
    error: {
      kind: 'InvalidInput',
      message: 'the arguments do not fit UpdatePost',
      details: [{ name: 'title', expected: 'String of at most 40 characters', found: '41 characters' }],
    },
  };
  fillIn();
  submit();
  const problem = await screen.findByTestId('field-problem');
  expect(problem.textContent).toBe('Needs String of at most 40 characters, found 41 characters.');
  expect(problem.closest('[data-testid="field"]')?.getAttribute('data-name')).toBe('title');
  expect(screen.getByTestId('answer').textContent).toContain('InvalidInput');
  type('title', 'Ash');
  await waitFor(() => expect(screen.queryByTestId('field-problem')).toBeNull());
});

test('the answer stands below, with the revision', async () => {
  fillIn();
  submit();
  await waitFor(() => expect(screen.getByTestId('answer').getAttribute('data-ok')).toBe('true'));
  const answer = screen.getByTestId('answer').textContent ?? '';
  expect(answer).toContain('UpdatePost as Ann');
  expect(answer).toContain('revision 4');
  expect(answer).toContain('Embers');
});

test('many rows are a table, few are a tree, and a person may change that', async () => {
  const post = Array.from({ length: 60 }, (_, id) => ({ id, title: `Post ${id}` }));
  world.answer = { ok: true, answer: { post }, revision: null };
  choose('Run', 'ListPosts');
  fireEvent.submit(screen.getByRole('form', { name: 'ListPosts' }));
  const region = await screen.findByRole('region', { name: 'Rows of post' });
  expect(region.querySelectorAll('tbody tr').length).toBe(50);
  fireEvent.click(screen.getByRole('button', { name: '10 more' }));
  expect(region.querySelectorAll('tbody tr').length).toBe(60);
  fireEvent.click(screen.getByRole('button', { name: 'JSON' }));
  expect(screen.queryByRole('region', { name: 'Rows of post' })).toBeNull();
});

test('on a narrow screen, where the cards are a tab, the way to them follows a write', async () => {
  cleanup();
  const media = window.matchMedia('all');
  const narrow = vi.spyOn(window, 'matchMedia').mockReturnValue(media);
  let page: Page | undefined;
  render(() => (
    <PageProvider world={world}>
      <QueryPanel />
      <Reader read={(found) => (page = found)} />
    </PageProvider>
  ));
  narrow.mockRestore();
  fillIn();
  submit();
  fireEvent.click(await screen.findByRole('button', { name: 'See who was told' }));
  expect(page?.tab()).toBe('tableau');
});

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

test('the form acts as the selected client', async () => {
  const ben = world.view().clients[1];
  if (ben) world.select(ben.id);
  expect(screen.getByRole('button', { name: 'Submit as Ben' })).toBeTruthy();
  fillIn();
  submit();
  await screen.findByTestId('answer');
  expect(world.intents.find(([name]) => name === 'submit')?.[1]).toBe(ben?.id);
});

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
    await waitFor(() => expect(submitted().length).toBe(2));
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

  test('takes its duration from the world, not from the wall', async () => {
    const times = [1000, 1450];
    world.time.nowMs = () => times.shift() ?? 0;
    fillIn();
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').textContent).toContain('450 ms'));
  });
});

test('reads are run, writes are submitted, each in a group of its own', () => {
  const groups = [...document.querySelectorAll('#query-name optgroup')].map((group) => [
    group.getAttribute('label'),
    group.textContent,
  ]);
  expect(groups).toEqual([
    ['Writes, from this project’s files', 'UpdatePost'],
    ['Reads, from this project’s files', 'ListPosts'],
  ]);
  choose('Run', 'ListPosts');
  expect(screen.getByRole('button', { name: 'Run as Ann' })).toBeTruthy();
});

describe('a chosen row', () => {
  let page: Page;
  const value = (label: string) => {
    const input = screen.getByLabelText(label);
    return input instanceof HTMLInputElement ? (input.type === 'checkbox' ? input.checked : input.value) : undefined;
  };
  const shown = () => ({ id: value('id'), title: value('title'), published: value('published') });
  const rows = [post([7, 'Embers', true]), post([8, 'Ash', false])];

  beforeEach(() => {
    cleanup();
    world = stillWorld([clientView(1, 'Ann', rows), clientView(2, 'Ben', [])]);
    render(() => (
      <PageProvider world={world}>
        <QueryPanel />
        <Reader read={(found) => (page = found)} />
      </PageProvider>
    ));
  });

  test('fills an update with what its client holds, and says so', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    expect(shown()).toEqual({ id: '7', title: 'Embers', published: true });
    expect(screen.getByTestId('filled-note').textContent).toBe(
      'Filled in from posts 7 as Ann holds it: title and published. Change what should change.',
    );
    page.chooseRow({ table: 'posts', key: 8 });
    expect(shown()).toEqual({ id: '8', title: 'Ash', published: false });
  });

  test('leaves what was typed by hand, until it was submitted', async () => {
    page.chooseRow({ table: 'posts', key: 7 });
    type('title', 'Typed');
    page.chooseRow({ table: 'posts', key: 8 });
    expect(shown()).toEqual({ id: '8', title: 'Typed', published: false });
    choose('visibility', 'Hidden');
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').dataset['ok']).toBe('true'));
    page.chooseRow({ table: 'posts', key: 7 });
    expect(shown()).toEqual({ id: '7', title: 'Embers', published: true });
  });

  test('that the client does not hold gives its key alone, and nothing of another row stays', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    page.chooseRow({ table: 'posts', key: 9 });
    expect(shown()).toEqual({ id: '9', title: '', published: false });
    expect(screen.getByTestId('filled-note').textContent).toBe(
      'Ann does not hold posts 9: a field that stays empty is stored empty.',
    );
  });

  test('goes on filling as its copy changes', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    world.show({ clients: [clientView(1, 'Ann', [post([7, 'Later', true])]), clientView(2, 'Ben', [])] });
    expect(shown()).toMatchObject({ id: '7', title: 'Later' });
  });

  test('gives way to a key that is typed: the form shows the row that it names, or none', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    type('id', '8');
    expect(shown()).toEqual({ id: '8', title: 'Ash', published: false });
    type('id', '89');
    expect(shown()).toEqual({ id: '89', title: '', published: false });
    page.chooseRow({ table: 'posts', key: 8 });
    expect(shown()).toEqual({ id: '8', title: 'Ash', published: false });
  });

  test('of another table fills nothing', () => {
    page.chooseRow({ table: 'users', key: 1 });
    expect(shown()).toEqual({ id: '', title: '', published: false });
  });

  test('is forgotten by a reset', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(shown()).toEqual({ id: '', title: '', published: false });
    expect(screen.queryByTestId('filled-note')).toBeNull();
  });
});

/** Hands the page out of the tree. */
function Reader(props: { readonly read: (page: Page) => void }) {
  props.read(usePage());
  return null;
}

test('another query has another form, and the first keeps what was typed', async () => {
  fillIn();
  choose('Run', 'ListPosts');
  expect(screen.queryByLabelText('title')).toBeNull();
  choose('Run', 'UpdatePost');
  const title = screen.getByLabelText('title');
  expect(title instanceof HTMLInputElement && title.value).toBe('Ashes');
});

test('reset empties the fields and takes the answer away', async () => {
  fillIn();
  submit();
  await screen.findByTestId('answer');
  fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
  expect(screen.queryByTestId('answer')).toBeNull();
  const title = screen.getByLabelText('title');
  expect(title instanceof HTMLInputElement && title.value).toBe('');
});

describe('what was run', () => {
  const past = async () => within(await screen.findByTestId('past')).findAllByText(/^as (Ann|Ben)$/);

  test('is listed newest first, with the outcome, and runs again as the same client', async () => {
    fillIn();
    submit();
    await screen.findByTestId('answer');
    const ben = world.view().clients[1];
    if (ben) world.select(ben.id);
    expect((await past()).map((line) => line.textContent)).toEqual(['as Ann']);
    fireEvent.click(screen.getByRole('button', { name: 'Run again' }));
    await waitFor(async () => expect((await past()).length).toBe(2));
    expect(world.intents.filter(([name]) => name === 'submit').map(([, id]) => id)).toEqual(['client-1', 'client-1']);
    expect(submitted()[1]).toEqual(submitted()[0]);
  });

  test('opens in the form again, with its arguments', async () => {
    fillIn();
    submit();
    await screen.findByTestId('answer');
    type('title', 'Something else');
    choose('Run', 'ListPosts');
    fireEvent.click(await screen.findByRole('button', { name: 'Open' }));
    const title = await screen.findByLabelText('title');
    expect(title instanceof HTMLInputElement && title.value).toBe('Ashes');
  });

  test('can be cleared', async () => {
    fillIn();
    submit();
    await past();
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await waitFor(() => expect(screen.queryByTestId('past')).toBeNull());
  });
});

test('a query runs as all clients side by side, against the selected one', async () => {
  world.submit = async (id) => {
    const rows = id === 'client-1' ? [{ id: 1 }, { id: 2 }] : [{ id: 2 }, { id: 3 }, { id: 4 }];
    return { ok: true, answer: { post: rows }, revision: null };
  };
  choose('Run', 'ListPosts');
  fireEvent.click(screen.getByRole('button', { name: 'As all clients' }));
  await waitFor(() => expect(screen.getAllByTestId('side-line').length).toBe(2));
  const lines = screen.getAllByTestId('side-line').map((line) => [...line.children].slice(0, 3).map((cell) => cell.textContent)); // prettier-ignore
  expect(lines).toEqual([
    ['Ann', '2', 'itself'],
    ['Ben', '3', '2 more, 1 fewer'],
  ]);
  expect(screen.getByText('2 more, 1 fewer').title).toBe('More: 3, 4\nFewer: 1');
  expect(screen.getByTestId('side-by-side').textContent).toContain('2 clients, 2 different answers');
});

test('the answers of all take the place of one answer, and the other way round', async () => {
  world.answer = { ok: true, answer: { post: [{ id: 1 }] }, revision: null };
  choose('Run', 'ListPosts');
  fireEvent.submit(screen.getByRole('form', { name: 'ListPosts' }));
  await screen.findByTestId('answer');
  fireEvent.click(screen.getByRole('button', { name: 'As all clients' }));
  await screen.findByTestId('side-by-side');
  expect(screen.queryByTestId('answer')).toBeNull();
  fireEvent.submit(screen.getByRole('form', { name: 'ListPosts' }));
  await screen.findByTestId('answer');
  expect(screen.queryByTestId('side-by-side')).toBeNull();
});

describe('text of one’s own', () => {
  const choices = () => screen.getByRole('button', { name: /^(Run|Submit) as Ann/ });
  const answer = (text: string): Awaited<ReturnType<World['database']['compile']>> => {
    if (text.includes('query')) return { ok: true, value: { fits: true, queries: queries.filter(({ name }) => name === 'ListPosts') } }; // prettier-ignore
    return { ok: true, value: { fits: false, diagnostics: [{ title: 'UNKNOWN', message: 'what?', kind: 'unknown', path: 'typed.pyre', hint: null, ranges: [], rendered: '' }] } }; // prettier-ignore
  };

  test('with an error keeps its button, which says why it does nothing', async () => {
    world.database.compile = async (text) => answer(text);
    const bench = benchOf(world);
    bench.open({ text: '' });
    await screen.findByText('Nothing is typed yet.');
    expect(choices().matches(':disabled')).toBe(true);
    bench.setText('query All { post { id } }');
    await waitFor(() => expect(choices().matches(':disabled')).toBe(false));
    bench.setText('qurey');
    await screen.findByText('The text has 1 error: mend it first.');
    expect(choices().matches(':disabled')).toBe(true);
    fireEvent.submit(screen.getByRole('form', { name: 'ListPosts' }));
    expect(submitted()).toEqual([]);
  });
});

test('a mutation is offered to one client only', () => {
  expect(screen.queryByRole('button', { name: 'As all clients' })).toBeNull();
});

test('the SQL of the query is shown when it is asked for, with what is bound', async () => {
  world.database.sqlOf = async (name) => ({
    ok: true,
    value: [{ sql: `select ${name} from posts`, params: ['id', 'session_userId'], include: true }],
  });
  const details = (await screen.findByText('SQL')).closest('details');
  if (details) {
    details.open = true;
    fireEvent(details, new Event('toggle'));
  }
  const sql = await screen.findByTestId('generated-sql');
  await waitFor(() => expect(sql.textContent).toContain('select UpdatePost\nfrom posts'));
  expect(sql.textContent).toContain('$id, $session_userId');
});

test('a server elsewhere runs its own queries only, and tells no SQL', async () => {
  world.show({ server: { phase: 'running', databaseEpoch: 'e', host: 'elsewhere', at: 'https://sync.example' } });
  await screen.findByText('Source');
  await waitFor(() => expect(screen.queryByText('SQL')).toBeNull());
  expect(screen.queryByRole('button', { name: 'Text' })).toBeNull();
  fillIn();
  submit();
  await screen.findByTestId('answer');
  expect(submitted().length).toBe(1);
});
