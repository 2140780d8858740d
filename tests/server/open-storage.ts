// An empty database for tests in Node: sql.js in memory, or libSQL in a file, which the same tests are run on again.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import initSqlJs from 'sql.js';
import { VirtualClock, type Clock } from '../../src/base/clock.ts';
import { openLibsqlStorage } from '../../src/server/libsql-storage.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import type { Storage } from '../../src/server/storage.ts';

const sqlJs = initSqlJs();
let folder: string | null = null;
let files = 0;

/** Every way to open a storage, by name. */
export const STORAGES = {
  'sql.js': async (clock: Clock): Promise<Storage> => openSqlJsStorage(await sqlJs, clock),
  libSQL: (): Promise<Storage> => Promise.resolve(openLibsqlStorage(temporaryFile())),
} as const;

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
