// The values behind a session: held against the schema's session block, drawn by chance, compared, and flattened for SQL.
import { unreachable } from '../base/assert.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { Random } from '../base/random.ts';
import type { SqlValue } from '../engine/engine.ts';
import type { TypedField, ValueType } from '../protocol/catalog.ts';
import type { SessionValues } from '../protocol/session.ts';
import { toSqlValue } from './arguments.ts';
import { describe, fit, type Problem, type Unions } from './values.ts';

/** What the schema says of sessions. Without a session block `fields` is empty and values are taken as they come. */
export interface SessionShape {
  readonly fields: readonly TypedField[];
  readonly unions: Unions;
}

export type CheckedSession =
  { readonly ok: true; readonly values: SessionValues } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Brings session values to their one form: each field of the block, in its order, null where it is absent and may be. */
export function checkSession(shape: SessionShape, given: JsonObject): CheckedSession {
  if (shape.fields.length === 0) return { ok: true, values: given };
  const problems = unknownFields(shape, given);
  const entries: [string, JsonValue][] = [];
  for (const field of shape.fields) {
    const fitted = fit(field, Object.hasOwn(given, field.name) ? given[field.name] : undefined, shape.unions);
    if ('problems' in fitted) problems.push(...fitted.problems);
    else entries.push([field.name, fitted.value]);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values: Object.fromEntries(entries) };
}

function unknownFields(shape: SessionShape, given: JsonObject): Problem[] {
  const names = shape.fields.map((field) => field.name);
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({ name, expected: `a session has only ${names.join(', ')}`, found: describe(given[name]) }));
}

/** Whether two JSON values say the same; the order of keys says nothing. */
export function sameJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item: JsonValue, index) => sameJson(item, right[index]));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
  );
}

/** User ids are drawn from 1 to this [WS-1]. */
export const LARGEST_DRAWN_USER_ID = 100;

/** A session for somebody who brought none [WS-1]: `userId` by chance, `role` "user", the rest a plain value of its type. */
export function drawSession(shape: SessionShape, random: Random): SessionValues {
  const userId = random.between(1, LARGEST_DRAWN_USER_ID);
  if (shape.fields.length === 0) return { userId, role: 'user' };
  return Object.fromEntries(shape.fields.map((field) => [field.name, drawField(field, userId, shape.unions)]));
}

function drawField(field: TypedField, userId: number, unions: Unions): JsonValue {
  if (field.name === 'userId')
    return field.type.kind === 'string' ? String(userId) : plainValue(field.type, userId, unions);
  if (field.name === 'role' && field.type.kind === 'string') return 'user';
  return field.nullable ? null : plainValue(field.type, userId, unions);
}

function plainValue(type: ValueType, number: number, unions: Unions): JsonValue {
  switch (type.kind) {
    case 'int':
    case 'float':
      return number;
    case 'string':
      return 'user';
    case 'bool':
      return false;
    case 'dateTime':
      return 0;
    case 'date':
      return '1970-01-01';
    case 'id':
      return type.storage === 'int' ? number : `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    case 'json':
    case 'dict':
      return {};
    case 'list':
      return [];
    case 'document':
      return plainValue(type.of, number, unions);
    case 'union':
      return plainVariant(type.name, number, unions);
    default:
      return unreachable(type);
  }
}

function plainVariant(name: string, number: number, unions: Unions): JsonValue {
  const variant = unions.get(name)?.variants[0];
  if (!variant) return null;
  const payload = variant.fields.map((field) => [
    field.name,
    field.nullable ? null : plainValue(field.type, number, unions),
  ]);
  return { _type: variant.name, ...Object.fromEntries(payload) };
}

/**
 * Session values as SQL parameters: `session_<field>`, and for unions the tag there and each payload field of the variant at
 * hand as `session_<field>__<payload>`. What is absent is left out and binds as NULL.
 */
export function flattenSession(shape: SessionShape, values: SessionValues): ReadonlyMap<string, SqlValue> {
  const flat = new Map<string, SqlValue>();
  const fields = shape.fields.length > 0 ? shape.fields : Object.entries(values).map(untypedField);
  for (const field of fields)
    flatten(`session_${field.name}`, field.type, values[field.name] ?? null, shape.unions, flat);
  return flat;
}

function flatten(name: string, type: ValueType, value: JsonValue, unions: Unions, into: Map<string, SqlValue>): void {
  if (type.kind !== 'union' || !isJsonObject(value)) {
    into.set(name, toSqlValue(type, value, unions));
    return;
  }
  const tag = value['_type'];
  into.set(name, typeof tag === 'string' ? tag : null);
  const variant = unions.get(type.name)?.variants.find((each) => each.name === tag);
  for (const field of variant?.fields ?? []) {
    flatten(`${name}__${field.name}`, field.type, value[field.name] ?? null, unions, into);
  }
}

/** Of a value without a declared type only its JSON form is known. */
function untypedField([name, value]: [string, JsonValue]): { name: string; type: ValueType } {
  if (typeof value === 'number') return { name, type: { kind: 'float' } };
  if (typeof value === 'boolean') return { name, type: { kind: 'bool' } };
  return { name, type: { kind: typeof value === 'string' ? 'string' : 'json' } };
}
