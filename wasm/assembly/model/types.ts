// Types as they were resolved: kinds, unions, what is stored.
import { Span } from '../span';

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
