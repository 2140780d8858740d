// What other sources would do: they are installed for real in a transaction that is taken back, and views are compared [UI-10].
import type { Engine } from '../engine/engine.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { SourceFile } from '../protocol/control.ts';
import type { KeySample, PreviewAnswer, ProjectPreview, SessionImpact, TableImpact } from '../protocol/impact.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { refusedBy, refusedByRows, type RefusedProject } from './change-project.ts';
import { fitValues } from './fit-session.ts';
import { HashCache, ViewCache } from './impact-views.ts';
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

/** Statements that change tables: those about the engine's own stand before every migration and say nothing about the schema. */
export function schemaSteps(migration: readonly string[]): readonly string[] {
  return migration.filter((sql) => !BOOKKEEPING.test(sql));
}

const BOOKKEEPING = /^(?:create (?:table|index)|insert into)\s+(?:if not exists\s+)?_pyre_/;

/** Keys named of those that a session gains or loses: as many as a person is shown of one table. */
const KEYS_NAMED = 240;

/** Ends the transaction of a preview with what it found out. */
class Previewed extends Error {
  readonly plan: Plan;

  constructor(plan: Plan) {
    super('a preview changes nothing');
    this.plan = plan;
  }
}

/** What is known once the new sources were installed, and what is to be compared. */
export interface Plan {
  readonly project: Project;
  readonly migration: readonly string[];
  readonly sessions: readonly Session[];
  /** Whether these are all sessions that there are. */
  readonly everybody: boolean;
  readonly changes: readonly Change[];
  /** Those among them that the bounds allow to compare. */
  readonly affordable: readonly Change[];
  readonly before: ViewCache;
  readonly after: ViewCache;
}

/** A session's view of one table that becomes another. */
export interface Change {
  readonly session: Session;
  /** The session's values under the new schema. */
  readonly values: SessionValues;
  readonly table: string;
  readonly hashBefore: string | null;
  readonly hashAfter: string | null;
}

/** What is asked: a server, an engine of the preview's own, and the sources. */
export interface PreviewQuestion {
  readonly state: ServerState;
  /** Another one than the server's: it loads the sources. */
  readonly engine: Engine;
  readonly sources: readonly SourceFile[];
  readonly options: PreviewOptions;
}

/**
 * Says what `changeProject` would do with these sources. `engine` must be another one than the server's: it loads them.
 * Afterwards the database is as it was.
 */
export function previewProject(
  state: ServerState,
  engine: Engine,
  sources: readonly SourceFile[],
  options: PreviewOptions = {},
): PreviewAnswer {
  const planned = planPreview({ state, engine, sources, options }, readAfter);
  if (!planned.ok) return planned;
  // The views before are read when the database is itself again.
  state.storage.transaction((transaction) => {
    const { affordable, before } = planned.value;
    for (const { table, hashBefore, session } of affordable)
      before.read(transaction, table, hashBefore, session.values);
  });
  return { ok: true, value: compare(state, planned.value) };
}

function readAfter(transaction: Transaction, { affordable, after }: Plan): void {
  for (const { table, hashAfter, values } of affordable) after.read(transaction, table, hashAfter, values);
}

type Planned = { readonly ok: true; readonly value: Plan } | RefusedProject;

/** Installs the sources, finds out whose views become others, lets `look` read what it wants, and takes everything back. */
export function planPreview(question: PreviewQuestion, look: (transaction: Transaction, plan: Plan) => void): Planned {
  const { state, engine, sources, options } = question;
  const audience = audienceOf(question);
  const also = (transaction: Transaction, installed: Installed) => {
    const plan = planOver(transaction, installed, audience, question);
    look(transaction, plan);
    throw new Previewed(plan);
  };
  try {
    const refused = installProject(engine, state.storage, sources, also, options.drop);
    return refused.ok
      ? { ok: false, message: 'the preview did not end', diagnostics: [] }
      : refusedBy(refused.diagnostics);
  } catch (error) {
    return error instanceof Previewed ? { ok: true, value: error.plan } : refusedByRows(error);
  }
}

/** The sessions that are looked at, and whether these are all that there are. */
export interface Audience {
  readonly sessions: readonly Session[];
  readonly everybody: boolean;
}

export function audienceOf({ state, options }: PreviewQuestion): Audience {
  const { sessionIds = [], bounds = PREVIEW_BOUNDS } = options;
  const all = sessionsOf(state, sessionIds);
  const sessions = all.slice(0, bounds.sessions);
  return { sessions, everybody: all.length === sessions.length };
}

/** Finds out whose views become others, over the database on which the sources were installed. */
export function planOver(
  transaction: Transaction,
  { project, migration }: Installed,
  { sessions, everybody }: Audience,
  { state, engine, options }: PreviewQuestion,
): Plan {
  const changes = changesUnder(state, engine, project, sessions);
  return {
    project,
    migration: schemaSteps(migration),
    sessions,
    everybody,
    changes,
    affordable: affordable(transaction, changes, project, (options.bounds ?? PREVIEW_BOUNDS).rows),
    before: new ViewCache(new Views(state.engine, state.project.sessionShape), synced(state.project)),
    after: new ViewCache(new Views(engine, project.sessionShape), synced(project)),
  };
}

function sessionsOf(state: ServerState, ids: readonly string[]): readonly Session[] {
  const listed = new Set(ids);
  return state.sessions.all().filter(({ id, connections }) => connections > 0 || listed.has(id));
}

function changesUnder(
  state: ServerState,
  engine: Engine,
  project: Project,
  sessions: readonly Session[],
): readonly Change[] {
  const hashes = new HashCache();
  const tables = [...new Set([...synced(state.project).keys(), ...synced(project).keys()])];
  return sessions.flatMap((session) => {
    const values = fitValues(project.sessionShape, session.id, session.values, state.random);
    return tables.flatMap((table): Change[] => {
      const hashBefore = hashes.of(state.engine, table, session.values);
      const hashAfter = hashes.of(engine, table, values);
      return hashBefore === hashAfter ? [] : [{ session, values, table, hashBefore, hashAfter }];
    });
  });
}

/** The first changes whose views, of both sides, hold no more rows than `most` together: one side alone says nothing. */
function affordable(
  transaction: Transaction,
  changes: readonly Change[],
  project: Project,
  most: number,
): readonly Change[] {
  const present = synced(project);
  const sizes = new Map<string, number>();
  const read = new Set<string>();
  let left = most;
  return changes.filter(({ table, hashBefore, hashAfter }) => {
    const size = sizes.get(table) ?? (present.has(table) ? countRows(transaction, table) : 0);
    sizes.set(table, size);
    const sides = [`before ${table} ${hashBefore}`, `after ${table} ${hashAfter}`].filter((side) => !read.has(side));
    if (sides.length * size > left) return false;
    left -= sides.length * size;
    for (const side of sides) read.add(side);
    return true;
  });
}

/** What the views that were read say. `known`: changes that were compared already. */
export function compare(
  state: ServerState,
  plan: Plan,
  known: ReadonlyMap<Change, TableImpact> = new Map(),
): ProjectPreview {
  const tables = new Map<Session, TableImpact[]>(plan.sessions.map((session) => [session, []]));
  for (const change of plan.changes) tables.get(change.session)?.push(known.get(change) ?? tableImpact(change, plan));
  const impacts = [...tables.values()].flat();
  return {
    schema: plan.project.schema,
    migration: plan.migration,
    complete: plan.everybody && impacts.every(({ compared }) => compared),
    sessions: plan.sessions.map((session): SessionImpact => {
      const values = fitValues(plan.project.sessionShape, session.id, session.values, state.random);
      return {
        sessionId: session.id,
        session: values,
        valuesChange: !sameJson(values, session.values),
        tables: tables.get(session) ?? [],
      };
    }),
  };
}

/** One change, as far as its views were read. */
export function tableImpact({ table, hashBefore, hashAfter }: Change, { before, after }: Plan): TableImpact {
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
