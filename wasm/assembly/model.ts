// The checked schema and queries: every name resolved, every type known. What the checker makes and everything behind it reads.
import { Span } from './span';

// ---------------------------------------------------------------- types

export enum TypeKind {
  Int,
  Float,
  String,
  Bool,
  DateTime,
  Date,
  /** A Json document of any shape. */
  Json,
  /** `Id.Int`, an integer key, or a foreign id stored as integer. */
  IdInt,
  /** `Id.Uuid`, or a foreign id stored as text. */
  IdUuid,
  /** A tagged union: columns in a record, one object in Json and on the wire. */
  Union,
  /** `Json<T>`: a document whose shape is `of`. */
  Document,
  List,
  Dict,
}

export enum Storage {
  Integer,
  Real,
  Text,
  Blob,
}

/** A type as it was resolved. */
export class Type {
  constructor(
    public kind: TypeKind,
    /** As the schema writes it, e.g. `User.id`, `Json<List<String?>>`. */
    public text: string,
  ) {}
  /** Owner of an id type, e.g. `User`; empty otherwise. */
  record: string = '';
  union: Union | null = null;
  /** Element of List and Dict, content of Document. */
  of: Type | null = null;
  ofNullable: bool = false;
}

export class Union {
  constructor(
    public name: string,
    public span: Span,
  ) {}
  variants: Variant[] = [];
  /** No variant has a payload. */
  get isEnum(): bool {
    for (let i = 0; i < this.variants.length; i++) if (this.variants[i].fields.length > 0) return false;
    return true;
  }
}

export class Variant {
  constructor(
    public name: string,
    public span: Span,
  ) {}
  fields: PayloadField[] = [];
}

export class PayloadField {
  constructor(
    public name: string,
    public type: Type,
    public nullable: bool,
    /** Where its type stands. */
    public span: Span,
  ) {}
}

// ---------------------------------------------------------------- records

/** A column as SQLite has it. */
export class Column {
  constructor(
    public name: string,
    public storage: Storage,
    public nullable: bool,
  ) {}
  /** Position among the record's physical columns; the hidden stamp comes after the last. */
  index: i32 = -1;
  isBool: bool = false;
  /** Stored as JSONB. */
  isJson: bool = false;
  isPrimaryKey: bool = false;
  autoIncrement: bool = false;
  /** SQL expression without parentheses, e.g. `unixepoch()`, `'text'`, `1`; empty: none. */
  defaultSql: string = '';
}

/** `@createdAt` / `@updatedAt` / the implicit `updatedAt`. */
export enum Managed {
  None,
  CreatedAt,
  UpdatedAt,
  /** The `updatedAt` that every record without one is given: kept like UpdatedAt. */
  ImplicitUpdatedAt,
}

/** A field as the schema names it; a union field stands for several columns. */
export class Field {
  constructor(
    public name: string,
    public type: Type,
    public nullable: bool,
    public span: Span,
  ) {}
  /** The column; for a union, its discriminator. */
  column: Column = new Column('', Storage.Text, true);
  /** For a union stored as columns: payload per variant, in declaration order. Shared payload columns are one Column object. */
  payloads: Payload[] = [];
  unique: bool = false;
  managed: Managed = Managed.None;
  hasDefault: bool = false;
  /** Whether the database fills it and a mutation may not: integer keys on insert. */
  generatedKey: bool = false;
}

export class Payload {
  constructor(public variant: Variant) {}
  fields: Field[] = [];
}

export class Link {
  constructor(
    public name: string,
    public from: Field,
    /** Name of the linked record; `to` is set when all records are known. */
    public toRecord: string,
    public span: Span,
  ) {}
  to: Record | null = null;
  toField: Field | null = null;
  many: bool = false;
}

export class IndexPart {
  constructor(
    public field: Field,
    public descending: bool,
  ) {}
}

export class Index {
  unique: bool = false;
  parts: IndexPart[] = [];
  /** True when there is no `where`. */
  where: Predicate = Predicate.always();
}

export enum OperationKind {
  Query,
  Insert,
  Update,
  Delete,
}

/** What one operation on one record requires. */
export class Policy {
  constructor(
    /** `True` when unrestricted. */
    public predicate: Predicate,
    /** As the schema writes it, whitespace folded; `True` when unrestricted. */
    public text: string,
  ) {}
  /** Uses `exists`. */
  relational: bool = false;
}

export class Record {
  constructor(
    public name: string,
    /** Name in queries: first letter lowered. */
    public key: string,
    /** SQL table name. */
    public table: string,
    public span: Span,
  ) {}
  fields: Field[] = [];
  /** All physical columns in table order, without the hidden stamp. */
  columns: Column[] = [];
  links: Link[] = [];
  indexes: Index[] = [];
  /** Index is `OperationKind`. */
  policies: Policy[] = [];
  syncLayer: i32 = 0;
  /** The folder below `schema/` that defines it. */
  namespace: string = '_default';
  /** Takes part in sync: syncable namespace and a query policy that is not relational. */
  synced: bool = true;
  watched: bool = false;

  get primaryKey(): Field {
    for (let i = 0; i < this.fields.length; i++) if (this.fields[i].column.isPrimaryKey) return this.fields[i];
    return this.fields[0];
  }
  field(name: string): Field | null {
    for (let i = 0; i < this.fields.length; i++) if (this.fields[i].name == name) return this.fields[i];
    return null;
  }
  link(name: string): Link | null {
    for (let i = 0; i < this.links.length; i++) if (this.links[i].name == name) return this.links[i];
    return null;
  }
}

/** A session field: the same shape as a payload field. */
export class SessionField {
  constructor(
    public name: string,
    public type: Type,
    public nullable: bool,
  ) {}
}

export class Schema {
  records: Record[] = [];
  unions: Union[] = [];
  session: SessionField[] = [];
  /** Whether there is a `session` block at all; without one, `Session.x` is untyped. */
  hasSession: bool = false;
  syncable: bool = true;
  /** The text it came from, as stored. */
  source: string = '';

  record(name: string): Record | null {
    for (let i = 0; i < this.records.length; i++) if (this.records[i].name == name) return this.records[i];
    return null;
  }
  recordByTable(table: string): Record | null {
    for (let i = 0; i < this.records.length; i++) if (this.records[i].table == table) return this.records[i];
    return null;
  }
}

// ---------------------------------------------------------------- predicates: the one intermediate form

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

// ---------------------------------------------------------------- queries

export class Parameter {
  constructor(
    public name: string,
    public type: Type,
    public nullable: bool,
    public omittable: bool,
    public span: Span,
  ) {}
}

export class Sort {
  constructor(
    public field: Field,
    public descending: bool,
  ) {}
}

/** A value given to a field. */
export class Assignment {
  constructor(
    /** Field name (payload field name inside a variant literal). */
    public name: string,
    public value: Operand,
  ) {}
  /** The record's field; null inside a variant literal. */
  field: Field | null = null;
}

/** One entry of an answer: a field, or a nested selection through a link. */
export class Selected {
  constructor(
    /** Key in the answer. */
    public key: string,
    public field: Field | null,
    public nested: Selection | null,
  ) {}
}

/** What to read or write of one record: a root field, or what a link leads to. */
export class Selection {
  constructor(
    public key: string,
    public record: Record,
    public span: Span,
  ) {}
  /** The link that leads here; null at the root. */
  link: Link | null = null;
  where: Predicate = Predicate.always();
  sorts: Sort[] = [];
  limit: Operand | null = null;
  /** In answer order; `*` is already spelled out. */
  selected: Selected[] = [];
  /** Insert and update: in written order. A field with a set is also in `selected`. */
  assignments: Assignment[] = [];
  /** Nested inserts, in written order. */
  inserts: Selection[] = [];
}

export class Operation {
  constructor(
    public kind: OperationKind,
    public name: string,
    /** SHA-256, hexadecimal. */
    public id: string,
    public span: Span,
  ) {}
  params: Parameter[] = [];
  roots: Selection[] = [];
  /** Session fields read by the query itself or by the policies it passes, sorted. */
  sessionFields: string[] = [];
  generated: bool = false;
  /** Text as written. */
  source: string = '';
}
