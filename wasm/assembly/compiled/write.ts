// A checked schema as JSON: what a server that only syncs has to know of it. `read.ts` reads it back, member by member in the same order.
import {
  Column,
  Field,
  Guard,
  Literal,
  Operand,
  OperationKind,
  Payload,
  Predicate,
  Record,
  Schema,
  Type,
  Union,
  Variant,
} from '../model';
import { Json } from '../json/index';

/** A list in the making. Every list has its members in a fixed order. */
class List {
  json: Json = Json.array();

  text(value: string): List {
    return this.add(Json.string(value));
  }
  number(value: f64): List {
    return this.add(Json.of(value));
  }
  bool(value: bool): List {
    return this.add(Json.of(value ? 1 : 0));
  }
  add(value: Json): List {
    this.json.push(value);
    return this;
  }
}

/** Unions, then records. Spans, links, indexes and what only writing and explaining need are left out. */
export function writtenSchema(schema: Schema): Json {
  const unions = new List();
  for (let i = 0; i < schema.unions.length; i++) unions.add(union(schema.unions[i], schema));
  const records = new List();
  for (let i = 0; i < schema.records.length; i++) records.add(record(schema.records[i], schema));
  return new List().add(unions.json).add(records.json).json;
}

function union(union: Union, schema: Schema): Json {
  const variants = new List();
  for (let i = 0; i < union.variants.length; i++) variants.add(variant(union.variants[i], schema));
  return new List().text(union.name).add(variants.json).json;
}

function variant(variant: Variant, schema: Schema): Json {
  const fields = new List();
  for (let i = 0; i < variant.fields.length; i++) {
    const field = variant.fields[i];
    fields.add(new List().text(field.name).bool(field.nullable).add(type(field.type, schema)).json);
  }
  return new List().text(variant.name).add(fields.json).json;
}

function type(type: Type, schema: Schema): Json {
  const union = type.union;
  const inner = type.of;
  return new List()
    .number(type.kind)
    .text(type.text)
    .number(union === null ? -1 : schema.unions.indexOf(union))
    .bool(type.ofNullable)
    .add(typeOrNothing(inner, schema)).json;
}

function typeOrNothing(inner: Type | null, schema: Schema): Json {
  return inner === null ? Json.nothing() : type(inner, schema);
}

function record(record: Record, schema: Schema): Json {
  const columns = new List();
  for (let i = 0; i < record.columns.length; i++) columns.add(column(record.columns[i]));
  const fields = new List();
  for (let i = 0; i < record.fields.length; i++) fields.add(field(record.fields[i], schema));
  const rule = record.policies[OperationKind.Query].predicate;
  return new List()
    .text(record.name)
    .text(record.key)
    .text(record.table)
    .number(record.syncLayer)
    .add(columns.json)
    .add(fields.json)
    .add(record.synced ? predicate(rule, schema) : Json.nothing()).json;
}

function column(column: Column): Json {
  return new List()
    .text(column.name)
    .number(column.storage)
    .bool(column.nullable)
    .bool(column.isBool)
    .bool(column.isJson)
    .bool(column.isPrimaryKey).json;
}

function field(one: Field, schema: Schema): Json {
  const payloads = new List();
  for (let i = 0; i < one.payloads.length; i++) payloads.add(payload(one.payloads[i], one, schema));
  return new List()
    .text(one.name)
    .bool(one.nullable)
    .number(one.column.index)
    .add(type(one.type, schema))
    .add(payloads.json).json;
}

function payload(payload: Payload, owner: Field, schema: Schema): Json {
  const union = owner.type.union;
  const fields = new List();
  for (let i = 0; i < payload.fields.length; i++) fields.add(field(payload.fields[i], schema));
  return new List().number(union === null ? -1 : union.variants.indexOf(payload.variant)).add(fields.json).json;
}

function predicate(one: Predicate, schema: Schema): Json {
  const guards = new List();
  for (let i = 0; i < one.guards.length; i++) guards.add(guard(one.guards[i], schema));
  const children = new List();
  for (let i = 0; i < one.children.length; i++) children.add(predicate(one.children[i], schema));
  return new List()
    .number(one.kind)
    .number(one.comparison)
    .bool(one.nullSafe)
    .add(guards.json)
    .add(operand(one.left, schema))
    .add(operand(one.right, schema))
    .add(children.json).json;
}

function guard(guard: Guard, schema: Schema): Json {
  return new List().add(operand(guard.operand, schema)).text(guard.variant).json;
}

function operand(one: Operand | null, schema: Schema): Json {
  if (one === null) return Json.nothing();
  const column = one.column;
  const parts = new List();
  for (let i = 0; i < one.parts.length; i++) parts.add(operand(one.parts[i], schema));
  return new List()
    .number(one.kind)
    .add(type(one.type, schema))
    .number(column === null ? -1 : column.index)
    .text(one.name)
    .add(Json.strings(one.path))
    .add(literal(one.literal))
    .add(parts.json).json;
}

/** Permissions compare with constants: a variant is its name, without payload. */
function literal(literal: Literal | null): Json {
  if (literal === null) return Json.nothing();
  return new List().number(literal.kind).text(literal.text).number(literal.number).bool(literal.bool).json;
}
