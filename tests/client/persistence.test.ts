// One contract for every persistence, and what IndexedDB adds: caches that are corrupt, partial or cannot be written.
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId, type ClientId } from '../../src/base/ids.ts';
import { IndexedDbCaches } from '../../src/client/indexed-db.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import type { Persistence, StoredBatch, StoredCache, StoredRow } from '../../src/client/persistence.ts';
import { RowTable } from '../../src/client/row-table.ts';
import { STAMP_COLUMN, type Row, type RowKey } from '../../src/protocol/rows.ts';
import { schemaOf } from './replica.ts';

const ANN = asClientId('ann');
const BEN = asClientId('ben');

function row(table: string, key: RowKey, stamp: number): StoredRow {
  return { table, key, row: { id: key, title: `${key} at ${stamp}`, [STAMP_COLUMN]: stamp } };
}

/** What a client holds; `counts` where they shall not fit. */
function holding(rows: readonly StoredRow[], counts?: Readonly<Record<string, number>>): StoredBatch {
  const names = [...new Set(rows.map(({ table }) => table))];
  const entries = (name: string) =>
    rows.filter(({ table }) => table === name).map(({ key, row: held }) => [key, held] as const);
  const tables = new Map(names.map((name) => [name, RowTable.of(entries(name))]));
  return {
    tables,
    meta: {
      sessionId: 's1',
      session: { userId: 1 },
      databaseEpoch: 'e1',
      serverRevision: 7,
      cursor: { tables: { posts: { last_seen_updated_at: 20, permission_hash: 'h' } } },
      schema: schemaOf('posts', 'users'),
      counts: counts ?? Object.fromEntries([...tables].map(([name, { size }]) => [name, size])),
    },
  };
}

/** The same with other rows put and taken away, sharing what stays. */
function later(before: StoredBatch, table: string, patch: ReadonlyMap<RowKey, Row | null>): StoredBatch {
  const rows = (before.tables.get(table) ?? RowTable.EMPTY).with(patch);
  const tables = new Map(before.tables).set(table, rows);
  const counts = Object.fromEntries([...tables].map(([name, { size }]) => [name, size]));
  return { tables, meta: { ...before.meta, counts } };
}

function names(cache: StoredCache | null): string[] | null {
  return cache && cache.rows.map((held) => `${held.table}/${held.key}@${String(held.row[STAMP_COLUMN])}`).toSorted();
}

interface Case {
  readonly rule: string;
  readonly batches: readonly StoredBatch[];
  readonly holds: readonly string[] | null;
}

const two = holding([row('posts', 1, 10), row('posts', 'x', 20)]);
const many = holding(Array.from({ length: 500 }, (_, key) => row('posts', key, 10)));
const cases: readonly Case[] = [
  { rule: 'nothing written is nothing stored', batches: [], holds: null },
  { rule: 'rows are kept under integers and text [CLIENT-5]', batches: [two], holds: ['posts/1@10', 'posts/x@20'] },
  {
    rule: 'what is written later takes the place of all that was',
    batches: [two, holding([row('posts', 1, 30), row('users', 3, 50)])],
    holds: ['posts/1@30', 'users/3@50'],
  },
  {
    rule: 'a change of a few rows leaves the others',
    batches: [
      many,
      later(
        many,
        'posts',
        new Map([
          [7, null],
          [400, row('posts', 400, 11).row],
          [501, row('posts', 501, 12).row],
        ]),
      ),
    ],
    holds: [
      ...[...many.tables.values()]
        .flatMap((rows) => [...rows.keys()])
        .filter((key) => key !== 7 && key !== 400)
        .map((key) => `posts/${key}@10`),
      'posts/400@11',
      'posts/501@12',
    ].toSorted(),
  },
  { rule: 'nothing may be held', batches: [two, holding([])], holds: [] },
];

interface Subject {
  readonly name: string;
  readonly open: () => { forClient(id: ClientId): Persistence };
}

let scope = 0;
const subjects: readonly Subject[] = [
  { name: 'memory', open: () => new MemoryCaches() },
  { name: 'IndexedDB', open: () => new IndexedDbCaches(`contract-${scope++}`) },
];

describe.each(subjects)('persistence: $name', ({ open }) => {
  it.each(cases)('$rule', async ({ batches, holds }) => {
    const store = open().forClient(ANN);
    for (const each of batches) await store.write(each);
    expect(names(await store.load())).toEqual(holds);
  });

  it('gives back rows and meta as they were written [CLIENT-2]', async () => {
    const store = open().forClient(ANN);
    await store.write(two);
    const cache = await store.load();
    expect(cache?.meta).toEqual(two.meta);
    expect(cache?.rows).toEqual([row('posts', 1, 10), row('posts', 'x', 20)]);
  });

  it('keeps clients apart, whatever their names, also when they hold the same', async () => {
    const caches = open();
    const shorter = caches.forClient(asClientId('an'));
    await Promise.all([caches.forClient(ANN).write(two), caches.forClient(BEN).write(two)]);
    await shorter.write(two);
    await caches.forClient(BEN).clear();
    await shorter.write(holding([row('posts', 5, 5)]));
    expect(names(await caches.forClient(ANN).load())).toEqual(['posts/1@10', 'posts/x@20']);
    expect(names(await shorter.load())).toEqual(['posts/5@5']);
    expect(names(await caches.forClient(BEN).load())).toBeNull();
  });

  it('writes in the order of the calls, without waiting between them', async () => {
    const store = open().forClient(ANN);
    const writes = [10, 11, 12, 13].map((stamp) => store.write(holding([row('posts', 1, stamp)])));
    await Promise.all(writes);
    expect(names(await store.load())).toEqual(['posts/1@13']);
  });
});

describe('persistence: IndexedDB alone', () => {
  const opened: IndexedDbCaches[] = [];
  afterEach(async () => {
    for (const caches of opened.splice(0)) await caches.destroy();
  });
  const openCaches = (name: string): IndexedDbCaches => {
    const caches = new IndexedDbCaches(name);
    opened.push(caches);
    return caches;
  };

  it('outlives the page', async () => {
    await openCaches('again').forClient(ANN).write(two);
    await opened[0]?.close();
    expect(names(await openCaches('again').forClient(ANN).load())).toEqual(['posts/1@10', 'posts/x@20']);
  });

  it('stores what clients hold alike once, and lets go what nobody holds any more', async () => {
    const caches = openCaches('alike');
    const clients = [ANN, BEN].map((id) => caches.forClient(id));
    const numbers = async () => {
      const database = await openDB('pyre-cache-alike');
      const keys = await database.getAllKeys('chunks');
      database.close();
      return keys.length;
    };
    await Promise.all(clients.map((client) => client.write(many)));
    const whole = await numbers();
    expect(whole).toBe(many.tables.get('posts')?.chunks.length);
    const changed = later(many, 'posts', new Map([[499, row('posts', 499, 12).row]]));
    await clients[0]?.write(changed);
    expect(await numbers()).toBe(whole + 1);
    await clients[1]?.write(changed);
    expect(await numbers()).toBe(whole);
    for (const client of clients) await client.clear();
    expect(await numbers()).toBe(0);
  });

  it('goes on from what an earlier page stored', async () => {
    const earlier = openCaches('earlier');
    await earlier.forClient(ANN).write(two);
    await earlier.forClient(BEN).write(many);
    await earlier.close();
    const caches = openCaches('earlier');
    await caches.forClient(ANN).write(holding([row('users', 1, 5)]));
    expect(names(await caches.forClient(ANN).load())).toEqual(['users/1@5']);
    expect((await caches.forClient(BEN).load())?.rows.length).toBe(500);
  });

  type Chunk = { readonly keys: readonly unknown[]; readonly rows: readonly unknown[] };
  const damages: readonly { readonly what: string; readonly damage: (chunk: Chunk) => unknown }[] = [
    { what: 'a chunk is missing', damage: () => undefined },
    { what: 'a row is missing', damage: ({ keys, rows }) => ({ keys: keys.slice(1), rows: rows.slice(1) }) },
    {
      what: 'a row too many',
      damage: ({ keys, rows }) => ({ keys: [...keys, 'z'], rows: [...rows, row('posts', 'z', 3).row] }),
    },
    { what: 'a row is not a row', damage: ({ keys, rows }) => ({ keys, rows: ['noise', ...rows.slice(1)] }) },
    {
      what: 'a row has another key',
      damage: ({ keys, rows }) => ({ keys, rows: [row('posts', 8, 3).row, ...rows.slice(1)] }),
    },
    { what: 'a row has no stamp', damage: ({ keys, rows }) => ({ keys, rows: [{ id: 1 }, ...rows.slice(1)] }) },
    { what: 'a chunk is noise', damage: () => 'noise' },
  ];
  it.each(damages)('[CLIENT-4] a cache is discarded, not trusted, when $what', async ({ what, damage }) => {
    const caches = openCaches(what);
    await caches.forClient(ANN).write(two);
    await caches.forClient(BEN).write(many);
    const database = await openDB(`pyre-cache-${what}`);
    const [first] = await database.getAllKeys('chunks');
    const damaged = damage(await database.get('chunks', first ?? 0));
    if (damaged === undefined) await database.delete('chunks', first ?? 0);
    else await database.put('chunks', damaged, first);
    database.close();
    expect(await caches.forClient(ANN).load()).toBeNull();
    expect(await caches.clients()).toEqual(['ben']);
    expect((await caches.forClient(BEN).load())?.rows.length).toBe(500);
  });

  it.each([
    {
      what: 'the head of a client is noise',
      heads: { clients: new Map([['ann', { meta: { cursor: 3 }, tables: [] }]]) },
    },
    { what: 'all heads are noise', heads: 'noise' },
    { what: 'the heads name no chunks', heads: { clients: new Map([['ann', { meta: {}, tables: 3 }]]) } },
  ])('[CLIENT-4] a cache is discarded, not trusted, when $what', async ({ what, heads }) => {
    const earlier = openCaches(what);
    await earlier.forClient(ANN).write(two);
    await earlier.close();
    const database = await openDB(`pyre-cache-${what}`);
    await database.put('heads', heads, 'heads');
    database.close();
    const caches = openCaches(what);
    expect(await caches.forClient(ANN).load()).toBeNull();
    await caches.forClient(ANN).write(many);
    expect((await caches.forClient(ANN).load())?.rows.length).toBe(500);
  });

  it('[CLIENT-4] rejects, so that the client goes on in memory, where there is no IndexedDB', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const store = new IndexedDbCaches('nowhere').forClient(ANN);
    await expect(store.load()).rejects.toThrow();
    await expect(store.write(two)).rejects.toThrow();
    vi.unstubAllGlobals();
    await store.write(two);
    expect(names(await store.load())).toEqual(['posts/1@10', 'posts/x@20']);
  });

  it('[CLIENT-4] a write that fails leaves nothing of itself and does not take others with it', async () => {
    const caches = openCaches('unwritable');
    await caches.forClient(ANN).write(two);
    const unwritable = {
      ...row('posts', 4, 4),
      row: { id: 4, [STAMP_COLUMN]: 4, title: (() => 'no') as unknown as string },
    };
    const bad = caches.forClient(ANN).write(holding([row('posts', 3, 3), unwritable]));
    const good = caches.forClient(BEN).write(two);
    await expect(bad).rejects.toThrow();
    await good;
    expect(names(await caches.forClient(ANN).load())).toEqual(['posts/1@10', 'posts/x@20']);
    expect(names(await caches.forClient(BEN).load())).toEqual(['posts/1@10', 'posts/x@20']);
  });

  it('gathers the writes of a moment, and writes them at once when it is asked to', async () => {
    const clock = new VirtualClock();
    const caches = new IndexedDbCaches('gathered', clock);
    opened.push(caches);
    const write = caches.forClient(ANN).write(two);
    let written = false;
    void write.then(() => (written = true));
    await caches.clients();
    expect(written).toBe(false);
    expect(names(await caches.forClient(ANN).load())).toBeNull();
    caches.flush();
    await write;
    expect(names(await caches.forClient(ANN).load())).toEqual(['posts/1@10', 'posts/x@20']);
  });
});
