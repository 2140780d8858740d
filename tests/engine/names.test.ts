// Names that meet ours: the steps of our SQL, what statements bind, and the row numbers of SQLite.
import { describe, expect, test } from 'vitest';
import { argumentName } from '../../src/engine/argument-name.ts';
import { Bench, cursorAfter, valueOf } from './database.ts';

const named = (table: string): string => `session {
    userId Int
}

record Thing {
    @tablename("${table}")
    @allow(*) { ownerId == Session.userId }

    id      Int @id
    ownerId Int
    parts @link(Part.thingId)
}

record Part {
    @public

    id      Int @id
    thingId Int
    thing @link(thingId, Thing.id)
}
`;

describe('a table called', () => {
  test.each([
    'page',
    'facts',
    'more',
    'bound',
    'rows_thing',
    'objects_thing',
    'temp_inserted_thing',
    't',
    'h',
    'select',
  ])('%s is read, written and synced', async (table) => {
    const bench = await Bench.open(named(table));
    const ann = { session_userId: 1 };
    const insert =
      'insert Q {\n    thing {\n        ownerId = 1\n        parts {\n            id\n        }\n    }\n}\n';
    bench.query(insert, ann);
    const read =
      'query Q {\n    thing {\n        id\n        parts {\n            thing {\n                id\n            }\n        }\n    }\n}\n';
    expect(bench.query(read, ann)).toEqual({ thing: [{ id: 1, parts: [{ thing: { id: 1 } }] }] });
    const first = bench.page({ userId: 1 });
    expect(first[table]?.rows).toMatchObject([{ id: 1, ownerId: 1 }]);
    bench.run(`delete from "${table}"`);
    expect(bench.page({ userId: 1 }, cursorAfter(first))[table]?.removed).toEqual([1]);
  });
});

describe('what a statement binds', () => {
  const names = [
    'a',
    'session_a',
    'a__is_set',
    'session_a__is_set',
    'session_a__is_set_',
    'argument_a_',
    'argument_session_a_',
    'argument_a__is_set_',
  ];

  test('no two arguments, flags or session values share a name', () => {
    const bound = names.map((name) => argumentName(name));
    const flags = bound.map((name) => `${name}__is_set`);
    const sessions = ['session_a', 'session_a__is_set', 'session_a__is_set_'];
    expect(new Set([...bound, ...flags, ...sessions]).size).toBe(bound.length + flags.length + sessions.length);
  });

  test('is called alike by the engine', async () => {
    const bench = await Bench.open(named('things'));
    for (const name of names) {
      const source = `query Q($${name}: Int) {\n    part {\n        @where { thingId == $${name} }\n        id\n    }\n}\n`;
      const query = valueOf(bench.engine.query_to_sql(source));
      expect([query.params[0]?.name, query.statements[0]?.params]).toEqual([name, [argumentName(name)]]);
    }
  });
});

test('a nested insert finds its row when a column is called rowid', async () => {
  const bench = await Bench.open(`record Thing {
    @public

    id    Id.Uuid @id
    rowid Int
    parts @link(Part.thingId)
}

record Part {
    @public

    id      Int @id
    thingId Thing.id
}
`);
  const insert =
    'insert Q {\n    thing {\n        id = "t"\n        rowid = 70\n        parts {\n            thingId\n        }\n    }\n}\n';
  const source = insert.replace('id = "t"', 'id = $id').replace('insert Q', 'insert Q($id: Thing.id)');
  expect(bench.query(source, { id: 't' })).toEqual({ thing: [{ id: 't', rowid: 70, parts: [{ thingId: 't' }] }] });
});
