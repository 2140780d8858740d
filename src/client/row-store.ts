// The rows of one client, by table and key: a register per key in which the higher stamp wins [SYNC-8].
import type { Row, RowKey, SyncCursor } from '../protocol/rows.ts';
import { Drafts, type Draft } from './draft.ts';
import type { StoredRow } from './persistence.ts';
import { NO_TABLES, stampOf, type HeldTables, type KeyedRows } from './row-table.ts';
import { SharedRows, type Move } from './shared-rows.ts';

/** The row is gone as of `stamp`: it holds for images up to it. */
export interface Removal {
  readonly key: RowKey;
  readonly stamp: number;
}

/** News of one table. */
export interface TableChange {
  readonly table: string;
  /** The table starts anew: what is held with a stamp up to this one is dropped first; null when it goes on [SYNC-6]. */
  readonly restartAt: number | null;
  readonly removals: readonly Removal[];
  readonly upserts: KeyedRows;
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

/**
 * Rows and remembered removals. A row that a delta brought while the cursor was behind is provisional: if its removal was
 * lost with the connection, the server need not tell it again, as by its cursor the client never had the row. Pages settle
 * it: what they cover and do not hold is gone. Clients that share `shared` hold equal rows and equal tables once, and what
 * a delta comes to is worked out once for all of them that hold the same.
 */
export class RowStore {
  readonly #removals = new Map<string, Map<RowKey, number>>();
  readonly #provisional = new Map<string, Set<RowKey>>();
  readonly #shared: SharedRows;
  #tables: HeldTables = NO_TABLES;

  constructor(shared: SharedRows = new SharedRows()) {
    this.#shared = shared;
    shared.join(this);
  }

  /** All rows as they are now: a change gives other tables, these stay. Tables without rows are left out. */
  get tables(): HeldTables {
    return this.#tables;
  }

  /** Whether rows are all there is: no removal to remember, no row that is provisional. */
  get remembersNothing(): boolean {
    return this.#removals.size === 0 && this.#provisional.size === 0;
  }

  /** Holds what another store of the page came to, and remembers nothing else. */
  takeOver(tables: HeldTables): void {
    this.#settle();
    this.#tables = tables;
  }

  /** Takes over what was stored; what `cursor` does not cover is provisional. */
  load(rows: readonly StoredRow[], cursor: SyncCursor): void {
    const drafts = new Drafts(this.#tables);
    for (const { table, key, row } of rows) {
      drafts.of(table).put(key, this.#shared.share(table, key, row));
      const covered = cursor.tables[table]?.last_seen_updated_at ?? -1;
      if (stampOf(row) > covered) setIn(this.#provisional, table).add(key);
    }
    this.#tables = this.#shared.settle(drafts.finish().tables);
  }

  /** Applies one step's news; tells the keys whose row differs from before, by table. */
  apply(change: StoreChange): ReadonlyMap<string, readonly RowKey[]> {
    const move = this.#movedAlready(change);
    if (move) {
      this.#tables = move.tables;
      return move.rows;
    }
    return this.#applyAnew(change);
  }

  /** What another client made of the very news, holding the very tables. */
  #movedAlready(change: StoreChange): Move | null {
    return this.remembersNothing ? this.#shared.lastMove(change, this.#tables) : null;
  }

  #applyAnew(change: StoreChange): Move['rows'] {
    if (change.tables.length === 0 && !change.purge && change.dropTables.length === 0 && !change.settled) {
      if (change.readAt !== null) this.#forgetRemovals(change.readAt);
      return NOTHING;
    }
    const move = this.#isPlain(change)
      ? this.#shared.move(change, this.#tables, () => this.#applied(change))
      : this.#applied(change);
    this.#tables = change.settled ? this.#shared.settle(move.tables) : move.tables;
    return move.rows;
  }

  /** Whether what the change comes to depends on the tables held and on nothing else that this client remembers. */
  #isPlain({ purge, dropTables, tables, readAt, settled }: StoreChange): boolean {
    if (purge || settled || readAt !== null || dropTables.length > 0 || !this.remembersNothing) return false;
    return tables.every(({ provisional, restartAt, coversUntil }) => {
      return !provisional && restartAt === null && coversUntil === null;
    });
  }

  #applied(change: StoreChange): Move {
    const drafts = new Drafts(this.#tables);
    if (change.purge) this.#purge(drafts);
    for (const table of change.dropTables) this.#drop(table, drafts);
    if (change.readAt !== null) this.#forgetRemovals(change.readAt);
    for (const news of change.tables) this.#applyTable(news, drafts.of(news.table));
    if (change.settled) this.#settle();
    return drafts.finish();
  }

  #applyTable(news: TableChange, draft: Draft): void {
    if (news.restartAt !== null) this.#restart(news.table, draft, news.restartAt);
    if (!this.#append(news, draft)) this.#upsertAll(news, draft);
    for (const removal of news.removals) this.#remove(news, draft, removal);
    if (news.coversUntil !== null) this.#dropUnconfirmed(news.table, draft, news.coversUntil);
  }

  /** Drops rows up to `restartAt`. */
  #restart(table: string, draft: Draft, restartAt: number): void {
    const provisional = this.#provisional.get(table);
    for (const key of draft.dropUntil(restartAt)) provisional?.delete(key);
  }

  #remove(news: TableChange, draft: Draft, removal: Removal): void {
    if (news.provisional) this.#remember(news.table, removal.key, removal.stamp);
    const held = draft.get(removal.key);
    if (held !== undefined && stampOf(held) <= removal.stamp) this.#delete(news.table, draft, removal.key);
  }

  #delete(table: string, draft: Draft, key: RowKey): void {
    draft.remove(key);
    this.#provisional.get(table)?.delete(key);
  }

  /** Rows behind all others, of which nothing is remembered, as most of a large table come: there is nothing to compare. */
  #append({ table, provisional, upserts }: TableChange, draft: Draft): boolean {
    if (provisional || this.#removals.has(table) || !draft.mayAppend(upserts.keys)) return false;
    draft.append(this.#shared.shareAll(table, upserts));
    return true;
  }

  #upsertAll(news: TableChange, draft: Draft): void {
    const { keys, rows } = news.upserts;
    for (const [place, key] of keys.entries()) {
      const row = rows[place];
      if (row !== undefined) this.#upsert(news, draft, key, row);
    }
  }

  #upsert({ table, provisional }: TableChange, draft: Draft, key: RowKey, row: Row): void {
    const stamp = stampOf(row);
    const held = draft.get(key);
    if (!provisional && held !== undefined && stampOf(held) <= stamp) this.#provisional.get(table)?.delete(key);
    if (held !== undefined && stampOf(held) >= stamp) return;
    if ((this.#removals.get(table)?.get(key) ?? -Infinity) >= stamp) return;
    draft.put(key, this.#shared.share(table, key, row));
    if (provisional) setIn(this.#provisional, table).add(key);
  }

  #dropUnconfirmed(table: string, draft: Draft, coversUntil: number): void {
    for (const key of this.#provisional.get(table) ?? []) {
      const held = draft.get(key);
      if (held !== undefined && stampOf(held) <= coversUntil) this.#delete(table, draft, key);
    }
  }

  #remember(table: string, key: RowKey, stamp: number): void {
    let removals = this.#removals.get(table);
    if (!removals) this.#removals.set(table, (removals = new Map()));
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

  #purge(drafts: Drafts): void {
    for (const table of this.#tables.keys()) drafts.of(table).clear();
    this.#settle();
  }

  #drop(table: string, drafts: Drafts): void {
    drafts.of(table).clear();
    this.#removals.delete(table);
    this.#provisional.delete(table);
  }
}

const NOTHING: ReadonlyMap<string, readonly RowKey[]> = new Map();

function setIn(tables: Map<string, Set<RowKey>>, table: string): Set<RowKey> {
  let keys = tables.get(table);
  if (!keys) tables.set(table, (keys = new Set()));
  return keys;
}
