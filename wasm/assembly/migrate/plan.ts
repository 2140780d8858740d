// From what a database is to what a schema says: the DDL in order, or the refusals.
import { Diagnostics, SourceFile, checkSchema } from '../front/index';
import { Json } from '../json/index';
import { Record, Schema } from '../model';
import { createIndexes, createTable, internalTables } from '../sql/ddl';
import { quoteName } from '../sql/text';
import { DatabaseTable, databaseTables } from './database';
import { Refusals } from './refusal';
import { planTable } from './table';
import { compareUnions, storedVariantsSql } from './variants';

export function planMigration(
  schema: Schema,
  introspection: Json,
  drops: string[],
  diagnostics: Diagnostics,
): string[] {
  const refusals = new Refusals(diagnostics, drops);
  const former = formerSchema(introspection);
  const tables = databaseTables(introspection);
  const sql = internalTables();
  if (former !== null) dropTables(schema, former, tables, refusals, sql);
  if (former !== null) compareUnions(schema, former, introspection, refusals);
  for (let i = 0; i < schema.records.length; i++) {
    const table = tableNamed(tables, schema.records[i].table);
    if (table === null) create(schema.records[i], sql);
    else planTable(schema.records[i], table, refusals, sql);
  }
  return sql;
}

/** SQL that asks how many rows hold variants that `schema` no longer has; empty when there is nothing to ask. */
export function storedVariants(schema: Schema, introspection: Json): string {
  const former = formerSchema(introspection);
  return former === null ? '' : storedVariantsSql(schema, former, introspection);
}

/** The schema that the database recorded; null when there is none that still checks. */
function formerSchema(introspection: Json): Schema | null {
  const source = introspection.get('schema_source').asText();
  if (source.length == 0) return null;
  const diagnostics = new Diagnostics();
  const schema = checkSchema([new SourceFile('schema.pyre', source)], diagnostics);
  return diagnostics.hasErrors() ? null : schema;
}

function tableNamed(tables: DatabaseTable[], name: string): DatabaseTable | null {
  for (let i = 0; i < tables.length; i++) if (tables[i].name == name) return tables[i];
  return null;
}

/** Only what the former schema made is ours to drop; other tables stay untouched. */
function dropTables(schema: Schema, former: Schema, tables: DatabaseTable[], refusals: Refusals, sql: string[]): void {
  for (let i = 0; i < former.records.length; i++) {
    const name = former.records[i].table;
    if (schema.recordByTable(name) !== null || tableNamed(tables, name) === null) continue;
    if (refusals.mayDropTable(name)) sql.push('drop table if exists ' + quoteName(name));
  }
}

function create(record: Record, sql: string[]): void {
  sql.push(createTable(record, record.table));
  const indexes = createIndexes(record);
  for (let i = 0; i < indexes.length; i++) sql.push(indexes[i]);
}
