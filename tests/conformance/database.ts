// A database as a case needs it: made by the engine's own migration on sql.js, then filled.
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts';
import type { BoundStatement, Engine, Introspection, SqlValue } from '../../src/engine/engine.ts';
import type { Diagnostic } from '../../src/protocol/control.ts';
import type { SchemaAnswer } from '../../src/protocol/catalog.ts';

let library: Promise<SqlJsStatic> | undefined;

/** sql.js, loaded once. */
export function sqlite(): Promise<SqlJsStatic> {
  library ??= initSqlJs();
  return library;
}

export type Opened =
  | { readonly ok: true; readonly database: Database; readonly schema: SchemaAnswer }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** An empty database of this schema, with the schema loaded into the engine and the triggers in place. */
export async function openDatabase(engine: Engine, source: string): Promise<Opened> {
  const { Database } = await sqlite();
  const migration = engine.migrate('push', source);
  if (!migration.ok) return migration;
  const database = new Database();
  database.run('pragma recursive_triggers = on');
  for (const statement of migration.value.sql) database.run(statement);
  runBound(database, migration.value.mark_success);
  const schema = engine.set_schema(introspect(database, engine));
  if (!schema.ok) return schema;
  for (const statement of engine.sql_triggers()) database.run(statement);
  return { ok: true, database, schema: schema.value };
}

export function introspect(database: Database, engine: Engine): Introspection {
  const text = runBound(database, { sql: engine.sql_introspect(), params: {} })[0]?.result;
  return JSON.parse(String(text)) as Introspection;
}

/** All rows of one statement, as objects. */
export function runBound(database: Database, bound: BoundStatement): Record<string, SqlValue>[] {
  const statement = database.prepare(bound.sql);
  try {
    statement.bind(bound.params);
    const rows: Record<string, SqlValue>[] = [];
    while (statement.step()) rows.push(statement.getAsObject() as Record<string, SqlValue>);
    return rows;
  } finally {
    statement.free();
  }
}

/** Quotes an identifier for SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The objects in a JSON array. */
export function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((entry) => isJsonObject(entry)) : [];
}
