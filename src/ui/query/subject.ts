// What a query is about: its table, the parameter that names a row of it, and what a held row would fill in. Pure.
import type { QueryEntry, SchemaTable, SchemaUnion } from '../../protocol/catalog.ts';
import type { Row, RowKey } from '../../protocol/rows.ts';
import { fieldOf, type FieldState, type FormField } from '../fields/field-values.ts';
import type { Draft } from '../page.tsx';

/** The table of the first record inside a query's braces; undefined where the schema has none of that name. */
export function subjectOf(
  { source }: Pick<QueryEntry, 'source'>,
  tables: readonly SchemaTable[],
): SchemaTable | undefined {
  const root = /\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(source.replaceAll(/\/\/.*$/gm, ''))?.[1];
  return tables.find(({ record }) => record.charAt(0).toLowerCase() + record.slice(1) === root);
}

/** The parameter that names a row of `table`. */
export function keyFieldOf(fields: readonly FormField[], table: SchemaTable): FormField | undefined {
  return fields.find(
    ({ name, type }) => (type.kind === 'id' && type.record === table.record) || (name === table.primaryKey && type.kind !== 'id'), // prettier-ignore
  );
}

/** The key that a field of keys shows; null where it shows none. */
export function keyOf(field: FormField, state: FieldState | undefined): RowKey | null {
  if (!state || state.mode !== 'value' || state.text.trim() === '') return null;
  const isNumber = field.type.kind === 'int' || (field.type.kind === 'id' && field.type.storage === 'int');
  if (!isNumber) return state.text;
  const number = Number(state.text);
  return Number.isNaN(number) ? null : number;
}

/** A field that holds the key of a row. */
export function keyState(key: RowKey): FieldState {
  return { mode: 'value', text: String(key), checked: false, parts: {} };
}

/**
 * Fields of an update that would blank a column if they stayed empty: those named like it, of its kind. What may be left
 * out keeps its column by itself.
 */
export function blankingFields(
  { operation }: Pick<QueryEntry, 'operation'>,
  fields: readonly FormField[],
  table: SchemaTable,
): readonly FormField[] {
  if (operation !== 'update') return [];
  const key = keyFieldOf(fields, table);
  return fields.filter((field) => field !== key && !field.omittable && isColumn(field, table));
}

function isColumn({ name, type }: FormField, { columns }: SchemaTable): boolean {
  return columns.some((column) => column.name === name && column.valueType.kind === type.kind);
}

/** The one truth that an update writes, and nothing else beside it; undefined where it writes more, or other things. */
export function loneTruth(fields: readonly FormField[], blanking: readonly FormField[]): FormField | undefined {
  const [only] = blanking;
  return fields.length === 2 && blanking.length === 1 && only?.type.kind === 'bool' ? only : undefined;
}

/** The states that show the values of `row`; a null that a field cannot have leaves it empty. */
export function heldStates(fields: readonly FormField[], row: Row, unions: readonly SchemaUnion[]): Draft {
  const states = fields.flatMap((field) => {
    const value = row[field.name];
    if (value === undefined || (value === null && !field.nullable)) return [];
    return [[field.name, fieldOf(value, field.type, unions)] as const];
  });
  return Object.fromEntries(states);
}
