// Questions about selections that are being built.
import { Field, Managed, Predicate, PredicateKind, Selection } from '../../model';
import { FieldNode, NodeKind } from '../ast';

export function both(one: Predicate, two: Predicate): Predicate {
  if (one.kind == PredicateKind.Always) return two;
  const predicate = new Predicate(PredicateKind.And, two.span);
  predicate.children = one.kind == PredicateKind.And ? one.children.concat([two]) : [one, two];
  predicate.text = one.text + ' ' + two.text;
  return predicate;
}

export function isListed(node: FieldNode, name: string): bool {
  for (let i = 0; i < node.items.length; i++) {
    if (node.items[i].kind == NodeKind.Field && (node.items[i] as FieldNode).name.text == name) return true;
  }
  return false;
}

export function isSelected(selection: Selection, key: string): bool {
  for (let i = 0; i < selection.selected.length; i++) if (selection.selected[i].key == key) return true;
  return false;
}

export function isAssigned(selection: Selection, field: Field): bool {
  for (let i = 0; i < selection.assignments.length; i++) if (selection.assignments[i].field == field) return true;
  return false;
}

/** By a default, the key's counter, the clock, or the row that it is inserted under. */
export function isFilled(selection: Selection, field: Field): bool {
  if (field.generatedKey || field.hasDefault || field.managed != Managed.None) return true;
  const link = selection.link;
  return link != null && link.toField == field;
}
