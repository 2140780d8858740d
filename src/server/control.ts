// What the page may ask beside the protocol: look into tables, list and issue sessions, explain a permission.
import type { JsonObject, JsonValue } from '../base/json.ts';
import { part } from '../base/part.ts';
import type { Engine } from '../engine/engine.ts';
import type {
  ControlAnswer,
  Explanation,
  RowOperation,
  ServerStatus,
  SessionInfo,
  SourceFile,
  TableContents,
} from '../protocol/control.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { PreviewAnswer } from '../protocol/impact.ts';
import type { SessionValues } from '../protocol/session.ts';
import { changeProject, type ChangedProject } from './change-project.ts';
import type { Connections } from './connections.ts';
import type { PreviewOptions } from './impact.ts';
import { invalidInput } from './invalid-input.ts';
import { readRevision } from './mutate.ts';
import { checkSession } from './session-values.ts';
import type { Session } from './sessions.ts';
import type { ServerState } from './state.ts';
import { quoteName, rowObjects } from './storage.ts';
import { readRows, tableNamed, unknownTable } from './table-rows.ts';

/** The functions behind the control plane; whoever exposes them makes them asynchronous. */
export class ServerControl {
  readonly #state: ServerState;
  readonly #connections: Connections;

  constructor(state: ServerState, connections: Connections) {
    this.#state = state;
    this.#connections = connections;
  }

  status(): ServerStatus {
    const { databaseEpoch, storage } = this.#state;
    const serverRevision = storage.transaction(readRevision);
    return { phase: 'running', databaseEpoch, serverRevision, connections: this.#connections.count };
  }

  /** Rows by key, past every permission; columns are the physical ones, documents are parsed. */
  table(name: string, limit: number, offset: number): ControlAnswer<TableContents> {
    const { project, storage } = this.#state;
    const table = tableNamed(project, name);
    if (!table) return unknownTable(project, name);
    const request = { table: name, limit, offset, sort: null, filter: '' };
    return { ok: true, value: storage.transaction((transaction) => readRows(transaction, project, table, request)) };
  }

  sessions(): readonly SessionInfo[] {
    return this.#state.sessions.all().map(sessionInfo);
  }

  issueSession(values: SessionValues): ControlAnswer<SessionInfo> {
    const checked = checkSession(this.#state.project.sessionShape, values);
    if (!checked.ok) return refused('the session values do not fit the schema', checked.problems);
    const session = this.#state.sessions.issue(checked.values);
    this.#state.recorder.session(session);
    return { ok: true, value: sessionInfo(session) };
  }

  /** Connected clients of the session are told, and catch up under the new values [WS-4]. */
  changeSession(sessionId: string, values: SessionValues): ControlAnswer<SessionInfo> {
    const session = this.#state.sessions.find(sessionId);
    if (!session) return { ok: false, message: 'there is no such session' };
    const checked = checkSession(this.#state.project.sessionShape, values);
    if (!checked.ok) return refused('the session values do not fit the schema', checked.problems);
    session.values = checked.values;
    this.#state.recorder.session(session);
    this.#connections.sessionChanged(session);
    return { ok: true, value: sessionInfo(session) };
  }

  /** Replaces the schema and the queries; rows, sessions and connections are kept [SYNC-13]. `drop` names what may be lost. */
  changeProject(sources: readonly SourceFile[], drop: readonly string[] = []): ChangedProject {
    const changed = changeProject(this.#state, this.#connections, sources, drop);
    if (changed.ok) void this.#state.recorder.begin();
    return changed;
  }

  /** What `changeProject` would do. `engine` is loaded with the sources: it must not be the server's own. */
  async previewProject(
    engine: Engine,
    sources: readonly SourceFile[],
    options: PreviewOptions = {},
  ): Promise<PreviewAnswer> {
    const { previewProject } = await part('the preview', () => import('./impact.ts'));
    return previewProject(this.#state, engine, sources, options);
  }

  /** The same without keeping others waiting: `pause` lets them go first. */
  async previewInSlices(
    engine: Engine,
    sources: readonly SourceFile[],
    options: PreviewOptions,
    pause: () => Promise<void>,
  ): Promise<PreviewAnswer> {
    const { previewInSlices } = await part('the preview', () => import('./impact-slices.ts'));
    return previewInSlices({ state: this.#state, engine, sources, options }, pause);
  }

  /** Tables (`posts`) and physical columns (`posts.title`) that hold data. */
  stored(): readonly string[] {
    return Array.from(this.#state.project.physicalColumns, ([table, columns]) => [
      table,
      ...columns.map((column) => `${table}.${column}`),
    ]).flat();
  }

  /** Where the project came from. */
  sources(): readonly SourceFile[] {
    return this.#state.project.sources;
  }

  /** Why a session with these values may or may not query, update or delete the row; null when there is no such row. */
  explain(
    name: string,
    key: number | string,
    values: SessionValues,
    operation: RowOperation = 'query',
  ): ControlAnswer<Explanation | null> {
    const { project } = this.#state;
    const table = tableNamed(project, name);
    const columns = table && project.physicalColumns.get(table.name);
    if (!table || !columns) return unknownTable(project, name);
    const checked = checkSession(this.#state.project.sessionShape, values);
    if (!checked.ok) return refused('the session values do not fit the schema', checked.problems);
    const row = this.#storedRow(table, columns, key);
    return {
      ok: true,
      value: row && this.#state.engine.explain_permission(table.name, operation, row, checked.values),
    };
  }

  #storedRow(table: SchemaTable, columns: readonly string[], key: number | string): JsonObject | null {
    const documents = this.#documents(table);
    const where = `${quoteName(table.primaryKey)} = $key`;
    const sql = `select ${selectList(columns, documents)} from ${quoteName(table.name)} where ${where}`;
    const row = this.#state.storage.transaction((transaction) => rowObjects(transaction.all(sql, { $key: key })))[0];
    if (!row) return null;
    return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, parsed(cell, documents.has(name))]));
  }

  #documents(table: SchemaTable): ReadonlySet<string> {
    return this.#state.project.documentColumns.get(table.name) ?? new Set();
  }
}

function sessionInfo({ id, values, connections }: Session): SessionInfo {
  return { sessionId: id, session: values, connections };
}

function refused(...parts: Parameters<typeof invalidInput>): { readonly ok: false; readonly message: string } {
  return { ok: false, message: invalidInput(...parts).message };
}

function selectList(columns: readonly string[], documents: ReadonlySet<string>): string {
  const select = (name: string) =>
    documents.has(name) ? `json(${quoteName(name)}) as ${quoteName(name)}` : quoteName(name);
  return columns.map(select).join(', ');
}

function parsed(cell: JsonValue, isDocument: boolean): JsonValue {
  const value: JsonValue = isDocument && typeof cell === 'string' ? JSON.parse(cell) : cell;
  return value;
}
