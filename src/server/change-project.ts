// A new schema under connected clients: rows are kept, unchanged tables stay valid, sessions are fitted, everybody catches up [SYNC-13].
import type { SchemaAnswer, SchemaTable } from '../protocol/catalog.ts';
import type { Diagnostic, SourceFile } from '../protocol/control.ts';
import type { Connections } from './connections.ts';
import { fitValues } from './fit-session.ts';
import { installProject, type Installed } from './project.ts';
import { sameJson } from './session-values.ts';
import type { Session } from './sessions.ts';
import type { ServerState } from './state.ts';
import { StorageError, type Transaction } from './storage.ts';

/** Why sources cannot be served. */
export interface RefusedProject {
  readonly ok: false;
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

export type ChangedProject = { readonly ok: true } | RefusedProject;

/**
 * Replaces what the server serves; `drop` names tables and columns whose data may go. When the sources or the rows do not
 * allow it, nothing has changed.
 */
export function changeProject(
  state: ServerState,
  connections: Connections,
  sources: readonly SourceFile[],
  drop: readonly string[] = [],
): ChangedProject {
  const before = state.project;
  const refused = install(state, sources, drop);
  if (refused) {
    state.engine.set_schema(before.introspection);
    connections.registerAgain();
    return refused;
  }
  const changed = new Set(state.sessions.all().filter((session) => fitSession(state, session)));
  connections.registerAgain();
  connections.projectChanged(changed);
  return { ok: true };
}

function install(state: ServerState, sources: readonly SourceFile[], drop: readonly string[]): RefusedProject | null {
  const { engine, storage } = state;
  try {
    const installed = installProject(engine, storage, sources, forgetStrangeImages, drop);
    if (!installed.ok) return refusedBy(installed.diagnostics);
    state.project = installed.value;
    return null;
  } catch (error) {
    return refusedByRows(error);
  }
}

/** Under another schema earlier images say nothing; what a migration wrote is nobody's mutation. */
export function forgetStrangeImages(transaction: Transaction, { project, before }: Installed): void {
  const after = project.schema;
  const strange = before ? tablesWithOtherImages(before, after) : after.tables.map(({ name }) => name);
  forgetImages(transaction, strange);
  transaction.all('delete from _pyre_changes');
}

/** The sources have errors, or would lose data. */
export function refusedBy(diagnostics: readonly Diagnostic[]): RefusedProject {
  const titles = diagnostics.map(({ path, title }) => `${path}: ${title}`).join('; ');
  return { ok: false, message: titles, diagnostics };
}

/** The database said no: its rows do not fit. Any other error is thrown on. */
export function refusedByRows(error: unknown): RefusedProject {
  if (!(error instanceof StorageError)) throw error;
  const columns = error.columns.length > 0 ? ` (${error.columns.join(', ')})` : '';
  return { ok: false, message: `the rows do not fit the new schema${columns}`, diagnostics: [] };
}

/** Images of a table hold its key and what its permission read: under another rule they cannot be judged. */
function tablesWithOtherImages(before: SchemaAnswer, after: SchemaAnswer): readonly string[] {
  const known = new Map(after.tables.map((table) => [table.name, imageShape(table)]));
  return before.tables.filter((table) => known.get(table.name) !== imageShape(table)).map(({ name }) => name);
}

function imageShape({ primaryKey, columns, permissions, synced }: SchemaTable): string {
  return JSON.stringify([primaryKey, columns, permissions.query, synced]);
}

/** Cursors from before get these tables anew, even when a later change brings the old rule back. */
function forgetImages(transaction: Transaction, tables: readonly string[]): void {
  for (const table of tables) {
    transaction.all('delete from _pyre_history where table_name = $table', { $table: table });
    transaction.all(
      `insert into _pyre_horizon (table_name, stamp) select $table, stamp from _pyre_clock where true
       on conflict (table_name) do update set stamp = excluded.stamp`,
      { $table: table },
    );
  }
}

/** Brings a session to the new session block; whether its values are others now. */
function fitSession(state: ServerState, session: Session): boolean {
  const fitted = fitValues(state.project.sessionShape, session.id, session.values, state.random);
  const changed = !sameJson(fitted, session.values);
  session.values = fitted;
  return changed;
}
