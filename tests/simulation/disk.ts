// A disk that takes its time, fills up, and loses what was not written when the page crashed.
import type { Clock } from '../../src/base/clock.ts';
import type { ClientId } from '../../src/base/ids.ts';
import type { Random } from '../../src/base/random.ts';
import type { Persistence, StoredBatch, StoredCache, StoredMeta } from '../../src/client/persistence.ts';
import { applyBatch } from '../../src/client/stored-batch.ts';
import type { Row, RowKey } from '../../src/protocol/rows.ts';
import { isWeak } from './weakness.ts';

/** What a page's disk does. */
export interface DiskOptions {
  /** Each write takes up to this long. */
  readonly slowestWriteMs: number;
  /** Chance of each write to fail, as when the quota is used up. */
  readonly failure: number;
}

/** What one disk holds. */
interface Shelf {
  meta: StoredMeta | null;
  readonly tables: Map<string, Map<RowKey, Row>>;
}

/** Disks of all replicas; what is on them outlives crashes. */
export class Disks {
  readonly #shelves = new Map<ClientId, Shelf>();
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
  stored(id: ClientId): Shelf {
    let shelf = this.#shelves.get(id);
    if (!shelf) this.#shelves.set(id, (shelf = { meta: null, tables: new Map() }));
    return shelf;
  }

  /** Whatever the replica's page has not written yet is never written. */
  crash(id: ClientId): void {
    this.#lives.set(id, this.#life(id) + 1);
  }

  /** The disk as one life of the replica's page sees it. */
  open(id: ClientId): Persistence {
    const life = this.#life(id);
    const taking = <Value>(work: () => Promise<Value>): Promise<Value> => this.#taking(id, life, work);
    return {
      durable: true,
      load: () => Promise.resolve(read(this.stored(id))),
      write: (batch) => {
        if (isWeak('the disk writes the cursor first')) {
          this.stored(id).meta = batch.meta;
          this.#written(id);
        }
        return taking(() => {
          this.#written(id);
          return this.#fails() ? quotaExceeded() : put(this.stored(id), batch);
        });
      },
      clear: () =>
        taking(() => {
          this.#written(id);
          this.#shelves.delete(id);
          return Promise.resolve();
        }),
      close: () => Promise.resolve(),
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

function put(shelf: Shelf, batch: StoredBatch): Promise<void> {
  applyBatch(shelf.tables, batch);
  shelf.meta = batch.meta;
  return Promise.resolve();
}

function read({ meta, tables }: Shelf): StoredCache | null {
  if (meta === null) return null;
  const rows = [...tables].flatMap(([table, held]) => [...held].map(([key, row]) => ({ table, key, row })));
  return { meta, rows };
}
