// One contract for every persistence, and what IndexedDB adds: caches that are corrupt, partial or cannot be written.
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { asClientId, type ClientId } from '../../src/base/ids.ts';
import { IndexedDbCaches } from '../../src/client/indexed-db.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import type { Persistence, StoredBatch, StoredCache, StoredRow } from '../../src/client/persistence.ts';
import { STAMP_COLUMN, type RowKey } from '../../src/protocol/rows.ts';
import { schemaOf } from './replica.ts';

const ANN = asClientId('ann');
const BEN = asClientId('ben');

function row(table: string, key: RowKey, stamp: number): StoredRow {
  return { table, key, row: { id: key, title: `${key} at ${stamp}`, [STAMP_COLUMN]: stamp } };
}

type Words = Partial<Omit<StoredBatch, 'meta'>> & { readonly counts?: Readonly<Record<string, number>> };

function batch({ counts = {}, ...words }: Words): StoredBatch {
  return {
    purge: false,
    dropTables: [],
    removals: [],
    upserts: [],
    ...words,
    meta: {
      sessionId: 's1',
      session: { userId: 1 },
      databaseEpoch: 'e1',
      serverRevision: 7,
      cursor: { tables: { posts: { last_seen_updated_at: 20, permission_hash: 'h' } } },
      schema: schemaOf('posts', 'users'),
      counts,
    },
  };
}

function names(cache: StoredCache | null): string[] | null {
  return cache && cache.rows.map((held) => `${held.table}/${held.key}@${String(held.row[STAMP_COLUMN])}`).toSorted();
}

interface Case {
  readonly rule: string;
  readonly batches: readonly StoredBatch[];
  readonly holds: readonly string[] | null;
}

const two = batch({ upserts: [row('posts', 1, 10), row('posts', 'x', 20)], counts: { posts: 2 } });
const cases: readonly Case[] = [
  { rule: 'nothing written is nothing stored', batches: [], holds: null },
  { rule: 'rows are kept under integers and text [CLIENT-5]', batches: [two], holds: ['posts/1@10', 'posts/x@20'] },
  {
    rule: 'the later row of a key stays',
    batches: [two, batch({ upserts: [row('posts', 1, 30)], counts: { posts: 2 } })],
    holds: ['posts/1@30', 'posts/x@20'],
  },
  {
    rule: 'a removal removes',
    batches: [two, batch({ removals: [{ table: 'posts', key: 1 }], counts: { posts: 1 } })],
    holds: ['posts/x@20'],
  },
  {
    rule: 'within a batch upserts come after removals',
    batches: [
      two,
      batch({ removals: [{ table: 'posts', key: 1 }], upserts: [row('posts', 1, 40)], counts: { posts: 2 } }),
    ],
    holds: ['posts/1@40', 'posts/x@20'],
  },
  {
    rule: 'a dropped table is gone, others are not [SYNC-6]',
    batches: [
      batch({ upserts: [row('posts', 1, 10), row('users', 1, 11)], counts: { posts: 1, users: 1 } }),
      batch({ dropTables: ['posts'], upserts: [row('posts', 2, 12)], counts: { posts: 1, users: 1 } }),
    ],
    holds: ['posts/2@12', 'users/1@11'],
  },
  {
    rule: 'a purge leaves what comes with it [SYNC-12]',
    batches: [two, batch({ purge: true, upserts: [row('users', 3, 50)], counts: { users: 1 } })],
    holds: ['users/3@50'],
  },
  { rule: 'a purge may leave nothing', batches: [two, batch({ purge: true })], holds: [] },
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
    expect(new Set(cache?.rows)).toEqual(new Set(two.upserts));
  });

  it('keeps clients apart, whatever their names', async () => {
    const caches = open();
    const shorter = caches.forClient(asClientId('an'));
    await caches.forClient(ANN).write(two);
    await shorter.write(batch({ upserts: [row('posts', 5, 5)], counts: { posts: 1 } }));
    await caches.forClient(BEN).write(batch({ upserts: [row('posts', 9, 1)], counts: { posts: 1 } }));
    await caches.forClient(BEN).clear();
    await shorter.write(batch({ purge: true }));
    expect(names(await caches.forClient(ANN).load())).toEqual(['posts/1@10', 'posts/x@20']);
    expect(names(await caches.forClient(BEN).load())).toBeNull();
  });

  it('writes in the order of the calls, without waiting between them', async () => {
    const store = open().forClient(ANN);
    const writes = [10, 11, 12, 13].map((stamp) =>
      store.write(batch({ upserts: [row('posts', 1, stamp)], counts: { posts: 1 } })),
    );
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

  const damages: readonly {
    what: string;
    damage: (database: Awaited<ReturnType<typeof openDB>>) => Promise<unknown>;
  }[] = [
    { what: 'a row is missing', damage: (database) => database.delete('rows', ['ann', 'posts', 1]) },
    { what: 'a row too many', damage: (database) => database.put('rows', row('posts', 3, 3).row, ['ann', 'posts', 3]) },
    { what: 'a row is not a row', damage: (database) => database.put('rows', 'noise', ['ann', 'posts', 1]) },
    {
      what: 'a row has another key',
      damage: (database) => database.put('rows', row('posts', 8, 3).row, ['ann', 'posts', 1]),
    },
    {
      what: 'a row has no stamp',
      damage: (database) => database.put('rows', { id: 1 }, ['ann', 'posts', 1]),
    },
    { what: 'the meta is missing', damage: (database) => database.delete('meta', 'ann') },
    { what: 'the meta is noise', damage: (database) => database.put('meta', { cursor: 3 }, 'ann') },
  ];
  it.each(damages)('[CLIENT-4] a cache is discarded, not trusted, when $what', async ({ what, damage }) => {
    const caches = openCaches(what);
    await caches.forClient(ANN).write(two);
    await caches.forClient(BEN).write(two);
    const database = await openDB(`pyre-cache-${what}`);
    await damage(database);
    const left = await database.getAllKeys('rows');
    database.close();
    expect(left.length).toBeGreaterThan(0);
    expect(await caches.forClient(ANN).load()).toBeNull();
    expect(await caches.clients()).toEqual(['ben']);
    expect(names(await caches.forClient(BEN).load())).toEqual(['posts/1@10', 'posts/x@20']);
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
    const bad = caches.forClient(ANN).write(batch({ upserts: [row('posts', 3, 3), unwritable], counts: { posts: 4 } }));
    const good = caches.forClient(BEN).write(two);
    await expect(bad).rejects.toThrow();
    await good;
    expect(names(await caches.forClient(ANN).load())).toEqual(['posts/1@10', 'posts/x@20']);
    expect(names(await caches.forClient(BEN).load())).toEqual(['posts/1@10', 'posts/x@20']);
  });
});
