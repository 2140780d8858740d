// What a row is called and whether it looks faint, for any schema.
import type { Chunk, RowTable } from '../client/row-table.ts';
import type { SchemaColumn, SchemaTable } from '../protocol/catalog.ts';
import { compareKeys, STAMP_COLUMN, type Row, type RowKey } from '../protocol/rows.ts';
import type { Cell } from './view.ts';

/** The column whose text is the title of a table's rows: the first text column; null where there is none. */
export function titleColumn(table: SchemaTable): string | null {
  return columnOfKind(table, 'string');
}

/** The column whose `False` makes a row look faint: the first yes-or-no column. */
export function flagColumn(table: SchemaTable): string | null {
  return columnOfKind(table, 'bool');
}

function columnOfKind(table: SchemaTable, kind: SchemaColumn['valueType']['kind']): string | null {
  const found = table.columns.find((column) => column.valueType.kind === kind && column.name !== table.primaryKey);
  return found?.name ?? null;
}

/** Makes cells for the rows of one table, one for each row object, however many clients share it. */
export class CellMaker {
  readonly #table: string;
  readonly #title: string | null;
  readonly #flag: string | null;
  readonly #cells = new WeakMap<Row, Cell>();
  readonly #chunks = new WeakMap<Chunk, readonly Cell[]>();

  constructor(table: SchemaTable) {
    this.#table = table.name;
    this.#title = titleColumn(table);
    this.#flag = flagColumn(table);
  }

  /** The rows as cells, in key order. */
  cells(rows: ReadonlyMap<RowKey, Row>): readonly Cell[] {
    const cells: Cell[] = [];
    let ordered = true;
    for (const [key, row] of rows) {
      const cell = this.cell(key, row);
      const last = cells.at(-1);
      if (last !== undefined && compareKeys(last.key, key) > 0) ordered = false;
      cells.push(cell);
    }
    return ordered ? cells : cells.toSorted((one, other) => compareKeys(one.key, other.key));
  }

  /** The first rows as cells; a table that shares rows with another shares their cells. */
  first(rows: RowTable, count: number): readonly Cell[] {
    const lists: (readonly Cell[])[] = [];
    let missing = count;
    for (const chunk of rows.chunks) {
      if (missing <= 0) break;
      const cells = this.#cellsOf(chunk);
      lists.push(missing < cells.length ? cells.slice(0, missing) : cells);
      missing -= cells.length;
    }
    return lists.flat();
  }

  #cellsOf(chunk: Chunk): readonly Cell[] {
    let cells = this.#chunks.get(chunk);
    if (!cells) {
      cells = chunk.rows.flatMap((row, place) => {
        const key = chunk.keys[place];
        return key === undefined ? [] : [this.cell(key, row)];
      });
      this.#chunks.set(chunk, cells);
    }
    return cells;
  }

  /** The cell of one row. */
  cell(key: RowKey, row: Row): Cell {
    const known = this.#cells.get(row);
    if (known) return known;
    const stamp = row[STAMP_COLUMN];
    const flag = this.#flag === null ? null : row[this.#flag];
    const cell: Cell = {
      table: this.#table,
      key,
      title: titleOf(this.#title === null ? null : row[this.#title], key),
      faint: flag === 0 || flag === false,
      stamp: typeof stamp === 'number' ? stamp : null,
      row,
    };
    this.#cells.set(row, cell);
    return cell;
  }
}

function titleOf(value: unknown, key: RowKey): string {
  return typeof value === 'string' && value.trim() !== '' ? value : String(key);
}
