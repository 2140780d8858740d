// What the editor knows of Pyre text: where a position stands, what may stand there, what a word means, where an error is.
import { describe, expect, test } from 'vitest';
import type { SchemaAnswer, ValueType } from '../../src/protocol/catalog.ts';
import type { Diagnostic } from '../../src/protocol/control.ts';
import { completionsAt } from '../../src/ui/pyre/complete.ts';
import { hoverAt } from '../../src/ui/pyre/hover.ts';
import { knowledgeOf } from '../../src/ui/pyre/knowledge.ts';
import { marksIn } from '../../src/ui/pyre/marks.ts';
import { placeAt, wordAt } from '../../src/ui/pyre/scan.ts';

const kind = (name: 'int' | 'string' | 'bool'): ValueType => ({ kind: name });
const column = (name: string, type: string, valueType: ValueType, nullable = false) => ({ name, type, valueType, nullable }); // prettier-ignore
const all = (rule: string) => ({ query: rule, insert: rule, update: rule, delete: rule });

const schema: SchemaAnswer = {
  source: '',
  session: [
    { name: 'userId', type: kind('int'), nullable: false },
    { name: 'role', type: { kind: 'union', name: 'Role' }, nullable: false },
    { name: 'teams', type: { kind: 'document', of: { kind: 'list', of: kind('int'), nullable: false }, nullable: false }, nullable: true }, // prettier-ignore
  ],
  unions: [
    {
      name: 'Role',
      variants: [
        { name: 'Member', fields: [] },
        { name: 'Guest', fields: [{ name: 'host', type: kind('string'), nullable: false }] },
      ],
    },
  ],
  tables: [
    {
      record: 'User',
      name: 'users',
      primaryKey: 'id',
      columns: [column('id', 'Id.Int', { kind: 'id', record: 'User', storage: 'int' }), column('name', 'String', kind('string'), true)], // prettier-ignore
      links: [{ name: 'posts', column: 'id', toTable: 'posts', toColumn: 'authorId', many: true }],
      synced: true,
      permissions: all('True'),
    },
    {
      record: 'Post',
      name: 'posts',
      primaryKey: 'id',
      columns: [column('id', 'Int', kind('int')), column('title', 'String', kind('string')), column('open', 'Bool', kind('bool')), column('kept', 'Role', { kind: 'union', name: 'Role' })], // prettier-ignore
      links: [{ name: 'author', column: 'authorId', toTable: 'users', toColumn: 'id', many: false }],
      synced: false,
      permissions: all('open == True'),
    },
  ],
};
const fresh = 'record Fresh {\n    @public\n\n    id Int @id\n    body String? @unique\n    user @link(User.id)\n}\n';
const knowledge = knowledgeOf(schema, [fresh, 'type Mood = Glad | Sad { why String }\n\nrecord']);

/** Labels that are offered where `|` stands. */
function offered(marked: string, isSchema: boolean): readonly string[] {
  const position = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = completionsAt({ text, position, isSchema, knowledge, asked: true });
  return found?.offers.map(({ label }) => label) ?? [];
}

describe('completion', () => {
  test.each<[string, string, boolean, readonly string[], readonly string[]]>([
    ['the top of a schema', '|', true, ['record', 'type', 'session', '@syncable'], ['query', 'Int']],
    ['the top of a query file', 'in|', false, ['insert', 'query'], ['record']],
    ['a directive of a record', 'record Post {\n    @|', true, ['@allow', '@timestamps', '@public'], ['@id']],
    ['a directive of a field', 'record Post {\n    id Int @|', true, ['@id', '@default', '@link'], ['@allow']],
    ['a type', 'record Post {\n    title |', true, ['String', 'Role', 'Mood', 'User.id', 'Json'], ['Post.title']],
    [
      'a condition',
      'record Post {\n    @allow(query) { |',
      true,
      ['title', 'open', 'Session.userId', 'True', 'Or'],
      ['author'],
    ],
    [
      'a condition on a second line',
      'record Post {\n    @allow(query) {\n        Or(\n            open == True,\n            |',
      true,
      ['title', 'Session.role'],
      [],
    ],
    [
      'a session value',
      'record Post {\n    @allow(query) { id == Session.|',
      true,
      ['userId', 'role', 'teams'],
      ['title'],
    ],
    [
      'the value of a Bool',
      'record Post {\n    @allow(query) { open == |',
      true,
      ['True', 'False', 'Session.userId'],
      ['title'],
    ],
    ['the value of a union', 'record Post {\n    @allow(query) { kept == |', true, ['Member', 'Guest'], ['True']],
    ['the value of a session union', 'record Post {\n    @allow(query) { Session.role == |', true, ['Member'], []],
    ['the way of a link', 'record Post {\n    author @link(|', true, ['title', 'User.id'], []],
    ['the far end of a link', 'record Post {\n    author @link(authorId, |', true, ['User.id', 'Fresh.id'], ['title']],
    ['a record of a query', 'query A {\n    |', false, ['user', 'post', 'fresh'], ['title']],
    ['a field of a query', 'query A {\n    post {\n        |', false, ['title', 'author', '*', '@where'], ['name']],
    [
      'a field along a link',
      'query A {\n    post {\n        by: author {\n            |',
      false,
      ['name', 'posts'],
      ['title'],
    ],
    ['a field of a where', 'query A {\n    post {\n        @where { |', false, ['title', 'open'], ['author', '@sort']],
    [
      'an argument',
      'query A($post: Int, $n: String) {\n    post {\n        @where { id == $|',
      false,
      ['$post', '$n'],
      ['title'],
    ],
    [
      'the right side of an assignment',
      'update A($t: String) {\n    post {\n        title = |',
      false,
      ['$t', 'Session.userId'],
      ['title'],
    ],
    ['a variant to assign', 'update A {\n    post {\n        kept = |', false, ['Member', 'Guest'], []],
    ['a column to sort by', 'query A {\n    post {\n        @sort(|', false, ['title'], ['author']],
    ['an order', 'query A {\n    post {\n        @sort(title, |', false, ['Asc', 'Desc'], []],
    ['the type of an argument', 'query A($id: |', false, ['Int', 'User.id', 'Role'], ['title']],
    ['a record that is only typed yet', 'query A {\n    fresh {\n        |', false, ['id', 'body', 'user'], []],
  ])('%s', (_name, text, isSchema, wanted, unwanted) => {
    const labels = offered(text, isSchema);
    for (const label of wanted) expect(labels).toContain(label);
    for (const label of unwanted) expect(labels).not.toContain(label);
  });

  test.each(['// rec|', 'record A { title String // @|', 'query A { post { @where { title == "te|'])(
    'nothing is known in %s',
    (text) => expect(offered(text, true)).toEqual([]),
  );

  test('nothing is offered unasked before a letter is typed', () => {
    expect(completionsAt({ text: '', position: 0, isSchema: true, knowledge, asked: false })).toBeNull();
  });

  test('after a dot only the part behind it is replaced, unless the offer holds the dot', () => {
    const at = (text: string) => completionsAt({ text, position: text.length, isSchema: true, knowledge, asked: true });
    const head = 'record Post {\n    @allow(query) { id == ';
    expect(at(`${head}Session.us`)?.from).toBe(head.length + 'Session.'.length);
    expect(at('record Post {\n    x Id.I')?.from).toBe('record Post {\n    x '.length);
  });
});

describe('under the pointer', () => {
  const text =
    'record Post {\n    @allow(query) { open == True && id == Session.userId }\n    title String\n    kept Role\n    author @link(User.id)\n}\n';
  const query = 'query A {\n    user {\n        posts {\n            title\n        }\n    }\n}\n';
  test.each<[string, string, string, string]>([
    [text, 'Post', 'record Post', 'Table posts, not synced.'],
    [text, 'open', 'Post.open Bool', ''],
    [text, 'Session.userId', 'Session.userId Int', 'A value of the session that asks.'],
    [text, 'Role', 'type Role', 'Guest { host String }'],
    [text, 'author', 'Post.author', 'A link to User: one row, or null.'],
    [text, 'User.id', 'User.id Id.Int', ''],
    [text, '@allow', '@allow', 'Who may do it'],
    [text, 'String', 'String', 'Text.'],
    [query, 'posts', 'User.posts', 'A link to Post: a list.'],
    [query, 'title', 'Post.title String', ''],
    [query, 'user', 'record User', 'query: True'],
  ])('%#: %s → %s', (source, word, title, line) => {
    const found = hoverAt(source, source.indexOf(word) + word.length - 1, knowledge);
    expect(found?.title).toBe(title);
    expect(source.slice(found?.from, found?.to)).toBe(word);
    if (line !== '') expect(found?.lines.join('\n')).toContain(line);
  });

  test('unknown words and comments say nothing', () => {
    expect(hoverAt('whatever', 3, knowledge)).toBeNull();
    expect(hoverAt('// Post', 5, knowledge)).toBeNull();
  });
});

describe('places', () => {
  test('braces in comments and strings open nothing', () => {
    const text = 'record A { // {\n    x String @default("{")\n    ';
    expect(placeAt(text, text.length).blocks.map(({ head }) => head)).toEqual(['record A']);
  });

  test('half-written text is no trouble', () => {
    for (const text of ['', '{{{', '}}}', '"', '//', '@', 'record', '\n\n\n"a\n']) {
      for (let position = 0; position <= text.length; position++) {
        expect(() => [placeAt(text, position), wordAt(text, position), offered(`${text}|`, true)]).not.toThrow();
      }
    }
  });
});

describe('marks', () => {
  const diagnostic = (line: number, from: number, to: number): Diagnostic => ({
    kind: 'X',
    title: 't',
    path: 'schema.pyre',
    message: 'm',
    hint: null,
    ranges: [{ start: { line, column: from }, end: { line, column: to } }],
    rendered: '',
  });

  test.each<[string, string, number, number, number, string]>([
    ['a word', 'one two\nthree', 1, 5, 8, 'two'],
    ['a later line', 'one\ntwo three\n', 2, 5, 10, 'three'],
    ['bytes before it', 'é ü x', 1, 7, 8, 'x'],
    ['characters of four bytes', '"🔥" bad', 1, 8, 11, 'bad'],
    ['beyond the end of the line', 'ab\ncd', 1, 2, 99, 'b'],
    ['beyond the last line', 'ab', 9, 1, 4, ''],
  ])('%s', (_name, text, line, from, to, marked) => {
    const [mark] = marksIn(text, [diagnostic(line, from, to)]);
    expect(text.slice(mark?.from, mark?.to)).toBe(marked);
  });
});
