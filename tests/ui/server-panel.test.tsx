// The server's panel: tables in any order, requests with their SQL, the console, and a server that is stopped [UI-12].
import { cleanup, fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RowsRequest, RunRequest } from '../../src/protocol/inspection.ts';
import { PageProvider, usePage, type Page } from '../../src/ui/page.tsx';
import { ServerPanel } from '../../src/ui/server/server-panel.tsx';
import { decides } from '../../src/ui/server/deciding.ts';
import { clientView, schema, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;
let asked: RowsRequest[];
let page: Page;

beforeEach(() => {
  asked = [];
  world = stillWorld([clientView(1, 'Ann', [])]);
  world.database.rows = async (request) => {
    asked.push(request);
    const rows = request.filter === 'nothing' ? [] : [[1, 'Embers'], [2, 'Ash']]; // prettier-ignore
    return {
      ok: true,
      value: { table: request.table, columns: ['id', 'title'], rows, stamps: rows.map(([id]) => Number(id) * 10), total: 120 }, // prettier-ignore
    };
  };
  render(() => (
    <PageProvider world={world}>
      <ServerPanel />
      <Reader />
    </PageProvider>
  ));
});
afterEach(cleanup);

/** Hands the page out of the tree. */
function Reader() {
  page = usePage();
  return null;
}

const cells = () => [...document.querySelectorAll('[data-testid=server-table] tbody tr')].map((row) => row.textContent);

test.each([
  ['authorUserId', 'authorUserId == Session.userId || published == True', true],
  ['userId', 'authorUserId == Session.userId', false],
  ['id', 'room.id == Session.roomId', false],
  ['title', 'state == "a title"', false],
])('whether %s decides in: %s', (column, rule, does) => {
  expect(decides(column, rule)).toBe(does);
});

describe('tables', () => {
  test('show rows with their stamps, by key at first', async () => {
    await waitFor(() => expect(cells()).toEqual(['1Embers10', '2Ash20']));
    expect(asked[0]).toEqual({ table: 'posts', limit: 50, offset: 0, sort: null, filter: '' });
  });

  test('a row asks who may see it and why, by mouse and by its key', async () => {
    await waitFor(() => expect(cells().length).toBe(2));
    const [first, second] = document.querySelectorAll('[data-testid=server-table] tbody tr');
    if (second) fireEvent.click(second);
    expect([page.chosenRow(), page.tab()]).toEqual([{ table: 'posts', key: 2 }, 'row']);
    expect(second?.getAttribute('aria-current')).toBe('true');
    page.openTab('server');
    fireEvent.click(screen.getByTitle('Who may see posts 1, and why'));
    expect([page.chosenRow(), page.tab()]).toEqual([{ table: 'posts', key: 1 }, 'row']);
    expect([first?.getAttribute('aria-current'), second?.getAttribute('aria-current')]).toEqual(['true', null]);
  });

  test('values read as their types, and the columns that decide say so', async () => {
    world.database.rows = async ({ table }) => ({
      ok: true,
      value: {
        table,
        columns: ['id', 'published', 'writtenAt'],
        rows: [[1, 0, 1_795_469_979]],
        stamps: [10],
        total: 1,
      },
    });
    const [posts] = schema.tables;
    const writtenAt = {
      name: 'writtenAt',
      type: 'DateTime',
      valueType: { kind: 'dateTime' },
      nullable: false,
    } as const;
    if (posts) world.show({ revision: 4, schema: { ...schema, tables: [{ ...posts, columns: [...posts.columns, writtenAt] }] } }); // prettier-ignore
    await waitFor(() => expect(cells()).toEqual(['1False2026-11-23 21:39:39 UTC10']));
    const deciding = [...document.querySelectorAll('.decides')].map((head) => head.textContent);
    expect(deciding).toEqual(['published']);
  });

  test('a column sorts up, then down, then not at all; from the first page', async () => {
    await waitFor(() => expect(cells().length).toBe(2));
    fireEvent.click(screen.getByRole('button', { name: 'Later' }));
    await waitFor(() => expect(asked.at(-1)?.offset).toBe(50));
    const sorts: unknown[] = [];
    for (const expected of ['ascending', 'descending', null]) {
      fireEvent.click(screen.getByRole('button', { name: /^title/ }));
      await waitFor(() =>
        expect(screen.getByRole('columnheader', { name: /^title/ }).getAttribute('aria-sort')).toBe(expected),
      );
      sorts.push(asked.at(-1)?.sort);
    }
    expect(sorts).toEqual([{ column: 'title', descending: false }, { column: 'title', descending: true }, null]);
    expect(asked.at(-1)?.offset).toBe(0);
  });

  test('while another page is on its way, the one that is shown keeps its numbers and is said to be behind', async () => {
    await waitFor(() => expect(cells().length).toBe(2));
    const region = screen.getByRole('region', { name: 'Rows of posts' });
    const answer = world.database.rows;
    let arrive: () => void = () => undefined;
    const way = new Promise<void>((resolve) => (arrive = resolve));
    world.database.rows = async (request) => (await way, answer(request));
    expect(region.getAttribute('aria-busy')).toBe('false');
    const shown = screen.getByText(/ of 120/).textContent;
    fireEvent.click(screen.getByRole('button', { name: 'Later' }));
    expect(region.getAttribute('aria-busy')).toBe('true');
    expect(screen.getByText(/ of 120/).textContent).toBe(shown);
    arrive();
    await waitFor(() => expect(region.getAttribute('aria-busy')).toBe('false'));
    expect(screen.getByText(/ of 120/).textContent).toBe('51–52 of 120');
  });

  test('a filter that fits nothing says so', async () => {
    await waitFor(() => expect(cells().length).toBe(2));
    fireEvent.input(screen.getByLabelText('Filter rows by text'), { target: { value: 'nothing' } });
    await waitFor(() => expect(cells()).toEqual(['no row holds “nothing”']));
  });

  test('a refusal is told', async () => {
    world.database.rows = async () => ({ ok: false, message: 'the table is gone' });
    world.show({ revision: 4 });
    expect(await screen.findByText('the table is gone')).toBeTruthy();
  });
});

describe('requests', () => {
  const request = (sequence: number, path: string, failed: string | null): RunRequest => ({
    sequence,
    atMs: 0,
    path,
    session: { userId: 2, role: 'user' },
    durationMs: 3,
    failed,
    statements: [{ sql: 'select "id" from "posts" where "id" = $id', params: { $id: 7 }, durationMs: 1, rows: 1 }],
    more: 0,
  });

  test('are listed newest first, and open to their SQL with what was bound', async () => {
    const given = [[request(1, '/db/GetPost', null)], [request(2, '/db/UpdatePost', 'UNIQUE constraint failed')]];
    const since: number[] = [];
    world.database.requests = async (after) => {
      since.push(after);
      return { ok: true, value: given.shift() ?? [] };
    };
    fireEvent.click(screen.getByRole('button', { name: 'Requests' }));
    await waitFor(() => expect(screen.getAllByTestId('request').length).toBe(2));
    expect(since.slice(0, 2)).toEqual([0, 1]);
    const [newest, oldest] = screen.getAllByTestId('request');
    expect(newest?.textContent).toContain('rolled back: UNIQUE constraint failed');
    const line = oldest?.querySelector('button');
    if (line) fireEvent.click(line);
    expect(oldest?.textContent).toContain('from "posts"');
    expect(oldest?.textContent).toContain('$id = 7');
  });
});

describe('the console', () => {
  const open = async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Console' }));
    return screen.findByLabelText('SQL, read-only');
  };

  test('runs what was typed and shows a table', async () => {
    const run: string[] = [];
    world.database.runSql = async (sql) => {
      run.push(sql);
      return {
        answer: { ok: true, columns: ['id', 'title'], rows: [[7, null]], cut: true },
        serverRevision: 3,
        durationMs: 4,
      };
    };
    fireEvent.input(await open(), { target: { value: 'select * from posts' } });
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    const table = await screen.findByTestId('console-result');
    expect(table.textContent).toBe('idtitle7null');
    expect(screen.getByTestId('console').textContent).toContain(
      'The first 1 row; there are more · 4 ms · at revision 3',
    );
    expect(run).toEqual(['select * from posts']);
  });

  test('tells why a statement was refused', async () => {
    world.database.runSql = async () => ({
      answer: { ok: false, message: 'no such table: pots' },
      serverRevision: 3,
      durationMs: 1,
    });
    fireEvent.input(await open(), { target: { value: 'select * from pots' } });
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect((await screen.findByTestId('console-trouble')).textContent).toContain('no such table: pots');
  });

  test('a statement that takes its time can be stopped', async () => {
    world.database.runSql = () => new Promise(() => undefined);
    fireEvent.input(await open(), { target: { value: 'select 1' } });
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    const stops = await screen.findAllByRole('button', { name: 'Cancel' });
    const last = stops.at(-1);
    if (last) fireEvent.click(last);
    expect(world.intents).toContainEqual(['stopSql']);
  });
});

test('a server elsewhere is not looked into', async () => {
  world.show({ server: { phase: 'running', databaseEpoch: 'e', host: 'elsewhere', at: 'https://sync.example' } });
  expect((await screen.findByTestId('server-elsewhere')).textContent).toContain('https://sync.example');
  expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
});

test('a stopped server says what that means, and can be started', async () => {
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
  expect(world.intents).toContainEqual(['stop']);
  world.show({ server: { phase: 'stopped' } });
  expect((await screen.findByTestId('server-stopped')).textContent).toContain('The server is stopped');
  fireEvent.click(screen.getByRole('button', { name: 'Start' }));
  expect(world.intents).toContainEqual(['start']);
});
