// Explanations: every part of a permission with the values it saw and its verdict; and the forms that times may take.
import { describe, expect, test } from 'vitest';
import { Bench } from './database.ts';

const schema = `type Scope = Everything | Team { id Int }

session {
    userId Int
    since  DateTime
    scope  Scope
}

record Post {
    @allow(query) { Or(authorId == Session.userId, And(published == True, at >= Session.since), teamId == Session.scope.Team.id) }
    @allow(insert) { authorId == Session.userId }
    @allow(update) { False }
    @allow(delete) { True }

    id        Int @id
    authorId  Int
    published Bool
    teamId    Int?
    at        DateTime
}
`;

const row = { id: 1, authorId: 2, published: 1, teamId: null, at: 1_700_000_100, updatedAt: 0 };
const session = { userId: 7, since: 1_700_000_200, scope: { _type: 'Team', id: 4 } };

describe('[PERM-1] explanations', () => {
  test('name each part, its values and its verdict', async () => {
    const { engine } = await Bench.open(schema);
    const tree = engine.explain_permission('posts', 'query', row, session);
    const outline = tree.parts.map(({ text, verdict, operands }) => [
      text,
      verdict,
      operands.map(({ value }) => value),
    ]);
    expect(tree.verdict).toBe('false');
    expect(outline).toEqual([
      ['authorId == Session.userId', 'false', [2, 7]],
      ['And(published == True, at >= Session.since)', 'false', []],
      ['teamId == Session.scope.Team.id', 'false', [null, 4]],
    ]);
    expect(tree.parts[1]?.parts.map(({ text, verdict }) => [text, verdict])).toEqual([
      ['published == True', 'true'],
      ['at >= Session.since', 'false'],
    ]);
  });

  test('speak as the schema does: paths as written, truth as true and false', async () => {
    const { engine } = await Bench.open(schema);
    const { parts } = engine.explain_permission('posts', 'query', row, session);
    expect(parts[0]?.operands).toEqual([
      { text: 'authorId', value: 2 },
      { text: 'Session.userId', value: 7 },
    ]);
    expect(parts[1]?.parts[0]?.operands).toEqual([{ text: 'published', value: true }]);
    expect(parts[2]?.operands).toEqual([
      { text: 'teamId', value: null },
      { text: 'Session.scope.Team.id', value: 4 },
    ]);
    expect(parts[2]?.parts).toMatchObject([
      { text: 'Session.scope == Team', operands: [{ text: 'Session.scope', value: 'Team' }] },
    ]);
  });

  test('speak of payloads of columns by their paths', async () => {
    const { engine } = await Bench.open(
      'type State = Open | Shut { quiet Bool }\n\nrecord Door {\n    @allow(*) { state.Shut.quiet == True }\n\n    id    Int @id\n    state State\n}\n',
    );
    const door = { id: 1, state: 'Shut', state__quiet: 0, updatedAt: 0 };
    const tree = engine.explain_permission('doors', 'query', door, {});
    expect(tree).toMatchObject({
      operands: [{ text: 'state.Shut.quiet', value: false }],
      parts: [{ text: 'state == Shut', verdict: 'true' }],
    });
  });

  test('tell the variant that a path takes for granted', async () => {
    const { engine } = await Bench.open(schema);
    const tree = engine.explain_permission('posts', 'query', row, { ...session, scope: { _type: 'Everything' } });
    expect(tree.parts[2]?.parts).toMatchObject([{ verdict: 'false', operands: [{ value: 'Everything' }] }]);
  });

  test('say unknown where SQLite would: a comparison with null', async () => {
    const { engine } = await Bench.open(schema);
    const tree = engine.explain_permission('posts', 'query', { ...row, authorId: null }, session);
    expect([tree.verdict, tree.parts[0]?.verdict]).toEqual(['unknown', 'unknown']);
  });

  test.each([
    ['insert', 'authorId == Session.userId', 'false'],
    ['update', 'False', 'false'],
    ['delete', 'True', 'true'],
  ] as const)('of %s say %s: %s', async (operation, text, verdict) => {
    const { engine } = await Bench.open(schema);
    expect(engine.explain_permission('Post', operation, row, session)).toMatchObject({ text, verdict });
  });
});

describe('times', () => {
  test.each([
    ['seconds', 1_700_000_100],
    ['decimal text', '1700000100'],
    ['UTC', '2023-11-14T22:15:00Z'],
    ['UTC with a fraction', '2023-11-14T22:15:00.999Z'],
    ['another zone', '2023-11-14T23:45:00+01:30'],
    ['a zone in the west', '2023-11-14T14:15:00-08:00'],
  ])('as %s are the same second, in SQL and in memory', async (_, since) => {
    const bench = await Bench.open(schema);
    const values = { ...session, since };
    bench.run('insert into posts (id, authorId, published, at) values (1, 2, 1, 1700000100), (2, 2, 1, 1700000099)');
    const deltas = bench.engine.calculate_sync_deltas(bench.changes(), { one: values });
    expect(deltas.all_affected_rows.map((affected) => affected.row['id'])).toEqual([1]);
    expect(bench.page(values)['posts']?.rows.map(({ id }) => id)).toEqual([1]);
  });
});
