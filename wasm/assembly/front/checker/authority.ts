// Columns that an update permission depends on through `exists`: whoever could change them would decide who may.
import { Field, OperationKind, Predicate, PredicateKind, Record } from '../../model';

/** Whether the update permission follows a link that starts at this column. */
export function leadsToAuthority(record: Record, field: Field): bool {
  return startsAt(record.policies[OperationKind.Update].predicate, field);
}

function startsAt(predicate: Predicate, field: Field): bool {
  if (predicate.kind == PredicateKind.Exists) return predicate.path.length > 0 && predicate.path[0].from == field;
  for (let i = 0; i < predicate.children.length; i++) if (startsAt(predicate.children[i], field)) return true;
  return false;
}
