// What other sources would do: they are installed for real in a transaction that is taken back, and views are compared [UI-10].
import type { Engine } from '../engine/engine.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { SourceFile } from '../protocol/control.ts';
import type { KeySample, PreviewAnswer, ProjectPreview, SessionImpact, TableImpact } from '../protocol/impact.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { refusedBy, refusedByRows } from './change-project.ts';
import { fitValues } from './fit-session.ts';
import { installProject, type Installed, type Project } from './project.ts';
import { sameJson } from './session-values.ts';
import type { Session } from './sessions.ts';
import type { ServerState } from './state.ts';
import type { Transaction } from './storage.ts';
import { countRows, Views } from './views.ts';

/** How much a preview compares. */
export interface PreviewBounds {
  /** Sessions looked at. */
  readonly sessions: number;
  /** Rows read, over all views of both sides. */
  readonly rows: number;
}

/** Nothing else is served while a preview reads: it must be over before anybody wonders. */
export const PREVIEW_BOUNDS: PreviewBounds = { sessions: 300, rows: 200_000 };

export interface PreviewOptions {
  /** Sessions to look at beside those that are connected. */
  readonly sessionIds?: readonly string[];
  /** Tables and columns whose data may go, as in `changeProject`. */
  readonly drop?: readonly string[];
  readonly bounds?: PreviewBounds;
}

/** Statements about the engine's own tables stand before every migration and say nothing about the schema. */
const BOOKKEEPING = /^(?:create (?:table|index)|insert into)\s+(?:if not exists\s+)?_pyre_/;

/** Keys named of those that a session gains or loses. */
const KEYS_NAMED = 20;

/** Ends the transaction of a preview with what it found out. */
class Previewed extends Error {
  readonly after: After;

  constructor(after: After) {
    super('a preview changes nothing');
    this.after = after;
  }
}

/** What is known once the new sources are installed. */
interface After {
  readonly project: Project;
  readonly migration: readonly string[];
  readonly changes: readonly Change[];
  readonly views: ViewCache;
}

/** A session's view of one table that becomes another. */
interface Change {
  readonly session: Session;
  readonly values: SessionValues;
  readonly table: string;
  readonly hashBefore: string | null;
  readonly hashAfter: string | null;
}

/**
 * Says what `changeProject` would do with these sources. `engine` must be another one than the server's: it loads them.
 * Afterwards the database is as it was.
 */
export function previewProject(
  state: ServerState,
  engine: Engine,
  sources: readonly SourceFile[],
  { sessionIds = [], drop = [], bounds = PREVIEW_BOUNDS }: PreviewOptions = {},
): PreviewAnswer {
  const all = sessionsOf(state, sessionIds);
  const sessions = all.slice(0, bounds.sessions);
  const budget = { rows: bounds.rows };
  const look = (transaction: Transaction, installed: Installed) => {
    throw new Previewed(lookAfter(state, engine, transaction, installed, sessions, budget));
  };
  try {
    const refused = installProject(engine, state.storage, sources, look, drop);
    return refused.ok
      ? { ok: false, message: 'the preview did not end', diagnostics: [] }
      : refusedBy(refused.diagnostics);
  } catch (error) {
    if (!(error instanceof Previewed)) return refusedByRows(error);
    return { ok: true, value: compare(state, sessions, error.after, budget, all.length === sessions.length) };
  }
}

function sessionsOf(state: ServerState, ids: readonly string[]): readonly Session[] {
  const listed = new Set(ids);
  return state.sessions.all().filter(({ id, connections }) => connections > 0 || listed.has(id));
}

function lookAfter(
  state: ServerState,
  engine: Engine,
  transaction: Transaction,
  { project, migration }: Installed,
  sessions: readonly Session[],
  budget: Budget,
): After {
  const views = new ViewCache(new Views(engine, project.sessionShape), synced(project), budget);
  const hashes = new HashCache();
  const tables = [...new Set([...synced(state.project).keys(), ...synced(project).keys()])];
  const changes = sessions.flatMap((session) => {
    const values = fitValues(project.sessionShape, session.id, session.values, state.random);
    return tables.flatMap((table): Change[] => {
      const hashBefore = hashes.of(state.engine, table, session.values);
      const hashAfter = hashes.of(engine, table, values);
      if (hashBefore === hashAfter) return [];
      views.read(transaction, table, hashAfter, values);
      return [{ session, values, table, hashBefore, hashAfter }];
    });
  });
  return { project, migration, changes, views };
}

/** The views before are read when the database is itself again. */
function compare(
  state: ServerState,
  sessions: readonly Session[],
  after: After,
  budget: Budget,
  everybody: boolean,
): ProjectPreview {
  const before = new ViewCache(new Views(state.engine, state.project.sessionShape), synced(state.project), budget);
  state.storage.transaction((transaction) => {
    for (const { table, hashBefore, session } of after.changes)
      before.read(transaction, table, hashBefore, session.values);
  });
  const tables = new Map<Session, TableImpact[]>(sessions.map((session) => [session, []]));
  for (const change of after.changes) tables.get(change.session)?.push(tableImpact(change, before, after.views));
  const impacts = [...tables.values()].flat();
  return {
    schema: after.project.schema,
    migration: after.migration.filter((sql) => !BOOKKEEPING.test(sql)),
    complete: everybody && impacts.every(({ compared }) => compared),
    sessions: sessions.map((session): SessionImpact => {
      const values = fitValues(after.project.sessionShape, session.id, session.values, state.random);
      return {
        sessionId: session.id,
        session: values,
        valuesChange: !sameJson(values, session.values),
        tables: tables.get(session) ?? [],
      };
    }),
  };
}

function tableImpact({ table, hashBefore, hashAfter }: Change, before: ViewCache, after: ViewCache): TableImpact {
  const [had, has] = [before.get(table, hashBefore), after.get(table, hashAfter)];
  const head = { table, hashBefore, hashAfter };
  if (!had || !has) return { ...head, gained: NOTHING, lost: NOTHING, kept: 0, compared: false };
  const gained = sample(has, had);
  return { ...head, gained, lost: sample(had, has), kept: has.size - gained.count, compared: true };
}

const NOTHING: KeySample = { count: 0, keys: [] };

/** The keys of `these` that are not among `those`. */
function sample(these: ReadonlySet<RowKey>, those: ReadonlySet<RowKey>): KeySample {
  const keys: RowKey[] = [];
  let count = 0;
  for (const key of these) {
    if (those.has(key)) continue;
    count++;
    if (keys.length < KEYS_NAMED) keys.push(key);
  }
  return { count, keys };
}

function synced(project: Project): ReadonlyMap<string, SchemaTable> {
  return new Map(project.schema.tables.filter((table) => table.synced).map((table) => [table.name, table]));
}

/** Rows that may still be read. */
interface Budget {
  rows: number;
}

/** Views by table and hash: sessions with the same hash have the same view [SYNC-5]. */
class ViewCache {
  readonly #views: Views;
  readonly #tables: ReadonlyMap<string, SchemaTable>;
  readonly #budget: Budget;
  readonly #read = new Map<string, ReadonlySet<RowKey> | null>();
  readonly #rows = new Map<string, number>();

  constructor(views: Views, tables: ReadonlyMap<string, SchemaTable>, budget: Budget) {
    this.#views = views;
    this.#tables = tables;
    this.#budget = budget;
  }

  /** Reads a view unless it is known; a table that is not synced, or is not there, has an empty one. */
  read(transaction: Transaction, table: string, hash: string | null, session: SessionValues): void {
    const name = `${table} ${hash}`;
    const known = this.#tables.get(table);
    if (hash === null || !known || this.#read.has(name)) return;
    const rows = this.#rows.get(table) ?? countRows(transaction, table);
    this.#rows.set(table, rows);
    const affordable = rows <= this.#budget.rows;
    if (affordable) this.#budget.rows -= rows;
    this.#read.set(name, affordable ? this.#views.keys(transaction, known, session) : null);
  }

  /** Null where it could not be read. */
  get(table: string, hash: string | null): ReadonlySet<RowKey> | null {
    if (hash === null || !this.#tables.has(table)) return new Set();
    return this.#read.get(`${table} ${hash}`) ?? null;
  }
}

/** Permission hashes of equal session values are asked for once. */
class HashCache {
  readonly #known = new Map<Engine, Map<string, string | null>>();

  of(engine: Engine, table: string, session: SessionValues): string | null {
    const hashes = this.#known.get(engine) ?? new Map<string, string | null>();
    this.#known.set(engine, hashes);
    const name = `${table} ${JSON.stringify(session)}`;
    const known = hashes.get(name);
    if (known !== undefined) return known;
    const hash = engine.calculate_permission_hash(table, session);
    hashes.set(name, hash);
    return hash;
  }
}
