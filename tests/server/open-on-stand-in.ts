// A server whose rows are in a stand-in for a libSQL service.
import initSqlJs from 'sql.js';
import { realClock, VirtualClock, type Clock } from '../../src/base/clock.ts';
import { machineSecrets } from '../../src/base/random.ts';
import type { CreateServerOptions } from '../../src/server/create.ts';
import { openLibsqlJournal, type LibsqlJournal } from '../../src/server/libsql-journal.ts';
import { openService } from '../../src/server/libsql-service.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import type { StandIn } from './libsql-stand-in.ts';
import { openServer, type Opened } from './open-server.ts';

const sqlJs = initSqlJs();

export interface OpenedElsewhere extends Opened {
  readonly journal: LibsqlJournal;
  /** What was told of the service. */
  readonly told: readonly string[];
  /** Why the server stopped; empty while it has not. */
  readonly ended: readonly string[];
}

/** Opens a server and waits until the stand-in holds its database. Rejects as the start of a process would. */
export async function openOnStandIn(
  standIn: StandIn,
  options: Partial<CreateServerOptions> & { readonly token?: string; readonly patience?: Clock } = {},
): Promise<OpenedElsewhere> {
  const told: string[] = [];
  const ended: string[] = [];
  const { token = null, patience = realClock, ...rest } = options;
  const service = openService({ address: 'http://stand-in', token, clock: patience, fetch: standIn.fetch });
  const { storage, journal } = await openLibsqlJournal({
    service,
    storage: openSqlJsStorage(await sqlJs, new VirtualClock()),
    clock: patience,
    secrets: machineSecrets,
    tell: (sentence) => told.push(sentence),
    ended: (sentence) => ended.push(sentence),
  });
  const opened = await openServer({ storage, journal, ...rest });
  await journal.ready;
  return { ...opened, journal, told, ended };
}
