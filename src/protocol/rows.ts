// Rows and cursors as they travel.
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../base/json.ts';

/** Name of the hidden column that carries a row's stamp (microseconds, strictly increasing) [SYNC-8]. */
export const STAMP_COLUMN = '_pyre_stamp';

/** A primary key: integers or text [CLIENT-5]. */
export const rowKey = v.union([v.number(), v.string()]);
export type RowKey = v.InferOutput<typeof rowKey>;

/**
 * One row in wire form: column → value. Booleans are 0 or 1, DateTime is whole seconds, a tagged union is one
 * object with `_type`, Json is itself; `_pyre_stamp` is the row's stamp.
 */
export type Row = JsonObject;
export const row = v.custom<Row>(isJsonObject, 'a row is an object');

/** A row or a removal inside a delta [WS-3]. A removal's `row` holds the primary key alone; `stamp` is when it left. */
export const affectedRow = v.object({
  table_name: v.string(),
  row,
  headers: v.array(v.string()),
  removed: v.optional(v.literal(true)),
  /** Removals only: the stamp of the write that took the row out of view [SYNC-8]. */
  stamp: v.optional(v.number()),
});
export type AffectedRow = v.InferOutput<typeof affectedRow>;

const cursorEntry = v.object({
  last_seen_updated_at: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
  permission_hash: v.string(),
  /** Only while a table read from nothing has more pages: the sync point at which that reading began, as the page told it. */
  since: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

/** A list would pass for an empty record. */
const tablesByName = v.custom<Record<string, v.InferInput<typeof cursorEntry>>>(isJsonObject, 'tables by name');

/** Per table: highest stamp seen, and the hash it was seen under. */
export const syncCursor = v.object({ tables: v.pipe(tablesByName, v.record(v.string(), cursorEntry)) });
export type SyncCursor = v.InferOutput<typeof syncCursor>;
export type CursorEntry = v.InferOutput<typeof cursorEntry>;
