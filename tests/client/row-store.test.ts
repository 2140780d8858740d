// The row store by itself: what a change comes to, told and stored.
import { describe, expect, it } from 'vitest';
import { NO_CHANGE, RowStore, type StoreChange, type TableChange } from '../../src/client/row-store.ts';
import { STAMP_COLUMN, type Row } from '../../src/protocol/rows.ts';
import { listRows } from './replica.ts';

const row = (id: number | string, stamp: number): { key: number | string; row: Row } => ({
  key: id,
  row: { id, [STAMP_COLUMN]: stamp },
});

function news(change: Partial<TableChange>): TableChange {
  return {
    table: 'posts',
    restartAt: null,
    removals: [],
    upserts: [],
    provisional: false,
    coversUntil: null,
    ...change,
  };
}

const change = (...tables: readonly Partial<TableChange>[]): StoreChange => ({
  ...NO_CHANGE,
  tables: tables.map(news),
});

function filled(): RowStore {
  const store = new RowStore();
  store.apply(change({ upserts: [row(1, 10), row(2, 20)] }, { table: 'users', upserts: [row('x', 15)] }));
  return store;
}

describe('row store', () => {
  it('tells the keys that changed, by table', () => {
    const applied = filled().apply(
      change({ upserts: [row(2, 30), row(3, 31)], removals: [{ key: 1, stamp: 32 }] }, { table: 'users' }),
    );
    expect(applied.rows).toEqual(new Map([['posts', new Set([2, 3, 1])]]));
    expect(applied.upserts.map(({ key }) => key)).toEqual([2, 3]);
    expect(applied.removals).toEqual([{ table: 'posts', key: 1 }]);
  });

  it('tells nothing of older news', () => {
    const applied = filled().apply(change({ upserts: [row(2, 20), row(1, 9)], removals: [{ key: 2, stamp: 19 }] }));
    expect(applied.rows.size).toBe(0);
    expect(applied.upserts).toEqual([]);
    expect(applied.removals).toEqual([]);
  });

  it('keeps integer and text keys apart [CLIENT-5]', () => {
    const store = new RowStore();
    store.apply(change({ upserts: [row(1, 10), row('1', 11)] }));
    store.apply(change({ removals: [{ key: '1', stamp: 12 }] }));
    expect(listRows(store.tables)).toEqual(['posts/1@10']);
  });

  it('a table that starts anew tells only what differs, and is written whole [SYNC-6]', () => {
    const store = filled();
    const held = store.tables.get('posts')?.get(2);
    const same = held === undefined ? [] : [{ key: 2, row: held }];
    const applied = store.apply(change({ restartAt: 30, upserts: [...same, row(3, 5)] }));
    expect(applied.rows).toEqual(new Map([['posts', new Set([1, 3])]]));
    expect(applied.dropTables).toEqual(['posts']);
    expect(applied.upserts.map(({ key }) => key)).toEqual([2, 3]);
    expect(listRows(store.tables)).toEqual(['posts/2@20', 'posts/3@5', 'users/x@15']);
  });

  it('a purge tells every row that was held [SYNC-12]', () => {
    const store = filled();
    const applied = store.apply({ ...NO_CHANGE, purge: true });
    expect(applied.rows).toEqual(
      new Map<string, Set<unknown>>([
        ['posts', new Set([1, 2])],
        ['users', new Set(['x'])],
      ]),
    );
    expect(listRows(store.tables)).toEqual([]);
    expect(store.counts()).toEqual({});
  });

  it('counts rows per table, empty tables left out', () => {
    const store = filled();
    store.apply(change({ removals: [1, 2].map((key) => ({ key, stamp: 40 })) }));
    expect(store.counts()).toEqual({ users: 1 });
  });
});
