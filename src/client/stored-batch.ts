// What a client holds, kept as rows in a map.
import type { Row, RowKey } from '../protocol/rows.ts';
import type { StoredBatch } from './persistence.ts';

/** Puts a batch in place of the rows held in memory. */
export function applyBatch(tables: Map<string, Map<RowKey, Row>>, batch: Pick<StoredBatch, 'tables'>): void {
  tables.clear();
  for (const [table, rows] of batch.tables) tables.set(table, new Map(rows));
}
