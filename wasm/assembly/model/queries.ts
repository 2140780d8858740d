// Checked operations: parameters, selections, assignments.
import { Span } from '../span';
import { Operand, Predicate } from './predicates';
import { Field, Link, OperationKind, Record } from './records';
import { Type } from './types';

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
