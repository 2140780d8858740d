// What is wrong with changes and sessions that come from outside: named, with what was expected and found.
import { Schema, SessionField, Type, TypeKind, Union, Variant } from '../model';
import { Json, JsonKind, jsonText } from '../json/index';

/** The first thing that does not fit the schema; '' when all does. */
export function inputProblem(schema: Schema, affected: Json, sessions: Json): string {
  for (let i = 0; i < affected.items.length; i++) {
    const table = affected.items[i].get('table_name').asText();
    if (schema.recordByTable(table) === null)
      return 'there is no table "' + table + '"; there are ' + tableNames(schema);
  }
  for (let i = 0; i < sessions.keys.length; i++) {
    const problem = sessionProblem(schema, sessions.items[i]);
    if (problem.length > 0) return 'session "' + sessions.keys[i] + '": ' + problem;
  }
  return '';
}

function tableNames(schema: Schema): string {
  const names: string[] = [];
  for (let i = 0; i < schema.records.length; i++) names.push(schema.records[i].table);
  return names.join(', ');
}

function sessionProblem(schema: Schema, session: Json): string {
  if (!session.isObject) return 'a session is an object of values, not ' + shown(session);
  for (let i = 0; i < schema.session.length; i++) {
    const problem = fieldProblem(schema.session[i], session);
    if (problem.length > 0) return problem;
  }
  return '';
}

function fieldProblem(field: SessionField, session: Json): string {
  const value = session.get(field.name);
  if (value.isNull) return field.nullable ? '' : field.name + ' is missing; it should be ' + field.type.text;
  return fits(field.type, value) ? '' : field.name + ' should be ' + field.type.text + ', not ' + shown(value);
}

function shown(value: Json): string {
  return jsonText(value);
}

/** Whether a value that is not null is one of the type. */
function fits(type: Type, value: Json): bool {
  switch (type.kind) {
    case TypeKind.Int:
    case TypeKind.IdInt:
      return value.kind == JsonKind.Number && Math.floor(value.number) == value.number;
    case TypeKind.Float:
      return value.kind == JsonKind.Number;
    case TypeKind.Bool:
      return value.kind == JsonKind.Bool;
    case TypeKind.DateTime:
      return value.isString || (value.kind == JsonKind.Number && Math.floor(value.number) == value.number);
    case TypeKind.Union:
      return fitsUnion(type.union, value);
    case TypeKind.Json:
      return true;
    case TypeKind.Document:
      return fitsInner(type, value);
    case TypeKind.List:
      return value.isArray && allFit(type, value);
    case TypeKind.Dict:
      return value.isObject && allFit(type, value);
    default:
      return value.isString;
  }
}

function fitsInner(type: Type, value: Json): bool {
  const inner = type.of;
  return value.isNull ? type.ofNullable : inner === null || fits(inner, value);
}

function allFit(type: Type, value: Json): bool {
  for (let i = 0; i < value.items.length; i++) if (!fitsInner(type, value.items[i])) return false;
  return true;
}

/** An object with the variant's payload; where no variant has any, the bare name too. */
function fitsUnion(union: Union | null, value: Json): bool {
  if (union === null) return true;
  const isBare = value.isString && union.isEnum;
  const name = isBare ? value.text : value.get('_type').asText();
  for (let i = 0; i < union.variants.length; i++) {
    if (union.variants[i].name == name) return isBare || payloadFits(union.variants[i], value);
  }
  return false;
}

function payloadFits(variant: Variant, value: Json): bool {
  for (let i = 0; i < variant.fields.length; i++) {
    const field = variant.fields[i];
    const member = value.get(field.name);
    if (member.isNull ? !field.nullable : !fits(field.type, member)) return false;
  }
  return true;
}
