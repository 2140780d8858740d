// Brings a database to the schema: migrates it, loads the schema into the engine, and sets the triggers that watch every write.
import { assert } from '../base/assert.ts';
import { isJsonObject, parseJson, type JsonObject } from '../base/json.ts';
import type { Secrets } from '../base/random.ts';
import type { Checked, Engine, Introspection, Migration } from '../engine/engine.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { SourceFile } from '../protocol/control.ts';
import { STAMP_COLUMN } from '../protocol/rows.ts';
import { firstCell, type Storage, type Transaction } from './storage.ts';

/** Name under which the server records the schema that it starts with. */
const MIGRATION_NAME = 'server-start';

/** A database that is ready to serve. */
export interface OpenedDatabase {
  readonly schema: SchemaAnswer;
  /** Whether this opening made it. */
  readonly fresh: boolean;
}

/** Migrates `storage` to the schema among `sources` and loads it into `engine`; or says what is wrong with the sources. */
export function openDatabase(
  engine: Engine,
  storage: Storage,
  sources: readonly SourceFile[],
  secrets: Secrets,
): Checked<OpenedDatabase> {
  const source = schemaSource(sources);
  const fresh = storage.transaction((transaction) => firstCell(transaction.all(engine.sql_is_initialized())) !== 1);
  const migration = fresh ? engine.migrate(MIGRATION_NAME, source) : migrateFrom(engine, storage, source);
  if (!migration.ok) return migration;
  storage.transaction((transaction) => applyMigration(transaction, migration.value, fresh ? secrets.token() : null));
  const schema = engine.set_schema(introspect(engine, storage));
  if (!schema.ok) return schema;
  storage.transaction((transaction) => {
    for (const sql of engine.sql_triggers()) transaction.execute(sql);
  });
  return { ok: true, value: { schema: schema.value, fresh } };
}

function migrateFrom(engine: Engine, storage: Storage, source: string): Checked<Migration> {
  return engine.migrate_with_introspection(MIGRATION_NAME, source, introspect(engine, storage));
}

function applyMigration(transaction: Transaction, migration: Migration, epoch: string | null): void {
  for (const sql of migration.sql) transaction.execute(sql);
  transaction.all(migration.mark_success.sql, migration.mark_success.params);
  if (epoch !== null) transaction.all('update _pyre_sync set database_epoch = $epoch', { $epoch: epoch });
}

function introspect(engine: Engine, storage: Storage): Introspection {
  const text = storage.transaction((transaction) => firstCell(transaction.all(engine.sql_introspect())));
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

/** Physical columns of each table, in order, without the hidden stamp: the headers of row images. */
export function physicalColumns(storage: Storage, schema: SchemaAnswer): ReadonlyMap<string, readonly string[]> {
  return storage.transaction((transaction) => {
    const columnsOf = (table: string) =>
      transaction.all(`select name from pragma_table_info(${quoteText(table)}) order by cid`);
    return new Map(
      schema.tables.map(({ name }) => [
        name,
        columnsOf(name)
          .rows.map(([column]) => String(column))
          .filter((column) => column !== STAMP_COLUMN),
      ]),
    );
  });
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
