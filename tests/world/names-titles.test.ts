// Names of clients, titles of rows, first sessions: for any schema.
import { expect, test } from 'vitest';
import type { SchemaAnswer, SchemaTable, TypedField, ValueType } from '../../src/protocol/catalog.ts';
import { compareKeys, type Row, type RowKey } from '../../src/protocol/rows.ts';
import { userName, userPlace } from '../../src/world/names.ts';
import { starterSession } from '../../src/world/starter-session.ts';
import { CellMaker } from '../../src/world/titles.ts';

const int: ValueType = { kind: 'int' };
const text: ValueType = { kind: 'string' };
const flag: ValueType = { kind: 'bool' };

function table(record: string, columns: Readonly<Record<string, ValueType>>): SchemaTable {
  return {
    record,
    name: `${record.toLowerCase()}s`,
    primaryKey: 'id',
    columns: Object.entries(columns).map(([name, valueType]) => ({
      name,
      type: valueType.kind,
      valueType,
      nullable: false,
    })),
    links: [],
    synced: true,
    permissions: { query: 'True', insert: 'True', update: 'True', delete: 'True' },
  };
}

function schemaOf(session: Readonly<Record<string, ValueType>>, ...tables: SchemaTable[]): SchemaAnswer {
  const fields: TypedField[] = Object.entries(session).map(([name, type]) => ({ name, type, nullable: false }));
  return { source: '', session: fields, unions: [], tables };
}

function held(name: string, row: Row): ReadonlyMap<string, ReadonlyMap<RowKey, Row>> {
  const key = row['id'];
  if (typeof key !== 'number' && typeof key !== 'string') throw new Error('a row needs a key');
  return new Map([[name, new Map([[key, row]])]]);
}

const users = table('User', { id: int, email: text, name: text });
const members = table('Member', { id: { kind: 'id', record: 'Member', storage: 'uuid' }, displayName: text });

test.each([
  ['its name', { id: 1, name: 'Ann', email: 'ann@home' }, 'Ann'],
  ['its e-mail where the name is null', { id: 1, name: null, email: 'ann@home' }, 'ann@home'],
  ['its e-mail where the name is blank', { id: 1, name: '  ', email: 'ann@home' }, 'ann@home'],
  ['nothing where neither is said', { id: 1, name: null, email: null }, null],
  ['nothing where the client holds another user', { id: 2, name: 'Ben', email: null }, null],
] as const)('[UI-2] a user is called by %s', (_by, row, name) => {
  expect(userName(schemaOf({ userId: int }, users), { userId: 1 }, held('users', row))).toBe(name);
});

test('the user is found by the type of the session field, whatever it is called', () => {
  const schema = schemaOf({ who: { kind: 'id', record: 'Member', storage: 'uuid' } }, users, members);
  expect(userPlace(schema)).toEqual({ field: 'who', table: members });
  expect(userName(schema, { who: 'm-1' }, held('members', { id: 'm-1', displayName: 'Cleo' }))).toBe('Cleo');
});

test('without a session, a schema or a user table nobody has a name', () => {
  const nobody = new Map();
  expect(userName(null, { userId: 1 }, nobody)).toBeNull();
  expect(userName(schemaOf({ userId: int }, users), null, nobody)).toBeNull();
  expect(userName(schemaOf({ tenant: int }, users), { tenant: 1 }, nobody)).toBeNull();
});

test('first sessions count the whole numbers and leave what cannot be guessed to the server', () => {
  expect(starterSession(schemaOf({ userId: int, role: text, admin: flag }), 3)).toEqual({
    userId: 3,
    role: 'user',
    admin: false,
  });
  expect(starterSession(schemaOf({ who: { kind: 'id', record: 'Member', storage: 'uuid' } }), 1)).toBeNull();
});

function cells(source: SchemaTable, ...rows: Row[]) {
  return new CellMaker(source).cells(new Map(rows.map((row) => [row['id'] as RowKey, row])));
}

test('[UI-3] the first text column is the title, the key where there is none or it is empty', () => {
  const tasks = table('Task', { id: int, weight: int, label: text, note: text });
  const titled = cells(
    tasks,
    { id: 1, label: 'Sweep', note: 'x' },
    { id: 2, label: '', note: 'y' },
    { id: 3, label: null },
  );
  expect(titled.map(({ title }) => title)).toEqual(['Sweep', '2', '3']);
  expect(cells(table('Point', { id: int, x: int }), { id: 4, x: 1 }).map(({ title }) => title)).toEqual(['4']);
});

test('[UI-3] the first yes-or-no column that says no makes a row faint; null says nothing', () => {
  const tasks = table('Task', { id: int, label: text, done: flag });
  const faint = cells(tasks, { id: 1, done: 0 }, { id: 2, done: 1 }, { id: 3, done: null }, { id: 4, done: false });
  expect(faint.map((cell) => cell.faint)).toEqual([true, false, false, true]);
});

test('cells stand in key order and are the same for the same row', () => {
  const maker = new CellMaker(users);
  const rows = [10, 9, 2].map((id) => [id, { id, email: `${id}`, name: null }] as const);
  const first = maker.cells(new Map(rows));
  expect(first.map(({ key }) => key)).toEqual([2, 9, 10]);
  expect(maker.cells(new Map(rows.slice(0, 1)))[0]).toBe(first[2]);
});

test('keys of both kinds have one order', () => {
  expect(['b', 10, 'a', 9].toSorted((one, other) => compareKeys(one, other))).toEqual([9, 10, 'a', 'b']);
});
