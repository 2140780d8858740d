// What a mutation writes: assignments spelled out as physical columns with their expressions.
import {
  Assignment,
  Column,
  Field,
  Literal,
  LiteralKind,
  Managed,
  Operand,
  OperandKind,
  Operation,
  Record,
  TypeKind,
} from '../model';
import { Sql, quoteName, quoteText } from './text';
import { Scope, isJsonKind, isOmittable, literalSql, operandSql } from '../predicate/sql';
import { Json, jsonText } from '../json/index';

/** A physical column and the value it is given. */
export class Write {
  constructor(
    public column: Column,
    public value: Sql,
  ) {}
}

/** What an omitted parameter stands for. */
export enum Omitted {
  /** Insert: the column's default, or null. */
  Default,
  /** Update: the value it has. */
  Current,
}

/** All columns that the assignments write, unions spelled out, followed by the managed times. */
export function writesOf(operation: Operation, record: Record, assignments: Assignment[], omitted: Omitted): Write[] {
  const writes: Write[] = [];
  for (let i = 0; i < assignments.length; i++) {
    const field = assignments[i].field;
    if (field !== null) assign(operation, record, field, assignments[i].value, omitted, writes);
  }
  for (let i = 0; i < record.fields.length; i++) {
    const field = record.fields[i];
    if (isTouched(field, omitted) && find(writes, field.column) === null)
      writes.push(new Write(field.column, new Sql().put('unixepoch()')));
  }
  return writes;
}

/** Managed times: an insert sets all of them, an update those that tell the last change. */
function isTouched(field: Field, omitted: Omitted): bool {
  if (field.managed == Managed.CreatedAt) return omitted == Omitted.Default;
  return field.managed != Managed.None;
}

export function find(writes: Write[], column: Column): Write | null {
  for (let i = 0; i < writes.length; i++) if (writes[i].column === column) return writes[i];
  return null;
}

function assign(
  operation: Operation,
  record: Record,
  field: Field,
  value: Operand,
  omitted: Omitted,
  into: Write[],
): void {
  const from = into.length;
  if (field.payloads.length > 0) assignUnion(field, value, into);
  else into.push(new Write(field.column, plainValue(field, value)));
  if (value.kind != OperandKind.Parameter || !isOmittable(operation.params, value.name)) return;
  for (let i = from; i < into.length; i++) into[i].value = whenSet(value.name, into[i], record, omitted);
}

/** Omitted is not null: a flag `<name>__is_set` tells them apart. */
function whenSet(name: string, write: Write, record: Record, omitted: Omitted): Sql {
  const out = new Sql()
    .put('case when ')
    .parameter(name + '__is_set')
    .put(' then ')
    .append(write.value)
    .put(' else ');
  if (omitted == Omitted.Current) out.name(record.table).put('.').name(write.column.name);
  else out.put(write.column.defaultSql.length > 0 ? write.column.defaultSql : 'null');
  return out.put(' end');
}

function plainValue(field: Field, value: Operand): Sql {
  const out = new Sql();
  if (field.column.isJson) return documentValue(value);
  if (isUnionValue(value) || field.type.kind == TypeKind.Union) return tagValue(value);
  operandSql(value, new Scope(''), out);
  return out;
}

function isUnionValue(value: Operand): bool {
  return value.type.kind == TypeKind.Union;
}

/** A union without payload: its tag, given bare or as an object. */
function tagValue(value: Operand): Sql {
  const out = new Sql();
  if (value.kind == OperandKind.Parameter) return tagOf(value.name, '$._type');
  operandSql(value, new Scope(''), out);
  return out;
}

function isNullLiteral(value: Operand): bool {
  const literal = value.literal;
  return value.kind == OperandKind.Literal && literal !== null && literal.kind == LiteralKind.Null;
}

/** A document is stored as JSONB; null stays SQL's null. */
function documentValue(value: Operand): Sql {
  const out = new Sql();
  const literal = value.literal;
  if (isNullLiteral(value)) return out.put('null');
  if (value.kind == OperandKind.Literal && literal !== null) return documentLiteral(literal);
  const inner = new Sql();
  operandSql(value, new Scope(''), inner);
  return out.put('case when ').append(inner).put(' is not null then ').append(asDocument(value, inner)).put(' end');
}

/** A value that is not null, as JSONB: documents come as JSON text, the rest as storage values. */
function asDocument(value: Operand, inner: Sql): Sql {
  const kind = value.kind == OperandKind.Function ? TypeKind.String : value.type.kind;
  const out = new Sql();
  if (isJsonKind(kind)) return out.put('jsonb(').append(inner).put(')');
  if (kind == TypeKind.Bool) return out.put('jsonb(case ').append(inner).put(" when 1 then 'true' else 'false' end)");
  if (kind != TypeKind.Union) return out.put('jsonb(json_quote(').append(inner).put('))');
  isObject(value.name, out.put('case when ')).put(' then jsonb(').append(inner);
  return out.put(") else jsonb_object('_type', ").append(inner).put(') end');
}

/** A literal as the document it stands for; a variant's payload may hold parameters. */
function documentLiteral(literal: Literal): Sql {
  const out = new Sql();
  if (literal.kind == LiteralKind.String)
    return out.put('jsonb(' + quoteText(jsonText(Json.string(literal.text))) + ')');
  if (literal.kind == LiteralKind.Bool) return out.put(literal.bool ? "jsonb('true')" : "jsonb('false')");
  if (literal.kind != LiteralKind.Variant) return out.put("jsonb('" + literalSql(literal) + "')");
  out.put("jsonb_object('_type', ").put(quoteText(literal.text));
  for (let i = 0; i < literal.payload.length; i++) {
    out.put(', ').put(quoteText(literal.payload[i].name)).put(', ');
    const value = literal.payload[i].value;
    if (isNullLiteral(value)) out.put('null');
    else if (value.kind == OperandKind.Literal || isJsonKind(value.type.kind)) out.append(documentValue(value));
    else operandSql(value, new Scope(''), out);
  }
  return out.put(')');
}

/** All columns of a union are written, so that no payload of another variant survives. */
function assignUnion(field: Field, value: Operand, into: Write[]): void {
  const literal = value.literal;
  if (value.kind == OperandKind.Literal && literal !== null) return assignVariant(field, literal, into);
  if (value.kind == OperandKind.Session) assignSession(field, value.name, into);
  else assignObject(field, value.name, '$', into);
}

/** Session values come flattened: the tag, and each payload under its path; what is absent is null. */
function assignSession(field: Field, name: string, into: Write[]): void {
  into.push(new Write(field.column, new Sql().parameter(name)));
  for (let i = 0; i < field.payloads.length; i++) {
    const payload = field.payloads[i];
    for (let j = 0; j < payload.fields.length; j++) {
      const inner = payload.fields[j];
      const innerName = name + '__' + payload.variant.fields[j].name;
      if (find(into, inner.column) !== null) continue;
      if (inner.payloads.length > 0) assignSession(inner, innerName, into);
      else into.push(new Write(inner.column, new Sql().parameter(innerName)));
    }
  }
}

function assignVariant(field: Field, literal: Literal, into: Write[]): void {
  const from = into.length;
  into.push(new Write(field.column, new Sql().put(literal.kind == LiteralKind.Null ? 'null' : literalSql(literal))));
  for (let i = 0; i < field.payloads.length; i++) {
    if (field.payloads[i].variant.name != literal.text) continue;
    for (let j = 0; j < field.payloads[i].fields.length; j++) {
      const value = payloadValue(literal, field.payloads[i].variant.fields[j].name);
      if (value !== null) assignPayload(field.payloads[i].fields[j], value, into);
    }
  }
  nullRest(field, from, into);
}

function payloadValue(literal: Literal, name: string): Operand | null {
  for (let i = 0; i < literal.payload.length; i++) if (literal.payload[i].name == name) return literal.payload[i].value;
  return null;
}

function assignPayload(field: Field, value: Operand, into: Write[]): void {
  if (field.payloads.length > 0) assignUnion(field, value, into);
  else into.push(new Write(field.column, plainValue(field, value)));
}

/** Sets to null what no assignment of this union has named. */
function nullRest(field: Field, from: i32, into: Write[]): void {
  for (let i = 0; i < field.payloads.length; i++) {
    for (let j = 0; j < field.payloads[i].fields.length; j++) {
      const payload = field.payloads[i].fields[j];
      if (!isWritten(into, from, payload.column)) into.push(new Write(payload.column, new Sql().put('null')));
      nullRest(payload, from, into);
    }
  }
}

function isWritten(writes: Write[], from: i32, column: Column): bool {
  for (let i = from; i < writes.length; i++) if (writes[i].column === column) return true;
  return false;
}

/** A union from a parameter that holds its object as JSON text (or the bare tag). */
function assignObject(field: Field, name: string, path: string, into: Write[]): void {
  into.push(new Write(field.column, path == '$' ? tagOf(name, '$._type') : memberOf(name, path + '._type')));
  for (let i = 0; i < field.payloads.length; i++) {
    const payload = field.payloads[i];
    for (let j = 0; j < payload.fields.length; j++) {
      const inner = payload.fields[j];
      if (find(into, inner.column) !== null) continue;
      const innerPath = path + '.' + payload.variant.fields[j].name;
      if (inner.payloads.length > 0) assignObject(inner, name, innerPath, into);
      else into.push(new Write(inner.column, innerValue(inner, name, innerPath)));
    }
  }
}

function innerValue(field: Field, name: string, path: string): Sql {
  if (field.column.isJson) return guardedJson(name, 'jsonb_extract', path);
  if (field.type.kind == TypeKind.Union) return nestedTag(name, path);
  return memberOf(name, path);
}

/** `'null'` and digits are JSON too, so only an object counts as one. */
function isObject(name: string, out: Sql): Sql {
  return out.put('json_valid(').parameter(name).put(') and json_type(').parameter(name).put(") = 'object'");
}

function tagOf(name: string, path: string): Sql {
  const out = new Sql().put('case when ');
  isObject(name, out).put(' then json_extract(').parameter(name).put(', ').put(quoteText(path)).put(') else ');
  return out.parameter(name).put(' end');
}

function memberOf(name: string, path: string): Sql {
  return guardedJson(name, 'json_extract', path);
}

function guardedJson(name: string, call: string, path: string): Sql {
  const out = new Sql().put('case when ');
  return isObject(name, out)
    .put(' then ')
    .put(call)
    .put('(')
    .parameter(name)
    .put(', ')
    .put(quoteText(path))
    .put(') end');
}

/** A nested enum: an object with `_type`, or the bare tag. */
function nestedTag(name: string, path: string): Sql {
  const out = new Sql().put('case when ');
  isObject(name, out)
    .put(' then coalesce(json_extract(')
    .parameter(name)
    .put(', ')
    .put(quoteText(path + '._type'));
  return out.put('), json_extract(').parameter(name).put(', ').put(quoteText(path)).put(')) end');
}

/** The written columns, quoted. */
export function columnList(writes: Write[]): string {
  const names: string[] = [];
  for (let i = 0; i < writes.length; i++) names.push(quoteName(writes[i].column.name));
  return names.join(', ');
}
