// Permissions: the predicate of each operation on a record, and where `exists` may stand.
import { Message, Reporter } from '../../diagnostic/index';
import { OperationKind, Policy, Predicate, PredicateKind } from '../../model';
import { Span } from '../../span';
import { AllowNode, NodeKind, PredicateNode, PredicateNodeKind } from '../ast';
import { Draft, Drafts } from './definitions';
import { folded } from './folded';
import { PredicatePlace, Predicates } from './predicates';
import { Values } from './values';

const OPERATIONS: i32 = 4;

export function resolvePolicies(drafts: Drafts, values: Values): void {
  for (let i = 0; i < drafts.records.length; i++) {
    const record = drafts.records[i].record;
    for (let operation = 0; operation < OPERATIONS; operation++)
      record.policies.push(new Policy(Predicate.always(), 'True'));
    resolveRecord(drafts, drafts.records[i], values);
    record.synced = drafts.schema.syncable && !record.policies[OperationKind.Query].relational;
  }
}

/** A body is built once, however many operations it covers: what is wrong with it is told once. */
function resolveRecord(drafts: Drafts, draft: Draft, values: Values): void {
  const allows = draft.items(NodeKind.Allow);
  for (let i = 0; i < allows.length; i++) {
    const node = allows[i] as AllowNode;
    const exists = firstExists(node.body);
    if (exists) checkExistsPlace(drafts, node, exists.path[0].span);
    const builder = new Predicates(drafts.reporter, values, PredicatePlace.Permission, draft.record);
    const predicate = builder.build(node.body);
    for (let operation = 0; operation < OPERATIONS; operation++) {
      if (covers(node, operation))
        draft.record.policies[operation] = policyOf(drafts.reporter, node, predicate, exists != null);
    }
  }
}

function policyOf(reporter: Reporter, node: AllowNode, predicate: Predicate, relational: bool): Policy {
  const text = predicate.kind == PredicateKind.Always ? 'True' : folded(reporter.files, node.body.span);
  const policy = new Policy(predicate, text);
  policy.relational = relational;
  return policy;
}

function covers(node: AllowNode, operation: i32): bool {
  return node.star || node.operations.includes(operation);
}

function firstExists(node: PredicateNode): PredicateNode | null {
  if (node.kind == PredicateNodeKind.Exists) return node;
  for (let i = 0; i < node.children.length; i++) {
    const found = firstExists(node.children[i]);
    if (found) return found;
  }
  return null;
}

function checkExistsPlace(drafts: Drafts, node: AllowNode, span: Span): void {
  if (covers(node, OperationKind.Insert)) drafts.reporter.report(Message.ExistsInInsert, [span], []);
  if (covers(node, OperationKind.Query) && drafts.schema.syncable)
    drafts.reporter.report(Message.ExistsInSyncedQuery, [span], []);
}
