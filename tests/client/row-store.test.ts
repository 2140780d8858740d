// The row store by itself: what a change comes to, told and stored.
import { describe, expect, it } from 'vitest';
import { NO_CHANGE, RowStore, type StoreChange, type TableChange } from '../../src/client/row-store.ts';
import { STAMP_COLUMN, type Row } from '../../src/protocol/rows.ts';
import { listRows } from './replica.ts';

const row = (id: number | string, stamp: number): Row => ({ id, [STAMP_COLUMN]: stamp });

const list = (...rows: readonly Row[]): TableChange['upserts'] => ({ keys: rows.map(keyOf), rows });

const keyOf = ({ id }: Row): number | string => (typeof id === 'string' ? id : Number(id));

function news(change: Partial<TableChange>): TableChange {
  return {
    table: 'posts',
    restartAt: null,
    removals: [],
    upserts: list(),
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
  store.apply(change({ upserts: list(row(1, 10), row(2, 20)) }, { table: 'users', upserts: list(row('x', 15)) }));
  return store;
}

describe('row store', () => {
  it('tells the keys that changed, by table', () => {
    const store = filled();
    const rows = store.apply(
      change({ upserts: list(row(2, 30), row(3, 31)), removals: [{ key: 1, stamp: 32 }] }, { table: 'users' }),
    );
    expect(rows).toEqual(new Map([['posts', [1, 2, 3]]]));
    expect(listRows(store.tables)).toEqual(['posts/2@30', 'posts/3@31', 'users/x@15']);
  });

  it('tells nothing of older news', () => {
    const store = filled();
    const before = store.tables;
    const rows = store.apply(change({ upserts: list(row(2, 20), row(1, 9)), removals: [{ key: 2, stamp: 19 }] }));
    expect(rows.size).toBe(0);
    expect(store.tables).toBe(before);
  });

  it('what was held before a change stays as it was', () => {
    const store = filled();
    const before = store.tables;
    store.apply(change({ upserts: list(row(2, 30)), removals: [{ key: 1, stamp: 32 }] }));
    expect(listRows(before)).toEqual(['posts/1@10', 'posts/2@20', 'users/x@15']);
    expect(listRows(store.tables)).toEqual(['posts/2@30', 'users/x@15']);
  });

  it('keeps integer and text keys apart [CLIENT-5]', () => {
    const store = new RowStore();
    store.apply(change({ upserts: list(row(1, 10), row('1', 11)) }));
    store.apply(change({ removals: [{ key: '1', stamp: 12 }] }));
    expect(listRows(store.tables)).toEqual(['posts/1@10']);
  });

  it('a table that starts anew tells only what differs [SYNC-6]', () => {
    const store = filled();
    const held = store.tables.get('posts')?.get(2);
    const same = held === undefined ? [] : [held];
    const rows = store.apply(change({ restartAt: 30, upserts: list(...same, row(3, 5)) }));
    expect(rows).toEqual(new Map([['posts', [1, 3]]]));
    expect(listRows(store.tables)).toEqual(['posts/2@20', 'posts/3@5', 'users/x@15']);
  });

  it('a table that starts anew keeps what is newer than its page [SYNC-6]', () => {
    const store = filled();
    const rows = store.apply(change({ restartAt: 15, upserts: list(row(1, 10)) }));
    expect(rows.size).toBe(0);
    expect(listRows(store.tables)).toEqual(['posts/1@10', 'posts/2@20', 'users/x@15']);
  });

  it('pages whose rows come in the order of their keys add to what is held, and tell what they added [SYNC-4]', () => {
    const store = filled();
    const page = { coversUntil: 40, upserts: list(row(3, 30), row(4, 31)), removals: [{ key: 1, stamp: 40 }] };
    expect(store.apply(change(page))).toEqual(new Map([['posts', [1, 3, 4]]]));
    expect(store.apply(change({ upserts: list(row(5, 41)) }))).toEqual(new Map([['posts', [5]]]));
    expect(listRows(store.tables)).toEqual(['posts/2@20', 'posts/3@30', 'posts/4@31', 'posts/5@41', 'users/x@15']);
  });

  it('a removal that is remembered holds against a page in the order of its keys [SYNC-8]', () => {
    const store = filled();
    store.apply(change({ provisional: true, removals: [{ key: 3, stamp: 35 }] }));
    store.apply({ ...change({ coversUntil: 34, upserts: list(row(3, 30), row(4, 31)) }), readAt: 34 });
    expect(listRows(store.tables)).toEqual(['posts/1@10', 'posts/2@20', 'posts/4@31', 'users/x@15']);
  });

  it('a purge tells every row that was held [SYNC-12]', () => {
    const store = filled();
    const rows = store.apply({ ...NO_CHANGE, purge: true });
    expect(rows).toEqual(
      new Map<string, unknown[]>([
        ['posts', [1, 2]],
        ['users', ['x']],
      ]),
    );
    expect(store.tables.size).toBe(0);
  });

  it('a table without rows is not held', () => {
    const store = filled();
    store.apply(change({ removals: [1, 2].map((key) => ({ key, stamp: 40 })) }));
    expect([...store.tables.keys()]).toEqual(['users']);
  });
});
