// Tables and indexes of a schema, and the engine's own tables.
import { Column, Index, Predicate, PredicateKind, Record, Schema, Storage } from '../model';
import { Sql, quoteName } from './text';
import { Scope, predicateSql } from '../predicate/sql';

/** The hidden column that carries a row's stamp. */
export const STAMP: string = '_pyre_stamp';

export function storageName(storage: Storage): string {
  switch (storage) {
    case Storage.Integer:
      return 'INTEGER';
    case Storage.Real:
      return 'REAL';
    case Storage.Text:
      return 'TEXT';
    default:
      return 'BLOB';
  }
}

/** `"name" TYPE [primary key …] [not null] [default (…)]` */
export function columnDefinition(record: Record, column: Column): string {
  let text = quoteName(column.name) + ' ' + storageName(column.storage);
  if (column.isPrimaryKey) text += column.autoIncrement ? ' primary key autoincrement' : ' primary key';
  if (!column.nullable) text += ' not null';
  if (hasDefault(column) || (column.defaultSql.length > 0 && !isDiscriminator(record, column)))
    text += ' default (' + column.defaultSql + ')';
  return text;
}

/** Whether the column tells the variant of a union. */
function isDiscriminator(record: Record, column: Column): bool {
  for (let i = 0; i < record.fields.length; i++) {
    if (record.fields[i].column === column) return record.fields[i].payloads.length > 0;
  }
  return false;
}

/** A default of null is none, although a column may say it. */
export function hasDefault(column: Column): bool {
  return column.defaultSql.length > 0 && column.defaultSql != 'null';
}

export function stampDefinition(): string {
  return quoteName(STAMP) + ' INTEGER not null default 0';
}

/** `create table` under the name given, so that a rebuild may use another than the record's. */
export function createTable(record: Record, name: string): string {
  const lines: string[] = [];
  for (let i = 0; i < record.columns.length; i++) lines.push('  ' + columnDefinition(record, record.columns[i]));
  lines.push('  ' + stampDefinition());
  return 'create table ' + quoteName(name) + ' (\n' + lines.join(',\n') + '\n)';
}

/** All indexes of a record, that on the stamp included. */
export function createIndexes(record: Record): string[] {
  const made: string[] = [];
  for (let i = 0; i < record.indexes.length; i++) made.push(createIndex(record, record.indexes[i]));
  made.push(createStampIndex(record));
  return made;
}

export function stampIndexName(record: Record): string {
  return 'idx_' + record.table + '_' + STAMP;
}

export function createStampIndex(record: Record): string {
  const name = quoteName(stampIndexName(record));
  return 'create index if not exists ' + name + ' on ' + quoteName(record.table) + ' (' + quoteName(STAMP) + ' asc)';
}

export function createIndex(record: Record, index: Index): string {
  const parts: string[] = [];
  for (let i = 0; i < index.parts.length; i++) {
    parts.push(quoteName(index.parts[i].field.column.name) + (index.parts[i].descending ? ' desc' : ' asc'));
  }
  const kind = index.unique ? 'create unique index' : 'create index';
  const head = kind + ' if not exists ' + quoteName(indexName(record, index)) + ' on ' + quoteName(record.table);
  const where = indexWhere(index);
  return head + ' (' + parts.join(', ') + ')' + (where.length > 0 ? ' where ' + where : '');
}

/** `idx_` or `uniq_`, the table, its columns, and for a partial index its condition. */
export function indexName(record: Record, index: Index): string {
  let name = (index.unique ? 'uniq_' : 'idx_') + record.table;
  for (let i = 0; i < index.parts.length; i++) {
    name += '_' + index.parts[i].field.column.name + (index.parts[i].descending ? '_desc' : '');
  }
  const where = indexWhere(index);
  return where.length > 0 ? name + '_' + where.replaceAll(' ', '_').replaceAll('"', '') : name;
}

/** The condition of a partial index; '' for a whole one. */
export function indexWhere(index: Index): string {
  if (index.where.kind == PredicateKind.Always) return '';
  const out = new Sql();
  indexPredicate(index.where, out);
  return out.text();
}

/** Conditions compare own columns with literals; without the outer parentheses they read well in the index's name. */
function indexPredicate(predicate: Predicate, out: Sql): void {
  if (predicate.kind == PredicateKind.And) {
    for (let i = 0; i < predicate.children.length; i++) {
      if (i > 0) out.put(' and ');
      indexPredicate(predicate.children[i], out);
    }
    return;
  }
  const inner = new Sql();
  predicateSql(predicate, new Scope(''), inner);
  const text = inner.text();
  out.put(predicate.kind == PredicateKind.Compare ? text.slice(1, text.length - 1) : text);
}

/** The engine's own tables: migrations and sync as every Pyre database has them, clock and history for exact sync. */
export function internalTables(): string[] {
  return [
    'create table if not exists _pyre_migrations (\n' +
      '  id integer primary key autoincrement,\n  created_at integer not null default (unixepoch()),\n  name text not null,\n' +
      '  finished_at integer,\n  error text,\n  sql text not null,\n  schema text\n)',
    'create table if not exists _pyre_sync (\n  id integer primary key check (id = 1),\n  database_epoch text not null,\n' +
      '  server_revision integer not null default 0 check (server_revision >= 0)\n)',
    'insert into _pyre_sync (id, database_epoch) values (1, lower(hex(randomblob(16)))) on conflict (id) do nothing',
    'create table if not exists _pyre_clock (id integer primary key check (id = 1), stamp integer not null)',
    'insert into _pyre_clock (id, stamp) values (1, 0) on conflict (id) do nothing',
    'create table if not exists _pyre_history (stamp integer primary key, table_name text not null, key, image text not null, revision integer not null)',
    'create index if not exists _pyre_history_table on _pyre_history (table_name, stamp)',
    'create table if not exists _pyre_horizon (table_name text primary key, stamp integer not null)',
  ];
}

/** Everything an empty database needs. */
export function createAll(schema: Schema): string[] {
  const made = internalTables();
  for (let i = 0; i < schema.records.length; i++) {
    made.push(createTable(schema.records[i], schema.records[i].table));
    const indexes = createIndexes(schema.records[i]);
    for (let j = 0; j < indexes.length; j++) made.push(indexes[j]);
  }
  return made;
}
