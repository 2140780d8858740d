// Delta cases: who receives which of some affected rows, and in what shape.
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/base/json.ts';
import { EngineInputError, type ChangedRow, type Engine, type SyncDeltas } from '../../../src/engine/engine.ts';
import { STAMP_COLUMN } from '../../../src/protocol/rows.ts';
import type { Case } from '../cases.ts';
import { asBag, difference, gather } from '../compare.ts';
import { objects, openDatabase } from '../database.ts';
import { deltaSchema } from '../fixtures.ts';
import type { Findings } from '../outcome.ts';

export async function deltaFindings(engine: Engine, { data }: Case): Promise<Findings> {
  const opened = await openDatabase(engine, deltaSchema(String(data.schema)));
  if (!opened.ok) return ['the schema is refused', ...opened.diagnostics.map((diagnostic) => diagnostic.rendered)];
  opened.database.close();
  const sessions = sessionsOf(data.sessions);
  const deltas = deltasOrError(engine, changedRows(data.affected), sessions);
  if (typeof deltas === 'string') return data.error === undefined ? [`ours refuses: ${deltas}`] : [];
  if (data.error !== undefined) return ['recorded an error, ours answers'];
  const delivered = data.delivered;
  return gather(
    ...Object.keys(sessions).map((id) =>
      difference(`visible to ${id}`, visible(deltas, id), isJsonObject(data.visible) ? data.visible[id] : []),
    ),
    isJsonObject(delivered) && isJsonObject(delivered.tables)
      ? difference('delivered', deliveredTo(deltas, String(delivered.session)), bags(delivered.tables))
      : undefined,
  );
}

function deltasOrError(
  engine: Engine,
  changes: readonly ChangedRow[],
  sessions: Record<string, JsonObject>,
): SyncDeltas | string {
  try {
    return engine.calculate_sync_deltas(changes, sessions);
  } catch (error) {
    if (error instanceof EngineInputError) return error.message;
    throw error;
  }
}

/** The stamp says which row it was: the n-th over all groups of its table. */
function changedRows(affected: JsonValue | undefined): ChangedRow[] {
  const counts = new Map<string, number>();
  return objects(affected).flatMap((group) => {
    const table = String(group.table_name);
    const headers = Array.isArray(group.headers) ? group.headers.map(String) : [];
    const rows = (Array.isArray(group.rows) ? group.rows : []) as readonly (readonly JsonValue[])[];
    return rows.map((row) => {
      const place = counts.get(table) ?? 0;
      counts.set(table, place + 1);
      return { table_name: table, headers, row, stamp: place };
    });
  });
}

function sessionsOf(value: JsonValue | undefined): Record<string, JsonObject> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([id, entry]) => [
      id,
      // Also what is no session at all is handed on: it must be refused.
      (isJsonObject(entry) ? (entry.session ?? {}) : {}) as JsonObject,
    ]),
  );
}

function rowsOf(deltas: SyncDeltas, session: string): SyncDeltas['all_affected_rows'] {
  const indices = deltas.groups.flatMap((group) =>
    group.session_ids.includes(session) ? group.affected_row_indices : [],
  );
  return indices.flatMap((index) => deltas.all_affected_rows[index] ?? []);
}

function visible(deltas: SyncDeltas, session: string): JsonValue {
  return rowsOf(deltas, session)
    .map((affected) => [affected.table_name, Number(affected.row[STAMP_COLUMN])] as const)
    .toSorted((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1))
    .map(([table, place]) => [table, place]);
}

function deliveredTo(deltas: SyncDeltas, session: string): JsonValue {
  const tables: Record<string, JsonValue[]> = {};
  for (const { table_name, row } of rowsOf(deltas, session)) {
    const { [STAMP_COLUMN]: _stamp, ...columns } = row;
    (tables[table_name] ??= []).push(columns);
  }
  return bags(tables);
}

function bags(tables: JsonObject): JsonValue {
  const entries = Object.entries(tables).filter(([, rows]) => Array.isArray(rows) && rows.length > 0);
  return Object.fromEntries(
    entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([table, rows]) => [table, asBag(Array.isArray(rows) ? rows : [])]),
  );
}
