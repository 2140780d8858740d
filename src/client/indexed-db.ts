// Caches in IndexedDB: one database per page scope, rows and meta of all its clients side by side.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import type { ClientId } from '../base/ids.ts';
import type { Row, RowKey } from '../protocol/rows.ts';
import type { Persistence, StoredBatch, StoredCache, StoredMeta } from './persistence.ts';
import { checkStored } from './stored.ts';

/** Raised with every change of the layout; an older store is thrown away, as it can be downloaded again. */
const LAYOUT = 1;
const STORES = ['rows', 'meta'] as const;

interface Layout extends DBSchema {
  /** Keys are [client, table, key]. */
  rows: { key: [string, string, RowKey]; value: Row };
  /** Keys are client ids. */
  meta: { key: string; value: StoredMeta };
}

type Writing = IDBPTransaction<Layout, (typeof STORES)[number][], 'readwrite'>;

interface Waiting {
  readonly write: (transaction: Writing) => void;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** The caches of one page. Writes of many clients that come together share one transaction. */
export class IndexedDbCaches {
  readonly #name: string;
  #database: Promise<IDBPDatabase<Layout>> | null = null;
  #waiting: Waiting[] = [];
  #writing = false;

  /** `scope` keeps pages apart that must not share caches. Nothing is opened before it is needed. */
  constructor(scope: string) {
    this.#name = `pyre-cache-${scope}`;
  }

  /** The store of one client. */
  forClient(id: ClientId): Persistence {
    return {
      durable: true,
      load: () => this.#load(id),
      write: (batch) => this.#enqueue((transaction) => putBatch(transaction, id, batch)),
      clear: () => this.#enqueue((transaction) => clearClient(transaction, id)),
      close: () => Promise.resolve(),
    };
  }

  /** Ids of the clients that stored something. */
  async clients(): Promise<readonly string[]> {
    return (await this.#open()).getAllKeys('meta');
  }

  /** Lets the database go; it is opened again when needed. */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = null;
    (await database)?.close();
  }

  /** Closes the database and deletes it. */
  async destroy(): Promise<void> {
    await this.close();
    await deleteDB(this.#name);
  }

  async #load(id: ClientId): Promise<StoredCache | null> {
    const transaction = (await this.#open()).transaction(STORES, 'readonly');
    const [meta, keys, rows] = await Promise.all([
      transaction.objectStore('meta').get(id),
      transaction.objectStore('rows').getAllKeys(rowsOf(id)),
      transaction.objectStore('rows').getAll(rowsOf(id)),
    ]);
    if (meta === undefined && rows.length === 0) return null;
    const stored = keys.map(([, table, key], index) => ({ table, key, row: rows[index] }));
    const cache = checkStored(meta, stored);
    if (cache === null) await this.#enqueue((writing) => clearClient(writing, id));
    return cache;
  }

  #enqueue(write: Waiting['write']): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ write, done, failed });
      if (!this.#writing) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) await this.#writeTogether(this.#waiting.splice(0));
    this.#writing = false;
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
    const transaction = (await this.#open()).transaction(STORES, 'readwrite');
    try {
      for (const { write } of writes) write(transaction);
    } catch (error) {
      transaction.abort();
      await transaction.done.catch(() => undefined);
      throw error;
    }
    await transaction.done;
  }

  #open(): Promise<IDBPDatabase<Layout>> {
    return (this.#database ??= this.#openNow().catch((error: unknown) => {
      this.#database = null;
      throw error;
    }));
  }

  #openNow(): Promise<IDBPDatabase<Layout>> {
    return openDB<Layout>(this.#name, LAYOUT, {
      upgrade(database) {
        for (const name of Array.from(database.objectStoreNames)) database.deleteObjectStore(name);
        for (const name of STORES) database.createObjectStore(name);
      },
      // Another page needs a newer layout: let it, and open again at the next use.
      blocking: () => void this.close(),
      terminated: () => {
        this.#database = null;
      },
    });
  }
}

// The promises of single requests are left alone: the transaction's own tells of every failure.
function putBatch(transaction: Writing, id: ClientId, batch: StoredBatch): void {
  const rows = transaction.objectStore('rows');
  if (batch.purge) ignore(rows.delete(rowsOf(id)));
  for (const table of batch.dropTables) ignore(rows.delete(rowsOfTable(id, table)));
  for (const { table, key } of batch.removals) ignore(rows.delete([id, table, key]));
  for (const { table, key, row } of batch.upserts) ignore(rows.put(row, [id, table, key]));
  ignore(transaction.objectStore('meta').put(batch.meta, id));
}

function clearClient(transaction: Writing, id: ClientId): void {
  ignore(transaction.objectStore('rows').delete(rowsOf(id)));
  ignore(transaction.objectStore('meta').delete(id));
}

function ignore(request: Promise<unknown>): void {
  request.catch(() => undefined);
}

// An array sorts after every string and number: [id, []] is above all keys that begin with id.
function rowsOf(id: ClientId): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}

function rowsOfTable(id: ClientId, table: string): IDBKeyRange {
  return IDBKeyRange.bound([id, table], [id, table, []]);
}
