// Judges what a store gives back: a corrupt or partial cache is discarded, never trusted.
import * as v from 'valibot';
import { schemaAnswer } from '../protocol/catalog.ts';
import { row, rowKey, STAMP_COLUMN, syncCursor } from '../protocol/rows.ts';
import { sessionValues } from '../protocol/session.ts';
import type { StoredCache, StoredMeta, StoredRow } from './persistence.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const storedMeta = v.object({
  sessionId: v.nullable(v.string()),
  session: v.nullable(sessionValues),
  databaseEpoch: v.nullable(v.string()),
  serverRevision: count,
  cursor: syncCursor,
  schema: v.nullable(schemaAnswer),
  counts: v.record(v.string(), count),
});

const storedRow = v.object({ table: v.string(), key: rowKey, row });

/** The cache, if it is whole: well-formed, every row keyed as its schema says, as many rows as were written. */
export function checkStored(meta: unknown, rows: readonly unknown[]): StoredCache | null {
  const checkedMeta = v.safeParse(storedMeta, meta);
  const checkedRows = v.safeParse(v.array(storedRow), rows);
  if (!checkedMeta.success || !checkedRows.success) return null;
  const cache: StoredCache = { meta: checkedMeta.output, rows: checkedRows.output };
  return hasAllRows(cache) && cache.rows.every(belongsTo(cache.meta)) ? cache : null;
}

function hasAllRows({ meta, rows }: StoredCache): boolean {
  const counts = new Map<string, number>();
  for (const { table } of rows) counts.set(table, (counts.get(table) ?? 0) + 1);
  const expected = Object.entries(meta.counts).filter(([, number]) => number > 0);
  return expected.length === counts.size && expected.every(([table, number]) => counts.get(table) === number);
}

function belongsTo(meta: StoredMeta): (stored: StoredRow) => boolean {
  const keys = new Map(meta.schema?.tables.map((table) => [table.name, table.primaryKey]));
  return ({ table, key, row: held }) => {
    const primaryKey = keys.get(table);
    return primaryKey !== undefined && held[primaryKey] === key && typeof held[STAMP_COLUMN] === 'number';
  };
}
