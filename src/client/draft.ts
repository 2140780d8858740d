// Tables in the making: one step's news on top of what a client holds, and which keys it changed in the end.
import type { Row, RowKey } from '../protocol/rows.ts';
import { eachDifference } from './difference.ts';
import { RowTable, stampOf, type HeldTables, type KeyedRows } from './row-table.ts';
import { sameJson } from './same-json.ts';
import type { Move } from './shared-rows.ts';

/** One table in the making. */
export class Draft {
  readonly #original: RowTable;
  #base: RowTable;
  #patch = new Map<RowKey, Row | null>();
  /** What was appended to the original, while that is all that was done to it. */
  #appended: readonly RowKey[] = [];

  constructor(table: RowTable) {
    this.#original = table;
    this.#base = table;
  }

  get(key: RowKey): Row | undefined {
    const row = this.#patch.get(key);
    return row === undefined ? this.#base.get(key) : (row ?? undefined);
  }

  /** A row that was dropped and comes back as it was is the one that was held: nothing changed. */
  put(key: RowKey, row: Row): void {
    const before = this.#base === this.#original ? undefined : this.#original.get(key);
    this.#patch.set(key, before !== undefined && sameJson(before, row) ? before : row);
  }

  /** Whether rows with these keys stand behind all others, and nothing else was done. */
  mayAppend(keys: readonly RowKey[]): boolean {
    return this.#base === this.#original && this.#patch.size === 0 && this.#base.endsBefore(keys);
  }

  append(added: KeyedRows): void {
    this.#base = this.#original.append(added);
    this.#appended = added.keys;
  }

  remove(key: RowKey): void {
    this.#patch.set(key, null);
  }

  clear(): void {
    this.#base = RowTable.EMPTY;
    this.#appended = [];
    this.#patch = new Map();
  }

  /** Drops all rows with stamps up to this one; gives their keys. */
  dropUntil(stamp: number): readonly RowKey[] {
    const rows = this.#base.with(this.#patch);
    const dropped: RowKey[] = [];
    for (const [key, row] of rows) if (stampOf(row) <= stamp) dropped.push(key);
    this.#base = dropped.length === rows.size ? RowTable.EMPTY : rows;
    this.#appended = [];
    this.#patch = new Map(this.#base.size === 0 ? [] : dropped.map((key) => [key, null]));
    return dropped;
  }

  /** The table as it is now, and the keys whose row is another than before. */
  finish(): { readonly table: RowTable; readonly keys: readonly RowKey[] } {
    if (this.#appended.length > 0 && this.#patch.size === 0) return { table: this.#base, keys: this.#appended };
    const keys: RowKey[] = [];
    if (this.#base === this.#original) return { table: this.#base.with(this.#patch, keys), keys };
    const table = this.#base.with(this.#patch);
    eachDifference(this.#original, table, (key) => keys.push(key));
    return { table, keys };
  }
}

/** All tables of a step. */
export class Drafts {
  readonly #held: HeldTables;
  readonly #drafts = new Map<string, Draft>();

  constructor(held: HeldTables) {
    this.#held = held;
  }

  of(table: string): Draft {
    let draft = this.#drafts.get(table);
    if (!draft) this.#drafts.set(table, (draft = new Draft(this.#held.get(table) ?? RowTable.EMPTY)));
    return draft;
  }

  /** What it came to; the very tables that were held when no row changed. */
  finish(): Move {
    const tables = new Map(this.#held);
    const rows = new Map<string, readonly RowKey[]>();
    for (const [name, draft] of this.#drafts) {
      const { table, keys } = draft.finish();
      if (keys.length === 0) continue;
      rows.set(name, keys);
      if (table.size > 0) tables.set(name, table);
      else tables.delete(name);
    }
    return { tables: rows.size === 0 ? this.#held : tables, rows };
  }
}
