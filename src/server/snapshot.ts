// The database as text and back: every table as it is, and single row writes played again with their stamps.
import { assert } from '../base/assert.ts';
import type { JsonValue } from '../base/json.ts';
import type { SqlValue } from '../engine/engine.ts';
import { STAMP_COLUMN } from '../protocol/rows.ts';
import type { KeptChange, TableDump } from './journal.ts';
import type { Project } from './project.ts';
import { firstCell, quoteName, type Transaction } from './storage.ts';

/** Tables that a new installation writes by itself. */
const NOT_KEPT = new Set(['_pyre_migrations']);
/** The counters of integer keys come last: putting other tables back moves them. */
const TABLES = "select name from sqlite_schema where type = 'table' order by name = 'sqlite_sequence', rowid";
const COLUMNS = 'select name, type from pragma_table_info($table) order by cid';

/** All tables, the internal ones included: clock, revision, history, and the counters of integer keys. */
export function dumpDatabase(transaction: Transaction): readonly TableDump[] {
  const tables = transaction.all(TABLES).rows;
  return tables
    .map(([name]) => String(name))
    .filter((name) => !NOT_KEPT.has(name) && !name.startsWith('sqlite_stat'))
    .map((name) => dumpTable(transaction, name));
}

function dumpTable(transaction: Transaction, name: string): TableDump {
  const described = transaction.all(COLUMNS, { $table: name }).rows;
  const columns = described.map(([column]) => String(column));
  const documents = described.filter(([, type]) => type === 'BLOB').map(([column]) => String(column));
  const cells = columns.map((column) =>
    documents.includes(column) ? `json(${quoteName(column)})` : quoteName(column),
  );
  const list = `json_group_array(json_array(${cells.join(', ')}))`;
  const rows = firstCell(transaction.all(`select ${list} from (${rowsOf(name)})`));
  return { name, columns, documents, rows: String(rows) };
}

/** A counter at 0 says what none says; they are sorted, as their order depends on who wrote first. */
function rowsOf(name: string): string {
  if (name === 'sqlite_sequence') return 'select * from sqlite_sequence where seq > 0 order by name';
  return `select * from ${quoteName(name)}`;
}

/** Puts tables back over freshly made ones. No trigger may be set: stamps and history are part of the tables. */
export function restoreDatabase(transaction: Transaction, tables: readonly TableDump[]): void {
  for (const table of tables) restoreTable(transaction, table);
}

function restoreTable(transaction: Transaction, { name, columns, documents, rows }: TableDump): void {
  const cells = columns.map((column, index) => {
    const text = `value ->> '$[${index}]'`;
    if (!documents.includes(column)) return text;
    return `case when ${text} is null then null else jsonb(value -> '$[${index}]') end`;
  });
  transaction.all(`delete from ${quoteName(name)}`);
  transaction.all(
    `insert into ${quoteName(name)} (${columns.map(quoteName).join(', ')}) select ${cells.join(', ')} from json_each($rows)`,
    { $rows: rows },
  );
}

/** How the writes after a snapshot hold their cells. */
export interface LogShape {
  /** Table → columns in the order of the server that wrote: one that added a column to a table has it at the end. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Table → where its key stands among them. */
  readonly keyIndexes: ReadonlyMap<string, number>;
}

/** The shape of a log that follows a snapshot of `tables`. */
export function shapeOfLog(tables: readonly TableDump[], { schema }: Project): LogShape {
  const columns = new Map(tables.map((table) => [table.name, table.columns.filter((name) => name !== STAMP_COLUMN)]));
  const keyIndexes = new Map(
    schema.tables.map(({ name, primaryKey }) => [name, columns.get(name)?.indexOf(primaryKey) ?? 0]),
  );
  return { columns, keyIndexes };
}

/** Writes a row again as it was written: the triggers give it the same stamp and keep the same earlier image. */
export function replayChange(transaction: Transaction, project: Project, shape: LogShape, change: KeptChange): void {
  const table = project.schema.tables.find(({ name }) => name === change.table);
  const columns = shape.columns.get(change.table);
  assert(table && columns, `the journal writes a table of the schema, not ${change.table}`);
  const key = columns.indexOf(table.primaryKey);
  const where = `${quoteName(table.primaryKey)} = $key`;
  const oldKey = { $key: asScalar(change.before?.[key]) };
  transaction.all('update _pyre_clock set stamp = $stamp', { $stamp: change.stamp - 1 });
  if (!change.row) {
    transaction.all(`delete from ${quoteName(change.table)} where ${where}`, oldKey);
    return;
  }
  const documents = project.documentColumns.get(change.table);
  const slots = columns.map((column, index) => (documents?.has(column) ? `jsonb($${index})` : `$${index}`));
  const values = cellsOf(change.row, columns, documents);
  if (change.before) {
    const sets = columns.map((column, index) => `${quoteName(column)} = ${slots[index]}`).join(', ');
    transaction.all(`update ${quoteName(change.table)} set ${sets} where ${where}`, { ...values, ...oldKey });
    return;
  }
  const names = columns.map(quoteName).join(', ');
  transaction.all(`insert into ${quoteName(change.table)} (${names}) values (${slots.join(', ')})`, values);
}

function cellsOf(
  row: readonly JsonValue[],
  columns: readonly string[],
  documents: ReadonlySet<string> | undefined,
): Record<string, SqlValue> {
  const cell = (column: string, value: JsonValue | undefined): SqlValue =>
    documents?.has(column) && value !== null ? JSON.stringify(value) : asScalar(value);
  return Object.fromEntries(columns.map((column, index) => [`$${index}`, cell(column, row[index])]));
}

function asScalar(value: JsonValue | undefined): SqlValue {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
