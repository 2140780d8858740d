// Making a server: the database brought to the schema, queries compiled, rows seeded, and the parts connected.
import type { Clock } from '../base/clock.ts';
import { seededRandom, type Random, type Secrets } from '../base/random.ts';
import type { Engine } from '../engine/engine.ts';
import type { Diagnostic, Keeping, SourceFile } from '../protocol/control.ts';
import { forgetStrangeImages } from './change-project.ts';
import { History, HISTORY_KEPT } from './history.ts';
import type { Journal, Kept } from './journal.ts';
import { Ledger } from './ledger.ts';
import { forgetPassingImages, passingStamps } from './net-changes.ts';
import { dropTriggers, installProject, setTriggers, type Project } from './project.ts';
import { Recorder } from './recorder.ts';
import { REQUESTS_REMEMBERED } from './requests.ts';
import { seedDatabase } from './seed.ts';
import { Server } from './server.ts';
import { Sessions } from './sessions.ts';
import { replayChange, restoreDatabase, shapeOfLog } from './snapshot.ts';
import type { ServerState } from './state.ts';
import { firstCell, type Storage, type Transaction } from './storage.ts';
import { TypedQueries } from './typed-queries.ts';
import { Watch } from './watch.ts';

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
  /** Where the server keeps itself beyond its life; without one it lives in memory only. */
  readonly journal?: Journal | null;
  /** What the journal held, to go on from. */
  readonly kept?: Kept | null;
  /** Told when the journal fails, and when it works again. */
  readonly keeping?: (keeping: Keeping) => void;
  /** Told of every error that is our own bug; nobody hears of it otherwise. */
  readonly report?: (error: unknown) => void;
}

export type CreatedServer =
  { readonly ok: true; readonly server: Server } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Makes a server over `storage`; sources with errors come back as diagnostics, and then nothing was written. What a journal
 * kept goes before `sources`, `seed` and `empty`.
 */
export function createServer(options: CreateServerOptions): CreatedServer {
  const { engine, clock, secrets, kept = null, report = () => undefined } = options;
  const watch = new Watch(clock);
  const storage = watch.over(options.storage);
  const sources = kept?.snapshot.sources ?? options.sources;
  const installed = installProject(engine, storage, sources, (transaction, here) => {
    const { project, fresh } = here;
    if (!fresh) return forgetStrangeImages(transaction, here);
    if (kept) restore(engine, transaction, project, kept);
    if (kept?.forsaken) beginEpoch(transaction, secrets);
    if (!kept) fill(transaction, project, options);
  });
  if (!installed.ok) return installed;
  const ledger = options.storage.lasting ? new Ledger(storage, REQUESTS_REMEMBERED) : null;
  const state: ServerState = {
    engine,
    storage,
    clock,
    report,
    random: options.random,
    databaseEpoch: readEpoch(storage),
    sessions: new Sessions(clock, secrets, (id) => ledger?.ended(id)),
    typed: new TypedQueries(),
    watch,
    recorder: new Recorder({
      journal: options.journal ?? null,
      ledger,
      clock,
      takeSnapshot: () => server.snapshot(),
      keeping: options.keeping ?? (() => undefined),
    }),
    project: installed.value,
  };
  const history = new History(storage, options.historyKept ?? HISTORY_KEPT);
  const server = new Server(state, options.devLogin, history);
  if (kept) server.recall(kept);
  if (ledger) server.recallEntries(ledger.read());
  void state.recorder.begin();
  return { ok: true, server };
}

function fill(transaction: Transaction, project: Project, { seed, empty, secrets, clock }: CreateServerOptions): void {
  beginEpoch(transaction, secrets);
  if (!empty) seedDatabase(transaction, project.schema, seededRandom(seed), clock);
}

function beginEpoch(transaction: Transaction, secrets: Secrets): void {
  transaction.all('update _pyre_sync set database_epoch = $epoch', { $epoch: secrets.token() });
}

/** Triggers are off while tables are put back, and on while later writes are played again. */
function restore(engine: Engine, transaction: Transaction, project: Project, { snapshot, records }: Kept): void {
  dropTriggers(transaction);
  restoreDatabase(transaction, snapshot.tables);
  setTriggers(engine, transaction);
  const shape = shapeOfLog(snapshot.tables, project);
  for (const record of records) {
    if (record.type !== 'mutation') continue;
    for (const change of record.changes) replayChange(transaction, project, shape, change);
    forgetPassingImages(transaction, passingStamps(record.changes, shape.keyIndexes));
    transaction.all('update _pyre_sync set server_revision = $revision', { $revision: record.revision });
  }
  transaction.all('delete from _pyre_changes');
}

function readEpoch(storage: Storage): string {
  return storage.transaction((transaction) =>
    String(firstCell(transaction.all('select database_epoch from _pyre_sync'))),
  );
}
