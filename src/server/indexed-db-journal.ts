// Journals in IndexedDB: one for each way to start a server, the few that were used last.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Clock } from '../base/clock.ts';
import type { ServerOptions } from '../protocol/control.ts';
import { PROTOCOL_VERSION } from '../protocol/paths.ts';
import { checkKept, type Journal, type JournalRecord, type Kept, type Snapshot } from './journal.ts';

/** Journals that are kept, of worlds with a name and of those without; the one that was opened longest ago makes room for one of its kind. */
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

/** Between the name of a world that is not the visitor's own and what its server started with. */
const OF_A_WORLD = ':';

/** Name of the journal of a world that starts with `options`; null where there is no way to make one, or none is wanted. */
export async function journalKey(options: ServerOptions): Promise<string | null> {
  // A page that was not served securely has neither of them.
  if (typeof indexedDB === 'undefined' || typeof crypto.subtle === 'undefined') return null;
  const { sources, seed, empty, world } = options;
  if (world === null) return null;
  const told = [PROTOCOL_VERSION, sources.map(({ path, source }) => [path, source]), seed, empty];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(told)));
  const key = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return world === undefined ? key : `${world}${OF_A_WORLD}${key}`;
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

interface Waiting {
  readonly record: JournalRecord;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

class IndexedDbJournal implements Journal {
  readonly #database: IDBPDatabase<Layout>;
  readonly #key: string;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #writing = false;
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

  /** Records that still wait for their turn are in the snapshot already. */
  async begin(snapshot: Snapshot): Promise<void> {
    const covered = this.#waiting.splice(0);
    await settle(covered, () => this.#replace(snapshot));
  }

  append(record: JournalRecord): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ record, done, failed });
      if (!this.#writing) void this.#writeWaiting();
    });
  }

  /** Records that come while others are written share the next transaction. */
  async #writeWaiting(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      await settle(batch, () => this.#write(batch)).catch(() => undefined);
    }
    this.#writing = false;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const writing = this.#database.transaction('records', 'readwrite', { durability: 'relaxed' });
    const puts = batch.map(({ record }) => writing.store.put(record, [this.#key, this.#next++]));
    await Promise.all([...puts, writing.done]);
  }

  async #replace(snapshot: Snapshot): Promise<void> {
    const writing = this.#database.transaction(['heads', 'records'], 'readwrite', { durability: 'relaxed' });
    const heads = writing.objectStore('heads');
    const records = writing.objectStore('records');
    const steps: Promise<unknown>[] = [
      records.delete(allOf(this.#key)),
      heads.put({ snapshot, openedAtMs: this.#clock.nowMs() }, this.#key),
    ];
    for (const stale of await staleKeys(heads, isNamed(this.#key))) {
      steps.push(heads.delete(stale), records.delete(allOf(stale)));
    }
    await Promise.all([...steps, writing.done]);
  }
}

/** Does `work` and tells everybody who waits how it went. */
async function settle(waiting: readonly Waiting[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const { failed } of waiting) failed(error);
    throw error;
  }
  for (const { done } of waiting) done();
}

interface Heads {
  getAllKeys(): Promise<string[]>;
  getAll(): Promise<Layout['heads']['value'][]>;
}

/** Of journals of the same kind only: opening links must not cost a visitor the own world. */
async function staleKeys(heads: Heads, named: boolean): Promise<readonly string[]> {
  const [keys, values] = await Promise.all([heads.getAllKeys(), heads.getAll()]);
  const opened = keys.map((key, index) => ({ key, openedAtMs: values[index]?.openedAtMs ?? 0 }));
  const newestFirst = opened.toSorted((left, right) => right.openedAtMs - left.openedAtMs);
  const sameKind = newestFirst.filter(({ key }) => isNamed(key) === named);
  return sameKind.slice(JOURNALS_KEPT).map(({ key }) => key);
}

function isNamed(key: string): boolean {
  return key.includes(OF_A_WORLD);
}

/** All records of one journal. */
function allOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []]);
}
