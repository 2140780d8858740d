// What the checker says of queries, what it makes of them, and how they are identified.
import { describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { testEngine } from '../load-engine.ts';
import { BLOG, diagnose, places } from './sources.ts';

const mistakes: readonly (readonly [what: string, query: string, expected: readonly string[]])[] = [
  ['an unknown record', 'query Q {\n    posts { id }\n}\n', ['UnknownTable 2:5']],
  ['an unknown field', 'query Q {\n    post { tilte }\n}\n', ['UnknownField 2:12']],
  [
    'an unknown column to sort by',
    'query Q {\n    post {\n        @sort(x, Asc)\n        id\n    }\n}\n',
    ['UnknownField 3:15'],
  ],
  ['no fields but a condition', 'query Q {\n    post { @where { id == 1 } }\n}\n', ['NoFieldsSelected 2:5']],
  [
    'a limit that may be null',
    'query Q {\n    post {\n        @limit(null)\n        id\n    }\n}\n',
    ['LiteralTypeMismatch 3:16'],
  ],
  ['a parameter that is never used', 'query Q($x: Int) {\n    post { id }\n}\n', ['UnusedParam 1:9']],
  [
    'a parameter declared twice',
    'query Q($x: Int, $x: Int) {\n    post {\n        @where { id == $x }\n        id\n    }\n}\n',
    ['DuplicateParam 1:18'],
  ],
  ['null where none belongs', 'update Q {\n    post { title = null }\n}\n', ['LiteralTypeMismatch 2:20']],
  [
    'a nullable parameter where null does not belong',
    'update Q($t: String?) {\n    post { title = $t }\n}\n',
    ['TypeMismatch 1:10'],
  ],
  [
    'a nullable session value where null does not belong',
    'update Q {\n    post { title = Session.role }\n}\n',
    ['TypeMismatch 2:20'],
  ],
  [
    'a payload without its required field',
    'update Q {\n    post { status = Live { by = "x" } }\n}\n',
    ['InsertMissingColumn 2:12'],
  ],
  [
    'no list behind in',
    'query Q {\n    post {\n        @where { id in Session.userId }\n        id\n    }\n}\n',
    ['TypeMismatch 3:24'],
  ],
  [
    'a list of another type',
    'query Q {\n    post {\n        @where { id in Session.tags }\n        id\n    }\n}\n',
    ['TypeMismatch 3:24'],
  ],
  [
    'a condition on an insert',
    'insert Q {\n    user {\n        @where { id == 1 }\n        name = "x"\n    }\n}\n',
    ['InvalidArgument 3:9'],
  ],
  ['fields of a column', 'query Q {\n    post { title { id } }\n}\n', ['InvalidArgument 2:12']],
  [
    'a payload field that the variant does not have',
    'update Q {\n    post { status = Draft { by = "x" } }\n}\n',
    ['UnknownField 2:29'],
  ],
  [
    'a payload field given twice',
    'query Q {\n    post {\n        @where { status == Live { by = "x", by = "y" } }\n        id\n    }\n}\n',
    ['DuplicateField 3:45'],
  ],
  [
    'an order in which all rows are written',
    'delete Q {\n    post {\n        @sort(id, Asc)\n        id\n    }\n}\n',
    ['InvalidArgument 3:9'],
  ],
  [
    'two operations of one name',
    'query Q {\n    post { id }\n}\n\ndelete Q {\n    post { id }\n}\n',
    ['DuplicateDefinition 5:8'],
  ],
  [
    'an unsupported argument',
    'query Q {\n    post {\n        @offset(1)\n        id\n    }\n}\n',
    ['ParsingError 3:9'],
  ],
  [
    'mistakes in two operations',
    'query P {\n    post { x }\n}\n\nquery Q {\n    post { y }\n}\n',
    ['UnknownField 2:12', 'UnknownField 6:12'],
  ],
];

test.each(mistakes)('%s', async (_what, query, expected) => {
  expect(places(await diagnose(BLOG, query))).toEqual(expected);
});

test('two operations of one name in two files: both places are told', async () => {
  const engine = await testEngine();
  const source = '// Posts\nquery Q {\n    post { id }\n}\n';
  const [diagnostic, ...others] = engine.check([
    { path: 'schema.pyre', source: BLOG },
    { path: 'queries/one.pyre', source },
    { path: 'queries/two.pyre', source },
  ]);
  expect([diagnostic?.path, diagnostic?.message, others]).toEqual([
    'queries/two.pyre',
    'There are two operations `Q`; the other is in queries/one.pyre, line 2.',
    [],
  ]);
});

const accepted: readonly (readonly [what: string, query: string])[] = [
  [
    'several @where',
    'query Q {\n    post {\n        @where { id == 1 }\n        @where { likes > 2 }\n        id\n    }\n}\n',
  ],
  ['constants in @where', 'query Q {\n    post {\n        @where { False }\n        id\n    }\n}\n'],
  ['a list of literals', 'query Q {\n    post {\n        @where { id in [1, 2] }\n        id\n    }\n}\n'],
  [
    'a list parameter',
    'query Q($ids: Json<List<Int>>) {\n    post {\n        @where { id in $ids }\n        id\n    }\n}\n',
  ],
  ['a session list', 'query Q {\n    post {\n        @where { title in Session.tags }\n        id\n    }\n}\n'],
  [
    'blanks in a call',
    'query Q {\n    user {\n        @where { name == replace("a" , "b", "c" ) }\n        id\n    }\n}\n',
  ],
  [
    'a nested insert',
    'insert Q {\n    user {\n        name = "x"\n        posts {\n            title = "t"\n            note = null\n            status = Draft\n            score = 1.5\n        }\n    }\n}\n',
  ],
];

test.each(accepted)('accepts %s', async (_what, query) => {
  expect(await diagnose(BLOG, query)).toEqual([]);
});

async function ids(schema: string, queries: string): Promise<Record<string, string>> {
  const engine = await testEngine();
  const loaded = engine.set_schema({ tables: [], migration_state: null, schema_source: schema, links: [] });
  expect(loaded.ok).toBe(true);
  const compiled = engine.compile_queries([{ path: 'queries/case.pyre', source: queries }]);
  return compiled.ok ? Object.fromEntries(compiled.value.map(({ name, id }) => [name, id])) : {};
}

describe('the id of an operation', () => {
  const job = 'record Job {\n    @public\n    id Int @id\n}\n';
  const get = 'query Get($id: Int) {\n    job {\n        @where { id == $id }\n\n        id\n    }\n}\n';

  test('is the hash of what it says', async () => {
    const expected = createHash('sha256').update('QueryGetidIntjobwherefalseidEqualvariableidid').digest('hex');
    expect((await ids(job, get)).Get).toBe(expected);
  });

  test.each([
    ['on one line', 'query Get($id: Int) { job { @where { id == $id } id } }\n'],
    ['with a comment', get.replace('\n\n', '\n        // the one\n')],
    ['its condition last', 'query Get($id: Int) {\n    job {\n        id\n        @where { id == $id }\n    }\n}\n'],
  ])('stays the same %s', async (_how, written) => {
    expect((await ids(job, written)).Get).toBe((await ids(job, get)).Get);
  });
});

describe('generated operations', () => {
  test('are there for every record, with what may be left out', async () => {
    const engine = await testEngine();
    engine.set_schema({ tables: [], migration_state: null, schema_source: BLOG, links: [] });
    const compiled = engine.compile_queries([]);
    const params = compiled.ok
      ? compiled.value
          .filter(({ name }) => name.startsWith('Post'))
          .map(({ name, params: all }) => `${name}(${all.map((p) => p.name + (p.omittable ? '~' : '')).join(' ')})`)
      : [];
    expect(params).toEqual([
      'PostCreate(authorId title note~ status likes~ score~)',
      'PostUpdate(id authorId~ title~ note~ status~ likes~ score~)',
      'PostDelete(id)',
    ]);
  });

  test('leave out what decides who may update', async () => {
    const engine = await testEngine();
    const schema = `record Team {
    @public
    id      Int @id
    ownerId Int
}

record Note {
    @allow(query, insert, delete) { True }
    @allow(update) {
        exists team {
            ownerId == 1
        }
    }
    id     Int    @id
    teamId Int
    text   String
    team @link(teamId, Team.id)
}
`;
    engine.set_schema({ tables: [], migration_state: null, schema_source: schema, links: [] });
    const compiled = engine.compile_queries([]);
    const update = compiled.ok ? compiled.value.find(({ name }) => name === 'NoteUpdate') : undefined;
    expect(update?.params.map(({ name }) => name)).toEqual(['id', 'text']);
  });
});
