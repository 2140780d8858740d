// `POST /sync`: one page of catch-up [HTTP-3] [SYNC-4].
import * as v from 'valibot';
import { rowKey, rowList, syncCursor } from './rows.ts';
import { sessionValues } from './session.ts';

export const PAGE_SIZE = { default: 1000, smallest: 1, largest: 5000 } as const;

export const syncRequest = v.object({
  syncCursor,
  session: v.optional(sessionValues),
  databaseEpoch: v.optional(v.string()),
  pageSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(PAGE_SIZE.smallest), v.maxValue(PAGE_SIZE.largest))),
});
export type SyncRequest = v.InferOutput<typeof syncRequest>;

export const syncTable = v.object({
  rows: rowList,
  permission_hash: v.string(),
  last_seen_updated_at: v.nullable(v.number()),
  /** Keys that left the view since the cursor; the row is gone as of `syncPoint` [SYNC-7]. */
  removed: v.optional(v.array(rowKey)),
  /** The table starts anew: drop what is cached for it, then apply this page [SYNC-6] [SYNC-7]. */
  resync: v.optional(v.literal(true)),
  /** The table is read from nothing and has more: to be sent back in its cursor entry, lest pruned history start it anew. */
  since: v.optional(v.number()),
});
export type SyncTable = v.InferOutput<typeof syncTable>;

/** One page: all tables that had something to say, and whether any has more. */
export const syncPage = v.object({
  tables: v.record(v.string(), syncTable),
  has_more: v.boolean(),
  databaseEpoch: v.string(),
  serverRevision: v.number(),
  /** Highest stamp issued when the page was read: its removals hold against rows up to this stamp. */
  syncPoint: v.number(),
});
export type SyncPage = v.InferOutput<typeof syncPage>;

/** The cursor speaks of another lifetime of the database: drop everything, start over [SYNC-12]. */
export const syncReset = v.object({ type: v.literal('reset'), databaseEpoch: v.string() });
export type SyncReset = v.InferOutput<typeof syncReset>;

export const syncAnswer = v.union([syncReset, syncPage]);
export type SyncAnswer = v.InferOutput<typeof syncAnswer>;
