// Why a row may or may not be touched: the third evaluator, a tree with values and verdicts.
import { Operand, OperandKind, Policy, Predicate, PredicateKind, TypeKind } from '../model';
import { Json, JsonKind } from '../json/index';
import { FAILS, Facts, HOLDS, evaluate, valueOf } from './evaluate';

/** The permission as a tree: `{ text, verdict, operands, parts }`. */
export function explanation(policy: Policy, facts: Facts): Json {
  return explainPart(policy.predicate, facts);
}

function explainPart(predicate: Predicate, facts: Facts): Json {
  const operands = Json.array();
  const parts = Json.array();
  for (let i = 0; i < predicate.guards.length; i++)
    parts.push(explainGuard(predicate.guards[i].operand, predicate.guards[i].variant, facts));
  addOperand(predicate.left, facts, operands);
  addOperand(predicate.right, facts, operands);
  for (let i = 0; i < predicate.children.length; i++) parts.push(explainPart(predicate.children[i], facts));
  return node(textOf(predicate), evaluate(predicate, facts), operands, parts);
}

function node(text: string, verdict: i32, operands: Json, parts: Json): Json {
  return Json.object()
    .set('text', Json.string(text))
    .set('verdict', Json.string(verdictName(verdict)))
    .set('operands', operands)
    .set('parts', parts);
}

/** The variant that a payload path takes for granted. */
function explainGuard(operand: Operand, variant: string, facts: Facts): Json {
  const value = valueOf(operand, facts);
  const verdict = value.isNull ? -1 : value.asText() == variant ? HOLDS : FAILS;
  const operands = Json.array();
  addOperand(operand, facts, operands);
  return node(operandText(operand) + ' == ' + variant, verdict, operands, Json.array());
}

/** Literals explain themselves. */
function addOperand(operand: Operand | null, facts: Facts, into: Json): void {
  if (operand === null || operand.kind == OperandKind.Literal) return;
  into.push(
    Json.object()
      .set('text', Json.string(operandText(operand)))
      .set('value', spokenValue(operand, facts)),
  );
}

/** Truth is stored as 0 and 1, and spoken of as false and true. */
function spokenValue(operand: Operand, facts: Facts): Json {
  const value = valueOf(operand, facts);
  const isTruth = operand.type.kind == TypeKind.Bool && value.kind == JsonKind.Number;
  return isTruth && (value.number == 0 || value.number == 1) ? Json.bool(value.number == 1) : value;
}

function operandText(operand: Operand): string {
  const column = operand.column;
  if (operand.text.length > 0) return operand.text;
  return column === null ? operand.name : column.name;
}

function textOf(predicate: Predicate): string {
  if (predicate.text.length > 0) return predicate.text;
  switch (predicate.kind) {
    case PredicateKind.Always:
      return 'True';
    case PredicateKind.Never:
      return 'False';
    case PredicateKind.And:
      return joined(predicate, ' && ');
    case PredicateKind.Or:
      return joined(predicate, ' || ');
    default:
      return '';
  }
}

function joined(predicate: Predicate, word: string): string {
  const parts: string[] = [];
  for (let i = 0; i < predicate.children.length; i++) parts.push(textOf(predicate.children[i]));
  return parts.join(word);
}

function verdictName(verdict: i32): string {
  return verdict == HOLDS ? 'true' : verdict == FAILS ? 'false' : 'unknown';
}
