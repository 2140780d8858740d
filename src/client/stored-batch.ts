// Batches as one value: merging two that follow each other, and applying one to rows held in a map.
import type { Row, RowKey } from '../protocol/rows.ts';
import type { CacheBatch, RowChanges } from './persistence.ts';

/** One batch with the effect of `first` and then `second`. */
export function mergeBatches<Batch extends CacheBatch>(first: Batch, second: Batch): Batch {
  if (second.purge) return second;
  const dropped = new Set(second.dropTables);
  const last = new Map<string, Map<RowKey, Row | null>>();
  const set = (table: string, key: RowKey, row: Row | null): void => {
    let rows = last.get(table);
    if (!rows) last.set(table, (rows = new Map()));
    rows.set(key, row);
  };
  for (const { table, key } of first.removals) if (!dropped.has(table)) set(table, key, null);
  for (const { table, key, row } of first.upserts) if (!dropped.has(table)) set(table, key, row);
  for (const { table, key } of second.removals) set(table, key, null);
  for (const { table, key, row } of second.upserts) set(table, key, row);
  const entries = [...last].flatMap(([table, rows]) => [...rows].map(([key, row]) => ({ table, key, row })));
  return {
    ...second,
    purge: first.purge,
    dropTables: [...new Set([...first.dropTables, ...second.dropTables])],
    removals: entries.flatMap(({ table, key, row }) => (row === null ? [{ table, key }] : [])),
    upserts: entries.flatMap(({ table, key, row }) => (row === null ? [] : [{ table, key, row }])),
  };
}

/** Applies a batch to rows held in memory. */
export function applyBatch(tables: Map<string, Map<RowKey, Row>>, batch: RowChanges): void {
  if (batch.purge) tables.clear();
  for (const table of batch.dropTables) tables.delete(table);
  for (const { table, key } of batch.removals) tables.get(table)?.delete(key);
  for (const { table, key, row } of batch.upserts) {
    let rows = tables.get(table);
    if (!rows) tables.set(table, (rows = new Map()));
    rows.set(key, row);
  }
}
