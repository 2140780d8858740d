// Inserting: one statement for a flat insert, a batch for nested ones; restricted inserts judge the proposed row.
import {
  Link,
  Operation,
  OperationKind,
  Operand,
  OperandKind,
  Predicate,
  PredicateKind,
  Record,
  Selection,
} from '../model';
import { Omitted, Write, columnList, find, writesOf } from './assign';
import { BoolForm, fieldExpression } from './shape';
import { Sql, quoteName, quoteText } from './text';
import { Scope, predicateSql } from '../predicate/sql';

/** One statement of an operation. */
export class Step {
  constructor(
    public sql: Sql,
    /** Whether its result is part of the answer. */
    public include: bool,
  ) {}
}

const PROPOSED: string = '"__pyre_proposed"';

export function insertSteps(operation: Operation, selection: Selection, into: Step[]): void {
  if (selection.inserts.length == 0) {
    const statement = insertOne(operation, selection, null, '');
    statement.put(' returning ').put(answerObject(selection, '')).put(' as ').name(selection.key);
    into.push(new Step(statement, true));
    return;
  }
  const made = insertTree(operation, selection, null, '', '_' + selection.key, into);
  into.push(new Step(answerTree(selection, made), true));
  dropTree(selection, made, into);
}

/** Name of the temporary table that holds the row a step has inserted. */
function insertedTable(path: string): string {
  return quoteName('_pyre_inserted' + path);
}

function insertTree(
  operation: Operation,
  selection: Selection,
  link: Link | null,
  parent: string,
  path: string,
  into: Step[],
): string {
  const table = insertedTable(path);
  into.push(new Step(new Sql().put('drop table if exists temp.').put(table), false));
  into.push(new Step(insertOne(operation, selection, link, parent), false));
  into.push(new Step(captureInserted(selection.record, table), false));
  for (let i = 0; i < selection.inserts.length; i++) {
    const child = selection.inserts[i];
    insertTree(operation, child, child.link, table, path + '__' + child.key, into);
  }
  return path;
}

/** `changes()` tells a denied insert, which must not adopt the row inserted before it. */
function captureInserted(record: Record, table: string): Sql {
  const source =
    ' as select t.* from ' +
    quoteName(record.table) +
    ' as t where t.' +
    rowidOf(record) +
    ' = last_insert_rowid() and changes() > 0';
  return new Sql().put('create temp table ').put(table).put(source);
}

/** A column may bear one of the names that SQLite has for a row's number. */
function rowidOf(record: Record): string {
  if (record.primaryKey.column.autoIncrement) return quoteName(record.primaryKey.column.name);
  const names = ['rowid', '_rowid_', 'oid'];
  for (let i = 0; i < names.length; i++) if (!hasColumn(record, names[i])) return names[i];
  return names[0];
}

function hasColumn(record: Record, name: string): bool {
  for (let i = 0; i < record.columns.length; i++) if (record.columns[i].name.toLowerCase() == name) return true;
  return false;
}

function dropTree(selection: Selection, path: string, into: Step[]): void {
  for (let i = 0; i < selection.inserts.length; i++)
    dropTree(selection.inserts[i], path + '__' + selection.inserts[i].key, into);
  into.push(new Step(new Sql().put('drop table if exists temp.').put(insertedTable(path)), false));
}

function answerTree(selection: Selection, path: string): Sql {
  const out = new Sql();
  out.put('select json_object(');
  treeMembers(selection, path, out);
  return out.put(') as ').name(selection.key).put(' from ').put(insertedTable(path));
}

function treeMembers(selection: Selection, path: string, out: Sql): void {
  const prefix = insertedTable(path);
  for (let i = 0, written = 0; i < selection.selected.length; i++) {
    const field = selection.selected[i].field;
    const nested = selection.selected[i].nested;
    if (written++ > 0) out.put(', ');
    out.put(quoteText(selection.selected[i].key)).put(', ');
    if (field !== null) out.put(fieldExpression(field, prefix, BoolForm.Word));
    else if (nested !== null) treeChild(nested, path + '__' + nested.key, out);
    else out.put('null');
  }
  for (let i = 0; i < selection.inserts.length; i++) {
    const child = selection.inserts[i];
    if (isSelected(selection, child)) continue;
    if (selection.selected.length > 0 || i > 0) out.put(', ');
    out.put(quoteText(child.key)).put(', ');
    treeChild(child, path + '__' + child.key, out);
  }
}

function isSelected(selection: Selection, child: Selection): bool {
  for (let i = 0; i < selection.selected.length; i++) if (selection.selected[i].nested === child) return true;
  return false;
}

function treeChild(child: Selection, path: string, out: Sql): void {
  const link = child.link;
  const many = link === null || link.many;
  out.put(many ? '(select coalesce(jsonb_group_array(jsonb_object(' : '(select jsonb_object(');
  treeMembers(child, path, out);
  out
    .put(many ? ")), jsonb('[]')) from " : ') from ')
    .put(insertedTable(path))
    .put(')');
}

/** `insert into …` without `returning`. A child takes its foreign column from the parent's row. */
function insertOne(operation: Operation, selection: Selection, link: Link | null, parent: string): Sql {
  const record = selection.record;
  const writes = writesOf(operation, record, selection.assignments, Omitted.Default);
  if (link !== null) {
    const field = link.toField;
    const value = new Sql().put(parent).put('.').name(link.from.column.name);
    if (field !== null) writes.unshift(new Write(field.column, value));
  }
  const policy = record.policies[OperationKind.Insert].predicate;
  if (policy.kind != PredicateKind.Always) return restrictedInsert(record, writes, policy, parent);
  const out = new Sql();
  out.put('insert into ').name(record.table);
  if (writes.length == 0) return out.put(' default values');
  out
    .put(' (')
    .put(columnList(writes))
    .put(parent.length > 0 ? ') select ' : ') values (');
  values(writes, out);
  return out.put(parent.length > 0 ? ' from ' + parent : ')');
}

function values(writes: Write[], out: Sql): void {
  for (let i = 0; i < writes.length; i++) {
    if (i > 0) out.put(', ');
    out.append(writes[i].value);
  }
}

/** The proposed row has all columns, defaults filled in; only if it satisfies the permission is it inserted. */
function restrictedInsert(record: Record, writes: Write[], policy: Predicate, parent: string): Sql {
  const key = record.primaryKey.column;
  if (find(writes, key) === null && key.autoIncrement && readsColumn(policy, key.name)) {
    writes.unshift(new Write(key, nextKey(record, key.name)));
  }
  const out = new Sql();
  out.put('insert into ').name(record.table).put(' (').put(columnList(writes)).put(') select ');
  for (let i = 0; i < writes.length; i++)
    out
      .put(i > 0 ? ', ' : '')
      .put(PROPOSED)
      .put('.')
      .name(writes[i].column.name);
  out.put(' from (select ');
  for (let i = 0; i < record.columns.length; i++) {
    const column = record.columns[i];
    const write = find(writes, column);
    if (i > 0) out.put(', ');
    if (write !== null) out.append(write.value);
    else out.put(column.defaultSql.length > 0 ? column.defaultSql : 'null');
    out.put(' as ').name(column.name);
  }
  if (parent.length > 0) out.put(' from ').put(parent);
  out.put(') as ').put(PROPOSED).put(' where ');
  predicateSql(policy, new Scope(PROPOSED), out);
  return out;
}

/** The key that the database would give, asked for beforehand because the permission judges it. */
function nextKey(record: Record, key: string): Sql {
  const highest = '(select coalesce(max(' + quoteName(key) + '), 0) from ' + quoteName(record.table) + ')';
  const given = '(select coalesce(max(seq), 0) from sqlite_sequence where name = ' + quoteText(record.table) + ')';
  return new Sql().put('max(' + highest + ', ' + given + ') + 1');
}

function readsColumn(predicate: Predicate, name: string): bool {
  if (isColumn(predicate.left, name) || isColumn(predicate.right, name)) return true;
  for (let i = 0; i < predicate.children.length; i++) if (readsColumn(predicate.children[i], name)) return true;
  return false;
}

function isColumn(operand: Operand | null, name: string): bool {
  if (operand === null || operand.kind != OperandKind.Column) return false;
  const column = operand.column;
  return column !== null && column.name == name;
}

/** The answer's object over the written row. */
export function answerObject(selection: Selection, prefix: string): string {
  const parts: string[] = [];
  for (let i = 0; i < selection.selected.length; i++) {
    const field = selection.selected[i].field;
    if (field !== null)
      parts.push(quoteText(selection.selected[i].key) + ', ' + fieldExpression(field, prefix, BoolForm.Word));
  }
  return 'json_object(' + parts.join(', ') + ')';
}
