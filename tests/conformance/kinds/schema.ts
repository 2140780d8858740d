// Schema cases: the verdict, and of an accepted schema its tables, links, indexes and permissions.
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { SchemaAnswer } from '../../../src/protocol/catalog.ts';
import type { Database } from 'sql.js';
import type { Case } from '../cases.ts';
import { difference, gather } from '../compare.ts';
import { objects, openDatabase, quoted, runBound } from '../database.ts';
import { compareErrors } from '../diagnostics.ts';
import type { Findings } from '../outcome.ts';

const INTERNAL = /^_pyre_/;

export async function schemaFindings(engine: Engine, { data }: Case): Promise<Findings> {
  const diagnostics = engine.check([{ path: 'schema.pyre', source: String(data.source) }]);
  if (data.verdict === 'error') {
    return diagnostics.length === 0 ? ['ours accepts it'] : compareErrors(diagnostics, data.errors);
  }
  if (diagnostics.length > 0)
    return diagnostics.map((diagnostic) => `ours refuses: ${diagnostic.kind} ${diagnostic.message}`);
  const opened = await openDatabase(engine, String(data.source));
  if (!opened.ok)
    return opened.diagnostics.map((diagnostic) => `ours refuses: ${diagnostic.kind} ${diagnostic.message}`);
  try {
    return objects(data.tables).flatMap((table) => compareTable(opened.database, opened.schema, table, data));
  } finally {
    opened.database.close();
  }
}

function compareTable(database: Database, schema: SchemaAnswer, recorded: JsonObject, data: JsonObject): Findings {
  const name = String(recorded.table);
  const table = schema.tables.find((entry) => entry.name === name);
  if (!table) return [`table ${name} is missing`];
  return gather(
    recorded.columns === null
      ? undefined
      : difference(`${name}: columns`, columnsOf(database, name), columnsRecorded(recorded)),
    recorded.indexes === null
      ? undefined
      : difference(`${name}: indexes`, indexesOf(database, name), indexesRecorded(recorded)),
    difference(
      `${name}: links`,
      table.links.map((link) => ({ name: link.name, local: link.column, many: link.many, foreign: link.toColumn })),
      objects(recorded.links).map((link) => ({
        name: link.name,
        local: first(link.local),
        many: link.cardinality === 'many',
        foreign: first(link.foreign),
      })),
    ),
    difference(`${name}: synced`, table.synced, data.synced !== false),
    ...permissionDifferences(table, data),
  );
}

function permissionDifferences(table: SchemaAnswer['tables'][number], data: JsonObject): (string | undefined)[] {
  const all = data.permissions;
  if (typeof all !== 'object' || all === null || Array.isArray(all)) return [];
  const key = table.record.charAt(0).toLowerCase() + table.record.slice(1);
  const recorded = (all as JsonObject)[key];
  if (typeof recorded !== 'object' || recorded === null || Array.isArray(recorded)) return [];
  return (['query', 'insert', 'update', 'delete'] as const).map((operation) =>
    difference(
      `${table.name}: ${operation} unrestricted`,
      table.permissions[operation] === 'True',
      (recorded as JsonObject)[operation] === null,
    ),
  );
}

function columnsOf(database: Database, table: string): JsonValue {
  return runBound(database, { sql: `pragma table_info(${quoted(table)})`, params: {} })
    .filter((column) => !INTERNAL.test(String(column.name)))
    .map((column) => ({
      name: column.name ?? null,
      sql_type: column.type ?? null,
      nullable: column.notnull === 0,
      default: column.dflt_value ?? null,
      primary_key: column.pk === 1,
    }));
}

function columnsRecorded(recorded: JsonObject): JsonValue {
  return objects(recorded.columns).map((column) => ({
    name: column.name ?? null,
    sql_type: column.sql_type ?? null,
    nullable: column.nullable ?? null,
    default: column.default ?? null,
    primary_key: column.primary_key ?? null,
  }));
}

interface IndexShape {
  readonly unique: boolean;
  readonly partial: boolean;
  readonly columns: readonly JsonValue[];
}

function indexesOf(database: Database, table: string): IndexShape[] {
  const shapes = runBound(database, { sql: `pragma index_list(${quoted(table)})`, params: {} })
    .filter((index) => index.origin === 'c')
    .map((index) => ({
      unique: index.unique === 1,
      partial: index.partial === 1,
      columns: runBound(database, { sql: `pragma index_info(${quoted(String(index.name))})`, params: {} }).map(
        (column) => column.name ?? null,
      ),
    }));
  return sorted(shapes.filter((shape) => !shape.columns.some((column) => INTERNAL.test(String(column)))));
}

function indexesRecorded(recorded: JsonObject): IndexShape[] {
  return sorted(
    objects(recorded.indexes).map((index) => ({
      unique: index.unique === true,
      partial: index.partial === true,
      columns: (Array.isArray(index.columns) ? index.columns : []).map((column) =>
        String(column).replace(/ (?:asc|desc)$/i, ''),
      ),
    })),
  );
}

const sorted = (shapes: IndexShape[]): IndexShape[] =>
  shapes.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const first = (value: JsonValue | undefined): JsonValue =>
  Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
