// The database that all journals of this browser share: its layout, and which journals go when there are too many.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { JournalRecord, Snapshot } from './journal.ts';

/** Journals that are kept of worlds without a name; the one that was opened longest ago makes room. */
export const JOURNALS_KEPT = 8;
/** The same, of worlds with a name: every link and every lesson has one. Worlds that a person keeps are not counted. */
export const NAMED_JOURNALS_KEPT = 16;
/** Raised with every change of the layout. */
const LAYOUT = 3;
/** The oldest layout that only lacks stores; what is older is thrown away. */
const FIRST_ALIKE = 2;
const DATABASE = 'pyre-server-journals';

/** Stores that hold a journal's parts. */
export const PARTS = ['heads', 'records', 'whole'] as const;
/** All stores: beside the parts stands which worlds a person keeps. */
export const STORES = [...PARTS, 'protected'] as const;

export interface Layout extends DBSchema {
  /** By journal. */
  heads: { key: string; value: { readonly snapshot: Snapshot; readonly openedAtMs: number } };
  /** Keys are [journal, number], counting up. */
  records: { key: [string, number]; value: JournalRecord };
  /** Journals that hold all that was acknowledged. What takes one out writes nothing, so it works where storage is full. */
  whole: { key: string; value: true };
  /** By the name of a world whose journals make room for no other: the site that wants it so. */
  protected: { key: string; value: string };
}

/** Between the name of a world that is not the visitor's own and what its server started with. */
export const OF_A_WORLD = ':';

/** What an open database has to be told of. */
export interface JournalDatabaseEvents {
  /** Another build wants another layout, or somebody deletes it: it has to be closed. */
  blocking?(): void;
  terminated?(): void;
}

/** Opens it, and makes it where there is none. Rejects where there is no IndexedDB. */
export function openJournalDatabase(events: JournalDatabaseEvents = {}): Promise<IDBPDatabase<Layout>> {
  return openDB<Layout>(DATABASE, LAYOUT, {
    upgrade(upgraded, before) {
      if (before < FIRST_ALIKE)
        for (const name of Array.from(upgraded.objectStoreNames)) upgraded.deleteObjectStore(name);
      for (const name of STORES) if (!upgraded.objectStoreNames.contains(name)) upgraded.createObjectStore(name);
    },
    blocking: () => events.blocking?.(),
    terminated: () => events.terminated?.(),
  });
}

/** The world that a journal belongs to; null for those without a name. */
export function worldOfJournal(key: string): string | null {
  const at = key.indexOf(OF_A_WORLD);
  return at < 0 ? null : key.slice(0, at);
}

/** Name of the Web Lock that the server which writes a journal holds for its life. */
export function journalLock(key: string): string {
  return `pyre journal ${key}`;
}

/** All records of one journal. */
export function allOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []]);
}

/** A journal, as far as it matters for who makes room. */
export interface JournalAge {
  readonly key: string;
  readonly openedAtMs: number;
}

/**
 * Journals that make room for `key`: of the same kind only, as opening links must not cost a visitor the own world, and never
 * one of a protected world.
 */
export function staleJournals(key: string, all: readonly JournalAge[], kept: readonly string[]): readonly string[] {
  const isNamed = worldOfJournal(key) !== null;
  const newestFirst = all.toSorted((left, right) => right.openedAtMs - left.openedAtMs);
  const candidates = newestFirst.filter((journal) => {
    const world = worldOfJournal(journal.key);
    return (world !== null) === isNamed && (world === null || !kept.includes(world));
  });
  return candidates.slice(isNamed ? NAMED_JOURNALS_KEPT : JOURNALS_KEPT).map((journal) => journal.key);
}
