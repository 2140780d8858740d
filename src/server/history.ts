// Earlier row images are kept for a bounded time only; whoever slept longer than that gets the table anew [SYNC-7].
import { firstCell, type Storage, type Transaction } from './storage.ts';

/** Earlier images that are kept when nobody says otherwise. */
export const HISTORY_KEPT = 20_000;

const COUNT = 'select count(*) from _pyre_history';
const CUTOFF = 'select stamp from _pyre_history order by stamp desc limit 1 offset $kept';
const RAISE_HORIZON = `insert into _pyre_horizon (table_name, stamp)
  select table_name, max(stamp) from _pyre_history where stamp <= $cutoff group by table_name
  on conflict (table_name) do update set stamp = max(stamp, excluded.stamp)`;
const FORGET = 'delete from _pyre_history where stamp <= $cutoff';

/** Keeps the history inside its bound: at least `kept` images, at most a quarter more. */
export class History {
  readonly #kept: number;
  /** Never fewer than there are: images of a transaction that failed are counted until the next look. */
  #images: number;

  constructor(storage: Storage, kept: number) {
    this.#kept = kept;
    this.#images = storage.transaction(countImages);
    // A log that was played again has brought back what had been forgotten.
    if (this.#images > this.#bound) storage.transaction((transaction) => this.#trim(transaction));
  }

  get #bound(): number {
    return Math.floor(this.#kept * 1.25);
  }

  /** Counts images that a transaction wrote, and forgets the oldest when there are too many. */
  grew(transaction: Transaction, images: number): void {
    this.#images += images;
    if (this.#images <= this.#bound) return;
    this.#images = countImages(transaction);
    if (this.#images > this.#bound) this.#trim(transaction);
  }

  /** Raises the horizon of each table to what is forgotten of it. */
  #trim(transaction: Transaction): void {
    const cutoff = firstCell(transaction.all(CUTOFF, { $kept: this.#kept }));
    transaction.all(RAISE_HORIZON, { $cutoff: cutoff });
    transaction.all(FORGET, { $cutoff: cutoff });
  }
}

function countImages(transaction: Transaction): number {
  return Number(firstCell(transaction.all(COUNT)));
}
