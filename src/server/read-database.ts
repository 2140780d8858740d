// Reads the rows of another SQLite file, held against the schema; what does not fit is named with its table, row and column [UI-16].
import { unreachable } from '../base/assert.ts';
import type { JsonValue } from '../base/json.ts';
import type { Engine } from '../engine/engine.ts';
import type { SchemaTable, ValueType } from '../protocol/catalog.ts';
import { STAMP_COLUMN } from '../protocol/rows.ts';
import type { TableDump } from './journal.ts';
import type { Project } from './project.ts';
import { quoteName, StorageError, type Storage, type Transaction } from './storage.ts';
import { fit, PROBLEMS_TOLD } from './values.ts';

/** Rows of a file, ready to be put into a fresh database. */
export interface ReadRows {
  readonly tables: readonly TableDump[];
  readonly counts: readonly { readonly table: string; readonly count: number }[];
  /** Tables that the schema does not have. */
  readonly leftOut: readonly string[];
}

export type ReadDatabase =
  { readonly ok: true; readonly value: ReadRows } | { readonly ok: false; readonly message: string };

/** The file does not fit; the message says where and how. */
class Misfit extends Error {}

/** Reads everything that `project` has a table for. Stamps are given anew, counting up from `stamp`. */
export function readDatabase(file: Storage, project: Project, engine: Engine, stamp: number): ReadDatabase {
  try {
    return { ok: true, value: file.transaction((transaction) => readAll(transaction, project, engine, stamp)) };
  } catch (error) {
    if (error instanceof Misfit) return { ok: false, message: error.message };
    if (error instanceof StorageError) return { ok: false, message: `SQLite could not read it: ${error.message}.` };
    throw error;
  }
}

function readAll(transaction: Transaction, project: Project, engine: Engine, firstStamp: number): ReadRows {
  const present = new Set(tableNames(transaction));
  const found = project.schema.tables.filter(({ name }) => present.has(name));
  if (found.length === 0) {
    const wanted = project.schema.tables.map(({ name }) => name).join(', ');
    const there = [...present].join(', ') || 'none';
    throw new Misfit(`It has none of this schema's tables (${wanted}); its own are: ${there}.`);
  }
  let stamp = firstStamp;
  const read = found.map((table) => {
    const rows = readTable(transaction, project, engine, table);
    const stamped = rows.values.map((row) => [...row, ++stamp]);
    const dump: TableDump = {
      name: table.name,
      columns: [...rows.columns, STAMP_COLUMN],
      documents: [...rows.documents],
      rows: JSON.stringify(stamped),
    };
    return { dump, count: stamped.length };
  });
  return {
    tables: [...read.map(({ dump }) => dump), clockAt(stamp)],
    counts: read.map(({ dump, count }) => ({ table: dump.name, count })),
    leftOut: [...present].filter((name) => !found.some((table) => table.name === name)),
  };
}

/** Of people's own tables; views and virtual tables are not looked at. */
function tableNames(transaction: Transaction): readonly string[] {
  const sql = `select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'
    and name not like 'sqlite\\_%' escape '\\' and name not like '\\_pyre\\_%' escape '\\' order by name`;
  return transaction.all(sql).rows.map(([name]) => String(name));
}

interface TableRows {
  readonly columns: readonly string[];
  readonly documents: ReadonlySet<string>;
  readonly values: readonly (readonly JsonValue[])[];
}

function readTable(transaction: Transaction, project: Project, engine: Engine, table: SchemaTable): TableRows {
  const wanted = project.physicalColumns.get(table.name) ?? [];
  const documents = project.documentColumns.get(table.name) ?? new Set<string>();
  const inFile = transaction
    .all('select name from pragma_table_info($table)', { $table: table.name })
    .rows.map(([name]) => String(name));
  const strange = inFile.filter((name) => !wanted.includes(name) && name !== STAMP_COLUMN);
  if (strange.length > 0)
    throw new Misfit(`Its table ${table.name} has columns that the schema does not have: ${strange.join(', ')}.`);
  const columns = wanted.filter((name) => inFile.includes(name));
  const cells = columns.map((name) => (documents.has(name) ? `json(${quoteName(name)})` : quoteName(name)));
  const { rows } = transaction.all(`select ${cells.join(', ')} from ${quoteName(table.name)} order by rowid`);
  const values = rows.map((row) =>
    row.map((cell, index) => (documents.has(columns[index] ?? '') ? parsedDocument(cell) : cell)),
  );
  checkRows(project, engine, table, columns, values);
  return { columns, documents: new Set(columns.filter((name) => documents.has(name))), values };
}

function parsedDocument(cell: JsonValue): JsonValue {
  const value: JsonValue = typeof cell === 'string' ? JSON.parse(cell) : cell;
  return value;
}

/** In the shape in which clients get rows: a union's columns are one value. */
function checkRows(
  project: Project,
  engine: Engine,
  table: SchemaTable,
  columns: readonly string[],
  values: readonly (readonly JsonValue[])[],
): void {
  const [group] = engine.reshape_sync_table_groups([{ table_name: table.name, headers: columns, rows: values }]);
  const headers = group?.headers ?? [];
  const keyIndex = headers.indexOf(table.primaryKey);
  const problems: string[] = [];
  for (const row of group?.rows ?? []) {
    for (const column of table.columns) {
      const index = headers.indexOf(column.name);
      if (index === -1) continue;
      const place = { name: column.name, type: column.valueType, nullable: column.nullable };
      const fitted = fit(place, asWritten(row[index] ?? null, column.valueType), project.sessionShape.unions);
      if ('value' in fitted) continue;
      const [first] = fitted.problems;
      const where = `${table.name} ${JSON.stringify(row[keyIndex] ?? null)}`;
      problems.push(`${where}, ${first?.name ?? column.name}: expected ${first?.expected}, found ${first?.found}`);
      if (problems.length >= PROBLEMS_TOLD) break;
    }
    if (problems.length >= PROBLEMS_TOLD) break;
  }
  engine.collect();
  if (problems.length > 0) throw new Misfit(`Its rows do not fit the schema: ${problems.join('; ')}.`);
}

/** A stored value as a person would write it: booleans are 0 and 1 in tables. */
function asWritten(value: JsonValue, type: ValueType): JsonValue {
  switch (type.kind) {
    case 'bool':
      return value === 0 || value === 1 ? value === 1 : value;
    case 'int':
    case 'float':
    case 'string':
    case 'dateTime':
    case 'date':
    case 'json':
    case 'id':
    case 'union':
    case 'document':
    case 'list':
    case 'dict':
      return value;
    default:
      return unreachable(type);
  }
}

/** The clock of the new database: no later write gets a stamp that a row has. */
function clockAt(stamp: number): TableDump {
  return { name: '_pyre_clock', columns: ['id', 'stamp'], documents: [], rows: JSON.stringify([[1, stamp]]) };
}

/** The identity of a new database. */
export function freshSync(epoch: string): TableDump {
  const columns = ['id', 'database_epoch', 'server_revision'];
  return { name: '_pyre_sync', columns, documents: [], rows: JSON.stringify([[1, epoch, 0]]) };
}
