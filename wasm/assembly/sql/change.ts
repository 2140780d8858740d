// Updating and deleting: one statement each, authorised inside it, answering with the rows it touched.
import { Operation, OperationKind, PredicateKind, Selection } from '../model';
import { Omitted, Write, writesOf } from './assign';
import { answerObject } from './insert';
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
  allowed(selection, OperationKind.Update, out);
  if (record.policies[OperationKind.Update].predicate.kind != PredicateKind.Always) {
    out.put(' and ');
    predicateSql(record.policies[OperationKind.Update].predicate, afterwards(table, writes), out);
  }
  return answering(selection, table, out);
}

/** Columns as they will be: new values where given, the rest as it is. */
function afterwards(table: string, writes: Write[]): Scope {
  const scope = new Scope(table);
  for (let i = 0; i < writes.length; i++) scope.replaced.set(writes[i].column.name, writes[i].value);
  return scope;
}

export function deleteStatement(operation: Operation, selection: Selection): Sql {
  const table = quoteName(selection.record.table);
  const out = new Sql().put('delete from ').put(table);
  allowed(selection, OperationKind.Delete, out);
  return answering(selection, table, out);
}

function allowed(selection: Selection, kind: OperationKind, out: Sql): void {
  const scope = new Scope(quoteName(selection.record.table));
  out.put(' where ');
  predicateSql(selection.where, scope, out);
  const policy = selection.record.policies[kind].predicate;
  if (policy.kind == PredicateKind.Always) return;
  out.put(' and ');
  predicateSql(policy, scope, out);
}

function answering(selection: Selection, table: string, out: Sql): Sql {
  return out.put(' returning ').put(answerObject(selection, table)).put(' as ').name(selection.key);
}
