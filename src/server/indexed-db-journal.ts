// Journals in IndexedDB: one for each way to start a server, the few that were used last.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Clock } from '../base/clock.ts';
import { checkKept, type Journal, type JournalRecord, type Kept, type Snapshot } from './journal.ts';

/** Journals that are kept; the one that was opened longest ago makes room. */
export const JOURNALS_KEPT = 8;
/** Raised with every change of the layout; an older one is thrown away. */
const LAYOUT = 1;
const DATABASE = 'pyre-server-journals';

interface Layout extends DBSchema {
  /** By journal. */
  heads: { key: string; value: { readonly snapshot: Snapshot; readonly openedAtMs: number } };
  /** Keys are [journal, number], counting up. */
  records: { key: [string, number]; value: JournalRecord };
}

/** Opens the journal called `key`. Rejects where there is no IndexedDB. */
export async function openIndexedDbJournal(key: string, clock: Clock): Promise<Journal> {
  const database = await openDB<Layout>(DATABASE, LAYOUT, {
    upgrade(upgraded) {
      for (const name of Array.from(upgraded.objectStoreNames)) upgraded.deleteObjectStore(name);
      upgraded.createObjectStore('heads');
      upgraded.createObjectStore('records');
    },
    // A newer build wants another layout: it shall not wait for us.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
  return new IndexedDbJournal(database, key, clock);
}

class IndexedDbJournal implements Journal {
  readonly #database: IDBPDatabase<Layout>;
  readonly #key: string;
  readonly #clock: Clock;
  #next = 0;

  constructor(database: IDBPDatabase<Layout>, key: string, clock: Clock) {
    this.#database = database;
    this.#key = key;
    this.#clock = clock;
  }

  async read(): Promise<Kept | null> {
    const reading = this.#database.transaction(['heads', 'records']);
    const [head, records, keys] = await Promise.all([
      reading.objectStore('heads').get(this.#key),
      reading.objectStore('records').getAll(allOf(this.#key)),
      reading.objectStore('records').getAllKeys(allOf(this.#key)),
    ]);
    this.#next = (keys.at(-1)?.[1] ?? -1) + 1;
    return head ? checkKept({ snapshot: head.snapshot, records }) : null;
  }

  async begin(snapshot: Snapshot): Promise<void> {
    const writing = this.#database.transaction(['heads', 'records'], 'readwrite', { durability: 'relaxed' });
    const heads = writing.objectStore('heads');
    const records = writing.objectStore('records');
    void records.delete(allOf(this.#key));
    void heads.put({ snapshot, openedAtMs: this.#clock.nowMs() }, this.#key);
    for (const stale of await staleKeys(heads)) {
      void heads.delete(stale);
      void records.delete(allOf(stale));
    }
    await writing.done;
  }

  async append(record: JournalRecord): Promise<void> {
    const writing = this.#database.transaction('records', 'readwrite', { durability: 'relaxed' });
    void writing.store.put(record, [this.#key, this.#next++]);
    await writing.done;
  }
}

interface Heads {
  getAllKeys(): Promise<string[]>;
  getAll(): Promise<Layout['heads']['value'][]>;
}

async function staleKeys(heads: Heads): Promise<readonly string[]> {
  const [keys, values] = await Promise.all([heads.getAllKeys(), heads.getAll()]);
  const opened = keys.map((key, index) => ({ key, openedAtMs: values[index]?.openedAtMs ?? 0 }));
  const newestFirst = opened.toSorted((left, right) => right.openedAtMs - left.openedAtMs);
  return newestFirst.slice(JOURNALS_KEPT).map(({ key }) => key);
}

/** All records of one journal. */
function allOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []]);
}
