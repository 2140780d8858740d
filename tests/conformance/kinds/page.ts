// Page cases: which rows a page of catch-up holds, in which order, and how paging ends.
import type { Database } from 'sql.js';
import { isJsonObject, type JsonObject } from '../../../src/base/json.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { SyncCursor } from '../../../src/protocol/rows.ts';
import type { Case } from '../cases.ts';
import { difference, gather } from '../compare.ts';
import { openDatabase, quoted, runBound } from '../database.ts';
import { fixture } from '../fixtures.ts';
import type { Findings } from '../outcome.ts';
import { readPages, type Page } from '../pages.ts';

const SECOND = 1_000_000;

export async function pageFindings(engine: Engine, { data }: Case): Promise<Findings> {
  const schema = fixture(String(data.schema));
  const opened = await openDatabase(engine, schema.source);
  if (!opened.ok) return ['the fixture is refused', ...opened.diagnostics.map((diagnostic) => diagnostic.rendered)];
  const { database } = opened;
  for (const statement of schema.seed) database.run(statement);
  for (const statement of Array.isArray(data.extra_sql) ? data.extra_sql : []) database.run(String(statement));
  for (const table of opened.schema.tables) restamp(database, table.name, table.primaryKey);
  const session = isJsonObject(data.session) ? data.session : (schema.sessions[String(data.session)] ?? {});
  if (data.error !== undefined) {
    database.close();
    return [];
  }
  const page = readPages(engine, database, cursorOf(engine, data, session), session, Number(data.page_size));
  database.close();
  return comparePage(page, data);
}

/** Gives each row the stamp that its second and its place within the second call for, and the clock what follows. */
function restamp(database: Database, table: string, key: string): void {
  database.run(
    `update ${quoted(table)} set "_pyre_stamp" = (select s from (select ${quoted(key)} as k, "updatedAt" * ${SECOND}
      + row_number() over (partition by "updatedAt" order by ${quoted(key)}) - 1 as s from ${quoted(table)}) where k = ${quoted(table)}.${quoted(key)})`,
  );
  const highest = Number(
    runBound(database, { sql: `select max("_pyre_stamp") as s from ${quoted(table)}`, params: {} })[0]?.s ?? 0,
  );
  database.run('update "_pyre_clock" set stamp = max(stamp, ?)', [highest]);
  database.run('delete from "_pyre_history"');
}

function cursorOf(engine: Engine, data: JsonObject, session: JsonObject): SyncCursor {
  const cursor = isJsonObject(data.cursor) ? data.cursor : {};
  const tables = Object.entries(cursor).flatMap(([table, entry]) => {
    if (!isJsonObject(entry)) return [];
    const hash =
      entry.hash === 'current' ? (engine.calculate_permission_hash(table, session) ?? '') : String(entry.hash);
    const last = typeof entry.last === 'number' ? (entry.last + 1) * SECOND - 1 : null;
    return [[table, { last_seen_updated_at: last, permission_hash: hash }] as const];
  });
  return { tables: Object.fromEntries(tables) };
}

function comparePage(page: Page, data: JsonObject): Findings {
  const recorded = isJsonObject(data.tables) ? data.tables : {};
  const names = [...new Set([...Object.keys(recorded), ...page.tables.keys()])].toSorted();
  return gather(
    ...names.flatMap((name) => {
      const theirs = recorded[name];
      const ours = page.tables.get(name);
      const rows = isJsonObject(theirs) && Array.isArray(theirs.ids) ? theirs.ids : [];
      return [
        difference(`${name}: keys`, keysOf(ours?.rows ?? []), rows),
        difference(`${name}: has more`, ours?.hasMore ?? false, isJsonObject(theirs) ? theirs.has_more : false),
      ];
    }),
    difference(
      'has_more',
      [...page.tables.values()].some((table) => table.hasMore),
      data.has_more,
    ),
  );
}

const keysOf = (rows: readonly JsonObject[]): unknown[] =>
  rows.map((row) => row.id ?? row['_id'] ?? Object.values(row)[0]);
