// `GET /queries` and `GET /schema`: what a client can ask, and what it needs to know of the tables [HTTP-2] [HTTP-5].
import * as v from 'valibot';
import type { JsonValue } from '../base/json.ts';

/** A value's type as a form or a validator needs it. Unions are named; their variants stand in the schema's `unions`. */
export type ValueType =
  | { readonly kind: 'int' | 'float' | 'string' | 'bool' | 'dateTime' | 'date' | 'json' }
  /** An id: `storage` says whether it travels as number or as text; `record` names its owner. */
  | { readonly kind: 'id'; readonly record: string; readonly storage: 'int' | 'uuid' }
  | { readonly kind: 'union'; readonly name: string }
  /** A Json document of a known type. */
  | { readonly kind: 'document'; readonly of: ValueType; readonly nullable: boolean }
  | { readonly kind: 'list' | 'dict'; readonly of: ValueType; readonly nullable: boolean };

/** A named, typed place: a parameter, a session field, a payload field. */
export interface TypedField {
  readonly name: string;
  readonly type: ValueType;
  readonly nullable: boolean;
}

/** A parameter of a query. `omittable`: leaving it out is not the same as null [HTTP-2]. */
export interface QueryParameter {
  readonly name: string;
  /** The type as the schema writes it, e.g. `Int`, `User.id`, `Json<List<String>>`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly omittable: boolean;
  /** The same type, taken apart. */
  readonly valueType: ValueType;
}

export type QueryOperation = 'query' | 'insert' | 'update' | 'delete';

/** One entry of `GET /queries`. */
export interface QueryEntry {
  /** SHA-256 of the query's meaning, hexadecimal. */
  readonly id: string;
  readonly name: string;
  readonly operation: QueryOperation;
  readonly params: readonly QueryParameter[];
  readonly source: string;
  /** Whether the engine made it from a record (`PostCreate`) rather than a person. */
  readonly generated: boolean;
}

export interface UnionVariant {
  readonly name: string;
  readonly fields: readonly TypedField[];
}

export interface SchemaUnion {
  readonly name: string;
  readonly variants: readonly UnionVariant[];
}

export interface SchemaColumn {
  readonly name: string;
  /** Type as written in the schema. */
  readonly type: string;
  readonly valueType: ValueType;
  readonly nullable: boolean;
}

export interface SchemaLink {
  readonly name: string;
  readonly column: string;
  readonly toTable: string;
  readonly toColumn: string;
  readonly many: boolean;
}

export interface SchemaTable {
  /** Record name, e.g. `Post`. */
  readonly record: string;
  /** SQL table name, e.g. `posts`: the name in cursors, pages and deltas. */
  readonly name: string;
  readonly primaryKey: string;
  /** Logical columns in declaration order; the hidden stamp is not among them. */
  readonly columns: readonly SchemaColumn[];
  readonly links: readonly SchemaLink[];
  /** Whether the table takes part in sync [SYNC-14]. */
  readonly synced: boolean;
  /** Permission text per operation, as the schema writes it; `True` when unrestricted. */
  readonly permissions: Readonly<Record<QueryOperation, string>>;
}

/** Answer of `GET /schema`. */
export interface SchemaAnswer {
  readonly source: string;
  readonly session: readonly TypedField[];
  readonly unions: readonly SchemaUnion[];
  readonly tables: readonly SchemaTable[];
}

/** The catalog comes from our own server; a client checks only that it has the outer shape. */
export const schemaAnswer = v.custom<SchemaAnswer>(
  (value) =>
    v.is(
      v.object({ source: v.string(), session: v.array(v.any()), unions: v.array(v.any()), tables: v.array(v.any()) }),
      value,
    ),
  'not a schema answer',
);
export const queriesAnswer = v.custom<readonly QueryEntry[]>(
  (value) =>
    v.is(
      v.array(v.object({ id: v.string(), name: v.string(), operation: v.string(), params: v.array(v.any()) })),
      value,
    ),
  'not a list of queries',
);

/** `POST /db/:req`: response key → rows; and the header that tells the revision of a mutation [HTTP-4]. */
export const queryAnswer = v.record(v.string(), v.array(v.custom<JsonValue>(() => true)));
export type QueryAnswer = v.InferOutput<typeof queryAnswer>;
export const REVISION_HEADER = 'pyre-revision';
export const REQUEST_ID_HEADER = 'pyre-request-id';
