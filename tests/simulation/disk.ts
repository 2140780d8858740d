// A disk that takes its time, fills up, and loses what was not written when the page crashed.
import type { Clock } from '../../src/base/clock.ts';
import type { ClientId } from '../../src/base/ids.ts';
import type { Random } from '../../src/base/random.ts';
import type { Persistence, StoredBatch, StoredCache, StoredMeta } from '../../src/client/persistence.ts';
import { checkStored } from '../../src/client/stored.ts';
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
  /** Something was taken from it behind the client's back. */
  damaged: boolean;
  readonly tables: Map<string, Map<RowKey, Row>>;
}

/** Disks of all replicas; what is on them outlives crashes. */
export class Disks {
  readonly #shelves = new Map<ClientId, Shelf>();
  readonly #versions = new Map<ClientId, number>();
  readonly #lives = new Map<ClientId, number>();
  readonly #failing = new Map<ClientId, number>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #options: DiskOptions;

  constructor(clock: Clock, random: Random, options: DiskOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#options = options;
  }

  /** What the disk would give back at this moment. */
  stored(id: ClientId): Shelf {
    const shelf = this.#shelf(id);
    return shelf.damaged && read(shelf) === null ? emptyShelf() : shelf;
  }

  #shelf(id: ClientId): Shelf {
    let shelf = this.#shelves.get(id);
    if (!shelf) this.#shelves.set(id, (shelf = emptyShelf()));
    return shelf;
  }

  /** The browser takes back what it lent: everything, or a row alone, which it never should. */
  evict(id: ClientId, all: boolean): void {
    this.#written(id);
    if (all) this.#shelves.delete(id);
    const shelf = this.#shelf(id);
    shelf.damaged = true;
    for (const rows of shelf.tables.values()) for (const key of [...rows.keys()].slice(0, 1)) rows.delete(key);
  }

  /** The `count`-th write from now fails. */
  failAtWrite(id: ClientId, count: number): void {
    this.#failing.set(id, count);
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
      load: () => Promise.resolve(this.#load(id)),
      write: (batch) => {
        if (isWeak('the disk writes the cursor first')) {
          this.#shelf(id).meta = batch.meta;
          this.#written(id);
        }
        return taking(() => {
          this.#written(id);
          return this.#fails(id) ? quotaExceeded() : put(this.#shelf(id), batch);
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

  /** What cannot be trusted is cleared. */
  #load(id: ClientId): StoredCache | null {
    const cache = read(this.#shelf(id));
    if (cache === null) this.#shelves.delete(id);
    return cache;
  }

  #fails(id: ClientId): boolean {
    const left = this.#failing.get(id);
    if (left !== undefined) this.#failing.set(id, left - 1);
    if (left === 1) return true;
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
  shelf.damaged = false;
  shelf.meta = batch.meta;
  return Promise.resolve();
}

function read({ meta, tables }: Shelf): StoredCache | null {
  if (meta === null) return null;
  return checkStored(
    meta,
    [...tables].flatMap(([table, held]) => [...held].map(([key, row]) => ({ table, key, row }))),
  );
}

function emptyShelf(): Shelf {
  return { meta: null, damaged: false, tables: new Map() };
}
