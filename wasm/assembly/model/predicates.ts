// Predicates: the one intermediate form of permissions, `@where` and partial indexes.
import { Span } from '../span';
import { Assignment } from './queries';
import { Column, Link } from './records';
import { Type } from './types';

export enum PredicateKind {
  /** Holds for every row. */
  Always,
  Never,
  And,
  Or,
  /** `left operator right`, with `guards` that must hold first. */
  Compare,
  /** `left in right`, right being a session list (or a list parameter or literal list in `@where`). */
  In,
  /** `path` leads to at least one row of which `children[0]` holds. */
  Exists,
}

export enum Comparison {
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
}

export class Predicate {
  constructor(
    public kind: PredicateKind,
    public span: Span,
  ) {}
  children: Predicate[] = [];
  comparison: Comparison = Comparison.Equal;
  left: Operand | null = null;
  right: Operand | null = null;
  /** `==` means `is`, `!=` means `is not`: one side may be null. */
  nullSafe: bool = false;
  /** Variants that must be present for the payload paths of left and right to exist. */
  guards: Guard[] = [];
  /** Exists only: the links to follow, starting at the protected record. */
  path: Link[] = [];
  /** As written, whitespace folded: for explanations. */
  text: string = '';

  static always(): Predicate {
    return new Predicate(PredicateKind.Always, new Span(0, 0, 0));
  }
}

/** `operand` (a discriminator: column or session path) must equal `variant`. */
export class Guard {
  constructor(
    public operand: Operand,
    public variant: string,
  ) {}
}

export enum OperandKind {
  /** A physical column of the record at hand (inside Exists: of the last linked record). */
  Column,
  /** `Session.a` or `Session.a.Variant.b`. */
  Session,
  /** `$name` */
  Parameter,
  Literal,
  /** SQL function call: queries only. */
  Function,
  /** A list of operands: `in [a, b]`. */
  List,
}

export class Operand {
  constructor(
    public kind: OperandKind,
    public type: Type,
    public nullable: bool,
    public span: Span,
  ) {}
  column: Column | null = null;
  /** Parameter name, function name; for Session the SQL parameter name without `$`, e.g. `session_scope__id`. */
  name: string = '';
  /** Session: how to reach the value in the session object: field, then payload names (variants are in the guards). */
  path: string[] = [];
  literal: Literal | null = null;
  /** Where evaluation finds the value: among the session's values, or among the literals of all policies; -1 until prepared. */
  slot: i32 = -1;
  /** Function arguments; members of List. */
  parts: Operand[] = [];
  /** A path as written, e.g. `state.Failed.code`, `Session.userId`: for explanations. */
  text: string = '';
}

export enum LiteralKind {
  Null,
  Bool,
  Int,
  Float,
  String,
  /** Variant name; payload in `payload` (assignments) or none. */
  Variant,
}

export class Literal {
  constructor(public kind: LiteralKind) {}
  /** Text of the string, variant name, digits of a number as written. */
  text: string = '';
  number: f64 = 0;
  bool: bool = false;
  /** Variant payloads: name → value, in written order. */
  payload: Assignment[] = [];
}
