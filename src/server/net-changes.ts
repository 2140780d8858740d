// What a transaction did to each row in the end: states that it passed through were never committed and concern nobody.
import type { ChangedRow } from '../engine/engine.ts';
import type { KeptChange } from './journal.ts';
import type { Transaction } from './storage.ts';

/** Changes folded row by row, and the stamps of the writes that were not the first of their row. */
export interface NetChanges {
  readonly changes: readonly ChangedRow[];
  readonly passingStamps: readonly number[];
}

/**
 * Folds writes of one row into one change: the image before the first, the image after the last, the last stamp. A row that
 * changes its key is followed; a row that came and went is left out. `keyIndexes` tells where each table's key stands.
 */
export function netChanges(written: readonly ChangedRow[], keyIndexes: ReadonlyMap<string, number>): NetChanges {
  const folded = new Map<string, ChangedRow>();
  const passingStamps: number[] = [];
  for (const change of written) {
    const index = keyIndexes.get(change.table_name) ?? 0;
    const oldName = change.before && rowName(change, change.before[index]);
    const earlier = oldName === undefined ? undefined : folded.get(oldName);
    if (earlier) passingStamps.push(change.stamp);
    if (oldName !== undefined) folded.delete(oldName);
    const name = change.row ? rowName(change, change.row[index]) : (oldName ?? '');
    const replaced = change.before ? undefined : folded.get(name);
    const merged = fold(earlier ?? replaced, change);
    if (merged) folded.set(name, merged);
  }
  return { changes: [...folded.values()], passingStamps };
}

function rowName({ table_name: table }: ChangedRow, key: unknown): string {
  return JSON.stringify([table, key]);
}

function fold(earlier: ChangedRow | undefined, change: ChangedRow): ChangedRow | null {
  if (!earlier) return change;
  const { table_name, headers, stamp } = change;
  const before = earlier.before;
  if (!before && !change.row) return null;
  return { table_name, headers, stamp, ...(before ? { before } : {}), ...(change.row ? { row: change.row } : {}) };
}

/** The same of kept writes: the stamps that were not the first of their row. */
export function passingStamps(kept: readonly KeptChange[], keyIndexes: ReadonlyMap<string, number>): readonly number[] {
  const written = kept.map(({ table: table_name, stamp, before, row }) => {
    return { table_name, headers: [], stamp, ...(before ? { before } : {}), ...(row ? { row } : {}) };
  });
  return netChanges(written, keyIndexes).passingStamps;
}

/** Images of states that were never committed must not tell anybody of a removal [SYNC-2]. */
export function forgetPassingImages(transaction: Transaction, passingStamps: readonly number[]): void {
  if (passingStamps.length === 0) return;
  const stamps = 'select value from json_each($stamps)';
  transaction.all(`delete from _pyre_history where stamp in (${stamps})`, { $stamps: JSON.stringify(passingStamps) });
}
