// The rows of one table as a card, a matrix or a panel asks for them: few, one, or all.
import { RowTable } from '../client/client.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { CellMaker } from './titles.ts';
import type { Cell, HeldTable } from './view.ts';

/** The cells of a table that clients hold, made as they are asked for. */
export class TableCells implements HeldTable {
  readonly table: string;
  readonly record: string;
  readonly #maker: CellMaker;
  readonly #rows: RowTable;
  #first: readonly Cell[] = [];

  constructor(table: string, record: string, maker: CellMaker, rows: RowTable = RowTable.EMPTY) {
    this.table = table;
    this.record = record;
    this.#maker = maker;
    this.#rows = rows;
  }

  get size(): number {
    return this.#rows.size;
  }

  get cells(): readonly Cell[] {
    return this.first(this.size);
  }

  /** The same list as long as the same number is asked for. */
  first(count: number): readonly Cell[] {
    const wanted = Math.min(count, this.size);
    if (this.#first.length !== wanted) this.#first = this.#maker.first(this.#rows, wanted);
    return this.#first;
  }

  find(key: RowKey): Cell | undefined {
    const row = this.#rows.get(key);
    return row && this.#maker.cell(key, row);
  }
}

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
