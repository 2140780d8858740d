// What makes a copy of the database the one that Pyre itself would have made: without stamps, history and clock [UI-16].
import { STAMP_COLUMN } from '../protocol/rows.ts';
import { quoteName, type Transaction } from './storage.ts';

/** Tables that Pyre makes too. */
const PYRES_OWN = new Set(['_pyre_migrations', '_pyre_sync']);

const INDEXES = `select schema.name from sqlite_schema as schema, pragma_index_info(schema.name) as part
  where schema.type = 'index' and part.name = $column`;
const TABLES = "select name from sqlite_schema where type = 'table' order by name";

/** Statements to run on the copy, read from the original. */
export function cleaningStatements(transaction: Transaction): readonly string[] {
  const names = (sql: string, parameters = {}) => transaction.all(sql, parameters).rows.map(([name]) => String(name));
  const tables = names(TABLES);
  const stamped = tables.filter((table) => hasStamp(transaction, table));
  return [
    ...names(INDEXES, { $column: STAMP_COLUMN }).map((name) => `drop index ${quoteName(name)}`),
    ...stamped.map((name) => `alter table ${quoteName(name)} drop column ${quoteName(STAMP_COLUMN)}`),
    ...tables
      .filter((name) => name.startsWith('_pyre_') && !PYRES_OWN.has(name))
      .map((name) => `drop table ${quoteName(name)}`),
    'vacuum',
  ];
}

function hasStamp(transaction: Transaction, table: string): boolean {
  const sql = 'select 1 from pragma_table_info($table) where name = $column';
  return transaction.all(sql, { $table: table, $column: STAMP_COLUMN }).rows.length > 0;
}
