// The matrix: every copy of every row against the server's truth and the rule [UI-4].
import { cleanup, fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PageProvider, usePage } from '../../src/ui/page.tsx';
import { Matrix } from '../../src/ui/tableau/matrix.tsx';
import type { Moment } from '../../src/world/recording.ts';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;
let opened: () => readonly unknown[];
let lookAt: (moment: Moment | null) => void;
const current = post([1, 'Embers', true]);
const older = { ...post([2, 'Draft', true]), row: { id: 2, title: 'Drft' } };
const gone = post([9, 'Gone', true]);

function Probe() {
  const page = usePage();
  opened = () => [page.chosenRow(), page.tab()];
  lookAt = (moment) => page.lookAt(moment);
  return null;
}

beforeEach(() => {
  world = stillWorld([clientView(1, 'Ann', [current, older, gone]), clientView(2, 'Ben', [])]);
  world.table = async (name) => ({
    ok: true,
    value: { table: name, columns: ['id', 'title'], rows: [[1, 'Embers'], [2, 'Draft']], stamps: [1_000_001, 1_000_002], total: 2 }, // prettier-ignore
  });
  world.explain = async (id, _table, key) => {
    const verdict = id === 'client-1' || key === 2 ? 'true' : 'false';
    const operands = [{ text: 'authorUserId', value: 3 }];
    return { ok: true, value: { text: 'authorUserId == Session.userId', verdict, operands, parts: [] } };
  };
  world.database.verdicts = async (_table, sessions) => {
    const lists = sessions.map(({ userId }) => (userId === 1 ? [1, 2, 9] : [2]));
    return { ok: true, value: { databaseEpoch: 'e', serverRevision: 3, listOf: [...lists.keys()], lists } };
  };
  render(() => (
    <PageProvider world={world}>
      <Matrix />
      <Probe />
    </PageProvider>
  ));
});
afterEach(cleanup);

function cell(client: number, key: number): HTMLElement {
  const found = screen
    .getAllByTestId('matrix-cell')
    .find(({ dataset }) => dataset['client'] === `client-${client}` && dataset['key'] === String(key));
  if (!found) throw new Error(`there is no cell for client ${client} and row ${key}`);
  return found;
}

const judged = () => waitFor(() => expect(cell(2, 1).dataset['state']).toBe('denied'));

test('every copy tells how it stands', async () => {
  await judged();
  const states = [1, 2, 9].map((key) => [cell(1, key).dataset['state'], cell(2, key).dataset['state']]);
  expect(states).toEqual([
    ['current', 'denied'],
    ['older', 'waiting'],
    ['overstayed', 'absent'],
  ]);
  expect(cell(2, 1).getAttribute('aria-label')).toBe('Ben, Embers: not permitted');
});

test('the focused cell is explained in one sentence, arrows move it', async () => {
  await judged();
  cell(1, 1).focus();
  fireEvent.keyDown(cell(1, 1), { key: 'ArrowRight' });
  expect(document.activeElement).toBe(cell(2, 1));
  const sentence = () => document.querySelector('.matrix-sentence')?.textContent;
  expect(sentence()).toBe('Ben, posts 1 “Embers”: not permitted.');
  await waitFor(() => expect(sentence()?.trim()).toBe('Ben cannot see posts 1 “Embers”: authorUserId is 3.'));
  fireEvent.keyDown(cell(2, 1), { key: 'ArrowDown' });
  expect(document.activeElement).toBe(cell(2, 2));
});

test('Enter opens the row with its evaluation, as that client', async () => {
  await judged();
  cell(2, 2).focus();
  fireEvent.keyDown(cell(2, 2), { key: 'Enter' });
  expect(opened()).toEqual([{ table: 'posts', key: 2 }, 'row']);
  expect(world.intents).toContainEqual(['select', 'client-2']);
});

test('a delta changes the cell in place: the focus stays', async () => {
  await judged();
  const before = cell(2, 2);
  before.focus();
  const [ann] = world.view().clients;
  if (!ann) throw new Error('two clients were given');
  world.show({ clients: [ann, clientView(2, 'Ben', [post([2, 'Draft', true])])], revision: 4 });
  await waitFor(() => expect(cell(2, 2).dataset['state']).toBe('current'));
  expect(cell(2, 2)).toBe(before);
  expect(document.activeElement).toBe(before);
});

test('[UI-9] at an earlier moment copies are held against the newest that anybody held then', async () => {
  await judged();
  const newest = post([2, 'Draft', true]);
  const newer = { ...newest, stamp: 2_000_000, row: { ...newest.row, _pyre_stamp: 2_000_000 } };
  const clients = [clientView(1, 'Ann', [current, older]), clientView(2, 'Ben', [newer])];
  lookAt({ serial: 1, atMs: 0, upTo: 0, view: { ...world.view(), clients } });
  const state = (client: number, key: number) => cell(client, key).dataset['state'];
  expect([state(1, 1), state(2, 1), state(1, 2), state(2, 2)]).toEqual(['current', 'absent', 'older', 'current']);
  expect(screen.getByRole('columnheader', { name: 'newest' })).toBeTruthy();
  lookAt(null);
  await waitFor(() => expect(cell(2, 1).dataset['state']).toBe('denied'));
});

const LINES = 900;
const CROWD = 300;

/** A table of many rows under the eyes of many clients. */
function manyRows(): number[] {
  const asked: number[] = [];
  world.table = async (name, limit, offset) => {
    asked.push(offset);
    const count = Math.min(limit, LINES - offset);
    const keys = Array.from({ length: count }, (_, index) => offset + index + 1);
    return {
      ok: true,
      value: { table: name, columns: ['id', 'title'], rows: keys.map((key) => [key, `Post ${key}`]), stamps: keys, total: LINES }, // prettier-ignore
    };
  };
  const clients = Array.from({ length: CROWD }, (_, index) => clientView(index + 1, `User ${index + 1}`, [current]));
  world.show({ clients, revision: 5 });
  return asked;
}

test('of many rows and clients those in sight are drawn, and all can be reached', async () => {
  const asked = manyRows();
  await waitFor(() => expect(screen.getByTestId('matrix').getAttribute('aria-rowcount')).toBe(String(LINES + 1)));
  expect(screen.getByTestId('matrix').getAttribute('aria-colcount')).toBe(String(CROWD + 2));
  expect(screen.getAllByTestId('matrix-cell').length).toBeLessThan(LINES * 8);
  cell(1, 1).focus();
  fireEvent.keyDown(cell(1, 1), { key: 'End' });
  await waitFor(() => expect(cell(CROWD, LINES).dataset['at']).toBe(String(LINES * CROWD - 1)));
  expect(screen.getAllByTestId('matrix-cell').length).toBeLessThan(LINES * 8);
  expect(asked.length).toBeLessThan(5);
  fireEvent.keyDown(screen.getByTestId('matrix').querySelector('tbody') ?? document.body, { key: 'Home' });
  await waitFor(() => expect(document.activeElement).toBe(cell(1, 1)));
});

test('a matrix that becomes smaller keeps a tab stop', async () => {
  manyRows();
  await waitFor(() => expect(cell(1, 5)).toBeTruthy());
  fireEvent.keyDown(cell(1, 5), { key: 'End' });
  world.show({ clients: world.view().clients.slice(0, 2) });
  await waitFor(() => expect(screen.getAllByTestId('matrix-cell').some(({ tabIndex }) => tabIndex === 0)).toBe(true));
});
