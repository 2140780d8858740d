// Journals in IndexedDB: one for each way to start a server, the few that were used last.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Clock } from '../base/clock.ts';
import type { ServerOptions } from '../protocol/control.ts';
import { PROTOCOL_VERSION } from '../protocol/paths.ts';
import { checkKept, type Journal, type JournalRecord, type Kept, type Snapshot } from './journal.ts';

/** Journals that are kept of worlds without a name; the one that was opened longest ago makes room. */
export const JOURNALS_KEPT = 8;
/** The same, of worlds with a name: every link and every lesson has one. */
export const NAMED_JOURNALS_KEPT = 16;
/** Raised with every change of the layout; an older one is thrown away. */
const LAYOUT = 2;
const DATABASE = 'pyre-server-journals';
const STORES = ['heads', 'records', 'whole'] as const;

interface Layout extends DBSchema {
  /** By journal. */
  heads: { key: string; value: { readonly snapshot: Snapshot; readonly openedAtMs: number } };
  /** Keys are [journal, number], counting up. */
  records: { key: [string, number]; value: JournalRecord };
  /** Journals that hold all that was acknowledged. What takes one out writes nothing, so it works where storage is full. */
  whole: { key: string; value: true };
}

/** Between the name of a world that is not the visitor's own and what its server started with. */
const OF_A_WORLD = ':';

/**
 * Name of the journal of a world that starts with `options` on the site at the path `site`: sites of one origin have nothing to
 * do with each other. Null where there is no way to make one, or none is wanted.
 */
export async function journalKey(options: ServerOptions, site = '/'): Promise<string | null> {
  // A page that was not served securely has neither of them.
  if (typeof indexedDB === 'undefined' || typeof crypto.subtle === 'undefined') return null;
  const { sources, seed, empty, world } = options;
  if (world === null) return null;
  const told = [site, PROTOCOL_VERSION, sources.map(({ path, source }) => [path, source]), seed, empty];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(told)));
  const key = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return world === undefined ? key : `${world}${OF_A_WORLD}${key}`;
}

/** Opens the journal called `key`. Rejects where there is no IndexedDB. */
export async function openIndexedDbJournal(key: string, clock: Clock): Promise<Journal> {
  const journal = new IndexedDbJournal(key, clock);
  await journal.open();
  return journal;
}

interface Waiting {
  readonly record: JournalRecord;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

class IndexedDbJournal implements Journal {
  readonly #key: string;
  readonly #clock: Clock;
  /** Null after somebody else deleted it or needed it in another layout. */
  #database: IDBPDatabase<Layout> | null = null;
  #opening: Promise<IDBPDatabase<Layout>> | null = null;
  #gone: () => void = () => undefined;
  /** Whether the database may hold what this journal began with, and every record since. */
  #begun = true;
  #waiting: Waiting[] = [];
  #writing = false;
  #next = 0;

  constructor(key: string, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  async open(): Promise<IDBPDatabase<Layout>> {
    if (this.#database) return this.#database;
    this.#opening ??= this.#openNow().finally(() => {
      this.#opening = null;
    });
    return (this.#database = await this.#opening);
  }

  watch(gone: () => void): void {
    this.#gone = gone;
  }

  async read(): Promise<Kept | null> {
    const reading = (await this.open()).transaction(STORES);
    const [head, whole, records, keys] = await Promise.all([
      reading.objectStore('heads').get(this.#key),
      reading.objectStore('whole').get(this.#key),
      reading.objectStore('records').getAll(allOf(this.#key)),
      reading.objectStore('records').getAllKeys(allOf(this.#key)),
    ]);
    this.#next = (keys.at(-1)?.[1] ?? -1) + 1;
    if (!head) return null;
    return checkKept({ snapshot: head.snapshot, records, ...(whole ? {} : { forsaken: true }) });
  }

  async forsake(): Promise<void> {
    const writing = (await this.open()).transaction('whole', 'readwrite');
    await Promise.all([writing.store.delete(this.#key), writing.done]);
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
    const database = await this.open();
    if (!this.#begun) throw new Error('the journal was deleted, or lacks an earlier record');
    const writing = database.transaction('records', 'readwrite', { durability: 'relaxed' });
    try {
      const puts = batch.map(({ record }) => writing.store.put(record, [this.#key, this.#next++]));
      await Promise.all([...puts, writing.done]);
    } catch (error) {
      // A later record without this one would bring back what never was.
      this.#begun = false;
      writing.done.catch(() => undefined);
      throw error;
    }
  }

  async #replace(snapshot: Snapshot): Promise<void> {
    const writing = (await this.open()).transaction(STORES, 'readwrite', { durability: 'relaxed' });
    const heads = writing.objectStore('heads');
    const records = writing.objectStore('records');
    const whole = writing.objectStore('whole');
    const steps: Promise<unknown>[] = [
      records.delete(allOf(this.#key)),
      heads.put({ snapshot, openedAtMs: this.#clock.nowMs() }, this.#key),
      whole.put(true, this.#key),
    ];
    for (const stale of await staleKeys(heads, isNamed(this.#key))) {
      steps.push(heads.delete(stale), records.delete(allOf(stale)), whole.delete(stale));
    }
    await Promise.all([...steps, writing.done]);
    this.#begun = true;
  }

  async #openNow(): Promise<IDBPDatabase<Layout>> {
    const database = await openDB<Layout>(DATABASE, LAYOUT, {
      upgrade(upgraded) {
        for (const name of Array.from(upgraded.objectStoreNames)) upgraded.deleteObjectStore(name);
        for (const name of STORES) upgraded.createObjectStore(name);
      },
      // Another build wants another layout, or somebody deletes it: neither shall wait for us.
      blocking: () => {
        database.close();
        this.#lost();
      },
      terminated: () => this.#lost(),
    });
    return database;
  }

  #lost(): void {
    this.#database = null;
    this.#begun = false;
    this.#gone();
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
  return sameKind.slice(named ? NAMED_JOURNALS_KEPT : JOURNALS_KEPT).map(({ key }) => key);
}

function isNamed(key: string): boolean {
  return key.includes(OF_A_WORLD);
}

/** All records of one journal. */
function allOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []]);
}
