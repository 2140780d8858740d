// Journals in IndexedDB: one for each way to start a server, the few that were used last.
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import type { Clock } from '../base/clock.ts';
import type { ServerOptions } from '../protocol/control.ts';
import { PROTOCOL_VERSION } from '../protocol/paths.ts';
import { checkKept, type Journal, type JournalRecord, type Kept, type Snapshot } from './journal.ts';
import {
  allOf,
  OF_A_WORLD,
  openJournalDatabase,
  PARTS,
  STORES,
  staleJournals,
  type Layout,
} from './journal-database.ts';

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

type Writing = IDBPTransaction<Layout, typeof STORES, 'readwrite'>;

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
    const reading = (await this.open()).transaction(PARTS);
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
      // Nothing else belongs to it: it need not come back and ask.
      writing.commit();
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
    for (const stale of await this.#stale(writing)) {
      steps.push(heads.delete(stale), records.delete(allOf(stale)), whole.delete(stale));
    }
    await Promise.all([...steps, writing.done]);
    this.#begun = true;
  }

  async #stale(writing: Writing): Promise<readonly string[]> {
    const heads = writing.objectStore('heads');
    const [keys, values, kept] = await Promise.all([
      heads.getAllKeys(),
      heads.getAll(),
      writing.objectStore('protected').getAllKeys(),
    ]);
    const all = keys.map((key, index) => ({ key, openedAtMs: values[index]?.openedAtMs ?? 0 }));
    return staleJournals(this.#key, all, kept);
  }

  async #openNow(): Promise<IDBPDatabase<Layout>> {
    const database = await openJournalDatabase({
      // Whoever wants another layout, or deletes it, shall not wait for us.
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
