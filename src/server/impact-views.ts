// The views that a preview compares: each is read once, whole or page by page.
import type { Engine } from '../engine/engine.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { Transaction } from './storage.ts';
import type { Next } from './turns.ts';
import type { Views } from './views.ts';

/** Views by table and hash: sessions with the same hash have the same view [SYNC-5]. */
export class ViewCache {
  readonly #views: Views;
  readonly #tables: ReadonlyMap<string, SchemaTable>;
  readonly #read = new Map<string, ReadonlySet<RowKey> | null>();

  constructor(views: Views, tables: ReadonlyMap<string, SchemaTable>) {
    this.#views = views;
    this.#tables = tables;
  }

  /** Whether a view has still to be read; that of a table that is not synced, or is not there, is empty. */
  lacks(table: string, hash: string | null): boolean {
    return hash !== null && this.#tables.has(table) && !this.#read.has(`${table} ${hash}`);
  }

  read(transaction: Transaction, table: string, hash: string | null, session: SessionValues): void {
    const known = this.#tables.get(table);
    if (known && this.lacks(table, hash)) this.#put(table, hash, this.#views.keys(transaction, known, session));
  }

  /** Reads the same page by page: `next` runs each page in a transaction of its own, and may wait between them. */
  async readInPages(next: Next, table: string, hash: string | null, session: SessionValues): Promise<void> {
    const known = this.#tables.get(table);
    if (!known || !this.lacks(table, hash)) return;
    const keys: RowKey[] = [];
    for (;;) {
      const page = await next((transaction) => this.#views.page(transaction, known, session, keys.at(-1) ?? null));
      if (page === null) return this.#put(table, hash, await next((one) => this.#views.keys(one, known, session)));
      for (const key of page.keys) keys.push(key);
      if (page.isLast) return this.#put(table, hash, new Set(keys));
    }
  }

  /** Null where it could not be read. */
  get(table: string, hash: string | null): ReadonlySet<RowKey> | null {
    if (hash === null || !this.#tables.has(table)) return new Set();
    return this.#read.get(`${table} ${hash}`) ?? null;
  }

  #put(table: string, hash: string | null, keys: ReadonlySet<RowKey> | null): void {
    this.#read.set(`${table} ${hash}`, keys);
  }
}

/** Permission hashes of equal session values are asked for once. */
export class HashCache {
  readonly #known = new Map<Engine, Map<string, string | null>>();

  of(engine: Engine, table: string, session: SessionValues): string | null {
    const hashes = this.#known.get(engine) ?? new Map<string, string | null>();
    this.#known.set(engine, hashes);
    const name = `${table} ${JSON.stringify(session)}`;
    const known = hashes.get(name);
    if (known !== undefined) return known;
    const hash = engine.calculate_permission_hash(table, session);
    hashes.set(name, hash);
    return hash;
  }
}
