// Updating and deleting: one statement each, authorised inside it, answering with the rows it touched.
import {
  Column,
  Comparison,
  Operand,
  OperandKind,
  Operation,
  OperationKind,
  Predicate,
  PredicateKind,
  Record,
  Selection,
} from '../model';
import { Omitted, Write, writesOf } from './assign';
import { answerObject } from './insert';
import { limitRows, orderColumns } from './select';
import { Sql, quoteName } from './text';
import { Scope, predicateSql } from '../predicate/sql';

/** Authorised on the row as it is and on the row as it would become: nobody hands a row to whom they may not write [PERM-2]. */
export function updateStatement(operation: Operation, selection: Selection): Sql {
  const record = selection.record;
  const table = quoteName(record.table);
  const writes = writesOf(operation, record, selection.assignments, Omitted.Current);
  const out = new Sql().put('update ').put(table).put(' set ');
  for (let i = 0; i < writes.length; i++) {
    if (i > 0) out.put(', ');
    out.name(writes[i].column.name).put(' = ').append(writes[i].value);
  }
  if (writes.length == 0) out.name(record.primaryKey.column.name).put(' = ').name(record.primaryKey.column.name);
  chosen(selection, OperationKind.Update, out);
  andPolicy(record, OperationKind.Update, afterwards(table, writes), out);
  return answering(selection, isAsRead(record, OperationKind.Update), out);
}

/** Columns as they will be: new values where given, the rest as it is. */
function afterwards(table: string, writes: Write[]): Scope {
  const scope = new Scope(table);
  for (let i = 0; i < writes.length; i++) scope.replaced.set(writes[i].column.name, writes[i].value);
  return scope;
}

export function deleteStatement(operation: Operation, selection: Selection): Sql {
  const out = new Sql().put('delete from ').name(selection.record.table);
  chosen(selection, OperationKind.Delete, out);
  return answering(selection, isAsRead(selection.record, OperationKind.Delete) || readsRows(selection), out);
}

/** The rows to write: all that are wanted, or with `@limit` the first of them in the order asked for. */
function chosen(selection: Selection, kind: OperationKind, out: Sql): void {
  const table = quoteName(selection.record.table);
  out.put(' where ');
  if (selection.limit === null) return wanted(selection, kind, table, out);
  const key = quoteName(selection.record.primaryKey.column.name);
  out.put(key).put(' in (select "t".').put(key).put(' from ').put(table).put(' as "t" where ');
  wanted(selection, kind, '"t"', out);
  orderColumns(selection, '"t"', out.put(' order by '));
  limitRows(selection.limit, out);
  out.put(')');
}

/** `@where`, the permission to write, and the permission to read where rows are told apart by what is in them [PERM-2]. */
function wanted(selection: Selection, kind: OperationKind, prefix: string, out: Sql): void {
  const scope = new Scope(prefix);
  predicateSql(selection.where, scope, out);
  andPolicy(selection.record, kind, scope, out);
  if (readsRows(selection) && !isAsRead(selection.record, kind))
    andPolicy(selection.record, OperationKind.Query, scope, out);
}

function andPolicy(record: Record, kind: OperationKind, scope: Scope, out: Sql): void {
  const policy = record.policies[kind].predicate;
  if (policy.kind != PredicateKind.Always) predicateSql(policy, scope, out.put(' and '));
}

/** One permission covers both: whoever may write a row may query it. */
function isAsRead(record: Record, kind: OperationKind): bool {
  return record.policies[kind].predicate === record.policies[OperationKind.Query].predicate;
}

/** Whether the choice of rows would tell what is in them. Naming them by their keys does not. */
function readsRows(selection: Selection): bool {
  return selection.sorts.length > 0 || !namesKeys(selection.where, selection.record.primaryKey.column);
}

function namesKeys(predicate: Predicate, key: Column): bool {
  if (predicate.guards.length > 0) return false;
  for (let i = 0; i < predicate.children.length; i++) if (!namesKeys(predicate.children[i], key)) return false;
  if (predicate.kind == PredicateKind.Exists) return false;
  if (predicate.kind == PredicateKind.Compare && predicate.comparison != Comparison.Equal) return false;
  return readsNothingBut(predicate.left, key) && readsNothingBut(predicate.right, key);
}

function readsNothingBut(operand: Operand | null, key: Column): bool {
  if (operand === null) return true;
  for (let i = 0; i < operand.parts.length; i++) if (!readsNothingBut(operand.parts[i], key)) return false;
  return operand.kind != OperandKind.Column || operand.column === key;
}

/** A row that may not be queried is no part of the answer: its cell is null. */
function answering(selection: Selection, isReadable: bool, out: Sql): Sql {
  const table = quoteName(selection.record.table);
  const policy = selection.record.policies[OperationKind.Query].predicate;
  const object = answerObject(selection, table);
  out.put(' returning ');
  if (isReadable || policy.kind == PredicateKind.Always) out.put(object);
  else {
    predicateSql(policy, new Scope(table), out.put('case when '));
    out.put(' then ').put(object).put(' end');
  }
  return out.put(' as ').name(selection.key);
}
