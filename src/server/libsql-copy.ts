// A database copied row by row into another of the same engine: the same statements read and write on both sides.
import type { ServiceCell, ServiceStatement } from './libsql-service.ts';
import { firstCell, quoteName, type Transaction } from './storage.ts';

/** One thing that a schema is made of, as `create` would make it again. */
export interface SchemaObject {
  readonly type: 'table' | 'index';
  readonly name: string;
  readonly sql: string;
}

/** How rows of a table are read and written. */
export interface CopiedTable {
  readonly name: string;
  /** What reads each cell of a row, and what takes it in again. */
  readonly cells: readonly { readonly column: string; readonly isDocument: boolean }[];
}

/** Of tables and indexes that somebody made, tables first. What stands for an index by itself has no text. */
export const SCHEMA_SQL = `select type, name, sql from sqlite_schema
  where type in ('table', 'index') and sql is not null and name not like 'sqlite\\_%' escape '\\'
  order by type = 'index', rowid`;
/** What has been noted for one transaction only, and is empty between them. */
const PASSING_TABLES = new Set(['_pyre_changes']);
const COLUMNS = 'select name, type, pk from pragma_table_info($table) order by cid';
const ROW_ID = '_rowid_';

/** The counters of integer keys, as JSON. */
const COUNTERS = `select json_group_array(json_array(name, seq)) from (select name, seq from sqlite_sequence order by name)`;
const HAS_COUNTERS = "select count(*) from sqlite_schema where name = 'sqlite_sequence'";

/** From rows of `SCHEMA_SQL`. */
export function toSchemaObject([type, name, sql]: readonly ServiceCell[]): SchemaObject {
  return { type: type === 'index' ? 'index' : 'table', name: String(name), sql: String(sql) };
}

/** The schema of the database at hand. */
export function schemaObjects(transaction: Transaction): readonly SchemaObject[] {
  return transaction.all(SCHEMA_SQL).rows.map(toSchemaObject);
}

/** Tables of the database at hand whose rows last from one transaction to the next. */
export function copiedTables(transaction: Transaction): readonly CopiedTable[] {
  const tables = schemaObjects(transaction).filter(({ type }) => type === 'table');
  return tables.filter(({ name }) => !PASSING_TABLES.has(name)).map(({ name }) => describe(transaction, name));
}

function describe(transaction: Transaction, name: string): CopiedTable {
  const { rows } = transaction.all(COLUMNS, { $table: name });
  const keys = rows.filter(([, , key]) => key !== 0);
  const cells = rows.map(([column, type]) => ({ column: String(column), isDocument: type === 'BLOB' }));
  // An integer key is the row's number itself; any other row has one that nobody sees.
  const isNumbered = keys.length === 1 && String(keys[0]?.[1]).toUpperCase() === 'INTEGER';
  return { name, cells: isNumbered ? cells : [{ column: ROW_ID, isDocument: false }, ...cells] };
}

/** Reads rows as JSON lists. */
function selectRows(table: CopiedTable, condition: string): string {
  return `select json_array(${readCells(table)}) from ${quoteName(table.name)} ${condition}`;
}

function readCells({ cells }: CopiedTable): string {
  const read = cells.map(({ column, isDocument }) => (isDocument ? `json(${quoteName(column)})` : quoteName(column)));
  return read.join(', ');
}

/** Writes the rows that `source` holds: something with a column `value`, each a row's JSON list. */
export function insertRows({ name, cells }: CopiedTable, source = 'json_each($rows)'): string {
  const taken = cells.map(({ isDocument }, index) => {
    const text = `value ->> '$[${index}]'`;
    return isDocument ? `case when ${text} is null then null else jsonb(value -> '$[${index}]') end` : text;
  });
  const columns = cells.map(({ column }) => quoteName(column)).join(', ');
  return `insert into ${quoteName(name)} (${columns}) select ${taken.join(', ')} from ${source}`;
}

/** All rows of a table, each as its JSON list. */
export function allRows(transaction: Transaction, table: CopiedTable): readonly string[] {
  return transaction.all(selectRows(table, `order by ${ROW_ID}`)).rows.map(([row]) => String(row));
}

/** Statements that bring the rows with these numbers to what they are here. `keys`: a JSON list of numbers. */
export function replaceRows(transaction: Transaction, table: CopiedTable, keys: string): readonly ServiceStatement[] {
  const chosen = `where ${ROW_ID} in (select value from json_each($keys))`;
  const rows = transaction.all(selectRows(table, chosen), { $keys: keys }).rows.map(([row]) => String(row));
  const statements: ServiceStatement[] = [{ sql: `delete from ${quoteName(table.name)} ${chosen}`, args: { keys } }];
  if (rows.length > 0) statements.push({ sql: insertRows(table), args: { rows: asList(rows) } });
  return statements;
}

/** JSON texts as one list. */
export function asList(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}

/** A page of a table's rows, after the row with the number `after`: its number, and then its cells as they are. */
export function selectPage(table: CopiedTable, after: string, limit: number): ServiceStatement {
  const condition = `where ${ROW_ID} > cast($after as integer) order by ${ROW_ID} limit ${limit}`;
  return { sql: `select ${ROW_ID}, ${readCells(table)} from ${quoteName(table.name)} ${condition}`, args: { after } };
}

/** A row of such a page as a JSON list. An older SQLite would round real numbers on their way into JSON: here it is exact. */
export function rowOfPage({ cells }: CopiedTable, [, ...read]: readonly ServiceCell[]): string {
  return asList(cells.map(({ isDocument }, index) => asJson(read[index] ?? null, isDocument)));
}

function asJson(cell: ServiceCell, isDocument: boolean): string {
  return typeof cell === 'bigint' || (isDocument && cell !== null) ? String(cell) : JSON.stringify(cell);
}

export function readCounters(transaction: Transaction): string {
  if (firstCell(transaction.all(HAS_COUNTERS)) === 0) return '[]';
  return String(firstCell(transaction.all(COUNTERS)));
}

/** Sets the counters of integer keys, after all rows are in. */
export function restoreCounters(transaction: Transaction, counters: string): void {
  if (firstCell(transaction.all(HAS_COUNTERS)) === 0) return;
  transaction.all('delete from sqlite_sequence');
  const sql =
    "insert into sqlite_sequence (name, seq) select value ->> '$[0]', value ->> '$[1]' from json_each($counters)";
  transaction.all(sql, { $counters: counters });
}
