// Opens what the Node process keeps its rows in: memory, a file, or a libSQL service.
import initSqlJs from 'sql.js';
import { realClock } from '../src/base/clock.ts';
import { machineSecrets } from '../src/base/random.ts';
import type { Journal } from '../src/server/journal.ts';
import { openLibsqlJournal, troubleSentence } from '../src/server/libsql-journal.ts';
import { openService } from '../src/server/libsql-service.ts';
import { openLibsqlStorage } from '../src/server/libsql-storage.ts';
import { openSqlJsStorage } from '../src/server/sql-js-storage.ts';
import { StorageError, type Storage } from '../src/server/storage.ts';
import { FileError } from './serve-files.ts';
import type { DatabaseOption } from './serve-options.ts';

/** Where a server keeps its rows, opened. */
export interface OpenDatabase {
  readonly storage: Storage;
  readonly journal: Journal | null;
  /** Resolves when what the server begins with is kept; rejects with a sentence. */
  readonly ready: Promise<void>;
  /** Before the server stops: waits for what is under way. A sentence when something that was written is not kept. */
  close(): Promise<string | null>;
}

export interface OpenDatabaseOptions {
  /** Of a service. */
  readonly token: string | null;
  /** Told of a service that cannot be reached, or can again. */
  readonly tell: (sentence: string) => void;
  /** Told when nothing can be written any more. */
  readonly ended: (sentence: string) => void;
}

/** Rejects with a sentence. */
export async function openDatabase(database: DatabaseOption, options: OpenDatabaseOptions): Promise<OpenDatabase> {
  switch (database.kind) {
    case 'memory':
      return withoutJournal(openSqlJsStorage(await initSqlJs(), realClock));
    case 'file':
      return withoutJournal(openFile(database.path));
    case 'service':
      return openAtService(database.address, options);
  }
}

function withoutJournal(storage: Storage): OpenDatabase {
  return { storage, journal: null, ready: Promise.resolve(), close: () => Promise.resolve(null) };
}

async function openAtService(address: string, { token, tell, ended }: OpenDatabaseOptions): Promise<OpenDatabase> {
  const explained = (error: unknown): never => {
    throw error instanceof StorageError ? error : new FileError(troubleSentence(address, error));
  };
  try {
    const service = openService({ address, token, clock: realClock });
    const working = openSqlJsStorage(await initSqlJs(), realClock);
    const shared = { clock: realClock, secrets: machineSecrets, tell, ended };
    const { storage, journal } = await openLibsqlJournal({ ...shared, service, storage: working });
    const lost = `Something that was written is not in the database ${address}: nobody was told that it is.`;
    return {
      storage,
      journal,
      ready: journal.ready.catch(explained),
      close: async () => ((await journal.close()) ? null : lost),
    };
  } catch (error) {
    return explained(error);
  }
}

function openFile(path: string): Storage {
  try {
    return openLibsqlStorage(path);
  } catch (error) {
    throw new FileError(whyNotOpened(path, error instanceof Error ? error.message : String(error)));
  }
}

function whyNotOpened(path: string, message: string): string {
  if (message.includes('locked'))
    return `Another process uses ${path}: end it, choose another --database, or keep nothing with --memory.`;
  if (message.includes('not a database')) return `${path} is no database: choose another --database.`;
  return `The database ${path} cannot be opened: ${message}.`;
}
