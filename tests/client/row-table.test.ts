// The row table against a plain Map: whatever is done to both, they hold the same, and what was before stays.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachDifference, holdSame } from '../../src/client/difference.ts';
import { RowTable } from '../../src/client/row-table.ts';
import { compareKeys, STAMP_COLUMN, type Row, type RowKey } from '../../src/protocol/rows.ts';

const row = (key: RowKey, stamp: number): Row => ({ id: key, [STAMP_COLUMN]: stamp });

const anyKey = fc.oneof(fc.integer({ min: -20, max: 600 }), fc.constantFrom('', '1', 'a', 'b', 'ä', 'zz'));
/** Rows to put; no stamp: the row is taken away. */
const anyPatch = fc.uniqueArray(fc.tuple(anyKey, fc.option(fc.integer({ min: 1, max: 5 }))), {
  selector: ([key]) => key,
  maxLength: 400,
});

function patchOf(entries: readonly (readonly [RowKey, number | null])[]): Map<RowKey, Row | null> {
  return new Map(entries.map(([key, stamp]) => [key, stamp === null ? null : row(key, stamp)]));
}

function apply(map: ReadonlyMap<RowKey, Row>, patch: ReadonlyMap<RowKey, Row | null>): Map<RowKey, Row> {
  const next = new Map(map);
  for (const [key, value] of patch) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  return next;
}

function expectSame(table: RowTable, map: ReadonlyMap<RowKey, Row>): void {
  const ordered = [...map].toSorted(([one], [other]) => compareKeys(one, other));
  expect([...table]).toEqual(ordered);
  expect([...table.keys()]).toEqual(ordered.map(([key]) => key));
  expect(table.size).toBe(map.size);
  for (const [key, value] of map) expect(table.get(key)).toBe(value);
}

describe('row table', () => {
  it('holds what a Map would, through any changes, and leaves earlier tables as they were', () => {
    fc.assert(
      fc.property(fc.array(anyPatch, { maxLength: 8 }), (patches) => {
        const history: [RowTable, ReadonlyMap<RowKey, Row>][] = [[RowTable.EMPTY, new Map()]];
        for (const entries of patches) {
          const [table, map] = history.at(-1) ?? [RowTable.EMPTY, new Map<RowKey, Row>()];
          const patch = patchOf(entries);
          history.push([table.with(patch), apply(map, patch)]);
        }
        for (const [table, map] of history) expectSame(table, map);
      }),
    );
  });

  it('appends rows that stand behind all others as any change would put them, and says which do', () => {
    fc.assert(
      fc.property(anyPatch, anyPatch, fc.boolean(), (entries, more, behind) => {
        const table = RowTable.of(apply(new Map(), patchOf(entries)));
        const last = [...table.keys()].at(-1);
        const rows = [...apply(new Map(), patchOf(more))]
          .filter(([key]) => !behind || last === undefined || compareKeys(key, last) > 0)
          .toSorted(([one], [other]) => compareKeys(one, other));
        const keys = rows.map(([key]) => key);
        const [first] = keys;
        expect(table.endsBefore(keys)).toBe(first === undefined || last === undefined || compareKeys(first, last) > 0);
        expect(table.endsBefore([...keys, ...keys.slice(-1)])).toBe(keys.length === 0);
        if (!table.endsBefore(keys)) return;
        const before = new Map(table);
        const longer = table.append({ keys, rows: rows.map(([, value]) => value) });
        expectSame(longer, apply(before, new Map(rows)));
        expectSame(table, before);
        expect(holdSame(longer, table.with(new Map(rows)))).toBe(true);
      }),
    );
  });

  it('tells which keys a patch changed', () => {
    const table = RowTable.of([
      [1, row(1, 1)],
      [2, row(2, 1)],
    ]);
    const changed: RowKey[] = [];
    table.with(
      new Map([
        [1, table.get(1) ?? null],
        [2, null],
        [3, row(3, 1)],
        [4, null],
      ]),
      changed,
    );
    expect(changed).toEqual([2, 3]);
  });

  it('misses keys that it does not hold', () => {
    fc.assert(
      fc.property(anyPatch, anyKey, (entries, key) => {
        const map = apply(new Map(), patchOf(entries));
        const table = RowTable.of(map);
        expect(table.get(key)).toBe(map.get(key));
        expect(table.has(key)).toBe(map.has(key));
      }),
    );
  });

  it('is the same table when nothing changes', () => {
    const table = RowTable.of([[1, row(1, 1)]]);
    expect(table.with(new Map([[1, table.get(1) ?? null]]))).toBe(table);
    expect(table.with(new Map([[2, null]]))).toBe(table);
  });

  it('equal rows give an equal hash, in whatever order they came', () => {
    fc.assert(
      fc.property(anyPatch, fc.func(fc.integer()), (entries, weight) => {
        const rows = apply(new Map(), patchOf(entries));
        const shuffled = [...rows].toSorted(([one], [other]) => weight(one) - weight(other));
        const oneByOne = shuffled.reduce((table, entry) => table.with(new Map([entry])), RowTable.EMPTY);
        const atOnce = RowTable.of(rows);
        expect(oneByOne.hash).toBe(atOnce.hash);
        expect(holdSame(oneByOne, atOnce)).toBe(true);
      }),
    );
  });

  it('other rows are not equal', () => {
    const table = RowTable.of([[1, row(1, 1)]]);
    expect(holdSame(table, RowTable.of([[1, row(1, 1)]]))).toBe(false);
    expect(holdSame(table, RowTable.of([['1', row(1, 1)]]))).toBe(false);
    expect(holdSame(table, RowTable.EMPTY)).toBe(false);
  });
});

describe('difference of tables', () => {
  it('leads from any table to any other, and tells nothing that is alike', () => {
    fc.assert(
      fc.property(anyPatch, anyPatch, fc.boolean(), (entries, patch, related) => {
        const before = RowTable.of(apply(new Map(), patchOf(entries)));
        const after = related ? before.with(patchOf(patch)) : RowTable.of(apply(new Map(), patchOf(patch)));
        const told = new Map<RowKey, Row | null>();
        eachDifference(before, after, (key, value) => told.set(key, value));
        expectSame(before.with(told), new Map(after));
        for (const [key, value] of told) expect(before.get(key) ?? null).not.toBe(value);
      }),
    );
  });
});
