// What a query is about, and what a held row fills in: no field that could be left out, no value that a field cannot have.
import { expect, test } from 'vitest';
import type { FormField } from '../../src/ui/fields/field-values.ts';
import { blankingFields, heldStates, keyFieldOf, keyOf, subjectOf } from '../../src/ui/query/subject.ts';
import { schema } from './still-world.ts';

const [posts] = schema.tables;

test.each([
  ['update UpdatePost($id: Int) {\n    post { … }\n}', 'posts'],
  ['query All { // post { users\n  all: post { id } }', 'posts'],
  ['delete DeleteUser($id: Int) { user { @where { id == $id } } }', undefined],
  ['', undefined],
])('%s', (source, name) => {
  expect(subjectOf({ source }, schema.tables)?.name).toBe(name);
});

const field = (name: string, kind: 'int' | 'string' | 'bool', change: Partial<FormField> = {}): FormField => {
  return { name, type: { kind }, nullable: false, omittable: false, ...change };
};
const fields = [
  field('id', 'int'),
  field('title', 'string'),
  field('published', 'bool', { omittable: true }),
  field('authorUserId', 'string'),
  field('reason', 'string'),
];

test('an update blanks the columns of its fields, by name and kind, that cannot be left out', () => {
  const names = (operation: 'update' | 'insert' | 'query') =>
    posts ? blankingFields({ operation }, fields, posts).map(({ name }) => name) : [];
  expect(names('update')).toEqual(['title']);
  expect([names('insert'), names('query')]).toEqual([[], []]);
});

test('the key is an id of the record, or the parameter called as its column', () => {
  const id = (record: string): FormField => ({
    ...field('which', 'int'),
    type: { kind: 'id', record, storage: 'int' },
  });
  expect(posts && keyFieldOf([id('User'), id('Post')], posts)).toEqual(id('Post'));
  expect(posts && keyFieldOf(fields, posts)?.name).toBe('id');
  expect(posts && keyFieldOf([id('User')], posts)).toBeUndefined();
});

test.each([
  ['12', 'int', 12],
  ['1e', 'int', null],
  [' ', 'int', null],
  ['a-7', 'string', 'a-7'],
] as const)('the key %j in a field of %s is %j', (text, kind, key) => {
  expect(keyOf(field('id', kind), { mode: 'value', text, checked: false, parts: {} })).toBe(key);
  expect(keyOf(field('id', kind), { mode: 'null', text, checked: false, parts: {} })).toBeNull();
  expect(keyOf(field('id', kind), undefined)).toBeNull();
});

test('a held row gives states: null only where the field may be null', () => {
  const states = heldStates(
    [
      field('title', 'string'),
      field('note', 'string', { nullable: true }),
      field('gone', 'string'),
      field('on', 'bool'),
    ],
    { title: 'Embers', note: null, gone: null, on: 1 },
    [],
  );
  expect(Object.entries(states).map(([name, { mode, text, checked }]) => [name, mode, text, checked])).toEqual([
    ['title', 'value', 'Embers', false],
    ['note', 'null', '', false],
    ['on', 'value', '', true],
  ]);
});
