// What the checker says of schemas: kind and place of each mistake, one mistake told once.
import { describe, expect, test } from 'vitest';
import { diagnose, places, record } from './sources.ts';

const mistakes: readonly (readonly [what: string, source: string, expected: readonly string[]])[] = [
  ['an indented record', ' record A {\n }\n', ['ParsingError 1:2']],
  ['a record without a name', 'record {\n}\n', ['ParsingError 1:8']],
  ['a brace that is never closed', 'record A {\n    @public\n    id Int @id\n', ['ParsingError 1:10']],
  [
    'a forgotten brace before the next record',
    `record A {\n    @public\n    id Int @id\n${record()}`,
    ['ParsingError 1:10'],
  ],
  ['a column after a column', record('x Int y Int'), ['ParsingError 4:11']],
  ['a link without a comma', record('up @link(id A.id)'), ['ParsingError 4:8']],
  ['a link over two columns', record('up @link(id, x, A.id, A.x)'), ['ParsingError 4:18']],
  ['a negative default', record('x Int @default(-1)'), ['ParsingError 4:20']],
  ['a number past 2^53', record('x Int @default(9007199254740993)'), ['ParsingError 4:20']],
  ['two broken lines', record('x @fancy', 'y Int @uniq'), ['ParsingError 4:7', 'ParsingError 5:11']],
  [
    'a broken permission costs its line only',
    'record A {\n    @allow(*) { == 1 }\n    id Int @id\n    x @y\n}\n',
    ['ParsingError 2:17', 'ParsingError 4:7'],
  ],
  ['a link and a column of one name', record('x Int', 'x @link(id, A.id)'), ['DuplicateField 4:5']],
  ['two links of one name', record('x @link(id, A.id)', 'x @link(A.id)'), ['DuplicateField 4:5']],
  [
    'a column called like a payload column',
    `type T = B { c Int }\n${record('t T', 't__c Int')}`,
    ['DuplicateField 5:5'],
  ],
  [
    'two records in one table',
    `${record()}record B {\n    @tablename("as")\n    @public\n    id Int @id\n}\n`,
    ['DuplicateDefinition 5:8'],
  ],
  [
    "a table of the engine's",
    'record A {\n    @tablename("_Pyre_sync")\n    @public\n    id Int @id\n}\n',
    ['ReservedName 2:5'],
  ],
  ["a table of SQLite's", 'record Sqlite_thing {\n    @public\n    id Int @id\n}\n', ['ReservedName 1:8']],
  ["a column of the engine's", record('_pyre_stamp Int'), ['ReservedName 4:5']],
  ['columns that differ in case', record('aB Int', 'ab Int'), ['DuplicateField 5:5']],
  ['a column that differs from updatedAt in case', record('updatedat Int'), ['DuplicateField 1:8']],
  [
    'a column that differs from a payload column in case',
    `type T = B { c Int }\n${record('t T', 't__C Int')}`,
    ['DuplicateField 6:5'],
  ],
  ['a record as a type', record('x A'), ['InvalidTypeUsage 4:7']],
  ['type arguments where none belong', record('x Int<String>'), ['InvalidTypeUsage 4:7']],
  ['a list outside Json', record('x List<Int>'), ['InvalidTypeUsage 4:7']],
  ['a union that contains itself', `type T = B { t T } | C\n${record('t T')}`, ['InvalidTypeUsage 5:7']],
  ['a default on an id', record('x Id.Uuid @default("x")'), ['InvalidColumnDefault 4:15']],
  ['an unknown type in the session', `session {\n    a Nope\n}\n${record()}`, ['UnknownType 2:7']],
  [
    'a parameter in a permission',
    'record A {\n    @allow(*) { id == $x }\n    id Int @id\n}\n',
    ['InvalidPermissionPredicate 2:23'],
  ],
  [
    'a column on the right',
    'record A {\n    @allow(*) { id == id }\n    id Int @id\n}\n',
    ['InvalidPermissionPredicate 2:23'],
  ],
  [
    'mixed operators',
    'record A {\n    @allow(*) { id == 1 || id == 2 && id == 3 }\n    id Int @id\n}\n',
    ['MixedOperators 2:17'],
  ],
  [
    'mixed operators over lines',
    'record A {\n    @allow(*) {\n        id == 1\n        || id == 2 && id == 3\n    }\n    id Int @id\n}\n',
    ['MixedOperators 3:9'],
  ],
  ['an unknown namespace', record('up @link(id, Nope.A.id)'), ['LinkToUnknownSchema 1:1', 'LinkToUnknownTable 4:5']],
  ['nothing at all', '', ['ParsingError 1:1']],
];

test.each(mistakes)('%s', async (_what, source, expected) => {
  expect(places(await diagnose(source))).toEqual(expected);
});

const accepted: readonly (readonly [what: string, source: string])[] = [
  ['a comment that ends the file', `${record()}// the end`],
  [
    'names that begin like keywords',
    `type T = Nullable | Trueish | Sessions\n${record('nullif Int', 'exists Bool', 'where Int', 'true1 T')}`,
  ],
  ['a variant called Null', `type T = Null | Other\n${record('t T')}`],
  ['a float below one', record('x Float @default(0.5)')],
  ['a text with a quote mark', record(`x String @default("o'x")`)],
  ['blanks in @allow', 'record A {\n    @allow( query , insert,update ,delete ) { True }\n    id Int @id\n}\n'],
  ['a list of literals', 'record A {\n    @allow(*) { id in [1, 2] }\n    id Int @id\n}\n'],
  ['a union that contains itself inside Json', `type T = B { t T } | C\n${record('t Json<T>')}`],
  ['one variant name in two types', `type T = On | Off\ntype U = On | Out\n${record('t T', 'u U')}`],
  [
    'a line that starts with ||',
    'record A {\n    @allow(*) {\n        id == 1\n        || id == 2\n    }\n    id Int @id\n}\n',
  ],
];

test.each(accepted)('accepts %s', async (_what, source) => {
  expect(await diagnose(source)).toEqual([]);
});

describe('messages', () => {
  test('name the thing first and offer the closest names first', async () => {
    const [diagnostic] = await diagnose(record('x Sting'));
    expect(diagnostic?.message).toBe("I don't recognize the type `Sting`, is that a typo?");
    expect(diagnostic?.hint?.split('\n')[1]?.trim()).toBe('String');
  });

  test('show both readings of mixed operators', async () => {
    const [diagnostic] = await diagnose(
      'record A {\n    @allow(*) { id == 1 || id == 2 && id == 3 }\n    id Int @id\n}\n',
    );
    expect(diagnostic?.message).toContain('Or(id == 1, And(id == 2, id == 3))');
    expect(diagnostic?.message).toContain('And(Or(id == 1, id == 2), id == 3)');
  });

  test('count columns in bytes and put carets under characters', async () => {
    const [diagnostic] = await diagnose(record('größe Sting'));
    expect(diagnostic?.ranges).toEqual([{ start: { line: 4, column: 13 }, end: { line: 4, column: 18 } }]);
    expect(diagnostic?.rendered).toBe(
      [
        'schema.pyre ---------------------------------------',
        '',
        '    | record A {',
        '    |     ...',
        '   4|     größe Sting',
        '    |           ^^^^^',
        '    | }',
        '',
        "    I don't recognize the type `Sting`, is that a typo?",
        '',
        ...(diagnostic?.hint ?? '').split('\n').map((line) => `    ${line}`),
        '',
      ].join('\n'),
    );
  });

  test('point at everything that collides', async () => {
    const [diagnostic] = await diagnose(record('x Int', 'y Int', 'x Int'));
    expect(diagnostic?.ranges.map(({ start }) => start.line)).toEqual([4, 6]);
  });
});
