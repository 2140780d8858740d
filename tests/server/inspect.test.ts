// Looking inside a running server: rows in any order, SQL as it runs, typed queries, verdicts in bulk, a copy of the database.
import initSqlJs from 'sql.js';
import { describe, expect, test } from 'vitest';
import type { RowsRequest } from '../../src/protocol/inspection.ts';
import type { Server } from '../../src/server/server.ts';
import { SLICE_MS } from '../../src/server/verdicts.ts';
import { LOOK_MS, REQUESTS_NOTED } from '../../src/server/watch.ts';
import { demoSources, login, openServer, run, user } from './open-server.ts';

const everything: RowsRequest = { table: 'posts', limit: 100, offset: 0, sort: null, filter: '' };

/** Two users with three posts. */
async function stage() {
  const opened = await openServer();
  const { server } = opened;
  const [ann, ben] = [login(server, user(1)), login(server, user(2))];
  for (const name of ['Ann', 'Ben']) await run(server, ann, 'CreateUser', { name, email: `${name}@home` });
  const create = (session: string, title: string, published: boolean) =>
    run(server, session, 'CreatePost', { title, content: `About ${title}`, published });
  await create(ann, 'Cinders', true);
  await create(ann, 'ashes', false);
  await create(ben, '50% smoke', false);
  return { ...opened, ann, ben };
}

function titles(server: Server, change: Partial<RowsRequest>): unknown {
  const answer = server.inspection.rows({ ...everything, ...change });
  if (!answer.ok) return answer.message;
  const at = answer.value.columns.indexOf('title');
  return answer.value.rows.map((row) => row[at]);
}

describe('rows', () => {
  const ORDERS: readonly (readonly [string, Partial<RowsRequest>, unknown])[] = [
    ['by key', {}, ['Cinders', 'ashes', '50% smoke']],
    ['by any column', { sort: { column: 'title', descending: false } }, ['50% smoke', 'Cinders', 'ashes']],
    ['downwards', { sort: { column: 'id', descending: true } }, ['50% smoke', 'ashes', 'Cinders']],
    ['by stamp', { sort: { column: '_pyre_stamp', descending: true } }, ['50% smoke', 'ashes', 'Cinders']],
    ['equal ones by key', { sort: { column: 'published', descending: false } }, ['ashes', '50% smoke', 'Cinders']],
    ['by key where there is no such column', { sort: { column: 'x" desc --', descending: true } }, ['Cinders', 'ashes', '50% smoke']], // prettier-ignore
    ['a page of them', { limit: 1, offset: 1 }, ['ashes']],
    ['those with a text, in either case', { filter: 'ASH' }, ['ashes']],
    ['a percent sign is one', { filter: '0%' }, ['50% smoke']],
    ['one by its key', { key: 2 }, ['ashes']],
    ['one by its key that does not have the text', { key: 2, filter: 'smoke' }, []],
    ['a quote is one', { filter: `'` }, []],
    ['of a table that is not there', { table: 'poosts' }, 'there is no table "poosts"; there are users, posts'],
  ];
  test.each(ORDERS)('come %s', async (_, change, expected) => {
    const { server } = await stage();
    expect(titles(server, change)).toEqual(expected);
  });

  test('[SYNC-8] come with their stamps, and say how many fit in all', async () => {
    const { server } = await stage();
    const answer = server.inspection.rows({ ...everything, limit: 2, filter: 'about' });
    if (!answer.ok) throw new Error(answer.message);
    const { stamps, total } = answer.value;
    expect(total).toBe(3);
    expect(stamps).toHaveLength(2);
    expect(Number(stamps[1])).toBeGreaterThan(Number(stamps[0]));
  });
});

describe('typed queries', () => {
  const TITLES = 'query Titles { post { title } }';

  test('run by id as the session may, as any other [PERM-2]', async () => {
    const { server, ben } = await stage();
    const compiled = server.inspection.compile(TITLES);
    if (!compiled.ok || !compiled.value.fits) throw new Error('it must fit');
    const [query] = compiled.value.queries;
    expect(query).toMatchObject({ name: 'Titles', operation: 'query', params: [], generated: false });
    const answer = await run(server, ben, query?.id ?? '');
    expect(answer.body).toEqual({ post: [{ title: 'Cinders' }, { title: '50% smoke' }] });
  });

  test('write as the session may, several in one text', async () => {
    const { server, ann } = await stage();
    const text = `update Rename($id: Int) { post { @where { id == $id } title = "Soot" id } }\n${TITLES}`;
    const compiled = server.inspection.compile(text);
    if (!compiled.ok || !compiled.value.fits) throw new Error('it must fit');
    expect(compiled.value.queries.map(({ name }) => name)).toEqual(['Rename', 'Titles']);
    const id = compiled.value.queries[0]?.id ?? '';
    expect((await run(server, ann, id, { id: 3 })).body).toEqual({ post: [] });
    expect((await run(server, ann, id, { id: 1 })).body).toMatchObject({ post: [{ id: 1 }] });
    expect(titles(server, {})).toEqual(['Soot', 'ashes', '50% smoke']);
  });

  test('are not listed among the project’s, and their names call nothing', async () => {
    const { server, ann } = await stage();
    server.inspection.compile(TITLES);
    expect((await run(server, ann, 'Titles')).status).toBe(404);
  });

  test('with errors say where', async () => {
    const { server } = await stage();
    const answer = server.inspection.compile('query Titles {\n    post {\n        titel\n    }\n}\n');
    expect(answer).toMatchObject({
      ok: true,
      value: { fits: false, diagnostics: [{ ranges: [{ start: { line: 3, column: 9 } }] }] },
    });
  });

  test('are forgotten with the schema they were checked against [SYNC-13]', async () => {
    const { server, ann } = await stage();
    const compiled = server.inspection.compile(TITLES);
    const id = compiled.ok && compiled.value.fits ? (compiled.value.queries[0]?.id ?? '') : '';
    const sources = demoSources.map(({ path, source }) => ({ path, source: source.replace('content      String', 'content      String\n    note         String @default("none")') })); // prettier-ignore
    const changed = server.control.changeProject(sources);
    expect(changed).toEqual({ ok: true });
    expect((await run(server, ann, id)).status).toBe(404);
  });
});

test('the SQL of a query names its parameters', async () => {
  const { server } = await stage();
  const answer = server.inspection.sqlOf('UpdatePost');
  if (!answer.ok) throw new Error(answer.message);
  expect(answer.value.map(({ include }) => include)).toContain(true);
  expect(answer.value.flatMap(({ params }) => params)).toContain('session_userId');
  expect(answer.value[0]?.sql).toContain('update "posts"');
  expect(server.inspection.sqlOf('Nothing')).toEqual({ ok: false, message: 'there is no query "Nothing"' });
});

describe('verdicts in bulk', () => {
  test('[PERM-1] agree with the explanation, cell by cell', async () => {
    const { server } = await openServer({ empty: false });
    const sessions = [1, 2, 3, 50].map(user);
    const answer = server.inspection.verdicts({ table: 'posts', sessions, keys: null });
    const rows = server.inspection.rows(everything);
    if (!answer.ok || !rows.ok) throw new Error('both must answer');
    const keys = rows.value.rows.map((row) => Number(row[rows.value.columns.indexOf('id')]));
    for (const [index, session] of sessions.entries()) {
      const explained = keys.filter((key) => {
        const told = server.control.explain('posts', key, session);
        return told.ok && told.value?.verdict === 'true';
      });
      const allowed = answer.value.lists[answer.value.listOf[index] ?? -1] ?? [];
      expect(new Set(allowed)).toEqual(new Set(explained));
      expect(explained.length).toBeGreaterThan(0);
    }
  });

  test('sessions that the rule cannot tell apart share a list', async () => {
    const { server } = await stage();
    const sessions = [user(1), { userId: 1, role: 'admin' }, user(2)];
    const answer = server.inspection.verdicts({ table: 'posts', sessions, keys: [1, 3] });
    expect(answer).toMatchObject({ ok: true, value: { listOf: [0, 0, 1], lists: [[1], [1, 3]] } });
  });

  test('stop when a slice of time is over, after one session at least', async () => {
    const { server, clock } = await stage();
    const nowMs = clock.nowMs.bind(clock);
    let calls = 0;
    clock.nowMs = () => nowMs() + SLICE_MS * calls++;
    const answer = server.inspection.verdicts({ table: 'posts', sessions: [user(1), user(2), user(3)], keys: null });
    expect(answer.ok && answer.value.listOf.length).toBeLessThan(3);
    expect(answer.ok && answer.value.listOf.length).toBeGreaterThan(0);
  });

  test('refuse sessions that do not fit, and tables that are not there', async () => {
    const { server } = await stage();
    const ask = (table: string, session: object) =>
      server.inspection.verdicts({ table, sessions: [{ ...session }], keys: null });
    expect(ask('posts', { userId: 'x', role: 'user' })).toMatchObject({ ok: false });
    expect(ask('pots', user(1))).toMatchObject({ ok: false, message: expect.stringContaining('no table "pots"') });
  });
});

describe('requests', () => {
  const noted = (server: Server, after = 0) => {
    const answer = server.inspection.requests(after);
    return answer.ok ? answer.value : [];
  };

  test('are noted with their statements, parameters and rows, once somebody looks', async () => {
    const { server, ann } = await stage();
    expect(noted(server)).toEqual([]);
    await run(server, ann, 'GetPost', { id: 1 });
    server.control.status();
    const [request, ...others] = noted(server);
    expect(others).toEqual([]);
    expect(request).toMatchObject({ sequence: 1, path: '/db/GetPost', session: user(1), failed: null, more: 0 });
    expect(request?.statements.at(-1)).toMatchObject({ params: { $id: 1, $session_userId: 1 }, rows: 1 });
    expect(noted(server, 1)).toEqual([]);
  });

  test('that failed say why', async () => {
    const { server, ann } = await stage();
    noted(server);
    await run(server, ann, 'CreateUser', { name: 'Again', email: 'Ann@home' });
    expect(noted(server)).toMatchObject([{ path: '/db/CreateUser', failed: expect.stringContaining('UNIQUE') }]);
  });

  test('with arguments that do not fit run nothing, and their name is not lent to another', async () => {
    const { server, ann } = await stage();
    noted(server);
    await run(server, ann, 'GetPost', { id: 'one' });
    server.control.status();
    expect(noted(server)).toEqual([]);
  });

  test('are bounded, and no longer noted when nobody looks', async () => {
    const { server, ann, clock } = await stage();
    noted(server);
    for (let count = 0; count < REQUESTS_NOTED + 5; count++) await run(server, ann, 'ListUsers');
    expect(noted(server).length).toBe(REQUESTS_NOTED);
    await clock.advance(LOOK_MS + 1);
    await run(server, ann, 'ListPosts');
    expect(noted(server)).toEqual([]);
  });
});

test('the image is a database of its own, and the server goes on with its triggers', async () => {
  const { server, ann, reported } = await stage();
  const answer = server.inspection.image();
  if (!answer.ok) throw new Error(answer.message);
  const { Database } = await initSqlJs();
  const copy = new Database(answer.value.bytes);
  expect(copy.exec('select count(*) from posts')[0]?.values).toEqual([[3]]);
  copy.run('delete from posts');
  const before = await run(server, ann, 'UpdatePost', { id: 1, title: 'After', content: 'x' });
  expect(Number(before.headers.get('pyre-revision'))).toBe(answer.value.serverRevision + 1);
  expect(titles(server, {})).toEqual(['After', 'ashes', '50% smoke']);
  expect(reported).toEqual([]);
});
