// Queries: nested, sorted, limited, and always through the query permission.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { SqlValue } from '../../src/engine/engine.ts';
import { Bench } from './database.ts';

const schema = `session {
    userId Int
    ids    Json<List<Int>>
}

record Person {
    @public

    id      Int @id
    name    String
    boss    Int?
    active  Bool?
    order   Int @default(0)
    pets    @link(Pet.ownerId)
    chief   @link(boss, Person.id)
    reports @link(Person.boss)
}

record Pet {
    @allow(query) { Or(hidden == False, ownerId == Session.userId) }
    @allow(insert, update, delete) { True }

    id      Int @id
    ownerId Int
    name    String
    hidden  Bool
    rank    Int?
    owner   @link(ownerId, Person.id)
    toys    @link(Toy.petId)
}

record Toy {
    @public

    id    Int @id
    petId Int
    label String
}
`;

async function people(): Promise<Bench> {
  const bench = await Bench.open(schema);
  bench.run(
    `insert into people (id, name, boss, active, "order") values (1, 'Ann', null, 1, 3), (2, 'Bob', 1, 0, 2), (3, 'Cat', 1, null, 1)`,
    `insert into pets (id, ownerId, name, hidden, rank) values (1, 1, 'a', 0, 3), (2, 1, 'b', 1, 1), (3, 1, 'c', 0, 2), (4, 2, 'd', 1, null)`,
    `insert into toys (id, petId, label) values (1, 1, 'x'), (2, 3, 'y'), (3, 3, 'z')`,
  );
  return bench;
}

const cases: readonly {
  name: string;
  query: string;
  values?: Readonly<Record<string, SqlValue>>;
  answer: JsonObject;
}[] = [
  {
    name: 'to-many links are lists, also when empty',
    query: 'query Q {\n person { id pets { name } }\n}\n',
    answer: {
      person: [
        { id: 1, pets: [{ name: 'a' }, { name: 'c' }] },
        { id: 2, pets: [] },
        { id: 3, pets: [] },
      ],
    },
  },
  {
    name: 'to-one links are objects or null',
    query: 'query Q {\n person { id chief { name } }\n}\n',
    answer: {
      person: [
        { id: 1, chief: null },
        { id: 2, chief: { name: 'Ann' } },
        { id: 3, chief: { name: 'Ann' } },
      ],
    },
  },
  {
    name: 'one link followed in two branches',
    query:
      'query Q {\n person {\n @where { id == 2 }\n pets { name owner { id } }\n chief { pets { name toys { label } } reports { id } }\n }\n}\n',
    answer: {
      person: [
        {
          pets: [],
          chief: {
            pets: [
              { name: 'a', toys: [{ label: 'x' }] },
              { name: 'c', toys: [{ label: 'y' }, { label: 'z' }] },
            ],
            reports: [{ id: 2 }, { id: 3 }],
          },
        },
      ],
    },
  },
  {
    name: '[PERM-2] a nested link shows only what may be queried',
    query: 'query Q {\n person {\n @where { id == 1 }\n pets { name }\n }\n}\n',
    values: { session_userId: 1 },
    answer: { person: [{ pets: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }] },
  },
  {
    name: 'aliases at every level',
    query: 'query Q {\n folk: person {\n @where { id == 1 }\n who: name\n beasts: pets { call: name }\n }\n}\n',
    answer: { folk: [{ who: 'Ann', beasts: [{ call: 'a' }, { call: 'c' }] }] },
  },
  {
    name: 'sorting, with reserved words as names',
    query: 'query Q {\n person {\n @sort(order, Asc)\n id order\n }\n}\n',
    answer: {
      person: [
        { id: 3, order: 1 },
        { id: 2, order: 2 },
        { id: 1, order: 3 },
      ],
    },
  },
  {
    name: 'a limit after sorting',
    query: 'query Q($n: Int) {\n person {\n @sort(name, Desc)\n @limit($n)\n id\n }\n}\n',
    values: { n: 2 },
    answer: { person: [{ id: 3 }, { id: 2 }] },
  },
  {
    name: 'a limit of nothing',
    query: 'query Q {\n person {\n @limit(0)\n id\n }\n}\n',
    answer: { person: [] },
  },
  {
    name: 'nested sorting',
    query: 'query Q {\n person {\n @where { id == 1 }\n pets {\n @sort(rank, Asc)\n name\n }\n }\n}\n',
    values: { session_userId: 1 },
    answer: { person: [{ pets: [{ name: 'b' }, { name: 'c' }, { name: 'a' }] }] },
  },
  {
    name: 'a nested limit counts per parent',
    query: 'query Q {\n person {\n pets {\n @sort(rank, Desc)\n @limit(1)\n name\n }\n }\n}\n',
    values: { session_userId: 2 },
    answer: { person: [{ pets: [{ name: 'a' }] }, { pets: [{ name: 'd' }] }, { pets: [] }] },
  },
  {
    name: 'a Bool that is null stays null',
    query: 'query Q {\n person { active }\n}\n',
    answer: { person: [{ active: true }, { active: false }, { active: null }] },
  },
  {
    name: 'several roots',
    query: 'query Q {\n person {\n @where { id == 1 }\n id\n }\n toy {\n @where { label == "x" }\n id\n }\n}\n',
    answer: { person: [{ id: 1 }], toy: [{ id: 1 }] },
  },
  {
    name: 'membership in a list of literals and in a session list',
    query:
      'query Q {\n person {\n @where { id in [1, 3] }\n id\n }\n toy {\n @where { id in Session.ids }\n id\n }\n}\n',
    values: { session_ids: '[2,3]' },
    answer: { person: [{ id: 1 }, { id: 3 }], toy: [{ id: 2 }, { id: 3 }] },
  },
  {
    name: 'a parameter whose name begins another',
    query: 'query Q($i: Int, $id: Int) {\n toy {\n @where { Or(id == $i, id == $id) }\n id\n }\n}\n',
    values: { i: 1, id: 3 },
    answer: { toy: [{ id: 1 }, { id: 3 }] },
  },
  {
    name: 'a dollar inside text is text',
    query: 'query Q {\n toy {\n @where { label == "$id" }\n id\n }\n}\n',
    answer: { toy: [] },
  },
];

describe('queries', () => {
  test.each(cases)('$name', async ({ query, values, answer }) => {
    const bench = await people();
    expect(bench.query(query, values)).toEqual(answer);
  });

  test('statements name the parameters that they use, and no others', async () => {
    const { engine } = await people();
    const compiled = engine.query_to_sql('query Q($id: Int) {\n pet {\n @where { id == $id }\n id\n }\n}\n');
    expect(compiled).toMatchObject({
      ok: true,
      value: { sessionFields: ['userId'], statements: [{ params: ['id', 'session_userId'], include: true }] },
    });
  });

  test('a mistake is told, and names its file and place', async () => {
    const { engine } = await people();
    const compiled = engine.query_to_sql('query Q {\n  person { nam }\n}\n');
    expect(compiled).toMatchObject({
      ok: false,
      diagnostics: [{ kind: 'UnknownField', path: 'query.pyre', ranges: [{ start: { line: 2, column: 12 } }] }],
    });
  });

  test.each([
    ['two', 'query A {\n toy { id }\n}\nquery B {\n toy { id }\n}\n'],
    ['none', '// nothing\n'],
  ])('%s where one is expected is told', async (_, source) => {
    const { engine } = await people();
    expect(engine.query_to_sql(source)).toMatchObject({ ok: false, diagnostics: [{ kind: 'NotOneOperation' }] });
  });
});
