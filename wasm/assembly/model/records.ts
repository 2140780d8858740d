// The checked schema: records with their fields, columns, links, indexes and policies.
import { Span } from '../span';
import { Predicate } from './predicates';
import { Storage, Type, Union, Variant } from './types';

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
