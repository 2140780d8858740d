// Caches in IndexedDB: one database per page scope. What its clients hold alike is stored once, as it is held once.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Clock } from '../base/clock.ts';
import type { ClientId } from '../base/ids.ts';
import { Ledger, type Changes, type StoredChunk, type StoredHeads } from './ledger.ts';
import type { Persistence, StoredBatch, StoredCache } from './persistence.ts';
import { checkStored } from './stored.ts';

/** Raised with every change of the layout; an older store is thrown away, as it can be downloaded again. */
const LAYOUT = 2;
const STORES = ['chunks', 'heads'] as const;
const HEADS = 'heads';
/** Writes within this time share one transaction. */
const GATHER_MS = 100;
/** Chunks copied in one go. */
const SLICE_CHUNKS = 16;
/** Of the thread's time, writing takes at most this share: after a long transaction the next one waits longer. */
const SHARE = 0.1;

interface Layout extends DBSchema {
  chunks: { key: number; value: StoredChunk };
  /** One record for all clients: what they share inside it is stored once. */
  heads: { key: typeof HEADS; value: StoredHeads };
}

interface Waiting {
  readonly id: ClientId;
  /** What the client holds; null clears it. */
  readonly held: StoredBatch | null;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** A database and what is known to be in it. */
interface Opened {
  readonly database: IDBPDatabase<Layout>;
  readonly ledger: Ledger;
}

/** The caches of one page. Writes of many clients that come together share one transaction. */
export class IndexedDbCaches {
  readonly #name: string;
  readonly #clock: Clock | null;
  #opened: Promise<Opened> | null = null;
  readonly #reading = new Map<number, Promise<StoredChunk | undefined>>();
  #waiting: Waiting[] = [];
  #writing = false;
  #hurry: (() => void) | null = null;

  /** `scope` keeps pages apart that must not share caches. Without a clock nothing is gathered. Opened when it is needed. */
  constructor(scope: string, clock: Clock | null = null) {
    this.#name = `pyre-cache-${scope}`;
    this.#clock = clock;
  }

  /** The store of one client. */
  forClient(id: ClientId): Persistence {
    return {
      durable: true,
      load: () => this.#load(id),
      write: (held) => this.#enqueue(id, held),
      clear: () => this.#enqueue(id, null),
      close: () => Promise.resolve(),
    };
  }

  /** Ids of the clients that stored something. */
  async clients(): Promise<readonly string[]> {
    return (await this.#open()).ledger.clients();
  }

  /** Writes at once what waits to be gathered. */
  flush(): void {
    this.#hurry?.();
  }

  /** Lets the database go; it is opened again when needed. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    (await opened)?.database.close();
  }

  /** Closes the database and deletes it. */
  async destroy(): Promise<void> {
    await this.close();
    await deleteDB(this.#name);
  }

  async #load(id: ClientId): Promise<StoredCache | null> {
    const { database, ledger } = await this.#open();
    const head = ledger.head(id);
    if (head === undefined) return null;
    const stored = await Promise.all(
      head.tables.flatMap(([table, numbers]) =>
        numbers.map(async (number) => {
          const chunk = await this.#chunk(database, number);
          return (chunk?.rows ?? []).map((row, place) => ({ table, key: chunk?.keys[place], row }));
        }),
      ),
    );
    const cache = checkStored(head.meta, stored.flat());
    if (cache === null) await this.#enqueue(id, null);
    return cache;
  }

  /** What several clients ask for at the same time is read once. */
  async #chunk(database: IDBPDatabase<Layout>, number: number): Promise<StoredChunk | undefined> {
    const known = this.#reading.get(number);
    if (known) return known;
    const reading = database.get('chunks', number);
    this.#reading.set(number, reading);
    try {
      return await reading;
    } finally {
      this.#reading.delete(number);
    }
  }

  #enqueue(id: ClientId, held: StoredBatch | null): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ id, held, done, failed });
      if (!this.#writing) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    let pauseMs = GATHER_MS;
    while (this.#waiting.length > 0) {
      await this.#pause(pauseMs);
      const startMs = this.#clock?.nowMs() ?? 0;
      await this.#writeTogether(this.#waiting.splice(0));
      pauseMs = Math.max(GATHER_MS, ((this.#clock?.nowMs() ?? 0) - startMs) * (1 / SHARE - 1));
    }
    this.#writing = false;
  }

  #pause(pauseMs: number): Promise<void> {
    const clock = this.#clock;
    if (clock === null) return Promise.resolve();
    return new Promise((over) => {
      const cancel = clock.setTimer(pauseMs, over);
      this.#hurry = () => {
        cancel();
        over();
      };
    });
  }

  /** One transaction for all; when it fails each is tried alone, so that one client's trouble is not the others'. */
  async #writeTogether(writes: readonly Waiting[]): Promise<void> {
    try {
      await this.#transact(writes);
      for (const { done } of writes) done();
    } catch (error) {
      const [only, ...others] = writes;
      if (others.length === 0) return only?.failed(error);
      for (const write of writes) await this.#writeTogether([write]);
    }
  }

  async #transact(writes: readonly Waiting[]): Promise<void> {
    const { database, ledger } = await this.#open();
    const changes = ledger.plan(writes);
    const transaction = database.transaction(STORES, 'readwrite', { durability: 'relaxed' });
    try {
      await put(transaction.objectStore('chunks'), transaction.objectStore('heads'), changes);
    } catch (error) {
      abort(transaction);
      await transaction.done.catch(() => undefined);
      throw error;
    }
    await transaction.done;
    ledger.commit(changes);
  }

  #open(): Promise<Opened> {
    return (this.#opened ??= this.#openNow().catch((error: unknown) => {
      this.#opened = null;
      throw error;
    }));
  }

  async #openNow(): Promise<Opened> {
    const database = await openDB<Layout>(this.#name, LAYOUT, {
      upgrade(upgraded) {
        for (const name of Array.from(upgraded.objectStoreNames)) upgraded.deleteObjectStore(name);
        for (const name of STORES) upgraded.createObjectStore(name);
      },
      // Another page needs a newer layout: let it, and open again at the next use.
      blocking: () => void this.close(),
      terminated: () => {
        this.#opened = null;
      },
    });
    return { database, ledger: new Ledger(await database.get('heads', HEADS)) };
  }
}

interface Putting<Key, Value> {
  put(value: Value, key: Key): Promise<unknown>;
  delete(key: Key): Promise<unknown>;
}

/**
 * Puts a slice at a time and waits for it, so that nobody waits for the copying of a large table. The promises of other
 * requests are left alone: the transaction's own tells of every failure.
 */
async function put(
  chunks: Putting<number, StoredChunk>,
  heads: Pick<Putting<typeof HEADS, StoredHeads>, 'put'>,
  { added, removed, stored }: Changes,
): Promise<void> {
  let inSlice = 0;
  for (const [number, { keys, rows }] of added) {
    const request = chunks.put({ keys, rows }, number);
    if (++inSlice % SLICE_CHUNKS === 0) await request;
    else ignore(request);
  }
  for (const number of removed) ignore(chunks.delete(number));
  ignore(heads.put(stored, HEADS));
}

/** One that failed by itself is over already. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // Then there is nothing left to abort.
  }
}

function ignore(request: Promise<unknown>): void {
  request.catch(() => undefined);
}
