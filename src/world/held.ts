// The rows of one table as a card, a matrix or a panel asks for them: few, one, or all.
import type { RowKey } from '../protocol/rows.ts';
import type { Cell, HeldTable } from './view.ts';

/** A table whose cells are all at hand, in key order. */
export function heldCells(table: string, record: string, cells: readonly Cell[]): HeldTable {
  return {
    table,
    record,
    size: cells.length,
    cells,
    first: (count) => (count < cells.length ? cells.slice(0, count) : cells),
    find: (key: RowKey) => cells.find((cell) => cell.key === key),
  };
}
