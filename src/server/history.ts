// Earlier row images are kept for a bounded time only; whoever slept longer than that gets the table anew [SYNC-7].
import { firstCell, type Transaction } from './storage.ts';

/** Earlier images that are kept when nobody says otherwise. */
export const HISTORY_KEPT = 20_000;

const CUTOFF = 'select stamp from _pyre_history order by stamp desc limit 1 offset $kept';
const RAISE_HORIZON = `insert into _pyre_horizon (table_name, stamp)
  select table_name, max(stamp) from _pyre_history where stamp <= $cutoff group by table_name
  on conflict (table_name) do update set stamp = max(stamp, excluded.stamp)`;
const FORGET = 'delete from _pyre_history where stamp <= $cutoff';

/**
 * Forgets the oldest images when there are a quarter more than `kept` (so that most writes forget nothing), and raises the
 * horizon of their tables to what was forgotten.
 */
export function trimHistory(transaction: Transaction, kept: number): void {
  const bound = kept + Math.ceil(kept / 4) + 1;
  const oldestExcess = firstCell(transaction.all(CUTOFF, { $kept: bound - 1 }));
  if (oldestExcess === null) return;
  const cutoff = firstCell(transaction.all(CUTOFF, { $kept: kept }));
  transaction.all(RAISE_HORIZON, { $cutoff: cutoff });
  transaction.all(FORGET, { $cutoff: cutoff });
}
