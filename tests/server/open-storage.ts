// An empty sql.js database for tests in Node.
import initSqlJs from 'sql.js';
import { VirtualClock, type Clock } from '../../src/base/clock.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import type { Storage } from '../../src/server/storage.ts';

const sqlJs = initSqlJs();

/** A fresh storage; `unixepoch()` follows `clock`. */
export async function testStorage(clock: Clock = new VirtualClock()): Promise<Storage> {
  return openSqlJsStorage(await sqlJs, clock);
}
