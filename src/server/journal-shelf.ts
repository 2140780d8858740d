// All journals of this browser, as a page that lists its worlds sees them: how large, which are kept for good, which go [UI-13].
import type { IDBPDatabase } from 'idb';
import type { Snapshot } from './journal.ts';
import { allOf, journalLock, openJournalDatabase, PARTS, worldOfJournal, type Layout } from './journal-database.ts';

/** Journals of worlds that have a name. Every method rejects where there is no IndexedDB. */
export interface JournalShelf {
  /** Characters that the journals of each world hold, by its name. */
  sizes(): Promise<ReadonlyMap<string, number>>;
  /** From now on the journals of these worlds make room for no other, and of all worlds of `site` only those of these do not. */
  protect(site: string, worlds: readonly string[]): Promise<void>;
  /** Deletes the journals of a world, but for those that a server writes at this moment. */
  forget(world: string): Promise<void>;
}

export const journalShelf: JournalShelf = {
  sizes: () => withDatabase(sizesOf),
  protect: (site, worlds) => withDatabase((database) => protectOnly(database, site, worlds)),
  forget: (world) => withDatabase((database) => forgetWorld(database, world)),
};

/** Opened for one use: a database that stays open would be in the way of another layout. */
async function withDatabase<Value>(work: (database: IDBPDatabase<Layout>) => Promise<Value>): Promise<Value> {
  const database = await openJournalDatabase();
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

async function sizesOf(database: IDBPDatabase<Layout>): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const add = (key: string, characters: number) => {
    const world = worldOfJournal(key);
    if (world !== null) sizes.set(world, (sizes.get(world) ?? 0) + characters);
  };
  const reading = database.transaction(PARTS);
  for await (const { key, value } of reading.objectStore('heads')) {
    add(key, charactersOf(value.snapshot));
  }
  for await (const { key, value } of reading.objectStore('records')) add(key[0], JSON.stringify(value).length);
  return sizes;
}

function charactersOf({ tables, sources }: Snapshot): number {
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
  return sources.reduce((sum, { source }) => sum + source.length, rows);
}

async function protectOnly(database: IDBPDatabase<Layout>, site: string, worlds: readonly string[]): Promise<void> {
  const writing = database.transaction('protected', 'readwrite');
  for await (const cursor of writing.store) if (cursor.value === site) await cursor.delete();
  await Promise.all([...worlds.map((name) => writing.store.put(site, name)), writing.done]);
}

async function forgetWorld(database: IDBPDatabase<Layout>, world: string): Promise<void> {
  const keys = (await database.getAllKeys('heads')).filter((key) => worldOfJournal(key) === world);
  await Promise.all(keys.map((key) => ifNobodyWrites(key, () => deleteJournal(database, key))));
}

async function deleteJournal(database: IDBPDatabase<Layout>, key: string): Promise<void> {
  const writing = database.transaction(PARTS, 'readwrite');
  await Promise.all([
    writing.objectStore('heads').delete(key),
    writing.objectStore('records').delete(allOf(key)),
    writing.objectStore('whole').delete(key),
    writing.done,
  ]);
}

async function ifNobodyWrites(key: string, work: () => Promise<void>): Promise<void> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return work();
  await navigator.locks.request(journalLock(key), { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}
