// Long work in pieces: between two of them whoever waits goes first.
import type { Clock } from '../base/clock.ts';
import type { Storage, Transaction } from './storage.ts';

/** How long a piece after a piece may keep the server busy before others go first. */
const SLICE_MS = 8;

/** Runs one piece in a transaction of its own, when it is its turn. */
export type Next = <Value>(work: (transaction: Transaction) => Value) => Promise<Value>;

/** Takes turns with whoever else wants the thread. `pause` lets them go first. */
export class Turns {
  readonly #clock: Clock;
  readonly #pause: () => Promise<void>;
  #untilMs: number;

  constructor(clock: Clock, pause: () => Promise<void>) {
    this.#clock = clock;
    this.#pause = pause;
    this.#untilMs = clock.nowMs() + SLICE_MS;
  }

  /** Runs one piece. */
  async take<Value>(work: () => Value): Promise<Value> {
    if (this.#clock.nowMs() > this.#untilMs) {
      await this.#pause();
      this.#untilMs = this.#clock.nowMs() + SLICE_MS;
    }
    return work();
  }

  /** Pieces over a database. `look` goes before each, and may throw. */
  over(storage: Storage, look: (transaction: Transaction) => void): Next {
    return (work) =>
      this.take(() => {
        return storage.transaction((transaction) => {
          look(transaction);
          return [work(transaction)] as const;
        })[0];
      });
  }
}
