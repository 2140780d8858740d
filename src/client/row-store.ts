// The rows of one client, by table and key: a register per key in which the higher stamp wins [SYNC-8].
import { STAMP_COLUMN, type Row, type RowKey } from '../protocol/rows.ts';
import type { StoredRow } from './persistence.ts';

/** News of one table. `stamp` of a removal: rows up to it are gone. */
export interface TableChange {
  readonly table: string;
  /** The table starts anew: what is held with a stamp up to this one is dropped first; null when it goes on [SYNC-6]. */
  readonly restartAt: number | null;
  readonly removals: readonly { readonly key: RowKey; readonly stamp: number }[];
  readonly upserts: readonly { readonly key: RowKey; readonly row: Row }[];
  /** Whether a page under way could still bring a removed row back, so that removals must be remembered. */
  readonly remember: boolean;
}

/** One step's news, applied in the order of the fields. */
export interface StoreChange {
  readonly purge: boolean;
  readonly dropTables: readonly string[];
  readonly tables: readonly TableChange[];
  /** No page is under way any more: removals need not be remembered. */
  readonly forgetRemovals: boolean;
}

export const NO_CHANGE: StoreChange = { purge: false, dropTables: [], tables: [], forgetRemovals: false };

/** What a change came to: older news left out, ready to be stored and told. */
export interface AppliedChange {
  readonly purge: boolean;
  readonly dropTables: readonly string[];
  readonly removals: readonly { readonly table: string; readonly key: RowKey }[];
  readonly upserts: readonly StoredRow[];
  /** Keys whose row differs from before, by table. */
  readonly rows: ReadonlyMap<string, ReadonlySet<RowKey>>;
}

/** The row's stamp; a row without one (none should be) is older than any other. */
export function stampOf(row: Row): number {
  const stamp = row[STAMP_COLUMN];
  return typeof stamp === 'number' ? stamp : -1;
}

interface Recorder {
  readonly written: Map<string, Map<RowKey, Row>>;
  readonly removed: Map<string, Set<RowKey>>;
  readonly rows: Map<string, Set<RowKey>>;
}

/** Rows and remembered removals. `share` may swap a row for an equal one that another client of the page holds. */
export class RowStore {
  readonly #tables = new Map<string, Map<RowKey, Row>>();
  readonly #removals = new Map<string, Map<RowKey, number>>();
  readonly #share: (table: string, key: RowKey, row: Row) => Row;

  constructor(share: (table: string, key: RowKey, row: Row) => Row = (_table, _key, row) => row) {
    this.#share = share;
  }

  /** The live view of all rows. */
  get tables(): ReadonlyMap<string, ReadonlyMap<RowKey, Row>> {
    return this.#tables;
  }

  /** Rows per table; empty tables are left out. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [table, rows] of this.#tables) if (rows.size > 0) counts[table] = rows.size;
    return counts;
  }

  /** Takes over what was stored. */
  load(rows: readonly StoredRow[]): void {
    for (const { table, key, row } of rows) this.#rowsOf(table).set(key, this.#share(table, key, row));
  }

  /** Applies one step's news and tells what it came to. */
  apply(change: StoreChange): AppliedChange {
    const record: Recorder = { written: new Map(), removed: new Map(), rows: new Map() };
    if (change.purge) this.#purge(record);
    for (const table of change.dropTables) this.#drop(table, record);
    const restarted: string[] = [];
    for (const news of change.tables) {
      if (news.restartAt !== null && !change.purge) restarted.push(news.table);
      this.#applyTable(news, record, news.restartAt !== null && !change.purge);
    }
    if (change.forgetRemovals) this.#removals.clear();
    const dropTables = [...change.dropTables, ...restarted];
    return {
      purge: change.purge,
      dropTables,
      removals: removalsOf(record),
      upserts: upsertsOf(record),
      rows: record.rows,
    };
  }

  #applyTable(news: TableChange, record: Recorder, rewritten: boolean): void {
    const rows = this.#rowsOf(news.table);
    const before = news.restartAt === null ? null : this.#restart(news.table, rows, news.restartAt);
    for (const upsert of news.upserts) this.#upsert(news.table, rows, upsert, record);
    for (const removal of news.removals) this.#remove(news.table, rows, removal, news.remember, record);
    if (before) noteDifference(before, rows, record.rows, news.table);
    // A restarted table is written whole: what it kept must outlive the drop that precedes it in the batch.
    if (rewritten) record.written.set(news.table, new Map(rows));
  }

  /** Drops rows and remembered removals up to `restartAt`; gives the rows as they were. */
  #restart(table: string, rows: Map<RowKey, Row>, restartAt: number): Map<RowKey, Row> {
    const before = new Map(rows);
    for (const [key, row] of rows) if (stampOf(row) <= restartAt) rows.delete(key);
    const removals = this.#removals.get(table);
    for (const [key, stamp] of removals ?? []) if (stamp <= restartAt) removals?.delete(key);
    return before;
  }

  #remove(
    table: string,
    rows: Map<RowKey, Row>,
    removal: { readonly key: RowKey; readonly stamp: number },
    remember: boolean,
    record: Recorder,
  ): void {
    if (remember) this.#remember(table, removal.key, removal.stamp);
    const held = rows.get(removal.key);
    if (held === undefined || stampOf(held) > removal.stamp) return;
    rows.delete(removal.key);
    // In a stored batch removals come before upserts: a row that came and went in one change must not come back.
    record.written.get(table)?.delete(removal.key);
    touched(record.removed, table).add(removal.key);
    touched(record.rows, table).add(removal.key);
  }

  #upsert(
    table: string,
    rows: Map<RowKey, Row>,
    upsert: { readonly key: RowKey; readonly row: Row },
    record: Recorder,
  ): void {
    const stamp = stampOf(upsert.row);
    const held = rows.get(upsert.key);
    if (held !== undefined && stampOf(held) >= stamp) return;
    if ((this.#removals.get(table)?.get(upsert.key) ?? -Infinity) >= stamp) return;
    const row = this.#share(table, upsert.key, upsert.row);
    rows.set(upsert.key, row);
    writtenIn(record.written, table).set(upsert.key, row);
    touched(record.rows, table).add(upsert.key);
  }

  #remember(table: string, key: RowKey, stamp: number): void {
    let removals = this.#removals.get(table);
    if (!removals) this.#removals.set(table, (removals = new Map()));
    if ((removals.get(key) ?? -Infinity) < stamp) removals.set(key, stamp);
  }

  #purge(record: Recorder): void {
    for (const [table, rows] of this.#tables) noteAll(rows, record.rows, table);
    this.#tables.clear();
    this.#removals.clear();
  }

  #drop(table: string, record: Recorder): void {
    const rows = this.#tables.get(table);
    if (rows) noteAll(rows, record.rows, table);
    this.#tables.delete(table);
    this.#removals.delete(table);
  }

  #rowsOf(table: string): Map<RowKey, Row> {
    let rows = this.#tables.get(table);
    if (!rows) this.#tables.set(table, (rows = new Map()));
    return rows;
  }
}

function touched(rows: Map<string, Set<RowKey>>, table: string): Set<RowKey> {
  let keys = rows.get(table);
  if (!keys) rows.set(table, (keys = new Set()));
  return keys;
}

function noteAll(rows: ReadonlyMap<RowKey, Row>, changed: Map<string, Set<RowKey>>, table: string): void {
  if (rows.size === 0) return;
  const keys = touched(changed, table);
  for (const key of rows.keys()) keys.add(key);
}

function noteDifference(
  before: ReadonlyMap<RowKey, Row>,
  after: ReadonlyMap<RowKey, Row>,
  changed: Map<string, Set<RowKey>>,
  table: string,
): void {
  const keys = touched(changed, table);
  for (const [key, row] of before) {
    if (after.get(key) === row) keys.delete(key);
    else keys.add(key);
  }
  if (keys.size === 0) changed.delete(table);
}

function writtenIn(written: Map<string, Map<RowKey, Row>>, table: string): Map<RowKey, Row> {
  let rows = written.get(table);
  if (!rows) written.set(table, (rows = new Map()));
  return rows;
}

function removalsOf(record: Recorder): { table: string; key: RowKey }[] {
  return [...record.removed].flatMap(([table, keys]) => [...keys].map((key) => ({ table, key })));
}

function upsertsOf(record: Recorder): StoredRow[] {
  return [...record.written].flatMap(([table, rows]) => [...rows].map(([key, row]) => ({ table, key, row })));
}
