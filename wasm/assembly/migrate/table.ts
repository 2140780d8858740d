// One table's way from what it is to what its record says: columns added in place, or the table rebuilt.
import { Column, Record } from '../model';
import {
  STAMP,
  columnDefinition,
  createIndex,
  createStampIndex,
  createIndexes,
  createTable,
  hasDefault,
  indexWhere,
  stampDefinition,
  storageName,
} from '../sql/ddl';
import { quoteName, quoteText } from '../sql/text';
import { DatabaseColumn, DatabaseTable, signature } from './database';
import { Refusals } from './refusal';

export function planTable(record: Record, table: DatabaseTable, refusals: Refusals, sql: string[]): void {
  const gone = droppedColumns(record, table, refusals);
  if (needsRebuild(record, table, refusals) || gone > 0) return rebuild(record, table, sql);
  for (let i = 0; i < record.columns.length; i++) {
    if (table.column(record.columns[i].name) === null)
      sql.push(addColumn(record, columnDefinition(record, record.columns[i])));
  }
  if (table.column(STAMP) === null) sql.push(addColumn(record, stampDefinition()));
  planIndexes(record, table, sql);
}

function addColumn(record: Record, definition: string): string {
  return 'alter table ' + quoteName(record.table) + ' add column ' + definition;
}

/** Columns that the schema no longer names, each allowed or refused. */
function droppedColumns(record: Record, table: DatabaseTable, refusals: Refusals): i32 {
  let gone = 0;
  for (let i = 0; i < table.columns.length; i++) {
    const name = table.columns[i].name;
    if (name == STAMP || columnNamed(record, name) !== null) continue;
    gone++;
    refusals.mayDropColumn(record.table, name);
  }
  return gone;
}

function columnNamed(record: Record, name: string): Column | null {
  for (let i = 0; i < record.columns.length; i++) if (record.columns[i].name == name) return record.columns[i];
  return null;
}

/** Whether some column differs in a way that `alter table` cannot bring about. */
function needsRebuild(record: Record, table: DatabaseTable, refusals: Refusals): bool {
  let rebuild = false;
  for (let i = 0; i < record.columns.length; i++) {
    const column = record.columns[i];
    const present = table.column(column.name);
    if (present === null) rebuild = addNeedsRebuild(record, column, table, refusals) || rebuild;
    else rebuild = changeNeedsRebuild(record, column, table, present, refusals) || rebuild;
  }
  return rebuild;
}

/** SQLite adds only columns that are null or constant in the rows that are there. */
function addNeedsRebuild(record: Record, column: Column, table: DatabaseTable, refusals: Refusals): bool {
  if (!hasDefault(column)) {
    if (!column.nullable && !table.isEmpty) refusals.columnNeedsValue(record.table, column.name);
    return !column.nullable;
  }
  return column.defaultSql.includes('(');
}

/** Where there are no rows, none can lose anything. */
function changeNeedsRebuild(
  record: Record,
  column: Column,
  table: DatabaseTable,
  present: DatabaseColumn,
  refusals: Refusals,
): bool {
  const type = storageName(column.storage);
  const widened = present.type == 'INTEGER' && type == 'REAL';
  const movesKey = present.isKey != column.isPrimaryKey;
  if (!table.isEmpty) {
    if (present.type != type && !widened) refusals.columnModified(record.table, column.name, type);
    else if (movesKey)
      refusals.columnModified(record.table, column.name, column.isPrimaryKey ? 'the key' : 'other than the key');
    const required = !column.nullable && !present.notNull && !present.isKey;
    if (required && !hasDefault(column)) refusals.columnModified(record.table, column.name, 'required');
  }
  if (movesKey) return true;
  return present.type != type || present.notNull != !column.nullable || !sameDefault(present.defaultSql, column);
}

function sameDefault(present: string, column: Column): bool {
  return present == column.defaultSql || (!hasDefault(column) && (present == '' || present == 'null'));
}

/** New table, rows copied, names swapped. What is new takes its default; what becomes required has its nulls filled with it. */
function rebuild(record: Record, table: DatabaseTable, sql: string[]): void {
  const work = '_pyre_new_' + record.table;
  const names: string[] = [];
  const values: string[] = [];
  for (let i = 0; i < record.columns.length; i++) {
    names.push(quoteName(record.columns[i].name));
    values.push(copiedValue(record.columns[i], table.column(record.columns[i].name)));
  }
  names.push(quoteName(STAMP));
  values.push(table.column(STAMP) === null ? '0' : quoteName(STAMP));
  sql.push('drop table if exists ' + quoteName(work));
  sql.push(createTable(record, work));
  const into = 'insert into ' + quoteName(work) + ' (' + names.join(', ') + ')';
  sql.push(into + ' select ' + values.join(', ') + ' from ' + quoteName(record.table));
  if (record.primaryKey.column.autoIncrement) keepSequence(record.table, work, sql);
  sql.push('drop table ' + quoteName(record.table));
  sql.push('alter table ' + quoteName(work) + ' rename to ' + quoteName(record.table));
  const indexes = createIndexes(record);
  for (let i = 0; i < indexes.length; i++) sql.push(indexes[i]);
}

function copiedValue(column: Column, present: DatabaseColumn | null): string {
  if (present === null) return hasDefault(column) ? column.defaultSql : 'null';
  const filled = !column.nullable && !present.notNull && hasDefault(column);
  return filled ? 'coalesce(' + quoteName(column.name) + ', ' + column.defaultSql + ')' : quoteName(column.name);
}

/** Keys of deleted rows are not given again, also after a rebuild. */
function keepSequence(table: string, work: string, sql: string[]): void {
  sql.push('delete from sqlite_sequence where name = ' + quoteText(work));
  sql.push(
    'insert into sqlite_sequence (name, seq) select ' +
      quoteText(work) +
      ', seq from sqlite_sequence where name = ' +
      quoteText(table),
  );
}

/** Indexes are the same when they do the same, whatever their names. */
function planIndexes(record: Record, table: DatabaseTable, sql: string[]): void {
  const wanted: string[] = [];
  for (let i = 0; i < record.indexes.length; i++) wanted.push(indexSignature(record, i));
  wanted.push(signature(false, [STAMP + ' asc'], ''));
  const present: string[] = [];
  for (let i = 0; i < table.indexes.length; i++) {
    present.push(table.indexes[i].signature);
    if (!wanted.includes(table.indexes[i].signature))
      sql.push('drop index if exists ' + quoteName(table.indexes[i].name));
  }
  for (let i = 0; i < record.indexes.length; i++)
    if (!present.includes(wanted[i])) sql.push(createIndex(record, record.indexes[i]));
  if (!present.includes(wanted[wanted.length - 1])) sql.push(createStampIndex(record));
}

function indexSignature(record: Record, at: i32): string {
  const index = record.indexes[at];
  const parts: string[] = [];
  for (let i = 0; i < index.parts.length; i++) {
    parts.push(index.parts[i].field.column.name + (index.parts[i].descending ? ' desc' : ' asc'));
  }
  return signature(index.unique, parts, indexWhere(index));
}
