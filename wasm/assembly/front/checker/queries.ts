// Checks operations: what each root field, nested selection, assignment and argument refers to.
import { joined, listed, Message, Reporter } from '../../diagnostic/index';
import {
  Assignment,
  Field,
  Link,
  Managed,
  Operation,
  OperationKind,
  Predicate,
  PredicateKind,
  Record,
  Selected,
  Selection,
  Sort,
  Type,
  TypeKind,
} from '../../model';
import { FieldNode, LimitNode, Node, NodeKind, OperationNode, SortNode, WhereNode } from '../ast';
import { leadsToAuthority } from './authority';
import { Names } from './names';
import { Params } from './params';
import { PredicatePlace, Predicates } from './predicates';
import { queryId } from './query-id';
import { both, isAssigned, isFilled, isListed, isSelected } from './selections';
import { sessionFieldsOf } from './session-fields';
import { TypeResolver } from './types';
import { reportUnknownField } from './unknown-field';
import { ValueUse } from './value-use';
import { Values } from './values';

export class OperationChecker {
  params: Params;
  private values: Values;
  private kind: OperationKind;
  private operation: Operation;

  constructor(
    private names: Names,
    private reporter: Reporter,
    private node: OperationNode,
  ) {
    const params = new Params(node.params, new TypeResolver(names, reporter), reporter);
    const kind = node.operation as OperationKind;
    this.params = params;
    this.kind = kind;
    this.values = new Values(names, reporter, params);
    this.operation = new Operation(kind, node.name.text, queryId(node), node.span);
  }

  run(): Operation {
    const keys = new Set<string>();
    for (let i = 0; i < this.node.items.length; i++) this.rootItem(this.node.items[i], keys);
    if (this.kind != OperationKind.Query) this.checkNamespaces();
    this.operation.params = this.params.finish();
    this.operation.sessionFields = sessionFieldsOf(this.operation);
    this.operation.source = this.reporter.files[this.node.span.file].text.substring(
      this.node.span.start,
      this.node.span.end,
    );
    return this.operation;
  }

  private rootItem(item: Node, keys: Set<string>): void {
    if (item.kind == NodeKind.Comment) return;
    if (item.kind != NodeKind.Field) {
      this.reporter.report(Message.ArgumentAtRoot, [item.span], []);
      return;
    }
    const field = item as FieldNode;
    this.claimKey(field, keys);
    const record = this.names.recordByKey(field.name.text);
    if (record) this.root(field, record);
    else
      this.reporter.report(
        Message.UnknownTable,
        [field.name.span],
        [field.name.text, this.reporter.suggest(field.name.text, this.names.keys.keys())],
      );
  }

  private root(field: FieldNode, record: Record): void {
    const value = field.value;
    if (value) this.reporter.report(Message.RecordAssigned, [field.name.span], [field.name.text]);
    const selection = this.selection(field, record, null);
    this.operation.roots.push(selection);
    if (this.isEmpty(field)) this.reporter.report(Message.NoFieldsSelected, [field.head], [field.name.text]);
    else this.fill(selection, field);
  }

  /** A query must select something; a mutation may do without, but not without anything at all. */
  private isEmpty(field: FieldNode): bool {
    let items = 0;
    for (let i = 0; i < field.items.length; i++) {
      const kind = field.items[i].kind;
      if (this.kind == OperationKind.Query ? kind == NodeKind.Field : kind != NodeKind.Comment) items++;
    }
    return items == 0;
  }

  private selection(field: FieldNode, record: Record, link: Link | null): Selection {
    const selection = new Selection(field.key, record, field.span);
    selection.link = link;
    return selection;
  }

  /** Keys of the answer must differ. `*` has none. */
  private claimKey(field: FieldNode, keys: Set<string>): bool {
    if (field.isWildcard) return true;
    if (keys.has(field.key)) {
      this.reporter.report(Message.KeyTwice, [field.head], [field.key]);
      return false;
    }
    keys.add(field.key);
    return true;
  }

  private fill(selection: Selection, node: FieldNode): void {
    this.arguments(selection, node);
    const keys = new Set<string>();
    for (let i = 0; i < node.items.length; i++) {
      const item = node.items[i];
      if (item.kind == NodeKind.Field && this.claimKey(item as FieldNode, keys))
        this.field(selection, node, item as FieldNode);
    }
    if (this.kind == OperationKind.Insert) this.checkComplete(selection, node);
  }

  private field(selection: Selection, parent: FieldNode, node: FieldNode): void {
    if (node.isWildcard) return this.wildcard(selection, parent, node);
    const record = selection.record;
    const field = record.field(node.name.text);
    const link = record.link(node.name.text);
    if (field) this.column(selection, node, field);
    else if (link) this.link(selection, node, link);
    else reportUnknownField(this.reporter, record, node.name.text, node.name.span);
  }

  // ------------------------------------------------------------ columns

  private column(selection: Selection, node: FieldNode, field: Field): void {
    if (node.hasBraces) this.reporter.report(Message.ColumnWithBraces, [node.head], [field.name, field.type.text]);
    selection.selected.push(new Selected(node.key, field, null));
    const value = node.value;
    if (!value) return;
    if (this.kind == OperationKind.Query || this.kind == OperationKind.Delete) {
      const message = this.kind == OperationKind.Query ? Message.SetInQuery : Message.SetInDelete;
      this.reporter.report(message, [node.span], [field.name]);
      return;
    }
    this.checkAssignable(selection, node, field);
    const label = selection.record.name + '.' + field.name;
    const use = ValueUse.assignment(label, field.name, node.span, field.nullable);
    const assignment = new Assignment(field.name, this.values.operand(value, field.type, use));
    assignment.field = field;
    selection.assignments.push(assignment);
  }

  private checkAssignable(selection: Selection, node: FieldNode, field: Field): void {
    const isManaged = field.managed == Managed.CreatedAt || field.managed == Managed.UpdatedAt;
    if (isManaged || (this.kind == OperationKind.Insert && field.generatedKey)) {
      this.reporter.report(isManaged ? Message.ManagedSet : Message.GeneratedKeySet, [node.name.span], [field.name]);
    }
    const link = selection.link;
    if (link && link.toField == field) {
      this.reporter.report(Message.LinkingColumnSet, [node.span], [field.name, link.name]);
    }
    if (this.kind == OperationKind.Update && leadsToAuthority(selection.record, field)) {
      this.reporter.report(Message.AuthorityMoved, [node.name.span], [field.name, selection.record.name]);
    }
  }

  /** All columns, in place, but for those that are listed by name. */
  private wildcard(selection: Selection, parent: FieldNode, node: FieldNode): void {
    const value = node.value;
    if (node.alias || value || node.hasBraces) {
      this.reporter.report(Message.WildcardIsNoField, [node.span], []);
      return;
    }
    if (this.kind == OperationKind.Insert || this.kind == OperationKind.Update) {
      this.reporter.report(Message.WildcardInWrite, [node.span], []);
      return;
    }
    const fields = selection.record.fields;
    for (let i = 0; i < fields.length; i++) {
      if (isListed(parent, fields[i].name) || isSelected(selection, fields[i].name)) continue;
      selection.selected.push(new Selected(fields[i].name, fields[i], null));
    }
  }

  // ------------------------------------------------------------ links

  private link(selection: Selection, node: FieldNode, link: Link): void {
    const to = link.to;
    if (!to) return;
    const value = node.value;
    if (value) this.reporter.report(Message.LinkAssigned, [node.span], [link.name, link.from.name]);
    else if (this.kind == OperationKind.Query) this.nestedQuery(selection, node, link, to);
    else if (this.kind == OperationKind.Insert) this.nestedInsert(selection, node, link, to);
    else {
      const message = this.kind == OperationKind.Update ? Message.LinkInUpdate : Message.LinkInDelete;
      this.reporter.report(message, [node.span], [link.name]);
    }
  }

  private nestedQuery(selection: Selection, node: FieldNode, link: Link, to: Record): void {
    if (this.isEmpty(node)) {
      this.reporter.report(Message.LinkWithoutFields, [node.head], [link.name, to.name]);
      return;
    }
    const nested = this.selection(node, to, link);
    selection.selected.push(new Selected(node.key, null, nested));
    this.fill(nested, node);
  }

  private nestedInsert(selection: Selection, node: FieldNode, link: Link, to: Record): void {
    if (!link.from.column.isPrimaryKey) {
      this.reporter.report(Message.LinkInInsert, [node.span], [link.name, link.from.name, selection.record.name]);
      return;
    }
    if (this.isEmpty(node)) {
      this.reporter.report(Message.LinkWithoutFields, [node.head], [link.name, to.name]);
      return;
    }
    const nested = this.selection(node, to, link);
    selection.inserts.push(nested);
    this.fill(nested, node);
  }

  // ------------------------------------------------------------ arguments

  private arguments(selection: Selection, node: FieldNode): void {
    const limits: LimitNode[] = [];
    const sorts: SortNode[] = [];
    for (let i = 0; i < node.items.length; i++) {
      const item = node.items[i];
      if (item.kind == NodeKind.Where) this.where(selection, item as WhereNode);
      else if (item.kind == NodeKind.Sort) sorts.push(item as SortNode);
      else if (item.kind == NodeKind.Limit) limits.push(item as LimitNode);
      else continue;
      if (this.kind == OperationKind.Insert) this.reporter.report(Message.ArgumentInInsert, [item.span], []);
    }
    for (let i = 0; i < sorts.length; i++) this.sort(selection, sorts[i]);
    if (limits.length > 0) this.limit(selection, node, limits);
    else if (sorts.length > 0 && isChange(this.kind))
      this.reporter.report(Message.SortWithoutLimit, [sorts[0].span], []);
  }

  /** Several are all required. */
  private where(selection: Selection, node: WhereNode): void {
    const predicate = new Predicates(this.reporter, this.values, PredicatePlace.Where, selection.record).build(
      node.predicate,
    );
    selection.where = both(selection.where, predicate);
  }

  private sort(selection: Selection, node: SortNode): void {
    const field = selection.record.field(node.field.text);
    if (field) selection.sorts.push(new Sort(field, node.descending));
    else reportUnknownField(this.reporter, selection.record, node.field.text, node.field.span);
  }

  private limit(selection: Selection, node: FieldNode, limits: LimitNode[]): void {
    if (limits.length > 1) {
      this.reporter.report(Message.SeveralLimits, [limits[1].span, limits[0].span], [node.name.text]);
    }
    if (this.kind == OperationKind.Query && this.hasLinks(selection.record, node)) {
      this.reporter.report(Message.LimitBesideLink, [limits[0].span], []);
    }
    const int = new Type(TypeKind.Int, 'Int');
    selection.limit = this.values.operand(limits[0].value, int, ValueUse.argument('@limit', limits[0].span));
  }

  private hasLinks(record: Record, node: FieldNode): bool {
    for (let i = 0; i < node.items.length; i++) {
      if (node.items[i].kind == NodeKind.Field && record.link((node.items[i] as FieldNode).name.text)) return true;
    }
    return false;
  }

  // ------------------------------------------------------------ whole operations

  /** Every column must be given that neither the database nor the parent fills. */
  private checkComplete(selection: Selection, node: FieldNode): void {
    const missing: string[] = [];
    const fields = selection.record.fields;
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i];
      if (isFilled(selection, field) || isAssigned(selection, field)) continue;
      if (isListed(node, field.name))
        this.reporter.report(Message.ColumnIsNotSet, [node.span], [field.name, node.name.text]);
      else missing.push(field.name);
    }
    if (missing.length > 0)
      this.reporter.report(Message.ColumnsMissing, [node.span], [node.name.text, joined(missing.sort())]);
  }

  private checkNamespaces(): void {
    const roots = this.operation.roots;
    for (let i = 1; i < roots.length; i++) {
      if (roots[i].record.namespace == roots[0].record.namespace) continue;
      const args = [roots[0].record.namespace, roots[i].record.namespace];
      this.reporter.report(Message.SeveralNamespaces, [this.node.name.span, roots[i].span], args);
      return;
    }
  }
}

/** Of rows that are there already. */
function isChange(kind: OperationKind): bool {
  return kind == OperationKind.Update || kind == OperationKind.Delete;
}
