// The same predicate with fewer words: constants folded, chains flattened, single members unwrapped.
import { Predicate, PredicateKind } from '../model';

/** A predicate that holds for the same rows; parts without constants are shared, not copied. */
export function simplified(predicate: Predicate): Predicate {
  if (predicate.kind != PredicateKind.And && predicate.kind != PredicateKind.Or) return predicate;
  const isAnd = predicate.kind == PredicateKind.And;
  const neutral = isAnd ? PredicateKind.Always : PredicateKind.Never;
  const absorbing = isAnd ? PredicateKind.Never : PredicateKind.Always;
  const made = new Predicate(predicate.kind, predicate.span);
  for (let i = 0; i < predicate.children.length; i++) {
    const child = simplified(predicate.children[i]);
    if (child.kind == absorbing) return child;
    if (child.kind == predicate.kind)
      for (let j = 0; j < child.children.length; j++) made.children.push(child.children[j]);
    else if (child.kind != neutral) made.children.push(child);
  }
  if (made.children.length == 1) return made.children[0];
  return made.children.length == 0 ? new Predicate(neutral, predicate.span) : made;
}
