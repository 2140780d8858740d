// Catch-up: pages around every boundary, removals, permissions, epochs, and cursors from before the history.
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { SyncCursor } from '../../src/protocol/rows.ts';
import { syncPage, type SyncPage } from '../../src/protocol/sync.ts';
import type { Server } from '../../src/server/server.ts';
import { login, openServer, page, run, TestPort, user } from './open-server.ts';

const EMPTY: SyncCursor = { tables: {} };

async function readPage(server: Server, session: string, syncCursor: SyncCursor, pageSize?: number): Promise<SyncPage> {
  const answer = await page(server, session, { syncCursor, ...(pageSize === undefined ? {} : { pageSize }) });
  return v.parse(syncPage, answer.body);
}

function advance(cursor: SyncCursor, { tables }: SyncPage): SyncCursor {
  const entries = Object.entries(tables).map(([name, { permission_hash, last_seen_updated_at, since }]) => {
    return [name, { permission_hash, last_seen_updated_at, ...(since === undefined ? {} : { since }) }];
  });
  return { tables: { ...cursor.tables, ...Object.fromEntries(entries) } };
}

/** Reads pages to the last one, as a client would. */
async function catchUp(
  server: Server,
  session: string,
  from = EMPTY,
  pageSize?: number,
): Promise<{ pages: SyncPage[]; cursor: SyncCursor }> {
  const pages: SyncPage[] = [];
  let cursor = from;
  for (;;) {
    const next = await readPage(server, session, cursor, pageSize);
    pages.push(next);
    cursor = advance(cursor, next);
    if (!next.has_more) return { pages, cursor };
  }
}

const titles = (pages: readonly SyncPage[]) =>
  pages.flatMap(({ tables }) => tables['posts']?.rows.map((row) => row['title']) ?? []);
const post = (title: string, published = true) => ({ title, content: 'c', published });

async function withPosts(count: number) {
  const { server } = await openServer();
  const author = login(server, user(1));
  const expected = Array.from({ length: count }, (_, index) => `post ${index + 1}`);
  for (const title of expected) await run(server, author, 'createPost', post(title));
  return { server, author, expected, reader: login(server, user(2)) };
}

test.each([
  [0, 3],
  [1, 3],
  [2, 3],
  [3, 3],
  [4, 3],
  [6, 3],
  [7, 3],
  [5, 1],
  [3, 5000],
])('[SYNC-4] %i rows in pages of %i arrive once each, oldest first', async (count, pageSize) => {
  const { server, reader, expected } = await withPosts(count);
  const { pages, cursor } = await catchUp(server, reader, EMPTY, pageSize);
  expect(titles(pages)).toEqual(expected);
  expect(pages).toHaveLength(Math.max(1, Math.ceil(count / pageSize)));
  expect(pages.map(({ has_more }) => has_more)).toEqual(pages.map((_, index) => index < pages.length - 1));
  expect(titles((await catchUp(server, reader, cursor, pageSize)).pages)).toEqual([]);
});

test('[SYNC-4] the last page moves the cursor to the sync point', async () => {
  const { server, author, reader } = await withPosts(2);
  await run(server, author, 'createPost', post('hidden', false));
  const last = await readPage(server, reader, EMPTY);
  expect(last.tables['posts']?.last_seen_updated_at).toBe(last.syncPoint);
  expect(last.serverRevision).toBe(3);
});

test('[SYNC-3] only what was written since comes again', async () => {
  const { server, author, reader } = await withPosts(4);
  const { cursor } = await catchUp(server, reader);
  await run(server, author, 'updatePost', { id: 2, title: 'second thoughts', content: 'c' });
  await run(server, author, 'createPost', post('fifth'));
  expect(titles((await catchUp(server, reader, cursor)).pages)).toEqual(['second thoughts', 'fifth']);
});

test('[SYNC-2] pages hold what the session may query and nothing else', async () => {
  const { server, author, reader } = await withPosts(1);
  await run(server, author, 'createPost', post('secret plans', false));
  await run(server, author, 'createUser', { name: 'Somebody', email: 'somebody@example.com' });
  const answer = await page(server, reader);
  expect(answer.text).not.toMatch(/secret plans|somebody/);
  expect(titles((await catchUp(server, author)).pages)).toEqual(['post 1', 'secret plans']);
});

test.each([
  ['deleted', 'deletePost', { id: 2 }],
  ['unpublished', 'publishPost', { id: 2, published: false }],
])('[SYNC-7] a row that was %s while I was away is removed by its key', async (_name, query, args) => {
  const { server, author, reader } = await withPosts(3);
  const { cursor } = await catchUp(server, reader);
  await run(server, author, query, args);
  const news = await readPage(server, reader, cursor);
  expect(news.tables['posts']).toMatchObject({ rows: [], removed: [2] });
  expect((await readPage(server, reader, advance(cursor, news))).tables['posts']?.removed).toBeUndefined();
});

test('[SYNC-2] who never saw a row does not hear of its removal', async () => {
  const { server, author, reader } = await withPosts(1);
  await run(server, author, 'createPost', post('hidden', false));
  const { cursor } = await catchUp(server, reader);
  await run(server, author, 'deletePost', { id: 2 });
  expect((await readPage(server, reader, cursor)).tables['posts']?.removed).toBeUndefined();
});

test('[SYNC-7] a row that left and came back is not removed', async () => {
  const { server, author, reader } = await withPosts(1);
  const { cursor } = await catchUp(server, reader);
  await run(server, author, 'publishPost', { id: 1, published: false });
  await run(server, author, 'publishPost', { id: 1, published: true });
  const news = await readPage(server, reader, cursor);
  expect(news.tables['posts']?.rows).toHaveLength(1);
  expect(news.tables['posts']?.removed).toBeUndefined();
});

test('[SYNC-7] a cursor from before the history gets the table anew', async () => {
  const { server } = await openServer({ historyKept: 4 });
  const author = login(server, user(1));
  const reader = login(server, user(2));
  for (const title of ['a', 'b', 'c']) await run(server, author, 'createPost', post(title));
  const { cursor: old } = await catchUp(server, reader);
  await run(server, author, 'deletePost', { id: 1 });
  const { cursor: recent } = await catchUp(server, reader, old);
  for (let round = 0; round < 20; round++) {
    await run(server, author, 'updatePost', { id: 2, title: `b${round}`, content: 'c' });
    const { pages } = await catchUp(server, reader, recent);
    const anew = pages[0]?.tables['posts']?.resync === true;
    expect(titles(pages)).toEqual(anew ? ['c', `b${round}`] : [`b${round}`]);
  }
  const { pages } = await catchUp(server, reader, old);
  expect(pages[0]?.tables['posts']?.resync).toBe(true);
  expect(titles(pages)).toEqual(['c', 'b19']);
});

test('[SYNC-7] the history stays inside its bound', async () => {
  const { server, storage } = await openServer({ historyKept: 8 });
  const author = login(server, user(1));
  await run(server, author, 'createPost', post('a'));
  for (let round = 0; round < 50; round++)
    await run(server, author, 'updatePost', { id: 1, title: `${round}`, content: '' });
  const kept = storage.transaction((transaction) => transaction.all('select stamp from _pyre_history').rows.length);
  expect(kept).toBeGreaterThanOrEqual(8);
  expect(kept).toBeLessThanOrEqual(10);
});

test('[SYNC-6] a cursor under another hash is void for its table alone', async () => {
  const { server, reader } = await withPosts(2);
  const { cursor } = await catchUp(server, reader);
  const posts = cursor.tables['posts'];
  const forged = {
    tables: {
      ...cursor.tables,
      posts: { permission_hash: 'other', last_seen_updated_at: posts?.last_seen_updated_at ?? 0 },
    },
  };
  const { tables } = await readPage(server, reader, forged);
  expect(tables['posts']).toMatchObject({ resync: true, rows: [{ title: 'post 1' }, { title: 'post 2' }] });
  expect(tables['users']?.resync).toBeUndefined();
});

test('[SYNC-12] a cursor of another epoch is reset', async () => {
  const { server, reader } = await withPosts(2);
  const { databaseEpoch } = await readPage(server, reader, EMPTY);
  const foreign = {
    syncCursor: { tables: { gone: { permission_hash: 'x', last_seen_updated_at: 1 } } },
    databaseEpoch: 'another',
  };
  const answer = await page(server, reader, foreign);
  expect(answer).toMatchObject({ status: 200, body: { type: 'reset', databaseEpoch } });
  expect((await page(server, reader, { syncCursor: EMPTY, databaseEpoch })).body).toHaveProperty('tables');
});

test('a row in a page is the row of the delta that announced it', async () => {
  const { server } = await openServer();
  const author = login(server, user(1));
  const connection = new TestPort(server).open(`/sync?sessionId=${author}`);
  await run(server, author, 'createPost', post('same'));
  const { tables } = await readPage(server, author, EMPTY);
  expect(connection.messages[1]).toMatchObject({
    data: { all_affected_rows: [{ table_name: 'posts', row: tables['posts']?.rows[0] }] },
  });
});
