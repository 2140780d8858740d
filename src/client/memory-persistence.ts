// A store that lives as long as the page: for where there is no IndexedDB, and for tests.
import type { ClientId } from '../base/ids.ts';
import type { Row, RowKey } from '../protocol/rows.ts';
import type { Persistence, StoredBatch, StoredMeta } from './persistence.ts';
import { applyBatch } from './stored-batch.ts';

interface Shelf {
  meta: StoredMeta | null;
  readonly tables: Map<string, Map<RowKey, Row>>;
}

/** The memory of one page, a shelf per client: a client that starts again finds what it left. */
export class MemoryCaches {
  readonly #shelves = new Map<ClientId, Shelf>();

  /** The store of one client. */
  forClient(id: ClientId): Persistence {
    const shelfOf = (): Shelf => {
      let shelf = this.#shelves.get(id);
      if (!shelf) this.#shelves.set(id, (shelf = { meta: null, tables: new Map() }));
      return shelf;
    };
    return {
      durable: false,
      load: () => Promise.resolve(contents(shelfOf())),
      write: (batch) => Promise.resolve(put(shelfOf(), batch)),
      clear: () => Promise.resolve(void this.#shelves.delete(id)),
      close: () => Promise.resolve(),
    };
  }
}

/** A store for one client alone. */
export function memoryPersistence(id: ClientId): Persistence {
  return new MemoryCaches().forClient(id);
}

function put(shelf: Shelf, batch: StoredBatch): void {
  applyBatch(shelf.tables, batch);
  shelf.meta = batch.meta;
}

function contents(shelf: Shelf): Awaited<ReturnType<Persistence['load']>> {
  if (shelf.meta === null) return null;
  const rows = [...shelf.tables].flatMap(([table, held]) => [...held].map(([key, row]) => ({ table, key, row })));
  return { meta: shelf.meta, rows };
}
