// Stores that share their rows: each holds what it would hold alone, and what is alike is held once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_CHANGE, RowStore, type StoreChange, type TableChange } from '../../src/client/row-store.ts';
import { SharedRows } from '../../src/client/shared-rows.ts';
import { STAMP_COLUMN, type Row } from '../../src/protocol/rows.ts';
import { listRows } from './replica.ts';

const post = (id: number, stamp: number, title = `Post ${id} at ${stamp}`): Row => ({
  id,
  title,
  [STAMP_COLUMN]: stamp,
});

const upserts = (...rows: readonly Row[]) => ({ keys: rows.map((row) => Number(row['id'])), rows });

function news(change: Partial<TableChange>): TableChange {
  const none = { restartAt: null, removals: [], upserts: upserts(), provisional: false, coversUntil: null };
  return { table: 'posts', ...none, ...change };
}

/** A page read from nothing, after which a client is live. */
const page = (...rows: readonly Row[]): StoreChange => ({
  ...NO_CHANGE,
  tables: [news({ restartAt: 1000, upserts: upserts(...rows), coversUntil: 1000 })],
  readAt: 1000,
  settled: true,
});

const delta = (...tables: readonly Partial<TableChange>[]): StoreChange => ({
  ...NO_CHANGE,
  tables: tables.map(news),
});

/** So many stores that share, each with its own copy of the same page. */
function crowd(count: number, ...rows: readonly Row[]): RowStore[] {
  const shared = new SharedRows();
  return Array.from({ length: count }, () => {
    const store = new RowStore(shared);
    store.apply(page(...rows.map((row) => ({ ...row }))));
    return store;
  });
}

describe('shared rows', () => {
  it('equal rows and equal tables are held once', () => {
    const [first, second] = crowd(2, post(1, 10), post(2, 20));
    expect(second?.tables).toBe(first?.tables);
    expect(first?.tables.size).toBe(1);
  });

  it('rows of one key that are not equal stay apart, also under one stamp', () => {
    const shared = new SharedRows();
    const [one, other] = [new RowStore(shared), new RowStore(shared)];
    one.apply(page(post(1, 10, 'a'), post(2, 20)));
    other.apply(page(post(1, 10, 'b'), post(2, 20)));
    expect(one.tables.get('posts')?.get(1)?.['title']).toBe('a');
    expect(other.tables.get('posts')?.get(1)?.['title']).toBe('b');
    expect(one.tables.get('posts')?.get(2)).toBe(other.tables.get('posts')?.get(2));
  });

  it('rows of one name in two tables stay apart', () => {
    const shared = new SharedRows();
    const store = new RowStore(shared);
    store.apply({ ...page(post(1, 10)), tables: [news({ upserts: upserts(post(1, 10)) })] });
    store.apply({
      ...page(),
      tables: [news({ table: 'notes', upserts: upserts(post(1, 10)) })],
    });
    expect(store.tables.get('notes')?.get(1)).not.toBe(store.tables.get('posts')?.get(1));
  });

  it('a delta that all get leads all to one table', () => {
    const stores = crowd(3, post(1, 10));
    const change = delta({ upserts: upserts(post(2, 2000)) });
    const told = stores.map((store) => store.apply(change));
    expect(new Set(stores.map(({ tables }) => tables)).size).toBe(1);
    expect(told.map((rows) => rows)).toEqual(stores.map(() => new Map([['posts', [2]]])));
    expect(listRows(stores[2]?.tables ?? new Map())).toEqual(['posts/1@10', 'posts/2@2000']);
  });

  it('a client that comes later shares what deltas brought to the others', () => {
    const shared = new SharedRows();
    const [early, late] = [new RowStore(shared), new RowStore(shared)];
    early.apply(page(post(1, 10)));
    early.apply(delta({ upserts: upserts(post(2, 2000)) }));
    late.apply(page(post(1, 10), post(2, 2000)));
    expect(late.tables).toBe(early.tables);
  });

  it('a row that is read anew as it was is no change, though another client holds a newer one', () => {
    const [behind, ahead] = crowd(2, post(1, 10));
    ahead?.apply(delta({ upserts: upserts(post(1, 2000)) }));
    expect(behind?.apply(page(post(1, 10)))).toEqual(new Map());
  });

  it('clients that differ meet again when what made them differ is gone', () => {
    const shared = new SharedRows();
    const [author, reader] = [new RowStore(shared), new RowStore(shared)];
    author.apply(page(post(1, 10), post(2, 20)));
    reader.apply(page(post(1, 10)));
    expect(reader.tables).not.toBe(author.tables);
    author.apply(delta({ removals: [{ key: 2, stamp: 2000 }] }));
    expect(reader.tables).toBe(author.tables);
  });

  it('rows that nobody holds any more are let go', () => {
    const shared = new SharedRows();
    const store = new RowStore(shared);
    store.apply(page(post(0, 1)));
    const first = post(1, 2000);
    store.apply(delta({ upserts: upserts(first) }));
    for (let id = 1; id <= 10_000; id++) {
      const stamp = 2000 + id;
      store.apply(delta({ removals: [{ key: id, stamp }], upserts: upserts(post(id + 1, stamp)) }));
    }
    expect(shared.share('posts', 1, { ...first })).not.toBe(first);
    expect(listRows(store.tables)).toEqual(['posts/0@1', 'posts/10001@12000']);
  });

  const anyStep = fc.record({
    /** Which stores hear of it. */
    heard: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    key: fc.integer({ min: 1, max: 6 }),
    age: fc.integer({ min: -3, max: 0 }),
    what: fc.constantFrom<'put' | 'remove' | 'provisional' | 'page' | 'restart' | 'purge'>(
      'put',
      'remove',
      'provisional',
      'page',
      'restart',
      'purge',
    ),
  });

  it('each store holds and tells what it would alone, whoever else hears of what', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const shared = new SharedRows();
        const together = [0, 1, 2, 3].map(() => new RowStore(shared));
        const alone = [0, 1, 2, 3].map(() => new RowStore());
        for (const [at, { heard, key, age, what }] of steps.entries()) {
          const stamp = 2000 + at + age;
          const change = changeOf(what, key, stamp);
          for (const [index, hears] of heard.entries()) {
            if (!hears) continue;
            const told = together[index]?.apply(change);
            expect(told).toEqual(alone[index]?.apply(changeOf(what, key, stamp)));
          }
          const lists = (stores: readonly RowStore[]) => stores.map(({ tables }) => listRows(tables));
          expect(lists(together)).toEqual(lists(alone));
        }
      }),
    );
  });

  function changeOf(what: string, key: number, stamp: number): StoreChange {
    const put = upserts(post(key, stamp));
    switch (what) {
      case 'remove':
        return delta({ removals: [{ key, stamp }] });
      case 'provisional':
        return delta({ upserts: put, provisional: true });
      case 'page':
        return { ...delta({ upserts: put, coversUntil: stamp }), readAt: stamp, settled: true };
      case 'restart':
        return { ...delta({ restartAt: stamp, upserts: put, coversUntil: stamp }), readAt: stamp };
      case 'purge':
        return { ...NO_CHANGE, purge: true };
      default:
        return delta({ upserts: put });
    }
  }
});
