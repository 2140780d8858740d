// An empty database for tests in Node: sql.js in memory, libSQL in a file, or a stand-in for a service, which the same tests are run on again.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import initSqlJs from 'sql.js';
import { realClock, VirtualClock, type Clock } from '../../src/base/clock.ts';
import { machineSecrets } from '../../src/base/random.ts';
import type { Journal } from '../../src/server/journal.ts';
import { openLibsqlJournal } from '../../src/server/libsql-journal.ts';
import { openService } from '../../src/server/libsql-service.ts';
import { openLibsqlStorage } from '../../src/server/libsql-storage.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import type { Storage } from '../../src/server/storage.ts';
import { StandIn } from './libsql-stand-in.ts';

const sqlJs = initSqlJs();
let folder: string | null = null;
let files = 0;

/** Every way to open a storage, by name. */
export const STORAGES = {
  'sql.js': async (clock: Clock): Promise<Storage> => openSqlJsStorage(await sqlJs, clock),
  libSQL: (): Promise<Storage> => Promise.resolve(openLibsqlStorage(temporaryFile())),
  'libSQL service': openAtStandIn,
} as const;

const journals = new WeakMap<Storage, Journal>();

/** What a server over this storage has to be given beside it; null where that is nothing. */
export function testJournal(storage: Storage): Journal | null {
  return journals.get(storage) ?? null;
}

async function openAtStandIn(clock: Clock): Promise<Storage> {
  const service = openService({
    address: 'http://stand-in',
    token: null,
    clock: realClock,
    fetch: new StandIn().fetch,
  });
  const { storage, journal } = await openLibsqlJournal({
    service,
    storage: openSqlJsStorage(await sqlJs, clock),
    clock: realClock,
    secrets: machineSecrets,
    tell: refuseToTell,
    ended: refuseToTell,
  });
  journals.set(storage, journal);
  return storage;
}

/** Nothing goes wrong with a service that nobody told to fail. */
function refuseToTell(sentence: string): void {
  throw new Error(sentence);
}

let chosen: keyof typeof STORAGES = 'sql.js';

/** From now on `testStorage` opens this one. */
export function chooseStorage(name: keyof typeof STORAGES): void {
  chosen = name;
}

/** A fresh storage; with sql.js `unixepoch()` follows `clock`. */
export function testStorage(clock: Clock = new VirtualClock()): Promise<Storage> {
  return STORAGES[chosen](clock);
}

/** The name of a file that is not there yet; it is gone when the process ends. */
export function temporaryFile(): string {
  folder ??= temporaryFolder();
  return join(folder, `${++files}.db`);
}

/** In memory where there is such a place: nobody pulls the plug of a test, and disks are slow to promise. */
function temporaryFolder(): string {
  const made = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'pyre-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
