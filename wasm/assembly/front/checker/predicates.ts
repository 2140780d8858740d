// Predicates: what permissions, `@where` and partial indexes say about rows, resolved to columns and session values.
import { closestFirst, Message, Reporter } from '../../diagnostic/index';
import { Comparison, Link, Operand, OperandKind, Predicate, PredicateKind, Record, Type, TypeKind } from '../../model';
import { Span } from '../../span';
import { Name, OperatorKind, PredicateNode, PredicateNodeKind, ValueKind, ValueNode } from '../ast';
import { pathText } from './defaults';
import { folded } from './folded';
import { columnTarget, Target } from './paths';
import { isPoison, listElement, sameType } from './types';
import { fieldTable, reportUnknownField } from './unknown-field';
import { ValueUse } from './value-use';
import { Values } from './values';

export enum PredicatePlace {
  Permission,
  Where,
  Index,
}

export class Predicates {
  /** Inside `exists`, where another one may not stand. */
  private isNested: bool = false;

  constructor(
    private reporter: Reporter,
    private values: Values,
    private place: PredicatePlace,
    /** The record whose rows are judged; inside `exists`, the one that the links lead to. */
    private record: Record,
  ) {}

  build(node: PredicateNode): Predicate {
    const predicate = this.buildKind(node);
    predicate.text = folded(this.reporter.files, node.span);
    return predicate;
  }

  private buildKind(node: PredicateNode): Predicate {
    switch (node.kind) {
      case PredicateNodeKind.True:
        return new Predicate(PredicateKind.Always, node.span);
      case PredicateNodeKind.False:
        return new Predicate(PredicateKind.Never, node.span);
      case PredicateNodeKind.And:
        return this.and(node);
      case PredicateNodeKind.Or:
        return this.or(node);
      case PredicateNodeKind.Exists:
        return this.exists(node);
      default:
        return this.compare(node);
    }
  }

  /** `True` members are dropped. */
  private and(node: PredicateNode): Predicate {
    const predicate = new Predicate(PredicateKind.And, node.span);
    for (let i = 0; i < node.children.length; i++) {
      const child = this.build(node.children[i]);
      if (child.kind != PredicateKind.Always) predicate.children.push(child);
    }
    if (predicate.children.length == 0) return new Predicate(PredicateKind.Always, node.span);
    return predicate.children.length == 1 ? predicate.children[0] : predicate;
  }

  /** One `True` member makes the rest idle, but they are checked. */
  private or(node: PredicateNode): Predicate {
    const predicate = new Predicate(PredicateKind.Or, node.span);
    let always = false;
    for (let i = 0; i < node.children.length; i++) {
      const child = this.build(node.children[i]);
      if (child.kind == PredicateKind.Always) always = true;
      predicate.children.push(child);
    }
    return always ? new Predicate(PredicateKind.Always, node.span) : predicate;
  }

  // ------------------------------------------------------------ comparisons

  private compare(node: PredicateNode): Predicate {
    const left = node.left;
    const right = node.right;
    if (!left || !right) return new Predicate(PredicateKind.Never, node.span);
    if (this.place == PredicatePlace.Index && !this.isIndexable(left, right))
      return new Predicate(PredicateKind.Never, node.span);
    const target = left.kind == ValueKind.Session ? this.values.sessionPath(left) : this.columnPath(left);
    if (!this.mayCompareWith(right)) return new Predicate(PredicateKind.Never, node.span);
    return node.operator == OperatorKind.In
      ? this.membership(node, target, left, right)
      : this.comparison(node, target, left, right);
  }

  private columnPath(node: ValueNode): Target {
    const target = columnTarget(this.record, node.path, node.span);
    if (target) return target;
    if (this.record.link(node.path[0].text)) {
      this.reporter.report(Message.WhereOnLink, [node.span], [node.path[0].text, this.record.name]);
    } else {
      reportUnknownField(this.reporter, this.record, pathText(node), node.span);
    }
    return new Target(new Operand(OperandKind.Column, new Type(TypeKind.Json, ''), true, node.span));
  }

  /** Live sync judges permissions without a database, so no functions; and nobody binds parameters. */
  private mayCompareWith(right: ValueNode): bool {
    if (this.place != PredicatePlace.Permission) return true;
    if (right.kind == ValueKind.Call) {
      const isColumn = !right.hasParens && this.record.field(right.text) != null;
      this.reporter.report(
        isColumn ? Message.ColumnOnTheRight : Message.FunctionInPermission,
        [right.nameSpan],
        [right.text],
      );
      return false;
    }
    if (right.kind == ValueKind.Parameter) {
      this.reporter.report(Message.ParamInPermission, [right.span], [right.text]);
      return false;
    }
    return true;
  }

  private comparison(node: PredicateNode, target: Target, left: ValueNode, right: ValueNode): Predicate {
    const use = ValueUse.comparison(this.label(left), left.path[left.path.length - 1].text, right.span);
    const source = right.kind == ValueKind.Session ? this.values.session(right, target.operand.type, use) : null;
    const operand = source ? source.operand : this.values.operand(right, target.operand.type, use);
    const predicate = this.predicateOf(PredicateKind.Compare, node, target, operand);
    predicate.comparison = comparisons[node.operator];
    if (source) predicate.guards = predicate.guards.concat(source.guards);
    predicate.nullSafe = isNullSafe(predicate, target.operand, operand);
    return right.payload.length == 0 ? predicate : this.withPayload(predicate, left, right);
  }

  private predicateOf(kind: PredicateKind, node: PredicateNode, target: Target, right: Operand): Predicate {
    const predicate = new Predicate(kind, node.span);
    predicate.left = target.operand;
    predicate.right = right;
    predicate.guards = target.guards;
    return predicate;
  }

  /** As a message names the left side. */
  private label(left: ValueNode): string {
    return left.kind == ValueKind.Session ? pathText(left) : this.record.name + '.' + pathText(left);
  }

  /** `status == Lost { reason = Theft }` compares the payload too: all of it must be equal, or some of it different. */
  private withPayload(head: Predicate, left: ValueNode, right: ValueNode): Predicate {
    const operand = head.left;
    const different = head.comparison == Comparison.NotEqual;
    if (!operand || operand.kind != OperandKind.Column || !(different || head.comparison == Comparison.Equal))
      return head;
    const whole = new Predicate(different ? PredicateKind.Or : PredicateKind.And, head.span);
    whole.children.push(head);
    for (let i = 0; i < right.payload.length; i++) {
      const part = right.payload[i];
      const steps = left.path.concat([new Name(right.text, right.nameSpan), part.name]);
      const target = columnTarget(this.record, steps, right.span);
      if (!target) continue;
      const node = new PredicateNode(PredicateNodeKind.Compare, right.span);
      node.operator = different ? OperatorKind.NotEqual : OperatorKind.Equal;
      const value = new ValueNode(ValueKind.Path, left.span);
      value.path = steps;
      whole.children.push(this.comparison(node, target, value, part.value));
    }
    return whole.children.length == 1 ? head : whole;
  }

  // ------------------------------------------------------------ membership

  private membership(node: PredicateNode, target: Target, left: ValueNode, right: ValueNode): Predicate {
    const type = target.operand.type;
    const predicate = this.predicateOf(
      PredicateKind.In,
      node,
      target,
      new Operand(OperandKind.List, type, false, right.span),
    );
    if (right.kind == ValueKind.List) predicate.right = this.literalList(left, right, type);
    else if (right.kind == ValueKind.Session) this.sessionList(predicate, left, right, type);
    else if (right.kind == ValueKind.Parameter) predicate.right = this.parameterList(left, right, type);
    else this.reportList(Message.NotAList, Message.NotAListInQuery, right.nameSpan, [this.label(left)]);
    return predicate;
  }

  private literalList(left: ValueNode, right: ValueNode, type: Type): Operand {
    const operand = new Operand(OperandKind.List, type, false, right.span);
    const use = ValueUse.comparison(this.label(left), left.path[left.path.length - 1].text, right.span);
    for (let i = 0; i < right.parts.length; i++) {
      if (this.mayCompareWith(right.parts[i])) operand.parts.push(this.values.operand(right.parts[i], type, use));
    }
    return operand;
  }

  private sessionList(predicate: Predicate, left: ValueNode, right: ValueNode, type: Type): void {
    const source = this.values.sessionPath(right);
    predicate.right = source.operand;
    predicate.guards = predicate.guards.concat(source.guards);
    if (isPoison(source.operand.type)) return;
    const element = listElement(source.operand.type);
    const text = element ? element.text : source.operand.type.text;
    const args = [pathText(right), text, this.label(left), type.text];
    if (!element) this.reportList(Message.SessionIsNoList, Message.SessionIsNoListInQuery, right.span, args);
    else if (!sameType(element, type))
      this.reportList(Message.ListOfWrongType, Message.ListOfWrongTypeInQuery, right.span, args);
  }

  private reportList(message: Message, inQuery: Message, span: Span, args: string[]): void {
    this.reporter.report(this.place == PredicatePlace.Where ? inQuery : message, [span], args);
  }

  /** `in $ids`: the parameter must be `Json<List<T>>`. */
  private parameterList(left: ValueNode, right: ValueNode, type: Type): Operand {
    const list = new Type(TypeKind.List, 'List<' + type.text + '>');
    list.of = type;
    const document = new Type(TypeKind.Document, 'Json<List<' + type.text + '>>');
    document.of = list;
    return this.values.operand(right, document, ValueUse.comparison(this.label(left), '', right.span));
  }

  // ------------------------------------------------------------ indexes

  /** A partial index knows its own row and literals, nothing else. */
  private isIndexable(left: ValueNode, right: ValueNode): bool {
    const field = left.kind == ValueKind.Path && left.path.length == 1 ? this.record.field(left.path[0].text) : null;
    if (!field) {
      this.reporter.report(
        Message.IndexOnUnknownField,
        [left.span],
        [pathText(left), this.record.name, fieldTable(this.record, pathText(left))],
      );
      return false;
    }
    if (right.kind <= ValueKind.String || right.kind == ValueKind.Variant) return true;
    this.reporter.report(Message.IndexNeedsLiteral, [right.span], [field.name, this.record.name]);
    return false;
  }

  // ------------------------------------------------------------ exists

  private exists(node: PredicateNode): Predicate {
    const predicate = new Predicate(PredicateKind.Exists, node.span);
    if (this.isNested) {
      this.reporter.report(Message.NestedExists, [node.span], []);
      return predicate;
    }
    const record = this.follow(node, predicate.path);
    if (!record) return predicate;
    const inner = new Predicates(this.reporter, this.values, this.place, record);
    inner.isNested = true;
    predicate.children.push(inner.build(node.children[0]));
    return predicate;
  }

  /** The record that the links lead to; null when one of them is none. */
  private follow(node: PredicateNode, path: Link[]): Record | null {
    let record: Record = this.record;
    for (let i = 0; i < node.path.length; i++) {
      const link = record.link(node.path[i].text);
      const to = link ? link.to : null;
      if (!link || !to) {
        const names: string[] = [];
        for (let j = 0; j < record.links.length; j++) names.push(record.links[j].name);
        const known = closestFirst(node.path[i].text, names).join(', ');
        const args = [node.path[i].text, record.name, known == '' ? 'It declares none' : 'Its links: ' + known];
        this.reporter.report(Message.ExistsOnUnknownLink, [node.path[i].span], args);
        return null;
      }
      path.push(link);
      record = to;
    }
    return record;
  }
}

const comparisons: StaticArray<Comparison> = [
  Comparison.Equal,
  Comparison.NotEqual,
  Comparison.Less,
  Comparison.LessOrEqual,
  Comparison.Greater,
  Comparison.GreaterOrEqual,
];

/** `is` and `is not` where one side is known to be null at times. A parameter counts only on the left. */
function isNullSafe(predicate: Predicate, left: Operand, right: Operand): bool {
  if (predicate.comparison != Comparison.Equal && predicate.comparison != Comparison.NotEqual) return false;
  if (left.nullable) return true;
  return right.nullable && (right.kind == OperandKind.Literal || right.kind == OperandKind.Session);
}
