// The syntax tree: what the text says, before anybody asks whether it makes sense. Comments are nodes, for the formatter.
import { Span } from '../span';

export enum NodeKind {
  Comment,
  // schema file
  Syncable,
  Session,
  Union,
  Record,
  // inside a record (columns also in sessions and payloads)
  Column,
  Link,
  TableName,
  Index,
  Allow,
  Public,
  Watch,
  Timestamps,
  // query file
  Operation,
  // inside an operation
  Field,
  Limit,
  Sort,
  Where,
}

// Most nodes have most of their lists empty: those share one that nobody writes to. A list with members is put in whole.
const NO_NAMES: Name[] = [];
const NO_TYPES: TypeNode[] = [];
const NO_DIRECTIVES: ColumnDirective[] = [];
const NO_PREDICATES: PredicateNode[] = [];
const NO_VALUES: ValueNode[] = [];
const NO_ASSIGNMENTS: AssignmentNode[] = [];

export class Node {
  constructor(
    public kind: NodeKind,
    public span: Span,
  ) {}
}

/** A word and where it stands. */
export class Name {
  constructor(
    public text: string,
    public span: Span,
  ) {}
}

/** `// …`, slashes included, trailing blanks cut. */
export class CommentNode extends Node {
  constructor(
    span: Span,
    public text: string,
  ) {
    super(NodeKind.Comment, span);
  }
}

/** A directive that takes nothing: `@public`, `@watch`, `@timestamps`. */
export class FlagNode extends Node {}

// ---------------------------------------------------------------- schema

export class SyncableNode extends Node {
  enabled: bool = true;
}

export class SessionNode extends Node {
  /** Columns and comments. */
  items: Node[] = [];
  /** The word `session`. */
  head: Span = this.span;
}

export class UnionNode extends Node {
  constructor(
    span: Span,
    public name: Name,
  ) {
    super(NodeKind.Union, span);
  }
  variants: VariantNode[] = [];
  /** `type Name` */
  head: Span = this.span;
}

export class VariantNode {
  constructor(public name: Name) {}
  /** Columns and comments. */
  items: Node[] = [];
  hasPayload: bool = false;
  /** The payload stands on one line. */
  inline: bool = true;
  /** After the variant, on its line. */
  comment: string = '';
}

export class RecordNode extends Node {
  constructor(
    span: Span,
    public name: Name,
  ) {
    super(NodeKind.Record, span);
  }
  items: Node[] = [];
  /** `record Name` */
  head: Span = this.span;
}

export class TypeNode {
  constructor(
    /** `Int`, `Id.Uuid`, `User.id`, `Auth.User.id`, `Status`. */
    public name: string,
    public span: Span,
  ) {}
  args: TypeNode[] = NO_TYPES;
  /** Only for arguments; a column keeps its own mark. */
  nullable: bool = false;
}

export enum ColumnDirectiveKind {
  Id,
  Unique,
  Index,
  CreatedAt,
  UpdatedAt,
  Default,
}

export class ColumnDirective {
  constructor(
    public kind: ColumnDirectiveKind,
    public span: Span,
  ) {}
  /** Default only. */
  value: ValueNode | null = null;
}

export class ColumnNode extends Node {
  constructor(
    span: Span,
    public name: Name,
    public type: TypeNode,
  ) {
    super(NodeKind.Column, span);
  }
  nullable: bool = false;
  directives: ColumnDirective[] = NO_DIRECTIVES;
  comment: string = '';

  directive(kind: ColumnDirectiveKind): ColumnDirective | null {
    for (let i = 0; i < this.directives.length; i++) if (this.directives[i].kind == kind) return this.directives[i];
    return null;
  }
  has(kind: ColumnDirectiveKind): bool {
    return this.directive(kind) != null;
  }
}

export class LinkNode extends Node {
  constructor(
    span: Span,
    public name: Name,
  ) {
    super(NodeKind.Link, span);
  }
  /** Null in the short form, which means `id`. */
  local: Name | null = null;
  /** Null unless the target is qualified. */
  namespace: Name | null = null;
  record: Name = this.name;
  field: Name = this.name;
  comment: string = '';
}

export class TableNameNode extends Node {
  constructor(
    span: Span,
    public value: string,
  ) {
    super(NodeKind.TableName, span);
  }
}

export class IndexPartNode {
  constructor(
    public name: Name,
    public descending: bool,
  ) {}
}

export class IndexNode extends Node {
  unique: bool = false;
  parts: IndexPartNode[] = [];
  where: PredicateNode | null = null;

  /** As written: `@index` or `@unique`. */
  get directive(): string {
    return this.unique ? '@unique' : '@index';
  }
}

export class AllowNode extends Node {
  constructor(
    span: Span,
    public body: PredicateNode,
  ) {
    super(NodeKind.Allow, span);
  }
  /** `@allow(*)` */
  star: bool = false;
  /** `OperationKind` of each word, in written order. */
  operations: i32[] = [];
  /** `@allow(…)` */
  head: Span = this.span;
}

// ---------------------------------------------------------------- predicates and values

export enum PredicateNodeKind {
  True,
  False,
  And,
  Or,
  Compare,
  Exists,
}

export enum OperatorKind {
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  In,
}

export class PredicateNode {
  constructor(
    public kind: PredicateNodeKind,
    public span: Span,
  ) {}
  children: PredicateNode[] = NO_PREDICATES;
  operator: OperatorKind = OperatorKind.Equal;
  left: ValueNode | null = null;
  right: ValueNode | null = null;
  /** Made by infix operators rather than by `And(…)`, `Or(…)` or lines. */
  infix: bool = false;
  /** Exists: the links to follow. */
  path: Name[] = NO_NAMES;
}

export enum ValueKind {
  Null,
  Bool,
  Int,
  Float,
  String,
  /** `$name` */
  Parameter,
  /** `Session.a.Variant.b`; `path` without `Session`. */
  Session,
  /** `Failed { code = 1 }` */
  Variant,
  /** `now`, `lower("X")` */
  Call,
  /** `[1, 2]` */
  List,
  /** A column or payload path: only on the left of a comparison. */
  Path,
}

export class ValueNode {
  constructor(
    public kind: ValueKind,
    public span: Span,
  ) {}
  /** Text of a string, digits of a number, name of a parameter, variant or function, `True`. */
  text: string = '';
  /** The name alone, where `span` covers more. */
  nameSpan: Span = this.span;
  path: Name[] = NO_NAMES;
  parts: ValueNode[] = NO_VALUES;
  payload: AssignmentNode[] = NO_ASSIGNMENTS;
  /** A call with parentheses. */
  hasParens: bool = false;
  /** A variant with braces. */
  hasBraces: bool = false;
}

export class AssignmentNode {
  constructor(
    public name: Name,
    public value: ValueNode,
  ) {}
}

// ---------------------------------------------------------------- queries

export class ParamNode {
  constructor(
    /** Without the dollar; its span has it. */
    public name: Name,
  ) {}
  type: TypeNode | null = null;
  nullable: bool = false;
}

export class OperationNode extends Node {
  constructor(
    span: Span,
    /** `OperationKind` */
    public operation: i32,
    public name: Name,
  ) {
    super(NodeKind.Operation, span);
  }
  params: ParamNode[] = [];
  /** Fields and comments. */
  items: Node[] = [];
}

export class FieldNode extends Node {
  constructor(
    span: Span,
    /** `*` for the wildcard. */
    public name: Name,
  ) {
    super(NodeKind.Field, span);
  }
  alias: Name | null = null;
  value: ValueNode | null = null;
  hasBraces: bool = false;
  /** Fields, arguments and comments. */
  items: Node[] = [];

  /** The key in the answer. */
  get key(): string {
    const alias = this.alias;
    return alias ? alias.text : this.name.text;
  }
  /** `alias: name`, or the name alone. */
  get head(): Span {
    const alias = this.alias;
    return alias ? new Span(this.span.file, alias.span.start, this.name.span.end) : this.name.span;
  }
  get isWildcard(): bool {
    return this.name.text == '*';
  }
}

export class LimitNode extends Node {
  constructor(
    span: Span,
    public value: ValueNode,
  ) {
    super(NodeKind.Limit, span);
  }
}

export class SortNode extends Node {
  constructor(
    span: Span,
    public field: Name,
    public descending: bool,
  ) {
    super(NodeKind.Sort, span);
  }
}

export class WhereNode extends Node {
  constructor(
    span: Span,
    public predicate: PredicateNode,
  ) {
    super(NodeKind.Where, span);
  }
}
