// Writes a client's changes behind its back: one transaction at a time, changes that wait are merged into the next.
import { messageOf } from './requests.ts';
import { mergeBatches } from './stored-batch.ts';
import type { CacheBatch, Persistence, StoredMeta } from './persistence.ts';

/** The queue in front of a `Persistence`. After the first failure it writes nothing more [CLIENT-4]. */
export class CacheWriter {
  readonly #persistence: Persistence;
  readonly #counts: () => StoredMeta['counts'];
  readonly #failed: (problem: string) => void;
  #waiting: CacheBatch | null = null;
  #running: Promise<void> | null = null;
  #broken = false;

  /** `counts` tells the rows per table after all that was written so far; `failed` is told once, with the reason. */
  constructor(persistence: Persistence, counts: () => StoredMeta['counts'], failed: (problem: string) => void) {
    this.#persistence = persistence;
    this.#counts = counts;
    this.#failed = failed;
  }

  /** What is stored; null as well when it cannot be read. */
  async load(): ReturnType<Persistence['load']> {
    try {
      return await this.#persistence.load();
    } catch (error) {
      await this.#fail(error);
      return null;
    }
  }

  /** Stores `batch` after all that came before it. */
  write(batch: CacheBatch): void {
    if (this.#broken) return;
    this.#waiting = this.#waiting === null ? batch : mergeBatches(this.#waiting, batch);
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
        const { meta, ...changes } = this.#waiting;
        this.#waiting = null;
        await this.#persistence.write({ ...changes, meta: { ...meta, counts: this.#counts() } });
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
