// The arguments of one request, held against the parameters of its query and turned into values that SQLite can bind.
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { argumentName } from '../engine/argument-name.ts';
import type { SqlValue } from '../engine/engine.ts';
import type { QueryEntry, QueryParameter, ValueType } from '../protocol/catalog.ts';
import { describe, describeType, fit, isEnum, type Problem, type Unions } from './values.ts';

/** The name by which an argument is bound (no dollar) → value; or everything that was wrong. */
export type BoundArguments =
  | { readonly ok: true; readonly values: ReadonlyMap<string, SqlValue> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks and binds `given`. A parameter that may be left out comes with a flag `<bound name>__is_set`, 1 or 0: leaving it out is not the
 * same as null. Unknown names are problems too, with the parameters that there are.
 */
export function bindArguments(
  query: Pick<QueryEntry, 'name' | 'params'>,
  given: JsonObject,
  unions: Unions,
): BoundArguments {
  const values = new Map<string, SqlValue>();
  const problems = unknownNames(query, given);
  for (const parameter of query.params) {
    const bound = argumentName(parameter.name);
    const present = Object.hasOwn(given, parameter.name);
    if (parameter.omittable) values.set(`${bound}__is_set`, present ? 1 : 0);
    if (parameter.omittable && !present) {
      values.set(bound, null);
      continue;
    }
    const fitted = fitArgument(parameter, present ? given[parameter.name] : undefined, unions);
    if ('problems' in fitted) problems.push(...fitted.problems);
    else values.set(bound, toSqlValue(parameter.valueType, fitted.value, unions));
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values };
}

/** Absent is a problem even where null is not: who means null says so. */
function fitArgument(parameter: QueryParameter, value: JsonValue | undefined, unions: Unions): ReturnType<typeof fit> {
  if (value !== undefined) return fit({ ...parameter, type: parameter.valueType }, value, unions);
  const expected = `${describeType(parameter.valueType)}${parameter.nullable ? ', or null' : ''}`;
  return { problems: [{ name: parameter.name, expected, found: describe(value) }] };
}

function unknownNames(query: Pick<QueryEntry, 'name' | 'params'>, given: JsonObject): Problem[] {
  const names = query.params.map((parameter) => parameter.name);
  const expected =
    names.length === 0 ? `${query.name} takes no arguments` : `${query.name} takes only ${names.join(', ')}`;
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({ name, expected, found: describe(given[name]) }));
}

/** A fitted value as SQLite binds it: Bool as 1 or 0, an enum as its tag, everything with parts as JSON text. */
export function toSqlValue(type: ValueType, value: JsonValue, unions: Unions): SqlValue {
  if (value === null) return null;
  if (type.kind === 'json') return JSON.stringify(value);
  if (type.kind === 'union') return unionSqlValue(type.name, value, unions);
  if (typeof value === 'object') return JSON.stringify(value);
  if (type.kind === 'document') return JSON.stringify(value);
  return typeof value === 'boolean' ? Number(value) : value;
}

function unionSqlValue(name: string, value: JsonValue, unions: Unions): SqlValue {
  const union = unions.get(name);
  const tag = isJsonObject(value) ? value['_type'] : undefined;
  return union && isEnum(union) && typeof tag === 'string' ? tag : JSON.stringify(value);
}
