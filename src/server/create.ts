// Making a server: the database brought to the schema, queries compiled, rows seeded, and the parts connected.
import type { Clock } from '../base/clock.ts';
import { seededRandom, type Random, type Secrets } from '../base/random.ts';
import type { Engine } from '../engine/engine.ts';
import type { Diagnostic, SourceFile } from '../protocol/control.ts';
import { History, HISTORY_KEPT } from './history.ts';
import { installProject } from './project.ts';
import { seedDatabase } from './seed.ts';
import { Server } from './server.ts';
import { Sessions } from './sessions.ts';
import type { ServerState } from './state.ts';
import { firstCell, type Storage } from './storage.ts';

/** Everything a server is made of. */
export interface CreateServerOptions {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly clock: Clock;
  /** Draws the values of sessions that nobody chose [WS-1]. */
  readonly random: Random;
  /** Makes session ids and the epoch. */
  readonly secrets: Secrets;
  readonly sources: readonly SourceFile[];
  /** Decides the rows that a fresh database starts with. */
  readonly seed: number;
  /** Start without rows. */
  readonly empty: boolean;
  /** Whether `POST /login` exists [HTTP-8]. */
  readonly devLogin: boolean;
  /** Earlier row images to keep; a client that slept longer gets the table anew [SYNC-7]. */
  readonly historyKept?: number;
  /** Told of every error that is our own bug; nobody hears of it otherwise. */
  readonly report?: (error: unknown) => void;
}

export type CreatedServer =
  { readonly ok: true; readonly server: Server } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Makes a server over `storage`; sources with errors come back as diagnostics, and then nothing was written. */
export function createServer(options: CreateServerOptions): CreatedServer {
  const { engine, storage, clock, secrets } = options;
  const installed = installProject(engine, storage, options.sources, (transaction, { project, fresh }) => {
    if (!fresh) return;
    transaction.all('update _pyre_sync set database_epoch = $epoch', { $epoch: secrets.token() });
    if (!options.empty) seedDatabase(transaction, project.schema, seededRandom(options.seed), clock);
  });
  if (!installed.ok) return installed;
  const state: ServerState = {
    engine,
    storage,
    clock,
    random: options.random,
    databaseEpoch: readEpoch(storage),
    sessions: new Sessions(clock, secrets),
    report: options.report ?? (() => undefined),
    project: installed.value,
  };
  const history = new History(storage, options.historyKept ?? HISTORY_KEPT);
  return { ok: true, server: new Server(state, options.devLogin, history) };
}

function readEpoch(storage: Storage): string {
  return storage.transaction((transaction) =>
    String(firstCell(transaction.all('select database_epoch from _pyre_sync'))),
  );
}
