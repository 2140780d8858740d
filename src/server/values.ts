// Values as users send them, held against their types: brought to one form, or named as a problem with what was expected and found.
import { unreachable } from '../base/assert.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { SchemaUnion, TypedField, ValueType } from '../protocol/catalog.ts';
import { isCalendarDate, toSeconds } from './date-time.ts';

/** One thing that does not fit: where (`state.reason`, `tags[2]`), what was expected there, and what was found. */
export interface Problem {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
}

/** The unions of the schema by name. */
export type Unions = ReadonlyMap<string, SchemaUnion>;

export function unionsByName(unions: readonly SchemaUnion[]): Unions {
  return new Map(unions.map((union) => [union.name, union]));
}

/** A checked value in its one form: DateTime as seconds, unions as objects with `_type` and every payload field. */
export type Fitted = { readonly value: JsonValue } | { readonly problems: readonly Problem[] };

/** What a value is held against. */
export interface Place {
  readonly name: string;
  readonly type: ValueType;
  readonly nullable: boolean;
}

/** Holds `value` (undefined: absent) against `place`. Null and absent pass where the place is nullable. */
export function fit(place: Place, value: JsonValue | undefined, unions: Unions): Fitted {
  if (value === undefined || value === null) {
    return place.nullable ? { value: null } : misfit(place, value);
  }
  const { type } = place;
  switch (type.kind) {
    case 'int':
      return accept(place, value, typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : undefined);
    case 'float':
      return accept(place, value, typeof value === 'number' && Number.isFinite(value) ? value : undefined);
    case 'string':
      return accept(place, value, isText(value) ? value : undefined);
    case 'bool':
      return accept(place, value, typeof value === 'boolean' ? value : undefined);
    case 'dateTime':
      return accept(place, value, toSeconds(value));
    case 'date':
      return accept(place, value, typeof value === 'string' && isCalendarDate(value) ? value : undefined);
    case 'id':
      return accept(place, value, fitId(type.storage, value));
    case 'json':
      return accept(place, value, isWellFormed(value) ? value : undefined);
    case 'union':
      return fitUnion(place, type.name, value, unions);
    case 'document':
      return fit({ name: place.name, type: type.of, nullable: type.nullable }, value, unions);
    case 'list':
      return fitList(place, type, value, unions);
    case 'dict':
      return fitDict(place, type, value, unions);
    default:
      return unreachable(type);
  }
}

/** Problems of one value that are told; a list of a million wrong items is not. */
export const PROBLEMS_TOLD = 20;

type ElementType = { readonly of: ValueType; readonly nullable: boolean };

function fitId(storage: 'int' | 'uuid', value: JsonValue): JsonValue | undefined {
  if (storage === 'int') return typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : undefined;
  return isText(value) && value !== '' ? value : undefined;
}

function fitList(place: Place, type: ElementType, value: JsonValue, unions: Unions): Fitted {
  if (!Array.isArray(value)) return misfit(place, value);
  const items: readonly JsonValue[] = value;
  return gather(
    items.map((item, index): [string, Fitted] => {
      const name = `${place.name}[${index}]`;
      return [String(index), fit({ name, type: type.of, nullable: type.nullable }, item, unions)];
    }),
    (entries) => entries.map(([, item]) => item),
  );
}

function fitDict(place: Place, type: ElementType, value: JsonValue, unions: Unions): Fitted {
  if (!isJsonObject(value)) return misfit(place, value);
  return gather(
    Object.entries(value).map(([key, item]): [string, Fitted] => {
      const name = `${place.name}.${key}`;
      if (!isText(key)) return [key, misfit(place, key)];
      return [key, fit({ name, type: type.of, nullable: type.nullable }, item, unions)];
    }),
    (entries) => Object.fromEntries(entries),
  );
}

/** A variant is an object with `_type`; where no variant carries anything, its bare name will do. */
function fitUnion(place: Place, unionName: string, value: JsonValue, unions: Unions): Fitted {
  const union = unions.get(unionName);
  const given = isJsonObject(value) ? value : { _type: value };
  const variant = union?.variants.find((each) => each.name === given['_type']);
  if (!union || !variant || (!isJsonObject(value) && !isEnum(union))) return misfit(place, value, describeUnion(union));
  const unknown = Object.keys(given).filter(
    (key) => key !== '_type' && !variant.fields.some((field) => field.name === key),
  );
  return gather(
    [
      ['_type', { value: variant.name }],
      ...variant.fields.map((field) => fitPayload(place, field, given, unions)),
      ...unknown.map((key): [string, Fitted] => [key, strayField(place, variant.name, key, given[key])]),
    ],
    (entries) => Object.fromEntries(entries),
  );
}

function fitPayload(place: Place, field: TypedField, given: JsonObject, unions: Unions): [string, Fitted] {
  const value = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
  return [field.name, fit({ ...field, name: `${place.name}.${field.name}` }, value, unions)];
}

function strayField(place: Place, variant: string, key: string, value: JsonValue | undefined): Fitted {
  return {
    problems: [{ name: `${place.name}.${key}`, expected: `no such field in ${variant}`, found: describe(value) }],
  };
}

/** Whether no variant of the union carries anything. */
export function isEnum(union: SchemaUnion): boolean {
  return union.variants.every((variant) => variant.fields.length === 0);
}

function gather(parts: readonly [string, Fitted][], build: (entries: [string, JsonValue][]) => JsonValue): Fitted {
  const problems: Problem[] = [];
  const entries: [string, JsonValue][] = [];
  for (const [key, part] of parts) {
    if ('value' in part) entries.push([key, part.value]);
    else problems.push(...part.problems.slice(0, Math.max(0, PROBLEMS_TOLD - problems.length)));
  }
  return problems.length > 0 ? { problems } : { value: build(entries) };
}

function accept(place: Place, value: JsonValue, fitted: JsonValue | undefined): Fitted {
  return fitted === undefined ? misfit(place, value) : { value: fitted };
}

function misfit(place: Place, value: JsonValue | undefined, expected = describeType(place.type)): Fitted {
  return {
    problems: [
      { name: place.name, expected: place.nullable ? `${expected}, or null` : expected, found: describe(value) },
    ],
  };
}

/** Text that every reader gets back as it was sent: whole Unicode characters, none of them U+0000. */
function isText(value: JsonValue): value is string {
  return typeof value === 'string' && !/[\p{Surrogate}\0]/u.test(value);
}

/**
 * A document must be what a reader gets back: no half characters, no number too large for JSON to say, and no integer in
 * digits that was rounded when it was read.
 */
function isWellFormed(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !(Math.abs(value) < 1e21 && isRounded(value));
  if (typeof value === 'string') return isText(value);
  if (Array.isArray(value)) return value.every(isWellFormed);
  if (isJsonObject(value)) return Object.entries(value).every(([key, item]) => isText(key) && isWellFormed(item));
  return true;
}

function isRounded(number: number): boolean {
  return Number.isInteger(number) && !Number.isSafeInteger(number);
}

/** A type in words. */
export function describeType(type: ValueType): string {
  switch (type.kind) {
    case 'int':
      return 'an integer between -(2^53 - 1) and 2^53 - 1';
    case 'float':
      return 'a number';
    case 'string':
      return 'text';
    case 'bool':
      return 'true or false';
    case 'dateTime':
      return 'a time: whole seconds since 1970, or text such as "2024-05-01T12:00:00Z"';
    case 'date':
      return 'a date such as "2024-05-01"';
    case 'json':
      return 'JSON of whole characters, finite numbers, and integers no larger than 2^53 - 1';
    case 'id':
      return type.storage === 'int' ? `a ${type.record} id (an integer)` : `a ${type.record} id (text)`;
    case 'union':
      return `a ${type.name}`;
    case 'document':
      return describeType(type.of);
    case 'list':
      return `a list whose items are each ${describeType(type.of)}`;
    case 'dict':
      return `an object whose values are each ${describeType(type.of)}`;
    default:
      return unreachable(type);
  }
}

function describeUnion(union: SchemaUnion | undefined): string {
  if (!union) return 'a variant';
  const names = union.variants.map((variant) => variant.name).join(', ');
  return isEnum(union) ? `one of ${names}` : `an object whose _type is one of ${names}`;
}

const LONGEST_QUOTE = 40;

/** A value in words, shortened: what was found. */
export function describe(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `the text ${quoted(value)}` : String(value);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}
