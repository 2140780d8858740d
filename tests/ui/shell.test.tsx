// The frame of the page: server states, undo, the narrated line, the selected client's strip.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { App } from '../../src/ui/shell/app.tsx';
import type { MessageView } from '../../src/world/messages.ts';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;

beforeEach(() => {
  world = stillWorld([clientView(1, 'Ann', [post([7, 'Embers', true])]), clientView(2, 'Ben', [])]);
  render(() => <App world={world} />);
});
afterEach(cleanup);

function status(): HTMLElement {
  return screen.getByTestId('server-status');
}

test('the head tells how the server is', () => {
  expect(status().textContent).toContain('running');
  expect(screen.getByTestId('revision').textContent).toBe('3');
  world.show({ server: { phase: 'starting' } });
  expect(status().dataset['phase']).toBe('starting');
});

test('the proof speaks of those who are connected', () => {
  const proof = () => screen.getByTestId('proof').textContent;
  world.show({ proof: { state: 'exact', checked: 2 } });
  expect(proof()).toContain('all views exact');
  const frame = {
    id: 1,
    client: clientView(1, 'Ann', []).id,
    sequence: 1,
    direction: 'down',
    sinceMs: 0,
    dueMs: 1,
  } as const;
  const { network } = world.view();
  world.show({
    proof: { state: 'settling', checked: 1 },
    network: { ...network, flyingCount: 1, flying: [{ ...frame, held: true }] },
  });
  expect(proof()).toContain('a frame is held');
  world.show({ network, proof: { state: 'exact', checked: 2 } });
  const [ann] = world.view().clients;
  world.show({ clients: [...(ann ? [ann] : []), clientView(2, 'Ben', [], { phase: 'offline' })] });
  expect(proof()).toContain('1 view exact, 1 offline');
});

test('a refused schema stands in place of the world, with place, text and what to do', () => {
  world.show({
    server: {
      phase: 'refused',
      diagnostics: [
        {
          kind: 'UnknownType',
          title: 'Unknown type',
          path: 'schema.pyre',
          message: 'I know no type Strng.',
          hint: 'Did you mean String?',
          ranges: [{ start: { line: 4, column: 11 }, end: { line: 4, column: 16 } }],
          rendered: '4 |     name  Strng\n              ^^^^^',
        },
      ],
    },
  });
  const text = screen.getByTestId('diagnostics').textContent ?? '';
  for (const part of ['1 error', 'Unknown type', 'schema.pyre, line 4, column 11', '^^^^^', 'Did you mean String?']) {
    expect(text).toContain(part);
  }
  expect(screen.queryByTestId('client-card')).toBeNull();
});

test('a row of a message leads to its panel', async () => {
  world.say([delta(4, {})]);
  fireEvent.click(screen.getByRole('tab', { name: 'Messages' }));
  const panel = await screen.findByTestId('messages-panel');
  fireEvent.click(panel.querySelector('.message-line') ?? panel);
  fireEvent.click(within(panel).getByText('posts 7', { selector: '.message-details button' }));
  const row = await screen.findByTestId('row-panel');
  await waitFor(() => expect(row.textContent).toContain('authorUserId is 3, Session.userId is 2; published is False.'));
  expect(row.closest('[role="tabpanel"]')?.hasAttribute('hidden')).toBe(false);
  expect(panel.closest('[role="tabpanel"]')?.hasAttribute('hidden')).toBe(true);
});

test('a removed client can be brought back', () => {
  world.show({ notice: { id: 1, tone: 'plain', text: 'Ben was removed.', undo: true } });
  expect(screen.getByTestId('notice').textContent).toContain('Ben was removed.');
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(world.intents).toContainEqual(['undo']);
});

test.each([
  ['Go offline', ['setOnline', 'client-1', false]],
  ['Reconnect', ['reconnect', 'client-1']],
  ['Resync', ['resync', 'client-1']],
  ['Second client', ['addSibling', 'client-1']],
  ['Remove', ['removeClient', 'client-1']],
] as const)('[UI-2] the strip does: %s', (label, intent) => {
  fireEvent.click(screen.getByRole('button', { name: label }));
  expect(world.intents).toContainEqual(intent);
});

function line(): string | null {
  return screen.getByTestId('narration').textContent;
}

function delta(sequence: number, change: Partial<MessageView>): MessageView {
  const [ann, ben] = world.view().clients;
  const base = { sequence, atMs: sequence, direction: 'down', kind: 'delta', summary: '', bytes: 1 } as const;
  const rest = { tables: [], durationMs: null, partner: null, revision: sequence, deliveries: new Map(), payload: '' };
  const rows = [{ table: 'posts', key: 7, removed: false }];
  return { ...base, ...rest, rows, parties: ann ? [ann] : [], skipped: ben ? [ben] : [], ...change };
}

test('the narrated line says who got what and who was not told, and can be paused', async () => {
  world.say([delta(4, {})]);
  await waitFor(() =>
    expect(line()).toBe('Revision 4: posts 7 “Embers” went to Ann; Ben may not see it and was not told.'),
  );
  world.say([delta(4, {}), delta(5, { rows: [{ table: 'posts', key: 7, removed: true }], skipped: [] })]);
  await waitFor(() => expect(line()).toBe('Revision 5: posts 7 “Embers” left the view of Ann.'));
  fireEvent.click(screen.getByRole('button', { name: 'Stop telling what happens' }));
  world.say([delta(6, {})]);
  expect(line()).toContain('Revision 5');
  expect(screen.getByTestId('narration').getAttribute('aria-live')).toBe('off');
});
