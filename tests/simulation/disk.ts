// A disk that takes its time, fills up, and loses what was not written when the page crashed.
import type { Clock } from '../../src/base/clock.ts';
import type { ClientId } from '../../src/base/ids.ts';
import type { Random } from '../../src/base/random.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import type { Persistence, StoredCache } from '../../src/client/persistence.ts';
import { isWeak } from './weakness.ts';

/** What a page's disk does. */
export interface DiskOptions {
  /** Each write takes up to this long. */
  readonly slowestWriteMs: number;
  /** Chance of each write to fail, as when the quota is used up. */
  readonly failure: number;
}

/** Disks of all replicas; what is on them outlives crashes. */
export class Disks {
  readonly #caches = new MemoryCaches();
  readonly #versions = new Map<ClientId, number>();
  readonly #lives = new Map<ClientId, number>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #options: DiskOptions;

  constructor(clock: Clock, random: Random, options: DiskOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#options = options;
  }

  /** What is on disk at this moment. */
  stored(id: ClientId): Promise<StoredCache | null> {
    return this.#caches.forClient(id).load();
  }

  /** Whatever the replica's page has not written yet is never written. */
  crash(id: ClientId): void {
    this.#lives.set(id, this.#life(id) + 1);
  }

  /** The disk as one life of the replica's page sees it. */
  open(id: ClientId): Persistence {
    const disk = this.#caches.forClient(id);
    const life = this.#life(id);
    const taking = <Value>(work: () => Promise<Value>): Promise<Value> => this.#taking(id, life, work);
    return {
      durable: true,
      load: () => disk.load(),
      write: (batch) => {
        if (isWeak('the disk writes the cursor first')) {
          void disk.write({ purge: false, dropTables: [], removals: [], upserts: [], meta: batch.meta });
          this.#written(id);
        }
        return taking(() => {
          this.#written(id);
          return this.#fails() ? quotaExceeded() : disk.write(batch);
        });
      },
      clear: () =>
        taking(() => {
          this.#written(id);
          return disk.clear();
        }),
      close: () => disk.close(),
    };
  }

  /** Counts the writes: what did not change need not be judged again. */
  version(id: ClientId): number {
    return this.#versions.get(id) ?? 0;
  }

  #written(id: ClientId): void {
    this.#versions.set(id, this.version(id) + 1);
  }

  #life(id: ClientId): number {
    return this.#lives.get(id) ?? 0;
  }

  #fails(): boolean {
    return this.#options.failure > 0 && this.#random.fraction() < this.#options.failure;
  }

  async #taking<Value>(id: ClientId, life: number, work: () => Promise<Value>): Promise<Value> {
    const { slowestWriteMs } = this.#options;
    if (slowestWriteMs > 0) await this.#pass(this.#random.between(0, slowestWriteMs));
    return this.#life(id) === life ? work() : new Promise(() => undefined);
  }

  #pass(delayMs: number): Promise<void> {
    return new Promise((passed) => {
      this.#clock.setTimer(delayMs, passed);
    });
  }
}

function quotaExceeded(): Promise<never> {
  return Promise.reject(new Error('The quota is exceeded.'));
}
