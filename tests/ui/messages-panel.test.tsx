// The message list: filters, pause, request and answer, who was passed over [UI-5].
import { cleanup, fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import type { Delivery } from '../../src/network/trace.ts';
import { asLines } from '../../src/ui/messages/filter.ts';
import { MessagesPanel } from '../../src/ui/messages/messages-panel.tsx';
import { PageProvider } from '../../src/ui/page.tsx';
import type { MessageView, Party } from '../../src/world/messages.ts';
import { clientView, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;
const clients = [clientView(1, 'Ann', []), clientView(2, 'Ben', [])];
const ben = party(2, 'Ben');

function party(number: number, name: string): Party {
  return { id: asClientId(`client-${number}`), name };
}

function message(sequence: number, change: Partial<MessageView>): MessageView {
  return {
    sequence,
    atMs: 1000 + sequence,
    direction: 'down',
    kind: 'delta',
    summary: 'posts 7',
    parties: [party(1, 'Ann')],
    skipped: [],
    rows: [],
    tables: ['posts'],
    bytes: 10,
    durationMs: null,
    partner: null,
    revision: 1,
    deliveries: new Map(),
    payload: '{"a":1}',
    ...change,
  };
}

const all = [
  message(1, { kind: 'connected', summary: 'connected as userId 1', tables: [] }),
  message(2, { kind: 'ping', direction: 'up', summary: 'ping', tables: [] }),
  message(3, { kind: 'mutation', direction: 'up', summary: 'runs PublishPost', partner: 5 }),
  message(4, { skipped: [ben], rows: [{ table: 'posts', key: 7, removed: false }] }),
  message(5, { kind: 'answer', summary: 'gets 1 row', partner: 3, durationMs: 12 }),
  message(6, {
    kind: 'page',
    parties: [ben],
    summary: 'gets 2 of users',
    tables: ['users'],
    payload: '{"needle":true}',
  }),
];

beforeEach(() => {
  world = stillWorld(clients, all);
  render(() => (
    <PageProvider world={world}>
      <MessagesPanel />
    </PageProvider>
  ));
});
afterEach(cleanup);

function line(sequence: number): HTMLElement | undefined {
  return screen.getAllByTestId('message').find((row) => row.dataset['sequence'] === String(sequence));
}

function shown(): number[] {
  return screen.queryAllByTestId('message').map((row) => Number(row.dataset['sequence']));
}

test('newest first, without the pings', () => {
  expect(shown()).toEqual([6, 5, 4, 3, 1]);
});

test('says how many pings are hidden, and shows them when asked', () => {
  const count = () => screen.getByRole('status').textContent;
  expect(count()).toContain('5 messages, newest first; 1 ping and the like hidden');
  fireEvent.click(screen.getByRole('button', { name: 'Show them' }));
  expect(shown()).toEqual([6, 5, 4, 3, 2, 1]);
  fireEvent.change(screen.getByLabelText('Table'), { target: { value: 'posts' } });
  expect(count()).toContain('3 of 6 messages');
  fireEvent.click(screen.getByRole('button', { name: 'Hide them' }));
  expect(shown()).toEqual([5, 4, 3]);
});

test.each([
  ['Kind', 'mutation', [5, 3]],
  ['Kind', 'delta', [4]],
  ['Kind', 'ping', [2]],
  ['Client', 'client-2', [6, 4]],
  ['Table', 'posts', [5, 4, 3]],
] as const)('filter by %s %s', (label, value, expected) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
  expect(shown()).toEqual(expected);
});

test.each([
  ['needle', [6]],
  ['PUBLISH', [3]],
  ['ben', [6]],
  ['nothing like it', []],
] as const)('filter by the text "%s"', (text, expected) => {
  fireEvent.input(screen.getByLabelText('Text in the message'), { target: { value: text } });
  expect(shown()).toEqual(expected);
});

test('paused, nothing new is drawn until it follows again', () => {
  fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
  world.say([...all, message(7, {})]);
  expect(shown()).not.toContain(7);
  fireEvent.click(screen.getByRole('button', { name: 'Follow again' }));
  expect(shown()[0]).toBe(7);
});

test('an open request marks its answer and leads to it', () => {
  fireEvent.click(line(3)?.querySelector('button') ?? document.body);
  expect(line(5)?.classList.contains('partner')).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'Go to the answer' }));
  expect(line(5)?.querySelector('[aria-expanded="true"]')).toBeTruthy();
  expect(line(3)?.classList.contains('partner')).toBe(true);
});

test('an open delta names who was passed over, and why', async () => {
  const delta = line(4);
  expect(delta?.textContent).toContain('not Ben');
  fireEvent.click(delta?.querySelector('button') ?? document.body);
  await waitFor(() =>
    expect(delta?.textContent).toContain(
      'Ben cannot see posts 7: authorUserId is 3, Session.userId is 2; published is False.',
    ),
  );
  expect(delta?.textContent).toContain('authorUserId == Session.userId || published == True');
});

test.each<readonly [string, Delivery | null, string, string]>([
  ['at once', null, 'Ann (arrived)', ''],
  ['late', { state: 'arrived', atMs: 1307 }, 'Ann (arrived after 300 ms)', ''],
  ['not yet', { state: 'flying', dueMs: 2000 }, 'Ann (under way)', '⇢ under way'],
  ['never', { state: 'lost', atMs: 1087 }, 'Ann (lost after 80 ms)', '✕ lost'],
])('how a message fared: %s', (_, delivery, told, mark) => {
  const deliveries = new Map(delivery ? [[asClientId('client-1'), delivery]] : []);
  world.say([message(7, { deliveries, skipped: [] })]);
  const row = line(7);
  expect(row?.querySelector('.message-size')?.textContent).toContain(mark);
  fireEvent.click(row?.querySelector('button') ?? document.body);
  expect(row?.textContent).toContain(`Sent to ${told}.`);
});

test('a message leads to its moment, once', async () => {
  world.record([
    { serial: 1, atMs: 0, upTo: 3, view: world.view() },
    { serial: 2, atMs: 0, upTo: 4, view: world.view() },
  ]);
  fireEvent.click(line(4)?.querySelector('button') ?? document.body);
  fireEvent.click(screen.getByRole('button', { name: 'Look at this moment' }));
  expect(shown()).toEqual([4, 3, 1]);
  expect(screen.queryByRole('button', { name: 'Look at this moment' })).toBeNull();
});

test('as lines of JSON a message keeps how it fared', () => {
  const deliveries = new Map([[asClientId('client-1'), { state: 'lost', atMs: 5 } as const]]);
  const lines = asLines([message(7, { deliveries }), message(8, {})]).split('\n');
  expect(lines).toHaveLength(3);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    sequence: 7,
    deliveries: { 'client-1': { state: 'lost', atMs: 5 } },
  });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ sequence: 8, payload: '{"a":1}', deliveries: {} });
});
