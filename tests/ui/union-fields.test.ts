// A union's value in a form, and back: the variant with its payload, nested, nullable.
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/base/json.ts';
import type { SchemaUnion } from '../../src/protocol/catalog.ts';
import { fieldOf, readField } from '../../src/ui/fields/field-values.ts';
import { typeText } from '../../src/ui/fields/type-text.ts';

const unions: readonly SchemaUnion[] = [
  {
    name: 'Role',
    variants: [
      { name: 'Member', fields: [] },
      {
        name: 'Guest',
        fields: [
          { name: 'host', type: { kind: 'string' }, nullable: false },
          { name: 'rank', type: { kind: 'union', name: 'Rank' }, nullable: true },
        ],
      },
    ],
  },
  { name: 'Rank', variants: [{ name: 'High', fields: [{ name: 'since', type: { kind: 'int' }, nullable: false }] }] },
];
const field = { name: 'role', type: { kind: 'union', name: 'Role' }, nullable: true } as const;

test.each<[JsonValue, JsonValue]>([
  [{ _type: 'Member' }, 'Member'],
  [
    { _type: 'Guest', host: 'Ann', rank: null },
    { _type: 'Guest', host: 'Ann', rank: null },
  ],
  [
    { _type: 'Guest', host: 'Ann', rank: { _type: 'High', since: 3 } },
    { _type: 'Guest', host: 'Ann', rank: { _type: 'High', since: 3 } },
  ],
  [null, null],
  ['Member', 'Member'],
])('%j is shown and read as %j', (value, read) => {
  expect(readField(field, fieldOf(value, field.type, unions), unions)).toEqual({ ok: true, value: read });
});

test('a variant that the schema does not have has to be chosen anew', () => {
  const state = fieldOf({ _type: 'Gone' }, field.type, unions);
  expect(readField(field, state, unions)).toEqual({ ok: false, problems: { role: 'Choose a variant.' } });
});

test('types read as the schema writes them', () => {
  const numbers = { kind: 'list', of: { kind: 'int' }, nullable: true } as const;
  expect(typeText({ kind: 'document', of: numbers, nullable: false })).toBe('Json<List<Int?>>');
  expect(typeText({ kind: 'id', record: 'User', storage: 'uuid' })).toBe('User.id');
  expect(typeText({ kind: 'dict', of: field.type, nullable: false })).toBe('Dict<Role>');
});
