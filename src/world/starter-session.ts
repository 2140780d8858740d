// Session values for users to begin with, guessed from what the schema says of sessions.
import { unreachable } from '../base/assert.ts';
import { isJsonObject, type JsonValue } from '../base/json.ts';
import { sameJson } from '../client/same-json.ts';
import type { SchemaAnswer, SchemaUnion, TypedField, ValueType } from '../protocol/catalog.ts';
import type { SessionValues } from '../protocol/session.ts';

/** Lists of numbers, such as the channels that a user is a member of, name two neighbours out of so many. */
const NEIGHBOURS = 5;

/** Values for the `number`th user to begin with; null where the schema's session cannot be guessed. */
export function starterSession(schema: SchemaAnswer, number: number): SessionValues | null {
  const entries = schema.session.map((field) => [field.name, fieldValue(field, number, schema.unions)] as const);
  const known = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return known.length < entries.length ? null : Object.fromEntries(known);
}

/** Whether the `number`th user to begin with has just this session. */
export function sessionIsStarter(schema: SchemaAnswer, number: number, session: SessionValues | null): boolean {
  const guessed = starterSession(schema, number);
  return guessed === null || session === null ? guessed === session : sameJson(guessed, session);
}

/** A session under another schema: fields of the same name and shape keep their value, the others are guessed. */
export function fittedSession(
  schema: SchemaAnswer | null,
  session: SessionValues,
  number: number,
): SessionValues | null {
  if (!schema) return session;
  const guessed = starterSession(schema, number);
  if (guessed === null) return null;
  const fitted = Object.entries(guessed).map(([name, value]) => {
    const held = Object.hasOwn(session, name) ? session[name] : undefined;
    return [name, held !== undefined && sameShape(held, value) ? held : value] as const;
  });
  return Object.fromEntries(fitted);
}

function fieldValue(
  { type, nullable }: TypedField,
  number: number,
  unions: readonly SchemaUnion[],
): JsonValue | undefined {
  return nullable ? null : valueOf(type, number, unions);
}

function valueOf(type: ValueType, number: number, unions: readonly SchemaUnion[]): JsonValue | undefined {
  switch (type.kind) {
    case 'int':
    case 'float':
      return number;
    case 'id':
      return type.storage === 'int' ? number : undefined;
    case 'string':
      return 'user';
    case 'bool':
      return false;
    case 'dateTime':
      return 0;
    case 'date':
      return '2000-01-01';
    case 'json':
    case 'dict':
      return {};
    case 'list':
      return someOf(type.of, number, unions);
    case 'document':
      return type.nullable ? null : valueOf(type.of, number, unions);
    case 'union':
      return variantOf(type.name, number, unions);
    default:
      return unreachable(type);
  }
}

/** Different users get different numbers, each shared with the next user. */
function someOf(type: ValueType, number: number, unions: readonly SchemaUnion[]): JsonValue {
  if (type.kind !== 'int' && !(type.kind === 'id' && type.storage === 'int')) return [];
  return [number, number + 1].map((each) => valueOf(type, ((each - 1) % NEIGHBOURS) + 1, unions) ?? each);
}

/** Each user has the next variant: a page begins with somebody of every kind. */
function variantOf(name: string, number: number, unions: readonly SchemaUnion[]): JsonValue | undefined {
  const variants = unions.find((union) => union.name === name)?.variants ?? [];
  const variant = variants[(number - 1) % Math.max(1, variants.length)];
  if (!variant) return undefined;
  const payload = variant.fields.map((field) => [field.name, fieldValue(field, number, unions)] as const);
  const known = payload.flatMap(([field, value]) => (value === undefined ? [] : [[field, value] as const]));
  return known.length < payload.length ? undefined : { _type: variant.name, ...Object.fromEntries(known) };
}

/** Of a union's values only the same variant is of the same shape: another schema may not have it. */
function sameShape(one: JsonValue, other: JsonValue): boolean {
  if (isJsonObject(one) && isJsonObject(other)) return one['_type'] === other['_type'];
  return typeof one === typeof other && Array.isArray(one) === Array.isArray(other) && !isJsonObject(one);
}
