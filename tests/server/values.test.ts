// Arguments and session values: what fits each type, in which form it is stored, and what is said of what does not fit.
import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { seededRandom } from '../../src/base/random.ts';
import type { QueryParameter, SchemaUnion, ValueType } from '../../src/protocol/catalog.ts';
import { bindArguments } from '../../src/server/arguments.ts';
import { toSeconds } from '../../src/server/date-time.ts';
import {
  checkSession,
  drawSession,
  flattenSession,
  sameJson,
  type SessionShape,
} from '../../src/server/session-values.ts';
import { unionsByName } from '../../src/server/values.ts';

const unionList: readonly SchemaUnion[] = [
  {
    name: 'Level',
    variants: [
      { name: 'Low', fields: [] },
      { name: 'High', fields: [] },
    ],
  },
  {
    name: 'State',
    variants: [
      { name: 'Idle', fields: [] },
      {
        name: 'Failed',
        fields: [
          { name: 'code', type: { kind: 'int' }, nullable: false },
          { name: 'at', type: { kind: 'dateTime' }, nullable: true },
        ],
      },
    ],
  },
];
const unions = unionsByName(unionList);

function parameter(valueType: ValueType, options: { nullable?: boolean; omittable?: boolean } = {}): QueryParameter {
  return {
    name: 'x',
    type: 'X',
    nullable: options.nullable ?? false,
    omittable: options.omittable ?? false,
    valueType,
  };
}

const bind = (params: readonly QueryParameter[], given: JsonObject) =>
  bindArguments({ name: 'Do', params }, given, unions);
const int: ValueType = { kind: 'int' };
const string: ValueType = { kind: 'string' };
const list: ValueType = { kind: 'document', nullable: false, of: { kind: 'list', of: int, nullable: true } };

test.each<[string, ValueType, JsonValue, JsonValue]>([
  ['an integer', int, 7, 7],
  ['the largest exact integer', int, 2 ** 53 - 1, 2 ** 53 - 1],
  ['a fraction', { kind: 'float' }, 1.5, 1.5],
  ['text', string, '🎈', '🎈'],
  ['true', { kind: 'bool' }, true, 1],
  ['false', { kind: 'bool' }, false, 0],
  ['a time in seconds', { kind: 'dateTime' }, 1714564800, 1714564800],
  ['a time in digits', { kind: 'dateTime' }, '1714564800', 1714564800],
  ['a time in RFC 3339', { kind: 'dateTime' }, '2024-05-01T14:00:00.9+02:00', 1714564800],
  ['a date', { kind: 'date' }, '2024-02-29', '2024-02-29'],
  ['an integer id', { kind: 'id', record: 'User', storage: 'int' }, 3, 3],
  ['a text id', { kind: 'id', record: 'User', storage: 'uuid' }, 'b2', 'b2'],
  ['a document', { kind: 'json' }, { a: [1] }, '{"a":[1]}'],
  ['a document that is text', { kind: 'json' }, 'plain', '"plain"'],
  ['a list', list, [1, null], '[1,null]'],
  ['a bare enum variant', { kind: 'union', name: 'Level' }, 'High', 'High'],
  ['an enum variant as object', { kind: 'union', name: 'Level' }, { _type: 'High' }, 'High'],
  [
    'a variant',
    { kind: 'union', name: 'State' },
    { _type: 'Failed', code: 4 },
    '{"_type":"Failed","code":4,"at":null}',
  ],
  ['a variant with nothing', { kind: 'union', name: 'State' }, { _type: 'Idle' }, '{"_type":"Idle"}'],
  [
    'a dictionary',
    { kind: 'document', nullable: false, of: { kind: 'dict', of: int, nullable: false } },
    { a: 1 },
    '{"a":1}',
  ],
])('%s is bound', (_name, type, given, bound) => {
  const result = bind([parameter(type)], { x: given });
  expect(result).toEqual({ ok: true, values: new Map([['x', bound]]) });
});

test.each<[string, ValueType, JsonValue, string]>([
  ['a fraction for an integer', int, 1.5, 'x'],
  ['an integer beyond 2^53', int, 2 ** 53, 'x'],
  ['digits for an integer', int, '7', 'x'],
  ['null for an integer', int, null, 'x'],
  ['half a character', string, 'a\ud800', 'x'],
  ['the character U+0000', string, 'a\0b', 'x'],
  ['a number for text', string, 5, 'x'],
  ['1 for true', { kind: 'bool' }, 1, 'x'],
  ['a day that does not exist', { kind: 'date' }, '2023-02-29', 'x'],
  ['a time without a zone', { kind: 'dateTime' }, '2024-05-01T12:00:00', 'x'],
  ['a fraction of a second', { kind: 'dateTime' }, 1.5, 'x'],
  ['text for an integer id', { kind: 'id', record: 'User', storage: 'int' }, '3', 'x'],
  ['an unknown enum variant', { kind: 'union', name: 'Level' }, 'Middle', 'x'],
  ['a bare name where variants carry something', { kind: 'union', name: 'State' }, 'Idle', 'x'],
  ['an ill-typed payload', { kind: 'union', name: 'State' }, { _type: 'Failed', code: 'x' }, 'x.code'],
  ['a missing payload', { kind: 'union', name: 'State' }, { _type: 'Failed' }, 'x.code'],
  ['an unknown payload', { kind: 'union', name: 'State' }, { _type: 'Idle', extra: 1 }, 'x.extra'],
  ['an ill-typed item', list, [1, 'two'], 'x[1]'],
  ['an object for a list', list, {}, 'x'],
  ['half a character deep in a document', { kind: 'json' }, { a: ['\udc00'] }, 'x'],
])('%s is a problem', (_name, type, given, where) => {
  const result = bind([parameter(type)], { x: given });
  expect(result).toMatchObject({ ok: false, problems: [{ name: where }] });
});

test('every problem is named at once', () => {
  const params = [
    { ...parameter(int), name: 'a' },
    { ...parameter(string), name: 'b' },
    { ...parameter(int), name: 'c' },
  ];
  const result = bind(params, JSON.parse('{"a":"x","c":1,"d":2,"__proto__":1,"constructor":3}'));
  expect(result).toEqual({
    ok: false,
    problems: [
      { name: 'd', expected: 'Do takes only a, b, c', found: '2' },
      { name: '__proto__', expected: 'Do takes only a, b, c', found: '1' },
      { name: 'constructor', expected: 'Do takes only a, b, c', found: '3' },
      { name: 'a', expected: 'an integer between -(2^53 - 1) and 2^53 - 1', found: 'the text "x"' },
      { name: 'b', expected: 'text', found: 'nothing' },
    ],
  });
});

test.each<[string, { nullable?: boolean; omittable?: boolean }, JsonObject, object]>([
  ['left out', { omittable: true, nullable: true }, {}, { x__is_set: 0, x: null }],
  ['null', { omittable: true, nullable: true }, { x: null }, { x__is_set: 1, x: null }],
  ['given', { omittable: true, nullable: true }, { x: 1 }, { x__is_set: 1, x: 1 }],
  ['null and required', { nullable: true }, { x: null }, { x: null }],
])('leaving out is not null: %s', (_name, options, given, values) => {
  const result = bind([parameter(int, options)], given);
  expect(result.ok && Object.fromEntries(result.values)).toEqual(values);
});

test.each<[string, { nullable?: boolean; omittable?: boolean }, JsonObject]>([
  ['left out where it is required, though it may be null', { nullable: true }, {}],
  ['null where it may only be left out', { omittable: true }, { x: null }],
])('%s', (_name, options, given) => {
  expect(bind([parameter(int, options)], given)).toMatchObject({ ok: false, problems: [{ name: 'x' }] });
});

test.each([
  ['0000-01-01T00:00:00Z', -62167219200],
  ['1969-12-31T23:59:59Z', -1],
  ['2000-02-29T00:00:00-00:30', 951784200],
  ['1900-02-29T00:00:00Z', undefined],
  ['2024-13-01T00:00:00Z', undefined],
  ['2024-05-01T24:00:00Z', undefined],
  ['today', undefined],
  ['-5', -5],
  ['99999999999999999', undefined],
])('the time %s is %s', (text, seconds) => {
  expect(toSeconds(text)).toBe(seconds);
});

const shape: SessionShape = {
  fields: [
    { name: 'userId', type: int, nullable: false },
    { name: 'role', type: string, nullable: false },
    { name: 'scope', type: { kind: 'union', name: 'State' }, nullable: false },
    { name: 'teams', type: list, nullable: true },
  ],
  unions,
};
const session = { userId: 3, role: 'user', scope: { _type: 'Failed', code: 4, at: null }, teams: [1] };

test('session values are brought to one form', () => {
  const given = { scope: { code: 4, _type: 'Failed' }, teams: [1], role: 'user', userId: 3 };
  expect(checkSession(shape, given)).toEqual({ ok: true, values: session });
});

test.each<[string, JsonObject, string]>([
  ['a missing field', { role: 'user', scope: { _type: 'Idle' } }, 'userId'],
  ['an unknown field', { ...session, admin: true }, 'admin'],
  ['an ill-typed field', { ...session, userId: '3' }, 'userId'],
])('session values with %s are refused', (_name, given, where) => {
  expect(checkSession(shape, given)).toMatchObject({ ok: false, problems: [{ name: where }] });
});

test('session values become SQL parameters', () => {
  expect(Object.fromEntries(flattenSession(shape, session))).toEqual({
    session_userId: 3,
    session_role: 'user',
    session_scope: 'Failed',
    session_scope__code: 4,
    session_scope__at: null,
    session_teams: '[1]',
  });
});

const draw = (seed: number): JsonObject => drawSession(shape, seededRandom(seed));

test('[WS-1] a drawn session fits the schema, and replays from its seed', () => {
  for (let seed = 0; seed < 50; seed++) {
    const drawn = draw(seed);
    expect(checkSession(shape, drawn)).toEqual({ ok: true, values: drawn });
    expect(drawn['role']).toBe('user');
    expect(drawn['userId']).toBeGreaterThanOrEqual(1);
    expect(drawn['userId']).toBeLessThanOrEqual(100);
    expect(draw(seed)).toEqual(drawn);
  }
  expect(new Set(Array.from({ length: 50 }, (_, seed) => draw(seed)['userId'])).size).toBeGreaterThan(20);
});

test.each<[JsonValue, JsonValue, boolean]>([
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: null }, false],
  [[1, 2], [2, 1], false],
  [{}, [], false],
  [{ a: null }, { b: null }, false],
])('%j and %j say the same: %s', (left, right, same) => {
  expect(sameJson(left, right)).toBe(same);
});
