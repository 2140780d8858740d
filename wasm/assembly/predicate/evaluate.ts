// A predicate on a row image in memory: the second of its three evaluators, with SQLite's three-valued logic.
import { Comparison, Operand, OperandKind, Predicate, PredicateKind } from '../model';
import { Json } from '../json/index';
import { affinityOf, applied, compareValues } from './compare';

/** A verdict: SQL's true, false and null. */
export const HOLDS: i32 = 1;
export const FAILS: i32 = 0;
export const UNKNOWN: i32 = -1;

/** What a predicate is judged on. */
export class Facts {
  constructor(
    /** Storage values by column index. */
    public row: Json[],
    /** Session values by slot. */
    public session: Json[],
    public literals: Json[],
  ) {}
}

export function evaluate(predicate: Predicate, facts: Facts): i32 {
  switch (predicate.kind) {
    case PredicateKind.Always:
      return HOLDS;
    case PredicateKind.Never:
      return FAILS;
    case PredicateKind.And:
      return all(predicate, facts);
    case PredicateKind.Or:
      return any(predicate, facts);
    case PredicateKind.Exists:
      return UNKNOWN;
    default:
      return guarded(predicate, facts);
  }
}

function all(predicate: Predicate, facts: Facts): i32 {
  let verdict = HOLDS;
  for (let i = 0; i < predicate.children.length; i++) {
    const one = evaluate(predicate.children[i], facts);
    if (one == FAILS) return FAILS;
    if (one == UNKNOWN) verdict = UNKNOWN;
  }
  return verdict;
}

function any(predicate: Predicate, facts: Facts): i32 {
  let verdict = FAILS;
  for (let i = 0; i < predicate.children.length; i++) {
    const one = evaluate(predicate.children[i], facts);
    if (one == HOLDS) return HOLDS;
    if (one == UNKNOWN) verdict = UNKNOWN;
  }
  return verdict;
}

/** Guards and comparison, joined by `and`. */
function guarded(predicate: Predicate, facts: Facts): i32 {
  let verdict = HOLDS;
  for (let i = 0; i < predicate.guards.length; i++) {
    const tag = valueOf(predicate.guards[i].operand, facts);
    if (tag.isNull) verdict = UNKNOWN;
    else if (!tag.isString || tag.text != predicate.guards[i].variant) return FAILS;
  }
  const own = predicate.kind == PredicateKind.In ? membership(predicate, facts) : comparison(predicate, facts);
  return own == HOLDS ? verdict : own == UNKNOWN ? UNKNOWN : FAILS;
}

/** The value an operand has. */
export function valueOf(operand: Operand, facts: Facts): Json {
  switch (operand.kind) {
    case OperandKind.Column: {
      const column = operand.column;
      return column === null || column.index < 0 || column.index >= facts.row.length
        ? Json.nothing()
        : facts.row[column.index];
    }
    case OperandKind.Session:
      return at(facts.session, operand.slot);
    case OperandKind.Literal:
      return at(facts.literals, operand.slot);
    default:
      return Json.nothing();
  }
}

function at(values: Json[], slot: i32): Json {
  return slot >= 0 && slot < values.length ? unchecked(values[slot]) : Json.nothing();
}

function comparison(predicate: Predicate, facts: Facts): i32 {
  const left = predicate.left;
  const right = predicate.right;
  if (left === null || right === null) return FAILS;
  const leftValue = applied(valueOf(left, facts), affinityOf(left), affinityOf(right));
  const rightValue = applied(valueOf(right, facts), affinityOf(right), affinityOf(left));
  return verdictOf(predicate.comparison, predicate.nullSafe, leftValue, rightValue);
}

function verdictOf(comparison: Comparison, nullSafe: bool, left: Json, right: Json): i32 {
  if (left.isNull || right.isNull) {
    if (!nullSafe || (comparison != Comparison.Equal && comparison != Comparison.NotEqual)) return UNKNOWN;
    return (left.isNull && right.isNull) == (comparison == Comparison.Equal) ? HOLDS : FAILS;
  }
  const order = compareValues(left, right);
  switch (comparison) {
    case Comparison.Equal:
      return order == 0 ? HOLDS : FAILS;
    case Comparison.NotEqual:
      return order != 0 ? HOLDS : FAILS;
    case Comparison.Less:
      return order < 0 ? HOLDS : FAILS;
    case Comparison.LessOrEqual:
      return order <= 0 ? HOLDS : FAILS;
    case Comparison.Greater:
      return order > 0 ? HOLDS : FAILS;
    default:
      return order >= 0 ? HOLDS : FAILS;
  }
}

/** `in`: nothing is in an empty list; with a null on either side, what is not found is unknown. */
function membership(predicate: Predicate, facts: Facts): i32 {
  const left = predicate.left;
  const right = predicate.right;
  if (left === null || right === null) return FAILS;
  const value = valueOf(left, facts);
  const members = membersOf(right, facts);
  if (members.length == 0) return FAILS;
  if (value.isNull) return UNKNOWN;
  let verdict = FAILS;
  for (let i = 0; i < members.length; i++) {
    const member = applied(members[i], affinityOf(right), affinityOf(left));
    if (member.isNull) verdict = UNKNOWN;
    else if (compareValues(value, member) == 0) return HOLDS;
  }
  return verdict;
}

function membersOf(operand: Operand, facts: Facts): Json[] {
  if (operand.kind != OperandKind.List) return valueOf(operand, facts).items;
  const values: Json[] = [];
  for (let i = 0; i < operand.parts.length; i++) values.push(valueOf(operand.parts[i], facts));
  return values;
}
