// What a person typed into typed inputs, and the value it stands for. Pure: the inputs only draw this [UI-6].
import { unreachable } from '../../base/assert.ts';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { SchemaUnion, TypedField, ValueType } from '../../protocol/catalog.ts';

/** Whether a field has a value, is null, or is left out of the request. */
export type FieldMode = 'value' | 'null' | 'omitted';

/** The raw contents of one input. `parts` are the payload fields of a chosen union variant. */
export interface FieldState {
  readonly mode: FieldMode;
  readonly text: string;
  readonly checked: boolean;
  readonly parts: Readonly<Record<string, FieldState>>;
}

/** The value of a field, or why there is none. Field names of union payloads are joined by dots. */
export type FieldReading =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> };

/** A place with a type that may be left out. */
export interface FormField extends TypedField {
  readonly omittable: boolean;
}

/** The empty state of a field: fields that may be left out start so, nullable ones start null. */
export function emptyField(field: FormField): FieldState {
  const mode: FieldMode = field.omittable ? 'omitted' : field.nullable ? 'null' : 'value';
  return { mode, text: '', checked: false, parts: {} };
}

/** The state that shows `value` in a field of `type`. */
export function fieldOf(value: JsonValue, type: ValueType, unions: readonly SchemaUnion[] = []): FieldState {
  const base: FieldState = { mode: value === null ? 'null' : 'value', text: '', checked: false, parts: {} };
  if (value === null) return base;
  if (type.kind === 'bool') return { ...base, checked: value === true || value === 1 };
  if (type.kind === 'dateTime' && typeof value === 'number') return { ...base, text: localDateTime(value) };
  if (type.kind === 'union' && isJsonObject(value)) return { ...base, ...variantOf(value, type.name, unions) };
  const isPlainText = typeof value === 'string' && !JSON_KINDS.has(type.kind);
  return { ...base, text: isPlainText ? value : JSON.stringify(value) };
}

/** Types whose fields are typed as JSON. */
const JSON_KINDS: ReadonlySet<ValueType['kind']> = new Set(['json', 'document', 'list', 'dict']);

/** The variant that is there, with a state for each of its fields. */
function variantOf(
  value: JsonObject,
  name: string,
  unions: readonly SchemaUnion[],
): Pick<FieldState, 'text' | 'parts'> {
  const union = unions.find((candidate) => candidate.name === name);
  const variant = union?.variants.find((candidate) => candidate.name === value['_type']);
  const parts = (variant?.fields ?? []).map((field) => {
    return [field.name, fieldOf(value[field.name] ?? null, field.type, unions)] as const;
  });
  return { text: variant?.name ?? '', parts: Object.fromEntries(parts) };
}

/** Reads every field that is not left out, or all problems at once, by field name. */
export function readForm(
  fields: readonly FormField[],
  states: Readonly<Record<string, FieldState>>,
  unions: readonly SchemaUnion[],
): { readonly ok: true; readonly value: JsonObject } | Extract<FieldReading, { ok: false }> {
  const value: Record<string, JsonValue> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const state = states[field.name] ?? emptyField(field);
    if (state.mode === 'omitted') continue;
    const reading = readField(field, state, unions);
    if (reading.ok) value[field.name] = reading.value;
    else Object.assign(problems, reading.problems);
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, value };
}

/** Reads one field. */
export function readField(field: TypedField, state: FieldState, unions: readonly SchemaUnion[]): FieldReading {
  if (state.mode === 'null') return { ok: true, value: null };
  const fail = (message: string): FieldReading => ({ ok: false, problems: { [field.name]: message } });
  const { type } = field;
  switch (type.kind) {
    case 'bool':
      return { ok: true, value: state.checked };
    case 'string':
      return { ok: true, value: state.text };
    case 'int':
      return readNumber(state.text, /^[+-]?\d+$/, 'a whole number', fail);
    case 'float':
      return readNumber(state.text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'a number', fail);
    case 'id':
      if (type.storage === 'int') return readNumber(state.text, /^[+-]?\d+$/, `the number of a ${type.record}`, fail);
      return state.text === '' ? fail(`Needs the id of a ${type.record}.`) : { ok: true, value: state.text };
    case 'date':
      return state.text === '' ? fail('Needs a date.') : { ok: true, value: state.text };
    case 'dateTime':
      return readDateTime(state.text, fail);
    case 'union':
      return readUnion(field, state, unions, fail);
    case 'json':
    case 'document':
    case 'list':
    case 'dict':
      return readJson(state.text, fail);
    default:
      return unreachable(type);
  }
}

type Fail = (message: string) => FieldReading;

function readNumber(text: string, shape: RegExp, what: string, fail: Fail): FieldReading {
  const trimmed = text.trim();
  if (trimmed === '') return fail(`Needs ${what}.`);
  return shape.test(trimmed) ? { ok: true, value: Number(trimmed) } : fail(`Needs ${what}; “${trimmed}” is not one.`);
}

function readDateTime(text: string, fail: Fail): FieldReading {
  const atMs = new Date(text).getTime();
  return Number.isNaN(atMs) ? fail('Needs a date and a time.') : { ok: true, value: Math.floor(atMs / 1000) };
}

function readJson(text: string, fail: Fail): FieldReading {
  const value = parseJson(text);
  return value === undefined ? fail('Needs JSON, for example ["a", "b"] or {"a": 1}.') : { ok: true, value };
}

function readUnion(field: TypedField, state: FieldState, unions: readonly SchemaUnion[], fail: Fail): FieldReading {
  const union = unions.find((candidate) => field.type.kind === 'union' && candidate.name === field.type.name);
  const variant = union?.variants.find((candidate) => candidate.name === state.text);
  if (!variant) return fail('Choose a variant.');
  if (variant.fields.length === 0) return { ok: true, value: variant.name };
  const fields = variant.fields.map((part) => ({ ...part, omittable: false }));
  const reading = readForm(fields, state.parts, unions);
  if (reading.ok) return { ok: true, value: { _type: variant.name, ...reading.value } };
  const problems = Object.entries(reading.problems).map(([name, message]) => [`${field.name}.${name}`, message]);
  return { ok: false, problems: Object.fromEntries(problems) };
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}

/** Seconds since the epoch as the text of a `datetime-local` input, in the person's own time zone. */
function localDateTime(valueSeconds: number): string {
  const date = new Date(valueSeconds * 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
