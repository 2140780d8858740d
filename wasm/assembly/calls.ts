// The engine's calls over JSON values: what each export does once its arguments are read.
import { schemaAnswer } from './catalog/schema';
import { compiledQuery } from './catalog/queries';
import { Diagnostic, Range } from './diagnostic/index';
import { formatSource } from './format/index';
import { Diagnostics, SourceFile, checkQueries, checkSchema, generatedOperations } from './front/index';
import { Json, JsonKind } from './json/index';
import { Operation, OperationKind, Schema } from './model';
import { Facts } from './predicate/evaluate';
import { explanation } from './predicate/explain';
import { databaseTables } from './migrate/database';
import { migration } from './migrate/record';
import { planMigration, storedVariants } from './migrate/plan';
import { seedStatements } from './seed/index';
import { diagnosticsJson, filesOf, refused, select, succeeded } from './sources';
import { STAMP, createAll } from './sql/ddl';
import { load, recordNamed, state } from './state';
import { objectValues } from './sync/image';
import { TableOrder, triggerStatements } from './sync/triggers';

/** The stored schema's path in messages. */
const SCHEMA_PATH: string = 'schema.pyre';
/** That of free text. */
const QUERY_PATH: string = 'query.pyre';

export function check(sources: Json): Json {
  const files = filesOf(sources);
  const diagnostics = new Diagnostics();
  const schema = checkSchema(select(files, true), diagnostics);
  if (diagnostics.hasErrors()) return diagnosticsJson(diagnostics, select(files, true));
  checkQueries(select(files, false), schema, diagnostics);
  return diagnosticsJson(diagnostics, select(files, false));
}

export function format(source: Json, schemaFiles: Json): Json {
  return Json.string(
    formatSource(new SourceFile(source.get('path').asText(), source.get('source').asText()), filesOf(schemaFiles)),
  );
}

/** DDL for an empty database. */
export function migrate(name: string, source: string): Json {
  const files = [new SourceFile(SCHEMA_PATH, source)];
  const diagnostics = new Diagnostics();
  const schema = checkSchema(files, diagnostics);
  if (diagnostics.hasErrors()) return refused(diagnostics, files);
  return succeeded(migration(name, source, createAll(schema)));
}

/** DDL from what the database is to what the source says. */
export function migrateFrom(name: string, source: string, introspection: Json, options: Json): Json {
  const files = [new SourceFile(SCHEMA_PATH, source)];
  const diagnostics = new Diagnostics();
  const schema = checkSchema(files, diagnostics);
  if (diagnostics.hasErrors()) return refused(diagnostics, files);
  const sql = planMigration(schema, introspection, texts(options.get('drop')), diagnostics);
  return diagnostics.hasErrors() ? refused(diagnostics, files) : succeeded(migration(name, source, sql));
}

/** SQL, or '' where a broken source or nothing is to be asked. */
export function storedVariantsOf(source: string, introspection: Json): Json {
  const diagnostics = new Diagnostics();
  const schema = checkSchema([new SourceFile(SCHEMA_PATH, source)], diagnostics);
  return Json.string(diagnostics.hasErrors() ? '' : storedVariants(schema, introspection));
}

function texts(list: Json): string[] {
  const made: string[] = [];
  for (let i = 0; i < list.items.length; i++) made.push(list.items[i].asText());
  return made;
}

/** Loads the schema that a database recorded. A broken one is told, and the schema before stays loaded. */
export function setSchema(introspection: Json): Json {
  const source = introspection.get('schema_source').asText();
  const files = [new SourceFile(SCHEMA_PATH, source)];
  const diagnostics = new Diagnostics();
  const schema = source.length == 0 ? new Schema() : checkSchema(files, diagnostics);
  if (diagnostics.hasErrors()) return refused(diagnostics, files);
  schema.source = source;
  load(schema, tableOrder(introspection));
  return succeeded(schemaAnswer(schema));
}

/** The physical columns of each table, without the hidden stamp. */
function tableOrder(introspection: Json): TableOrder {
  const order = new Map<string, string[]>();
  const tables = databaseTables(introspection);
  for (let i = 0; i < tables.length; i++) {
    const names: string[] = [];
    for (let j = 0; j < tables[i].columns.length; j++)
      if (tables[i].columns[j].name != STAMP) names.push(tables[i].columns[j].name);
    order.set(tables[i].name, names);
  }
  return order;
}

export function triggers(): Json {
  return Json.strings(triggerStatements(state().schema, state().order));
}

export function compileQueries(sources: Json): Json {
  const files = select(filesOf(sources), false);
  const diagnostics = new Diagnostics();
  const operations = checkQueries(files, state().schema, diagnostics);
  if (diagnostics.hasErrors()) return refused(diagnostics, files);
  const made = Json.array();
  addQueries(operations, made);
  addQueries(generatedOperations(state().schema), made);
  return succeeded(made);
}

function addQueries(operations: Operation[], into: Json): void {
  for (let i = 0; i < operations.length; i++) into.push(compiledQuery(operations[i]));
}

/** One operation from free text. */
export function queryToSql(source: string): Json {
  const files = [new SourceFile(QUERY_PATH, source)];
  const diagnostics = new Diagnostics();
  const operations = checkQueries(files, state().schema, diagnostics);
  if (diagnostics.hasErrors()) return refused(diagnostics, files);
  if (operations.length != 1) diagnostics.items.push(notOne(operations.length));
  return diagnostics.hasErrors() ? refused(diagnostics, files) : succeeded(compiledQuery(operations[0]));
}

function notOne(count: i32): Diagnostic {
  const found = count == 0 ? 'none' : count.toString();
  const message = 'One operation is expected here, and there is ' + found + '.';
  const diagnostic = new Diagnostic(
    'NotOneOperation',
    'One Operation',
    QUERY_PATH,
    message,
    'Leave one query, insert, update or delete.',
  );
  diagnostic.ranges.push(new Range(1, 1, 1, 1));
  return diagnostic;
}

const OPERATIONS: string[] = ['query', 'insert', 'update', 'delete'];

export function explain(table: string, operation: string, row: Json, session: Json): Json {
  const record = recordNamed(table);
  const kind = OPERATIONS.indexOf(operation);
  if (record === null || kind < <i32>OperationKind.Query) return Json.nothing();
  const slots = state().slots;
  return explanation(
    record.policies[kind],
    new Facts(objectValues(record, row), slots.values(session), slots.literals),
  );
}

/** Rows in each table unless told otherwise, and at most. */
const SEEDED_ROWS: f64 = 20;
const MOST_SEEDED_ROWS: f64 = 100000;

/** Statements that fill an empty database of the schema; none when it does not check. */
export function seed(source: string, options: Json): Json {
  const diagnostics = new Diagnostics();
  const schema = checkSchema([new SourceFile(SCHEMA_PATH, source)], diagnostics);
  if (diagnostics.hasErrors()) return Json.array();
  const rows = options.get('rowsPerTable');
  const count = rows.kind == JsonKind.Number ? min(max(rows.number, 0), MOST_SEEDED_ROWS) : SEEDED_ROWS;
  return Json.strings(seedStatements(schema, <u32>(<i64>options.get('seed').number), <i32>count));
}
