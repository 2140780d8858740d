// All journals of this browser, as a page that lists its worlds asks for them: how large, which stay, which go [UI-13].
import type { IDBPDatabase } from 'idb';
import * as v from 'valibot';
import type { ControlAnswer } from '../protocol/control.ts';
import { siteName, worldNames, type KeptJournals, type ShelfControl } from '../protocol/shelf.ts';
import type { Snapshot } from './journal.ts';
import { allOf, journalLock, openJournalDatabase, PARTS, worldOfJournal, type Layout } from './journal-database.ts';

type Database = IDBPDatabase<Layout>;

/** The door of a worker that has IndexedDB; checks what it is told. */
export const journalShelf: ShelfControl = {
  keptJournals: () => answered(keptJournals),
  protectJournals: (site, worlds) =>
    answered((database) => protectOnly(database, v.parse(siteName, site), v.parse(worldNames, worlds))),
  dropJournals: (worlds) =>
    answered(async (database) => {
      for (const world of v.parse(worldNames, worlds)) await dropWorld(database, world);
      return null;
    }),
};

/** Opens the database for one use: one that stays open would be in the way of another layout. */
async function answered<Value>(work: (database: Database) => Promise<Value>): Promise<ControlAnswer<Value>> {
  try {
    const database = await openJournalDatabase();
    try {
      return { ok: true, value: await work(database) };
    } finally {
      database.close();
    }
  } catch (error) {
    return {
      ok: false,
      message: `What is kept cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

async function keptJournals(database: Database): Promise<readonly KeptJournals[]> {
  const characters = new Map<string, number>();
  const add = (key: string, more: number) => {
    const world = worldOfJournal(key);
    if (world !== null) characters.set(world, (characters.get(world) ?? 0) + more);
  };
  const reading = database.transaction(PARTS);
  for await (const { key, value } of reading.objectStore('heads')) add(key, charactersOf(value.snapshot));
  for await (const { key, value } of reading.objectStore('records')) add(key[0], JSON.stringify(value).length);
  const inUse = await worldsInUse();
  return Array.from(characters, ([world, length]) => ({ world, characters: length, inUse: inUse.has(world) }));
}

function charactersOf({ tables, sources }: Snapshot): number {
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
  return sources.reduce((sum, { source }) => sum + source.length, rows);
}

async function worldsInUse(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await lockManager()?.query()) ?? {};
  const prefix = journalLock('');
  const keys = held.flatMap(({ name = '' }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  return new Set(keys.map(worldOfJournal).filter((world) => world !== null));
}

async function protectOnly(database: Database, site: string, worlds: readonly string[]): Promise<null> {
  const writing = database.transaction('protected', 'readwrite');
  for await (const cursor of writing.store) if (cursor.value === site) await cursor.delete();
  await Promise.all([...worlds.map((name) => writing.store.put(site, name)), writing.done]);
  return null;
}

async function dropWorld(database: Database, world: string): Promise<void> {
  const keys = (await database.getAllKeys('heads')).filter((key) => worldOfJournal(key) === world);
  await Promise.all(keys.map((key) => ifNobodyWrites(key, () => dropJournal(database, key))));
}

async function dropJournal(database: Database, key: string): Promise<void> {
  const writing = database.transaction(PARTS, 'readwrite');
  await Promise.all([
    writing.objectStore('heads').delete(key),
    writing.objectStore('records').delete(allOf(key)),
    writing.objectStore('whole').delete(key),
    writing.done,
  ]);
}

async function ifNobodyWrites(key: string, work: () => Promise<void>): Promise<void> {
  const locks = lockManager();
  if (!locks) return work();
  await locks.request(journalLock(key), { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}

/** Missing where the page was not served securely, and outside of browsers. */
function lockManager(): LockManager | undefined {
  return typeof navigator !== 'undefined' && 'locks' in navigator ? navigator.locks : undefined;
}
