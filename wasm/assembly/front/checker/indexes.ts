// `@index(…)` and `@unique(…)` of a record.
import { Message, Reporter } from '../../diagnostic/index';
import { Index, IndexPart, Record } from '../../model';
import { IndexNode, NodeKind } from '../ast';
import { Draft } from './definitions';
import { PredicatePlace, Predicates } from './predicates';
import { Values } from './values';

export function resolveIndexes(draft: Draft, values: Values, reporter: Reporter): void {
  const nodes = draft.items(NodeKind.Index);
  for (let i = 0; i < nodes.length; i++)
    draft.record.indexes.push(resolveIndex(nodes[i] as IndexNode, draft.record, values, reporter));
}

function resolveIndex(node: IndexNode, record: Record, values: Values, reporter: Reporter): Index {
  const index = new Index();
  index.unique = node.unique;
  for (let i = 0; i < node.parts.length; i++) addPart(index, node, i, record, reporter);
  const where = node.where;
  if (where) index.where = new Predicates(reporter, values, PredicatePlace.Index, record).build(where);
  return index;
}

function addPart(index: Index, node: IndexNode, at: i32, record: Record, reporter: Reporter): void {
  const name = node.parts[at].name;
  for (let i = 0; i < at; i++) {
    if (node.parts[i].name.text != name.text) continue;
    reporter.report(
      Message.IndexFieldTwice,
      [name.span, node.parts[i].name.span],
      [node.directive, name.text, record.name],
    );
    return;
  }
  const field = record.field(name.text);
  if (field) {
    index.parts.push(new IndexPart(field, node.parts[at].descending));
    return;
  }
  const names: string[] = [];
  for (let i = 0; i < record.fields.length; i++) names.push(record.fields[i].name);
  const args = [name.text, record.name, reporter.suggest(name.text, names)];
  reporter.report(Message.IndexOnUnknownField, [name.span], args);
}
