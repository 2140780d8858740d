// Each record says for each of the four operations, once, who may do it.
import { joined, Message, Reporter } from '../../diagnostic/index';
import { Span } from '../../span';
import { AllowNode, Node, NodeKind } from '../ast';
import { operationWords } from '../parser/record';
import { Draft } from './definitions';

/** `@public` alone, `@allow(*)` alone, or `@allow`s that cover query, insert, update and delete without overlap. */
export function checkCoverage(draft: Draft, reporter: Reporter): void {
  const whole = draft.items(NodeKind.Public);
  const allows = draft.items(NodeKind.Allow);
  for (let i = 0; i < allows.length; i++) if ((allows[i] as AllowNode).star) whole.push(allows[i]);
  const name = draft.node.name;
  if (whole.length + allows.length == 0) {
    reporter.report(Message.NoPermissions, [name.span], [name.text]);
  } else if (whole.length > 0) {
    checkAlone(draft, whole, allows, reporter);
  } else {
    checkParts(draft, allows, reporter);
  }
}

function checkAlone(draft: Draft, whole: Node[], allows: Node[], reporter: Reporter): void {
  const spans = [draft.node.head];
  for (let i = 0; i < whole.length; i++) spans.push(headOf(whole[i]));
  for (let i = 0; i < allows.length; i++) if (!(allows[i] as AllowNode).star) spans.push(headOf(allows[i]));
  if (spans.length > 2) reporter.report(Message.PermissionsBesideWhole, spans, [draft.node.name.text]);
}

function headOf(node: Node): Span {
  return node.kind == NodeKind.Allow ? (node as AllowNode).head : node.span;
}

function checkParts(draft: Draft, allows: Node[], reporter: Reporter): void {
  const name = draft.node.name.text;
  const missing: string[] = [];
  for (let operation = 0; operation < operationWords.length; operation++) {
    const spans = [draft.node.head];
    for (let i = 0; i < allows.length; i++) {
      const allow = allows[i] as AllowNode;
      for (let j = 0; j < allow.operations.length; j++) if (allow.operations[j] == operation) spans.push(allow.head);
    }
    if (spans.length == 1) missing.push(operationWords[operation]);
    if (spans.length > 2) reporter.report(Message.PermissionTwice, spans, [name, operationWords[operation]]);
  }
  if (missing.length > 0) reporter.report(Message.OperationsUncovered, [draft.node.name.span], [name, joined(missing)]);
}
