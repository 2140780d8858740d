// Who may see a row: the permission reduced with the row's values, then looked up among the classes of sessions [PERM-4].
import { Comparison, Operand, OperandKind, Predicate, PredicateKind } from '../model';
import { Json } from '../json/index';
import { Facts, HOLDS, evaluate, valueOf } from '../predicate/evaluate';
import { AudienceClass, Dimension, TablePlan, lookupOf } from './registry';

/** Classes of sessions; or everyone but those. */
export class Audience {
  constructor(
    public everyone: bool,
    /** Who is in; with `everyone`, who is out. */
    public classes: AudienceClass[],
  ) {}

  get isNobody(): bool {
    return !this.everyone && this.classes.length == 0;
  }
}

/** What a predicate comes to once the row is known. */
enum Reduced {
  Never,
  Always,
  /** The session decides. */
  Depends,
}

let question: i32 = 0;
const NO_SESSION: Json[] = [];
const NOBODY: AudienceClass[] = [];

/** The sessions that the rule lets see the row. */
export function audienceOf(plan: TablePlan, row: Json[], literals: Json[]): Audience {
  const facts = new Facts(row, NO_SESSION, literals);
  const reduced = reduce(plan.rule, facts);
  if (reduced == Reduced.Always) return new Audience(true, NOBODY);
  if (reduced == Reduced.Never) return new Audience(false, NOBODY);
  const exception = exceptionOf(plan, facts);
  if (exception !== null) return exception;
  const possible = candidates(plan.rule, plan.dimension, facts);
  return new Audience(false, confirmed(plan, possible === null ? plan.dimension.classes : possible, facts, true));
}

/** Those candidates for which the rule's verdict is as wanted, each once. */
function confirmed(plan: TablePlan, possible: AudienceClass[], facts: Facts, wanted: bool): AudienceClass[] {
  const mark = ++question;
  const found: AudienceClass[] = [];
  const judged = new Facts(facts.row, NO_SESSION, facts.literals);
  for (let i = 0; i < possible.length; i++) {
    const one = possible[i];
    if (one.dead || one.mark == mark) continue;
    one.mark = mark;
    judged.session = one.values;
    if ((evaluate(plan.rule, judged) == HOLDS) == wanted) found.push(one);
  }
  return found;
}

/** A rule that comes to `value != Session.x` is for everyone but a few: those few are looked up instead. */
function exceptionOf(plan: TablePlan, facts: Facts): Audience | null {
  const rule = plan.rule;
  const lookup = rule.kind == PredicateKind.Compare && rule.comparison == Comparison.NotEqual ? lookupOf(rule) : null;
  if (lookup === null || hasSessionGuard(rule)) return null;
  const index = plan.dimension.index(lookup.slot, lookup.affinity, false);
  if (index === null) return null;
  const possible = index.find(valueOf(lookup.known, facts)).concat(index.find(Json.nothing()));
  return new Audience(true, confirmed(plan, possible, facts, false));
}

function hasSessionGuard(predicate: Predicate): bool {
  for (let i = 0; i < predicate.guards.length; i++)
    if (predicate.guards[i].operand.kind == OperandKind.Session) return true;
  return false;
}

function reduce(predicate: Predicate, facts: Facts): Reduced {
  switch (predicate.kind) {
    case PredicateKind.Always:
      return Reduced.Always;
    case PredicateKind.And:
      return reduceAll(predicate, facts);
    case PredicateKind.Or:
      return reduceAny(predicate, facts);
    case PredicateKind.Compare:
    case PredicateKind.In:
      return reduceOne(predicate, facts);
    default:
      return Reduced.Never;
  }
}

/** Unknown never becomes true further up, as nothing in the language negates: it counts as Never. */
function reduceAll(predicate: Predicate, facts: Facts): Reduced {
  let verdict = Reduced.Always;
  for (let i = 0; i < predicate.children.length; i++) {
    const one = reduce(predicate.children[i], facts);
    if (one == Reduced.Never) return one;
    if (one == Reduced.Depends) verdict = one;
  }
  return verdict;
}

function reduceAny(predicate: Predicate, facts: Facts): Reduced {
  let verdict = Reduced.Never;
  for (let i = 0; i < predicate.children.length; i++) {
    const one = reduce(predicate.children[i], facts);
    if (one == Reduced.Always) return one;
    if (one == Reduced.Depends) verdict = one;
  }
  return verdict;
}

function reduceOne(predicate: Predicate, facts: Facts): Reduced {
  if (!isOfSession(predicate)) return evaluate(predicate, facts) == HOLDS ? Reduced.Always : Reduced.Never;
  for (let i = 0; i < predicate.guards.length; i++) {
    const guard = predicate.guards[i];
    if (guard.operand.kind != OperandKind.Session && valueOf(guard.operand, facts).asText() != guard.variant)
      return Reduced.Never;
  }
  const hopeless = !predicate.nullSafe && (isKnownNull(predicate.left, facts) || isKnownNull(predicate.right, facts));
  return hopeless ? Reduced.Never : Reduced.Depends;
}

function isOfSession(predicate: Predicate): bool {
  return hasSessionGuard(predicate) || isSession(predicate.left) || isSession(predicate.right);
}

function isSession(operand: Operand | null): bool {
  return operand !== null && operand.kind == OperandKind.Session;
}

function isKnownNull(operand: Operand | null, facts: Facts): bool {
  return (
    operand !== null &&
    operand.kind != OperandKind.Session &&
    operand.kind != OperandKind.List &&
    valueOf(operand, facts).isNull
  );
}

/** A list that holds every class for which the predicate may hold; null: any may. */
function candidates(predicate: Predicate, dimension: Dimension, facts: Facts): AudienceClass[] | null {
  const reduced = reduce(predicate, facts);
  if (reduced == Reduced.Never) return NOBODY;
  if (reduced == Reduced.Always) return null;
  switch (predicate.kind) {
    case PredicateKind.And:
      return fewest(predicate, dimension, facts);
    case PredicateKind.Or:
      return union(predicate, dimension, facts);
    default:
      return lookedUp(predicate, dimension, facts);
  }
}

function fewest(predicate: Predicate, dimension: Dimension, facts: Facts): AudienceClass[] | null {
  let best: AudienceClass[] | null = null;
  for (let i = 0; i < predicate.children.length; i++) {
    const one = candidates(predicate.children[i], dimension, facts);
    if (one !== null && (best === null || one.length < best.length)) best = one;
  }
  return best;
}

function union(predicate: Predicate, dimension: Dimension, facts: Facts): AudienceClass[] | null {
  let all: AudienceClass[] = NOBODY;
  for (let i = 0; i < predicate.children.length; i++) {
    const one = candidates(predicate.children[i], dimension, facts);
    if (one === null) return null;
    all = all.length == 0 ? one : all.concat(one);
  }
  return all;
}

function lookedUp(predicate: Predicate, dimension: Dimension, facts: Facts): AudienceClass[] | null {
  const lookup = lookupOf(predicate);
  if (lookup === null || (predicate.kind == PredicateKind.Compare && predicate.comparison != Comparison.Equal))
    return null;
  const index = dimension.index(lookup.slot, lookup.affinity, lookup.isList);
  return index === null ? null : index.find(valueOf(lookup.known, facts));
}

/** Who could see the earlier image and cannot see the later one: to them it is a removal [SYNC-7]. */
export function withdrawn(before: Audience, after: Audience): Audience {
  if (before.everyone && after.everyone) return new Audience(false, without(after.classes, before.classes));
  if (before.everyone) return new Audience(true, before.classes.concat(without(after.classes, before.classes)));
  if (after.everyone) return new Audience(false, common(before.classes, after.classes));
  return new Audience(false, without(before.classes, after.classes));
}

function without(list: AudienceClass[], others: AudienceClass[]): AudienceClass[] {
  return select(list, others, false);
}

function common(list: AudienceClass[], others: AudienceClass[]): AudienceClass[] {
  return select(list, others, true);
}

function select(list: AudienceClass[], others: AudienceClass[], among: bool): AudienceClass[] {
  const mark = ++question;
  for (let i = 0; i < others.length; i++) others[i].mark = mark;
  const kept: AudienceClass[] = [];
  for (let i = 0; i < list.length; i++) if ((list[i].mark == mark) == among) kept.push(list[i]);
  return kept;
}
