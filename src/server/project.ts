// A project on its database: the schema migrated and loaded, the queries compiled, the triggers set; all of it or nothing.
import { assert } from '../base/assert.ts';
import { isJsonObject, parseJson, type JsonObject } from '../base/json.ts';
import type { Checked, CompiledQuery, Engine, Introspection, Migration } from '../engine/engine.ts';
import type { QueryEntry, SchemaAnswer } from '../protocol/catalog.ts';
import type { Diagnostic, SourceFile } from '../protocol/control.ts';
import { STAMP_COLUMN } from '../protocol/rows.ts';
import type { SessionShape } from './session-values.ts';
import { firstCell, quoteName, rowObjects, type Storage, type Transaction } from './storage.ts';
import type { Next } from './turns.ts';
import { unionsByName } from './values.ts';

/** Name under which the database records its schemas. */
const MIGRATION_NAME = 'server';

/** What a server serves. */
export interface Project {
  readonly schema: SchemaAnswer;
  readonly sessionShape: SessionShape;
  /** By id, by name, and by name with its first letter lowered. */
  readonly queries: ReadonlyMap<string, CompiledQuery>;
  /** Answers of `GET /schema` and `GET /queries`, as JSON text. */
  readonly schemaText: string;
  readonly queriesText: string;
  /** Headers of row images: table → physical columns in order, without the hidden stamp. */
  readonly physicalColumns: ReadonlyMap<string, readonly string[]>;
  /** Table → where its key stands among them. */
  readonly keyIndexes: ReadonlyMap<string, number>;
  /** Table → columns that hold documents, as JSONB. */
  readonly documentColumns: ReadonlyMap<string, ReadonlySet<string>>;
  /** Where it came from. */
  readonly sources: readonly SourceFile[];
  /** What the engine loaded. */
  readonly introspection: Introspection;
}

/** A project that was installed, and whether the database was empty before. */
export interface Installed {
  readonly project: Project;
  readonly fresh: boolean;
  /** What the database was before; null when it was empty, or cannot be told any more. */
  readonly before: SchemaAnswer | null;
  /** Statements that brought the database here; empty where it fitted already. */
  readonly migration: readonly string[];
}

/** Ends a transaction whose sources turned out to be wrong. */
class Refused extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super('the sources are refused');
    this.diagnostics = diagnostics;
  }
}

/**
 * Migrates the database to `sources` and loads them into the engine, in one transaction that `also` may add to. Sources with
 * errors, and steps that would lose data, come back as diagnostics; then the database is as it was (the engine is not).
 * `drop` names tables (`posts`) and columns (`posts.title`) whose data may go.
 */
export function installProject(
  engine: Engine,
  storage: Storage,
  sources: readonly SourceFile[],
  also: (transaction: Transaction, installed: Installed) => void,
  drop: readonly string[] = [],
): Checked<Project> {
  const diagnostics = engine.check(sources);
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  try {
    return { ok: true, value: storage.transaction((transaction) => install(engine, transaction, sources, also, drop)) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, diagnostics: error.diagnostics };
    throw error;
  }
}

/** Statements that would bring a database to these sources; nothing is done. */
export function plannedMigration(
  engine: Engine,
  transaction: Transaction,
  sources: readonly SourceFile[],
  drop: readonly string[],
): Checked<Migration> {
  return plan(engine, transaction, schemaSource(sources), false, drop);
}

/** Migrates a database that nobody else uses, a statement at a time: it is of no use any more when one fails. */
export async function installInSteps(
  engine: Engine,
  next: Next,
  sources: readonly SourceFile[],
  drop: readonly string[],
): Promise<Checked<Installed>> {
  const diagnostics = engine.check(sources);
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const planned = await next((transaction) => plannedMigration(engine, transaction, sources, drop));
  if (!planned.ok) return planned;
  const { sql: migration, mark_success: mark } = planned.value;
  for (const sql of migration) await next((transaction) => transaction.execute(sql));
  return next((transaction) => {
    transaction.all(mark.sql, mark.params);
    const loaded = load(engine, transaction, sources);
    return loaded.ok ? { ok: true, value: { project: loaded.value, fresh: false, before: null, migration } } : loaded;
  });
}

function install(
  engine: Engine,
  transaction: Transaction,
  sources: readonly SourceFile[],
  also: (transaction: Transaction, installed: Installed) => void,
  drop: readonly string[],
): Project {
  const fresh = firstCell(transaction.all(engine.sql_is_initialized())) !== 1;
  const before = fresh ? null : schemaBefore(engine, transaction);
  dropTriggers(transaction);
  const migration = accepted(plan(engine, transaction, schemaSource(sources), fresh, drop));
  applyMigration(transaction, migration);
  const project = accepted(load(engine, transaction, sources));
  setTriggers(engine, transaction);
  also(transaction, { project, fresh, before, migration: migration.sql });
  return project;
}

/** The project on a database that fits it; the engine holds it afterwards. */
function load(engine: Engine, transaction: Transaction, sources: readonly SourceFile[]): Checked<Project> {
  const introspection = introspect(engine, transaction);
  const given = engine.set_schema(introspection);
  if (!given.ok) return given;
  const compiled = engine.compile_queries(sources);
  if (!compiled.ok) return compiled;
  const schema = given.value;
  const columns = physicalColumns(transaction, schema);
  const project: Project = {
    schema,
    sessionShape: { fields: schema.session, unions: unionsByName(schema.unions) },
    queries: queriesByName(compiled.value),
    schemaText: JSON.stringify(schema),
    queriesText: JSON.stringify(catalog(compiled.value)),
    physicalColumns: columns,
    keyIndexes: new Map(
      schema.tables.map(({ name, primaryKey }) => [name, columns.get(name)?.indexOf(primaryKey) ?? 0]),
    ),
    documentColumns: documentColumns(transaction, schema),
    sources,
    introspection,
  };
  return { ok: true, value: project };
}

function schemaBefore(engine: Engine, transaction: Transaction): SchemaAnswer | null {
  const before = engine.set_schema(introspect(engine, transaction));
  return before.ok ? before.value : null;
}

function accepted<Value>(checked: Checked<Value>): Value {
  if (!checked.ok) throw new Refused(checked.diagnostics);
  return checked.value;
}

function plan(
  engine: Engine,
  transaction: Transaction,
  source: string,
  fresh: boolean,
  drop: readonly string[],
): Checked<Migration> {
  if (fresh) return engine.migrate(MIGRATION_NAME, source);
  const { tables, ...rest } = introspect(engine, transaction);
  const counted = tables.map((table) => ({ ...table, has_rows: hasRows(transaction, String(table['name'])) }));
  const stored = storedVariants(engine.sql_stored_variants(source, { ...rest, tables }), transaction);
  return engine.migrate_with_introspection(
    MIGRATION_NAME,
    source,
    { ...rest, tables: counted, stored_variants: stored },
    { drop },
  );
}

function storedVariants(sql: string, transaction: Transaction): readonly JsonObject[] {
  return sql === '' ? [] : rowObjects(transaction.all(sql));
}

function hasRows(transaction: Transaction, table: string): boolean {
  return firstCell(transaction.all(`select exists (select 1 from ${quoteName(table)})`)) === 1;
}

function applyMigration(transaction: Transaction, migration: Migration): void {
  for (const sql of migration.sql) transaction.execute(sql);
  transaction.all(migration.mark_success.sql, migration.mark_success.params);
}

/** Sets the triggers that watch every write. */
export function setTriggers(engine: Engine, transaction: Transaction): void {
  for (const sql of engine.sql_triggers()) transaction.execute(sql);
}

/** Migrating is no mutation: it must not be stamped, and triggers on columns that go would be in its way. */
export function dropTriggers(transaction: Transaction): void {
  const names = transaction.all(
    "select name from sqlite_temp_schema where type = 'trigger' and name like '\\_pyre\\_%' escape '\\'",
  );
  for (const [name] of names.rows) transaction.execute(`drop trigger temp."${String(name).replaceAll('"', '""')}"`);
}

function introspect(engine: Engine, transaction: Transaction): Introspection {
  const text = firstCell(transaction.all(engine.sql_introspect()));
  const result = typeof text === 'string' ? parseJson(text) : undefined;
  assert(isJsonObject(result), 'introspection gives one JSON object');
  return asIntrospection(result);
}

function asIntrospection(result: JsonObject): Introspection {
  const { tables, migration_state = null, schema_source, links } = result;
  assert(Array.isArray(tables) && Array.isArray(links), 'introspection lists tables and links');
  assert(typeof schema_source === 'string', 'introspection holds the schema source');
  return { tables, migration_state, schema_source, links };
}

/** Files that hold schema: `session.pyre`, and every path with `schema` in it. */
function schemaSource(sources: readonly SourceFile[]): string {
  return sources
    .filter(({ path }) => path.includes('schema') || /(?:^|\/)session\.pyre$/.test(path))
    .toSorted((left, right) => (left.path < right.path ? -1 : 1))
    .map(({ source }) => source)
    .join('\n');
}

function physicalColumns(transaction: Transaction, schema: SchemaAnswer): ReadonlyMap<string, readonly string[]> {
  const columns = 'select name from pragma_table_info($table) where name != $stamp order by cid';
  return new Map(
    schema.tables.map(({ name }) => {
      const { rows } = transaction.all(columns, { $table: name, $stamp: STAMP_COLUMN });
      return [name, rows.map(([column]) => String(column))];
    }),
  );
}

function documentColumns(transaction: Transaction, schema: SchemaAnswer): ReadonlyMap<string, ReadonlySet<string>> {
  const columns = "select name from pragma_table_info($table) where type = 'BLOB'";
  return new Map(
    schema.tables.map(({ name }) => {
      const { rows } = transaction.all(columns, { $table: name });
      return [name, new Set(rows.map(([column]) => String(column)))];
    }),
  );
}

/** A query answers to its id, to its name, and to its name as its file is called: `createPost`. */
function queriesByName(queries: readonly CompiledQuery[]): ReadonlyMap<string, CompiledQuery> {
  const names = new Map<string, CompiledQuery>();
  for (const query of queries) names.set(query.name[0]?.toLowerCase() + query.name.slice(1), query);
  for (const query of queries) names.set(query.name, query).set(query.id, query);
  return names;
}

function catalog(queries: readonly CompiledQuery[]): readonly QueryEntry[] {
  return queries
    .map(({ id, name, operation, params, source, generated }) => ({ id, name, operation, params, source, generated }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
