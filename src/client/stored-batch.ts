// Batches applied to rows held in a map.
import type { Row, RowKey } from '../protocol/rows.ts';
import type { RowChanges } from './persistence.ts';

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
