// Which session values an operation reads: those it names and those that the permissions on its way name.
import { Operand, OperandKind, Operation, OperationKind, Predicate, Record, Selection } from '../../model';

/** Flattened names, e.g. `userId`, `actor`, `actor__depotId`, sorted. */
export function sessionFieldsOf(operation: Operation): string[] {
  const found = new Set<string>();
  for (let i = 0; i < operation.roots.length; i++) collectSelection(operation.roots[i], operation.kind, found);
  return found.values().sort();
}

function collectSelection(selection: Selection, kind: OperationKind, found: Set<string>): void {
  collectPolicy(selection.record, kind, found);
  collectPredicate(selection.where, found);
  const limit = selection.limit;
  if (limit) collectOperand(limit, found);
  for (let i = 0; i < selection.assignments.length; i++) collectOperand(selection.assignments[i].value, found);
  for (let i = 0; i < selection.inserts.length; i++) collectSelection(selection.inserts[i], kind, found);
  for (let i = 0; i < selection.selected.length; i++) {
    const nested = selection.selected[i].nested;
    if (nested) collectSelection(nested, OperationKind.Query, found);
  }
}

function collectPolicy(record: Record, kind: OperationKind, found: Set<string>): void {
  if (kind < record.policies.length) collectPredicate(record.policies[kind].predicate, found);
}

function collectPredicate(predicate: Predicate, found: Set<string>): void {
  const left = predicate.left;
  const right = predicate.right;
  if (left) collectOperand(left, found);
  if (right) collectOperand(right, found);
  for (let i = 0; i < predicate.guards.length; i++) collectOperand(predicate.guards[i].operand, found);
  for (let i = 0; i < predicate.children.length; i++) collectPredicate(predicate.children[i], found);
}

function collectOperand(operand: Operand, found: Set<string>): void {
  if (operand.kind == OperandKind.Session) found.add(operand.path.join('__'));
  for (let i = 0; i < operand.parts.length; i++) collectOperand(operand.parts[i], found);
  const literal = operand.literal;
  if (!literal) return;
  for (let i = 0; i < literal.payload.length; i++) collectOperand(literal.payload[i].value, found);
}
