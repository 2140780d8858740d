// Reads messages into news of tables: which rows and removals, under which keys, with which stamps.
import type { Delta } from '../protocol/down.ts';
import {
  STAMP_COLUMN,
  type AffectedRow,
  type CursorEntry,
  type Row,
  type RowKey,
  type SyncCursor,
} from '../protocol/rows.ts';
import type { SyncPage, SyncTable } from '../protocol/sync.ts';
import { NO_CHANGE, type Removal, type StoreChange, type TableChange } from './row-store.ts';
import type { Stamps } from './sync-types.ts';

type Keys = ReadonlyMap<string, string>;

/** What a message says, or why it cannot be used. `unknownTable`: a fresh schema may mend it. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly unknownTable: boolean; readonly problem: string };

/** News of a delta: `stamps` are the highest per table, `lowest` is the lowest of all. */
export interface DeltaNews {
  readonly change: StoreChange;
  readonly stamps: Stamps;
  readonly lowest: number;
}

interface Draft {
  readonly table: string;
  readonly restartAt: null;
  readonly coversUntil: null;
  readonly provisional: boolean;
  readonly removals: Removal[];
  readonly upserts: { readonly keys: RowKey[]; readonly rows: Row[] };
}

/**
 * Reads a delta [WS-3]. What is not newer than `pagedUntil` is left out: a page has told it, or the next one will, and a
 * late delta may speak of a view that the page has already replaced.
 */
export function readDelta(delta: Delta, keys: Keys, pagedUntil: number, provisional: boolean): Reading<DeltaNews> {
  const before = lastReading.get(delta);
  if (before && readsAlike(before, keys, pagedUntil, provisional)) return before.reading;
  const reading = readDeltaAnew(delta, keys, pagedUntil, provisional);
  lastReading.set(delta, { keys, pagedUntil, provisional, reading });
  return reading;
}

/** The clients of one page share a broadcast's message, and most of them read the same from it. */
const lastReading = new WeakMap<Delta, DeltaReading>();

interface DeltaReading {
  readonly keys: Keys;
  readonly pagedUntil: number;
  readonly provisional: boolean;
  readonly reading: Reading<DeltaNews>;
}

function readsAlike(before: DeltaReading, keys: Keys, pagedUntil: number, provisional: boolean): boolean {
  if (before.keys !== keys || before.provisional !== provisional || !before.reading.ok) return false;
  return Math.max(pagedUntil, before.pagedUntil) < before.reading.value.lowest;
}

function readDeltaAnew(delta: Delta, keys: Keys, pagedUntil: number, provisional: boolean): Reading<DeltaNews> {
  const drafts = new Map<string, Draft>();
  const stamps: Record<string, number> = {};
  let lowest = Infinity;
  for (const index of delta.data.affected_row_indices) {
    const affected = delta.data.all_affected_rows[index];
    if (affected === undefined) return refused(`A delta points at row ${index}, which it does not hold.`);
    const item = readAffected(affected, keys);
    if (!item.ok) return item;
    const { table, key, stamp } = item.value;
    stamps[table] = Math.max(stamps[table] ?? -1, stamp);
    lowest = Math.min(lowest, stamp);
    if (stamp <= pagedUntil) continue;
    const draft = draftOf(drafts, table, provisional);
    if (affected.removed) draft.removals.push({ key, stamp });
    else put(draft, key, affected.row);
  }
  return { ok: true, value: { change: { ...NO_CHANGE, tables: [...drafts.values()] }, stamps, lowest } };
}

function readAffected(affected: AffectedRow, keys: Keys): Reading<{ table: string; key: RowKey; stamp: number }> {
  const table = affected.table_name;
  const primaryKey = keys.get(table);
  if (primaryKey === undefined) return unknown(table);
  const key = keyOf(affected.row, primaryKey);
  if (key === null) return refused(`A row of ${table} has no usable ${primaryKey}.`);
  const stamp = affected.removed ? affected.stamp : affected.row[STAMP_COLUMN];
  if (typeof stamp !== 'number') return refused(`Row ${key} of ${table} has no stamp.`);
  return { ok: true, value: { table, key, stamp } };
}

/** News of a page, and the cursor once it is applied. */
export interface PageNews {
  readonly tables: readonly TableChange[];
  readonly cursor: SyncCursor;
}

/** Reads a page [SYNC-4]. The last one covers every table up to its sync point, those without news as well. */
export function readPage(page: SyncPage, keys: Keys, cursor: SyncCursor): Reading<PageNews> {
  const tables: TableChange[] = [];
  const entries = { ...cursor.tables };
  for (const [name, table] of Object.entries(page.tables)) {
    const primaryKey = keys.get(name);
    if (primaryKey === undefined) return unknown(name);
    const before = cursor.tables[name];
    const anew = startsAnew(table, before);
    const news = readTable(name, table, primaryKey, page, anew);
    if (!news.ok) return news;
    tables.push(news.value);
    const seen = anew ? null : (before?.last_seen_updated_at ?? null);
    const last_seen_updated_at = later(seen, table.last_seen_updated_at);
    const since = table.since === undefined ? {} : { since: table.since };
    entries[name] = { permission_hash: table.permission_hash, last_seen_updated_at, ...since };
  }
  if (!page.has_more) tables.push(...quietTables(page, keys, cursor));
  return { ok: true, value: { tables, cursor: { tables: entries } } };
}

/** Whether a page is the first of its table: whatever is held up to its sync point was not held under this cursor. */
function startsAnew(table: SyncTable, before: CursorEntry | undefined): boolean {
  if (table.resync === true || before === undefined) return true;
  return before.permission_hash !== table.permission_hash || before.last_seen_updated_at === null;
}

/** Tables without news. One that was never read has no cursor to keep what deltas brought: the server sees none of it now. */
function quietTables(page: SyncPage, keys: Keys, cursor: SyncCursor): TableChange[] {
  const quiet = [...keys.keys()].filter((table) => !Object.hasOwn(page.tables, table));
  return quiet.map((table) => {
    const neverRead = (cursor.tables[table]?.last_seen_updated_at ?? null) === null;
    const restartAt = neverRead ? page.syncPoint : null;
    const upserts = { keys: [], rows: [] };
    return { table, restartAt, removals: [], upserts, provisional: false, coversUntil: page.syncPoint };
  });
}

function readTable(
  table: string,
  news: SyncTable,
  primaryKey: string,
  page: SyncPage,
  anew: boolean,
): Reading<TableChange> {
  const keys: RowKey[] = [];
  for (const row of news.rows) {
    const key = keyOf(row, primaryKey);
    if (key === null) return refused(`A row of ${table} has no usable ${primaryKey}.`);
    if (typeof row[STAMP_COLUMN] !== 'number') return refused(`Row ${key} of ${table} has no stamp.`);
    keys.push(key);
  }
  const upserts = { keys, rows: news.rows };
  const removals = without(news.removed ?? [], keys).map((key) => ({ key, stamp: page.syncPoint }));
  const coversUntil = page.has_more ? (news.last_seen_updated_at ?? -1) : page.syncPoint;
  const restartAt = anew ? page.syncPoint : null;
  return { ok: true, value: { table, restartAt, removals, upserts, provisional: false, coversUntil } };
}

function without(removed: readonly RowKey[], keys: readonly RowKey[]): readonly RowKey[] {
  if (removed.length === 0) return removed;
  const held = new Set(keys);
  return removed.filter((key) => !held.has(key));
}

function put({ upserts }: Draft, key: RowKey, row: Row): void {
  upserts.keys.push(key);
  upserts.rows.push(row);
}

function draftOf(drafts: Map<string, Draft>, table: string, provisional: boolean): Draft {
  let draft = drafts.get(table);
  if (!draft) {
    const upserts = { keys: [], rows: [] };
    drafts.set(table, (draft = { table, restartAt: null, coversUntil: null, provisional, removals: [], upserts }));
  }
  return draft;
}

function keyOf(row: Row, primaryKey: string): RowKey | null {
  // What an object inherits is neither a number nor a text.
  const key = row[primaryKey];
  return typeof key === 'number' || typeof key === 'string' ? key : null;
}

function later(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.max(left, right);
}

function refused(problem: string): { ok: false; unknownTable: false; problem: string } {
  return { ok: false, unknownTable: false, problem };
}

function unknown(table: string): { ok: false; unknownTable: true; problem: string } {
  return { ok: false, unknownTable: true, problem: `The schema at hand has no synced table ${table}.` };
}
