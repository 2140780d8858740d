// Catch-up: which tables have news, what a page holds, and where reading goes on.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { SyncCursor } from '../../src/protocol/rows.ts';
import { Bench, cursorAfter, type TablePage } from './database.ts';

const schema = `session {
    userId Int
    role   String
}

record User {
    @public

    id    Int @id
    name  String
    posts @link(Post.authorId)
}

record Post {
    @allow(query) { Or(authorId == Session.userId, published == True) }
    @allow(insert, update, delete) { authorId == Session.userId }

    id        Int @id
    authorId  Int
    title     String
    published Bool
    author    @link(authorId, User.id)
}
`;

const one: JsonObject = { userId: 1, role: 'user' };
const two: JsonObject = { userId: 2, role: 'user' };

async function blog(posts = 0): Promise<Bench> {
  const bench = await Bench.open(schema);
  bench.run(`insert into users (id, name) values (1, 'a'), (2, 'b')`);
  for (let id = 1; id <= posts; id++) bench.run(post(id));
  return bench;
}

const post = (id: number, author = 1, published = 0): string =>
  `insert into posts (id, authorId, title, published) values (${id}, ${author}, 't${id}', ${published})`;

/** Follows a session's pages to the end: what a client would hold, and each page on the way. */
function follow(
  bench: Bench,
  session: JsonObject,
  cursor: SyncCursor,
  pageSize: number,
  between?: (round: number) => void,
) {
  const held = new Map<unknown, JsonObject>();
  const pages: TablePage[] = [];
  let now = cursor;
  for (let round = 0; round < 100; round++) {
    const read = bench.page(session, now, pageSize);
    const page = read['posts'];
    if (!page) break;
    pages.push(page);
    if (page.resync) held.clear();
    for (const row of page.rows) held.set(row['id'], row);
    for (const key of page.removed) held.delete(key);
    now = cursorAfter(read, now);
    if (!page.hasMore) break;
    between?.(round);
  }
  return { held: [...held.keys()].map(Number).toSorted((a, b) => a - b), pages, cursor: now };
}

describe('[SYNC-4] pages', () => {
  test.each([0, 1, 2, 3, 4, 7].flatMap((rows) => [1, 2, 3, 4].map((pageSize) => ({ rows, pageSize }))))(
    '$rows rows in pages of $pageSize',
    async ({ rows, pageSize }) => {
      const bench = await blog(rows);
      const { held, pages } = follow(bench, one, { tables: {} }, pageSize);
      expect(held).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
      expect(pages.map((page) => page.rows.length)).toEqual(chunks(rows, pageSize));
      expect(pages.map((page) => page.hasMore)).toEqual(
        chunks(rows, pageSize).map((_, index, all) => index < all.length - 1),
      );
    },
  );

  test('the last page vouches for everything up to the sync point, others for what they hold', async () => {
    const bench = await blog(3);
    const point = Number(bench.all('select stamp from _pyre_clock')[0]?.['stamp']);
    const { pages } = follow(bench, one, { tables: {} }, 2);
    expect(pages.map(({ last }) => last)).toEqual([pages[0]?.rows[1]?.['_pyre_stamp'], point]);
  });

  test('rows come in wire form, in stamp order', async () => {
    const bench = await blog(2);
    bench.run(`update posts set title = 'x' where id = 1`);
    const page = bench.page(one)['posts'];
    expect(
      page?.rows.map(({ id, title, published, _pyre_stamp }) => ({
        id,
        title,
        published,
        isStamped: Number(_pyre_stamp) > 0,
      })),
    ).toEqual([
      { id: 2, title: 't2', published: 0, isStamped: true },
      { id: 1, title: 'x', published: 0, isStamped: true },
    ]);
  });
});

function chunks(rows: number, size: number): number[] {
  if (rows === 0) return [0];
  return Array.from({ length: Math.ceil(rows / size) }, (_, index) => Math.min(size, rows - index * size));
}

test('[SYNC-7] a table is told when it is empty, so that its removals have a cursor, also before anything was ever written', async () => {
  const bench = await Bench.open(schema);
  const first = bench.page(two);
  expect(Object.entries(first).map(([table, { rows, last, hasMore }]) => [table, rows, last, hasMore])).toEqual([
    ['users', [], 0, false],
    ['posts', [], 0, false],
  ]);
  expect(bench.page(two, cursorAfter(first))).toEqual({});
  bench.run(post(1, 1, 1), 'delete from posts');
  expect(bench.page(two, cursorAfter(first))['posts']).toMatchObject({ removed: [1], resync: false });
  bench.run('delete from _pyre_history', `insert into _pyre_horizon select 'posts', stamp from _pyre_clock`);
  expect(bench.page(two, cursorAfter(first))['posts']).toMatchObject({ removed: [], resync: true });
});

describe('[SYNC-3] the cursor is exact', () => {
  test('a table without news is not read', async () => {
    const bench = await blog(2);
    const cursor = cursorAfter(bench.page(one));
    expect(bench.page(one, cursor)).toEqual({});
  });

  test('one statement that writes many rows loses none at a page edge', async () => {
    const bench = await blog(5);
    const { cursor } = follow(bench, one, { tables: {} }, 10);
    bench.run(`update posts set title = title || '!'`);
    expect(follow(bench, one, cursor, 2).pages.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });
});

const departures: readonly { name: string; sql: string }[] = [
  { name: 'deleted', sql: 'delete from posts where id = 2' },
  { name: 'handed to somebody else', sql: 'update posts set authorId = 2 where id = 2' },
  { name: 'given another key', sql: 'update posts set id = 9 where id = 2' },
];

describe('[SYNC-7] removals reach those who were away', () => {
  test.each(departures)('a row that was $name', async ({ sql }) => {
    const bench = await blog(3);
    const mine = follow(bench, one, { tables: {} }, 10).cursor;
    const theirs = follow(bench, two, { tables: {} }, 10).cursor;
    bench.run(sql);
    expect(bench.page(one, mine)['posts']?.removed).toEqual([2]);
    expect(bench.page(two, theirs)['posts']?.removed ?? []).toEqual([]);
  });

  test('a row that left and came back is not told as removed', async () => {
    const bench = await blog(3);
    const { cursor } = follow(bench, one, { tables: {} }, 10);
    bench.run('delete from posts where id = 2', post(2));
    const page = bench.page(one, cursor)['posts'];
    expect([page?.removed, page?.rows.map(({ id }) => id)]).toEqual([[], [2]]);
  });

  test('who starts from nothing is told no removals', async () => {
    const bench = await blog(3);
    bench.run('delete from posts where id = 2');
    expect(bench.page(one)['posts']).toMatchObject({ removed: [], resync: false });
  });

  test('a cursor older than the kept history gets the table anew', async () => {
    const bench = await blog(3);
    const { cursor } = follow(bench, one, { tables: {} }, 10);
    bench.run(
      'delete from posts where id = 2',
      `insert into _pyre_horizon select 'posts', max(stamp) from _pyre_history`,
      'delete from _pyre_history',
    );
    expect(bench.page(one, cursor)['posts']).toMatchObject({ resync: true, removed: [], rows: [{ id: 1 }, { id: 3 }] });
  });

  test('a table longer than a page, all of it older than the kept history, is read to its end', async () => {
    const bench = await blog(5);
    bench.run(
      `update posts set title = 'z' where id = 5`,
      `insert into _pyre_horizon select 'posts', max(stamp) from _pyre_history`,
      'delete from _pyre_history',
    );
    expect(follow(bench, one, { tables: {} }, 1).held).toEqual([1, 2, 3, 4, 5]);
  });

  test('what is deleted between two pages of a first reading is told, also when history is pruned meanwhile', async () => {
    const bench = await blog(5);
    const prune = [
      'delete from posts where id = 1',
      `insert or replace into _pyre_horizon select 'posts', max(stamp) from _pyre_history`,
      'delete from _pyre_history',
    ];
    const { held } = follow(bench, one, { tables: {} }, 2, (round) => {
      if (round === 0) bench.run(...prune);
    });
    expect(held).toEqual([2, 3, 4, 5]);
  });
});

describe('[SYNC-6] a cursor under another rule is void', () => {
  test('another session starts the table anew; a table whose rule names nothing of it goes on', async () => {
    const bench = await blog(2);
    const cursor = cursorAfter(bench.page(one));
    const pages = bench.page(two, cursor);
    expect(pages['posts']).toMatchObject({ resync: true });
    expect(pages['users']).toBeUndefined();
  });
});

describe('[SYNC-5] the permission hash', () => {
  test('values that no permission names do not change it', async () => {
    const { engine } = await blog();
    const hash = (session: JsonObject) => engine.calculate_permission_hash('posts', session);
    expect(hash({ userId: 1, role: 'admin' })).toBe(hash(one));
    expect(hash(two)).not.toBe(hash(one));
    expect(hash(one)).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['the rule', schema.replace('published == True', 'published == False')],
    ['a column', schema.replace('title     String', 'title     String\n    body      String?')],
    ['a type', schema.replace('title     String', 'title     Date')],
    ['nullability', schema.replace('title     String', 'title     String?')],
  ])('another %s is another hash', async (_, other) => {
    const before = (await blog()).engine.calculate_permission_hash('posts', one);
    const after = (await Bench.open(other)).engine.calculate_permission_hash('posts', one);
    expect(after).not.toBe(before);
  });

  test('a table may be named by its SQL name, its record or its key in queries', async () => {
    const { engine } = await blog();
    expect(new Set(['posts', 'Post', 'post'].map((name) => engine.calculate_permission_hash(name, one))).size).toBe(1);
    expect(engine.calculate_permission_hash('nothing', one)).toBeNull();
  });
});

test('[SYNC-14] what is not synced has no hash, no status, no page', async () => {
  const bench = await Bench.open(`@syncable(false)\n\n${schema}`);
  bench.run(post(1));
  expect(bench.engine.calculate_permission_hash('posts', one)).toBeNull();
  expect(bench.page(one)).toEqual({});
});

test('a page is read once, by its stamps: its text is kept nowhere on the way, and more is asked for at one place', async () => {
  const bench = await blog(3);
  const status = bench.engine.get_sync_status_sql({ tables: {} }, one);
  const cursor = cursorAfter(bench.page(one, { tables: {} }, 1));
  for (const from of [{ tables: {} }, cursor]) {
    const { tables } = bench.engine.get_sync_sql(bench.all(status.sql, status.params), from, one, 1);
    const posts = tables.find(({ table_name }) => table_name === 'posts');
    const plan = bench.all(`explain query plan ${posts?.sql}`, posts?.params).map(({ detail }) => String(detail));
    expect(plan.filter((step) => /MATERIALIZE|ORDER BY|^SCAN t\b/.test(step))).toEqual([]);
    expect(plan.filter((step) => step.startsWith('SEARCH t USING INDEX idx_posts__pyre_stamp'))).toHaveLength(2);
  }
});

test('[PERM-3] session values never stand in the text', async () => {
  const { engine } = await blog();
  const session = { userId: 123456789, role: "o'x" };
  const status = engine.get_sync_status_sql({ tables: {} }, session);
  expect(status.sql).not.toContain('123456789');
  expect(status.params['$session_userId']).toBe(123456789);
});
