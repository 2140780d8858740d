// Rows and cursors as they travel.
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../base/json.ts';

/** Name of the hidden column that carries a row's stamp (microseconds, strictly increasing) [SYNC-8]. */
export const STAMP_COLUMN = '_pyre_stamp';

/** A primary key: integers or text [CLIENT-5]. */
export const rowKey = v.union([v.number(), v.string()]);
export type RowKey = v.InferOutput<typeof rowKey>;

/** Numbers by size, texts by their characters, numbers before texts. */
export function compareKeys(one: RowKey, other: RowKey): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * One row in wire form: column → value. Booleans are 0 or 1, DateTime is whole seconds, a tagged union is one
 * object with `_type`, Json is itself; `_pyre_stamp` is the row's stamp.
 */
export type Row = JsonObject;
const A_ROW = 'a row is an object';
export const row = v.custom<Row>(isJsonObject, A_ROW);

/** The rows of a page: judged in one go, as there may be thousands, and the first that is none is named. */
export const rowList = v.pipe(
  v.custom<readonly Row[]>(Array.isArray, 'rows are a list'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const key = dataset.value.findIndex((value) => !isJsonObject(value));
    if (key < 0) return;
    const input: unknown[] = [...dataset.value];
    addIssue({ message: A_ROW, path: [{ type: 'array', origin: 'value', input, key, value: input[key] }] });
  }),
);

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

/** `v.record` takes lists for records, and passes over names such as `constructor`, which a table may have. */
const cursorTables = v.pipe(
  v.custom<JsonObject>(isJsonObject, 'tables by name'),
  v.rawTransform(({ dataset, addIssue, NEVER }): Record<string, v.InferOutput<typeof cursorEntry>> => {
    const entries: [string, v.InferOutput<typeof cursorEntry>][] = [];
    for (const [key, value] of Object.entries(dataset.value)) {
      const parsed = v.safeParse(cursorEntry, value);
      const [issue] = parsed.issues ?? [];
      if (!issue) {
        if (parsed.success) entries.push([key, parsed.output]);
        continue;
      }
      const { message, expected, received, path = [] } = issue;
      const step = { type: 'object', origin: 'value', input: dataset.value, key, value } as const;
      addIssue({ message, ...(expected === null ? {} : { expected }), received, path: [step, ...path] });
      return NEVER;
    }
    return Object.fromEntries(entries);
  }),
);

/** Per table: highest stamp seen, and the hash it was seen under. */
export const syncCursor = v.object({ tables: cursorTables });
export type SyncCursor = v.InferOutput<typeof syncCursor>;
export type CursorEntry = v.InferOutput<typeof cursorEntry>;
