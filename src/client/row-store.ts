// The rows of one client, by table and key: a register per key in which the higher stamp wins [SYNC-8].
import { STAMP_COLUMN, type Row, type RowKey, type SyncCursor } from '../protocol/rows.ts';
import type { RowChanges, StoredRow } from './persistence.ts';

/** The row is gone as of `stamp`: it holds for images up to it. */
export interface Removal {
  readonly key: RowKey;
  readonly stamp: number;
}

export interface Upsert {
  readonly key: RowKey;
  readonly row: Row;
}

/** News of one table. */
export interface TableChange {
  readonly table: string;
  /** The table starts anew: what is held with a stamp up to this one is dropped first; null when it goes on [SYNC-6]. */
  readonly restartAt: number | null;
  readonly removals: readonly Removal[];
  readonly upserts: readonly Upsert[];
  /** News of a delta while the cursor does not cover it: removals are remembered and rows provisional until pages catch up. */
  readonly provisional: boolean;
  /** News of a page: all rows of the view with stamps up to this one are held now; null for deltas. */
  readonly coversUntil: number | null;
}

/** One step's news, applied in the order of the fields. */
export interface StoreChange {
  readonly purge: boolean;
  readonly dropTables: readonly string[];
  readonly tables: readonly TableChange[];
  /** The news is a page's that was read at this sync point: it knows of removals up to there; null for deltas. */
  readonly readAt: number | null;
  /** The cursor covers all that is held and no page is under way: nothing need be remembered or is provisional any more. */
  readonly settled: boolean;
}

export const NO_CHANGE: StoreChange = { purge: false, dropTables: [], tables: [], readAt: null, settled: false };

/** What a change came to: older news left out, ready to be stored and told. */
export interface AppliedChange extends RowChanges {
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

/**
 * Rows and remembered removals. A row that a delta brought while the cursor was behind is provisional: if its removal was
 * lost with the connection, the server need not tell it again, as by its cursor the client never had the row. Pages settle
 * it: what they cover and do not hold is gone. `share` may swap a row for an equal one that another client of the page holds. */
export class RowStore {
  readonly #tables = new Map<string, Map<RowKey, Row>>();
  readonly #removals = new Map<string, Map<RowKey, number>>();
  readonly #provisional = new Map<string, Set<RowKey>>();
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

  /** Takes over what was stored; what `cursor` does not cover is provisional. */
  load(rows: readonly StoredRow[], cursor: SyncCursor): void {
    for (const { table, key, row } of rows) {
      this.#rowsOf(table).set(key, this.#share(table, key, row));
      const covered = cursor.tables[table]?.last_seen_updated_at ?? -1;
      if (stampOf(row) > covered) setIn(this.#provisional, table).add(key);
    }
  }

  /** Applies one step's news and tells what it came to. */
  apply(change: StoreChange): AppliedChange {
    const record: Recorder = { written: new Map(), removed: new Map(), rows: new Map() };
    if (change.purge) this.#purge(record);
    for (const table of change.dropTables) this.#drop(table, record);
    if (change.readAt !== null) this.#forgetRemovals(change.readAt);
    const restarted: string[] = [];
    for (const news of change.tables) {
      if (news.restartAt !== null && !change.purge) restarted.push(news.table);
      this.#applyTable(news, record, news.restartAt !== null && !change.purge);
    }
    if (change.settled) this.#settle();
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
    for (const upsert of news.upserts) this.#upsert(news, rows, upsert, record);
    for (const removal of news.removals) this.#remove(news, rows, removal, record);
    if (news.coversUntil !== null) this.#dropUnconfirmed(news.table, rows, news.coversUntil, record);
    if (before) noteDifference(before, rows, record.rows, news.table);
    // A restarted table is written whole: what it kept must outlive the drop that precedes it in the batch.
    if (rewritten) record.written.set(news.table, new Map(rows));
  }

  /** Drops rows up to `restartAt`; gives the rows as they were. */
  #restart(table: string, rows: Map<RowKey, Row>, restartAt: number): Map<RowKey, Row> {
    const before = new Map(rows);
    const provisional = this.#provisional.get(table);
    for (const [key, row] of rows) {
      if (stampOf(row) > restartAt) continue;
      rows.delete(key);
      provisional?.delete(key);
    }
    return before;
  }

  #remove(news: TableChange, rows: Map<RowKey, Row>, removal: Removal, record: Recorder): void {
    if (news.provisional) this.#remember(news.table, removal.key, removal.stamp);
    const held = rows.get(removal.key);
    if (held !== undefined && stampOf(held) <= removal.stamp) this.#delete(news.table, rows, removal.key, record);
  }

  #delete(table: string, rows: Map<RowKey, Row>, key: RowKey, record: Recorder): void {
    rows.delete(key);
    this.#provisional.get(table)?.delete(key);
    // In a stored batch removals come before upserts: a row that came and went in one change must not come back.
    record.written.get(table)?.delete(key);
    setIn(record.removed, table).add(key);
    setIn(record.rows, table).add(key);
  }

  #upsert({ table, provisional }: TableChange, rows: Map<RowKey, Row>, upsert: Upsert, record: Recorder): void {
    const { key } = upsert;
    const stamp = stampOf(upsert.row);
    const held = rows.get(key);
    if (!provisional && held !== undefined && stampOf(held) <= stamp) this.#provisional.get(table)?.delete(key);
    if (held !== undefined && stampOf(held) >= stamp) return;
    if ((this.#removals.get(table)?.get(key) ?? -Infinity) >= stamp) return;
    const row = this.#share(table, key, upsert.row);
    rows.set(key, row);
    if (provisional) setIn(this.#provisional, table).add(key);
    mapIn(record.written, table).set(key, row);
    setIn(record.rows, table).add(key);
  }

  #dropUnconfirmed(table: string, rows: Map<RowKey, Row>, coversUntil: number, record: Recorder): void {
    for (const key of this.#provisional.get(table) ?? []) {
      const held = rows.get(key);
      if (held !== undefined && stampOf(held) <= coversUntil) this.#delete(table, rows, key, record);
    }
  }

  #remember(table: string, key: RowKey, stamp: number): void {
    const removals = mapIn(this.#removals, table);
    if ((removals.get(key) ?? -Infinity) < stamp) removals.set(key, stamp);
  }

  /** A removal holds against pages read before it. A later page may show the row: under another view, same stamp. */
  #forgetRemovals(readAt: number): void {
    for (const removals of this.#removals.values()) {
      for (const [key, stamp] of removals) if (stamp <= readAt) removals.delete(key);
    }
  }

  #settle(): void {
    this.#removals.clear();
    this.#provisional.clear();
  }

  #purge(record: Recorder): void {
    for (const [table, rows] of this.#tables) noteAll(rows, record.rows, table);
    this.#tables.clear();
    this.#settle();
  }

  #drop(table: string, record: Recorder): void {
    const rows = this.#tables.get(table);
    if (rows) noteAll(rows, record.rows, table);
    this.#tables.delete(table);
    this.#removals.delete(table);
    this.#provisional.delete(table);
  }

  #rowsOf(table: string): Map<RowKey, Row> {
    return mapIn(this.#tables, table);
  }
}

function mapIn<Value>(tables: Map<string, Map<RowKey, Value>>, table: string): Map<RowKey, Value> {
  let values = tables.get(table);
  if (!values) tables.set(table, (values = new Map()));
  return values;
}

function setIn(tables: Map<string, Set<RowKey>>, table: string): Set<RowKey> {
  let keys = tables.get(table);
  if (!keys) tables.set(table, (keys = new Set()));
  return keys;
}

function noteAll(rows: ReadonlyMap<RowKey, Row>, changed: Map<string, Set<RowKey>>, table: string): void {
  if (rows.size === 0) return;
  const keys = setIn(changed, table);
  for (const key of rows.keys()) keys.add(key);
}

function noteDifference(
  before: ReadonlyMap<RowKey, Row>,
  after: ReadonlyMap<RowKey, Row>,
  changed: Map<string, Set<RowKey>>,
  table: string,
): void {
  const keys = setIn(changed, table);
  for (const [key, row] of before) {
    if (after.get(key) === row) keys.delete(key);
    else keys.add(key);
  }
  if (keys.size === 0) changed.delete(table);
}

function removalsOf(record: Recorder): { table: string; key: RowKey }[] {
  return [...record.removed].flatMap(([table, keys]) => [...keys].map((key) => ({ table, key })));
}

function upsertsOf(record: Recorder): StoredRow[] {
  return [...record.written].flatMap(([table, rows]) => [...rows].map(([key, row]) => ({ table, key, row })));
}
