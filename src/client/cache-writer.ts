// Writes what a client holds behind its back: one transaction at a time, each with what is held by then.
import type { CacheMeta, Persistence, StoredCache, StoredMeta } from './persistence.ts';
import { messageOf } from './requests.ts';
import type { HeldTables } from './row-table.ts';

/** Rows, and what belongs to them [CLIENT-2]. */
export interface Held {
  readonly tables: HeldTables;
  readonly meta: CacheMeta;
}

/** The queue in front of a `Persistence`. After the first failure it writes nothing more [CLIENT-4]. */
export class CacheWriter {
  readonly #persistence: Persistence;
  readonly #failed: (problem: string) => void;
  #waiting: (() => Held) | null = null;
  #running: Promise<void> | null = null;
  #broken = false;

  /** `failed` is told once, with the reason. */
  constructor(persistence: Persistence, failed: (problem: string) => void) {
    this.#persistence = persistence;
    this.#failed = failed;
  }

  /** What is stored; null as well when it cannot be read. */
  async load(): Promise<StoredCache | null> {
    try {
      return await this.#persistence.load();
    } catch (error) {
      await this.#fail(error);
      return null;
    }
  }

  /** Stores what `held` tells when its turn has come; of several such calls in a row the last one counts. */
  write(held: () => Held): void {
    if (this.#broken) return;
    this.#waiting = held;
    this.#running ??= this.#run();
  }

  /** Waits for what is under way, then closes; `forget` clears the store first. */
  async close(forget: boolean): Promise<void> {
    if (forget) this.#waiting = null;
    await this.#running;
    try {
      if (forget) await this.#persistence.clear();
      await this.#persistence.close();
    } catch (error) {
      await this.#fail(error);
    }
  }

  async #run(): Promise<void> {
    try {
      // A broadcast first reaches all clients of the page, then their stores.
      await Promise.resolve();
      while (this.#waiting !== null) {
        const { tables, meta } = this.#waiting();
        this.#waiting = null;
        await this.#persistence.write({ tables, meta: { ...meta, counts: countsOf(tables) } });
      }
    } catch (error) {
      await this.#fail(error);
    } finally {
      this.#running = null;
    }
  }

  /** What is stored no longer follows what is shown: clear it, so that the next start reads everything anew. */
  async #fail(error: unknown): Promise<void> {
    if (this.#broken) return;
    this.#broken = true;
    this.#waiting = null;
    this.#failed(messageOf(error));
    try {
      await this.#persistence.clear();
    } catch {
      // The store is broken as we know; what it still holds was whole when it was written.
    }
  }
}

/** One for all that hold the same: it is stored once. */
const countsOfTables = new WeakMap<HeldTables, StoredMeta['counts']>();

function countsOf(tables: HeldTables): StoredMeta['counts'] {
  let counts = countsOfTables.get(tables);
  if (!counts) {
    counts = Object.fromEntries([...tables].map(([table, { size }]) => [table, size]));
    countsOfTables.set(tables, counts);
  }
  return counts;
}
