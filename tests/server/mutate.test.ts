// Mutations: whole or not at all, stamped in order, and silent where they are denied.
import * as v from 'valibot';
import { beforeEach, expect, test } from 'vitest';
import { REVISION_HEADER } from '../../src/protocol/catalog.ts';
import { delta } from '../../src/protocol/down.ts';
import { STAMP_COLUMN } from '../../src/protocol/rows.ts';
import { StorageError, type Storage, type SynchronousOnly, type Transaction } from '../../src/server/storage.ts';
import { testStorage } from './open-storage.ts';
import { login, openServer, page, run, TestPort, user, type Opened } from './open-server.ts';

/** A storage whose n-th statement from now fails, as SQLite does when memory runs out. */
class FailingStorage implements Storage {
  readonly #inner: Storage;
  /** Statements that still succeed. */
  remaining = Number.POSITIVE_INFINITY;

  constructor(inner: Storage) {
    this.#inner = inner;
  }

  transaction<Result>(work: (transaction: Transaction) => Result, ..._guard: SynchronousOnly<Result>): Result {
    const run = (transaction: Transaction): { result: Result } => ({ result: work(this.#failing(transaction)) });
    return this.#inner.transaction(run).result;
  }

  close(): void {
    this.#inner.close();
  }

  #failing(transaction: Transaction): Transaction {
    return {
      all: (sql, parameters) => {
        if (this.remaining-- <= 0) throw new StorageError('failed', 'out of memory');
        return transaction.all(sql, parameters);
      },
      execute: (sql) => transaction.execute(sql),
    };
  }
}

const post = { title: 'A', content: 'B', published: true };
const everything = [
  'select * from posts',
  'select * from users',
  'select * from _pyre_sync',
  'select * from _pyre_history',
  'select * from _pyre_clock',
  'select * from _pyre_changes',
];

let opened: Opened;
let me: string;
let other: string;

beforeEach(async () => {
  opened = await openServer();
  me = login(opened.server, user(7));
  other = login(opened.server, user(8));
});

const database = (storage: Storage) =>
  storage.transaction((transaction) => everything.map((sql) => transaction.all(sql).rows));

const created = () => run(opened.server, me, 'createPost', post);

test('[SYNC-11] a mutation whose n-th statement fails leaves nothing behind, for every n', async () => {
  const storage = new FailingStorage(await testStorage());
  opened = await openServer({ storage });
  me = login(opened.server, user(7));
  await created();
  const port = new TestPort(opened.server);
  port.open(`/sync?sessionId=${me}`);
  port.sends.length = 0;
  const before = database(storage);
  let failed = 0;
  for (let statements = 0; ; statements++) {
    storage.remaining = statements;
    const answer = await run(opened.server, me, 'updatePost', { id: 1, title: 'C', content: 'D' });
    storage.remaining = Number.POSITIVE_INFINITY;
    if (answer.status === 200) break;
    failed++;
    expect(answer.body).toMatchObject({ error: { kind: 'Internal' } });
    expect(answer.text).not.toContain('memory');
    expect(database(storage)).toEqual(before);
    expect(port.sends).toEqual([]);
  }
  expect(failed).toBeGreaterThan(3);
  expect(port.sends).toHaveLength(1);
});

test.each([
  ['updating', 'updatePost', { id: 1, title: 'mine', content: 'now' }],
  ['publishing', 'publishPost', { id: 1, published: false }],
  ['deleting', 'deletePost', { id: 1 }],
])("[PERM-2] %s somebody else's row changes nothing and answers an empty list", async (_name, query, args) => {
  await created();
  const before = database(opened.storage);
  const answer = await run(opened.server, other, query, args);
  expect(answer).toMatchObject({ status: 200, body: { post: [] } });
  expect(answer.headers.get(REVISION_HEADER)).toBe('1');
  expect(database(opened.storage).slice(0, 4)).toEqual(before.slice(0, 4));
});

test('the revision counts the mutations that wrote rows', async () => {
  const revisions = [];
  for (const [query, args] of [
    ['createPost', post],
    ['deletePost', { id: 99 }],
    ['updatePost', { id: 1, title: 'C', content: 'D' }],
    ['deletePost', { id: 1 }],
  ] as const) {
    revisions.push((await run(opened.server, me, query, args)).headers.get(REVISION_HEADER));
  }
  expect(revisions).toEqual(['1', '1', '2', '3']);
});

test('[SYNC-3] stamps rise with every row, whatever the clock does', async () => {
  const port = new TestPort(opened.server);
  const connection = port.open(`/sync?sessionId=${me}`);
  for (const jumpMs of [0, 0, 5_000, -3_600_000, 0, 3_600_001]) {
    opened.clock.jump(jumpMs);
    await created();
  }
  const stamps = connection.messages.slice(1).map((message) => {
    return Number(v.parse(delta, message).data.all_affected_rows[0]?.row[STAMP_COLUMN]);
  });
  expect(stamps).toHaveLength(6);
  expect(stamps).toEqual(stamps.toSorted((left, right) => left - right));
  expect(new Set(stamps).size).toBe(6);
});

test('[PERM-3] values that look like SQL are values', async () => {
  const title = `'); drop table posts; -- $title "x"`;
  await run(opened.server, me, 'createPost', { ...post, title });
  expect((await run(opened.server, me, 'listPosts')).body).toMatchObject({ post: [{ title }] });
});

test('names and large numbers that JavaScript treats specially are stored as they are', async () => {
  await run(opened.server, me, 'createPost', { ...post, title: '__proto__', content: '\u2028 🎈 \\u0000' });
  const { body } = await page(opened.server, me);
  expect(body).toMatchObject({ tables: { posts: { rows: [{ title: '__proto__', content: '\u2028 🎈 \\u0000' }] } } });
});

test('an update by the generated query keeps what is left out', async () => {
  await created();
  const answer = await run(opened.server, me, 'PostUpdate', { id: 1, title: 'New' });
  expect(answer.body).toMatchObject({ post: [{ id: 1, title: 'New', content: 'B', published: true }] });
});
