// Permission cases: which of forty rows a session sees, by a query, by catch-up and by live deltas.
import type { Database } from 'sql.js';
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Case } from '../cases.ts';
import { difference, gather } from '../compare.ts';
import { openDatabase, quoted } from '../database.ts';
import { compareErrors } from '../diagnostics.ts';
import { permissionFixture } from '../fixtures.ts';
import type { Findings } from '../outcome.ts';
import { readPages } from '../pages.ts';

export async function permissionFindings(engine: Engine, { data }: Case): Promise<Findings> {
  const source = permissionFixture.source(String(data.permission));
  const diagnostics = engine.check([{ path: 'schema.pyre', source }]);
  if (data.verdict === 'error') {
    return diagnostics.length === 0 ? ['ours accepts it'] : compareErrors(diagnostics, data.errors);
  }
  const opened = await openDatabase(engine, source);
  if (!opened.ok)
    return opened.diagnostics.map((diagnostic) => `ours refuses: ${diagnostic.kind} ${diagnostic.message}`);
  const session = permissionFixture.sessions[String(data.session)] ?? {};
  fill(opened.database);
  const findings = gather(
    difference('catch-up', synced(engine, opened.database, session), data.ids),
    difference('live', live(engine, session), data.ids),
  );
  opened.database.close();
  return findings;
}

function fill(database: Database): void {
  const columns = permissionFixture.headers.map(quoted).join(', ');
  const marks = permissionFixture.headers.map((header) => (header === 'doc' ? 'jsonb(?)' : '?')).join(', ');
  const statement = database.prepare(`insert into "entries" (${columns}) values (${marks})`);
  for (const row of permissionFixture.rows) {
    statement.run(row.map((value, index) => stored(value, permissionFixture.headers[index] === 'doc')));
  }
  statement.free();
}

/** Row 40 holds the document null, which is not SQL's NULL; every other null is. */
function stored(value: JsonValue, isDocument: boolean): string | number | null {
  if (isDocument) return value === null ? null : JSON.stringify(value);
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  return value === true ? 1 : 0;
}

function synced(engine: Engine, database: Database, session: JsonObject): JsonValue {
  const page = readPages(engine, database, { tables: {} }, session, 1000).tables.get('entries');
  return (page?.rows ?? []).map((row) => Number(row.id)).toSorted((a, b) => a - b);
}

function live(engine: Engine, session: JsonObject): JsonValue {
  const changed = permissionFixture.rows.map((row, index) => ({
    table_name: 'entries',
    headers: permissionFixture.headers,
    row,
    stamp: index + 1,
  }));
  const deltas = engine.calculate_sync_deltas(changed, { only: session });
  const indices = deltas.groups.flatMap((group) =>
    group.session_ids.includes('only') ? group.affected_row_indices : [],
  );
  return indices.map((index) => Number(deltas.all_affected_rows[index]?.row.id)).toSorted((a, b) => a - b);
}
