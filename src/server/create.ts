// Making a server: the database brought to the schema, queries compiled, rows seeded, and the parts connected.
import type { Clock } from '../base/clock.ts';
import { seededRandom, type Random, type Secrets } from '../base/random.ts';
import type { CompiledQuery, Engine } from '../engine/engine.ts';
import type { Diagnostic, SourceFile } from '../protocol/control.ts';
import { openDatabase, physicalColumns } from './database.ts';
import { History, HISTORY_KEPT } from './history.ts';
import { seedDatabase } from './seed.ts';
import { Server } from './server.ts';
import { Sessions } from './sessions.ts';
import type { ServerState } from './state.ts';
import { firstCell, type Storage } from './storage.ts';
import { unionsByName } from './values.ts';

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
  const { engine, storage, sources } = options;
  const diagnostics = engine.check(sources);
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const opened = openDatabase(engine, storage, sources, options.secrets);
  if (!opened.ok) return opened;
  const compiled = engine.compile_queries(sources);
  if (!compiled.ok) return compiled;
  const { schema, fresh } = opened.value;
  if (fresh && !options.empty) seedDatabase(storage, schema, seededRandom(options.seed), options.clock);
  const state: ServerState = {
    engine,
    storage,
    clock: options.clock,
    random: options.random,
    schema,
    sessionShape: { fields: schema.session, unions: unionsByName(schema.unions) },
    databaseEpoch: readEpoch(storage),
    queries: queriesByName(compiled.value),
    physicalColumns: physicalColumns(storage, schema),
    sessions: new Sessions(options.clock, options.secrets),
    report: options.report ?? (() => undefined),
  };
  const history = new History(storage, options.historyKept ?? HISTORY_KEPT);
  return { ok: true, server: new Server(state, options.devLogin, history) };
}

function readEpoch(storage: Storage): string {
  return storage.transaction((transaction) =>
    String(firstCell(transaction.all('select database_epoch from _pyre_sync'))),
  );
}

/** A query answers to its id, to its name, and to its name as its file is called: `createPost`. */
function queriesByName(queries: readonly CompiledQuery[]): ReadonlyMap<string, CompiledQuery> {
  const names = new Map<string, CompiledQuery>();
  for (const query of queries) names.set(query.name[0]?.toLowerCase() + query.name.slice(1), query);
  for (const query of queries) names.set(query.name, query).set(query.id, query);
  return names;
}
