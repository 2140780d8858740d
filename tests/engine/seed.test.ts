// Seeds: the same for the same seed, and rows that fit the schema.
import { describe, expect, test } from 'vitest';
import { Bench } from './database.ts';
import { testEngine } from './load-engine.ts';

const schema = `type Kind = Plain | Special { note String, by Who } | Odd { note String, at DateTime? }
type Who = Robot | Human { name String }

record Owner {
    @public

    id    Id.Uuid @id
    name  String
    email String  @unique
    pets  @link(Pet.ownerId)
}

record Pet {
    @public
    @timestamps

    id      Int   @id
    ownerId Owner.id
    parent  Int?
    kind    Kind
    tags    Json<List<Who?>>
    extra   Json?
    weight  Float
    born    Date
    good    Bool
    owner   @link(ownerId, Owner.id)
    mother  @link(parent, Pet.id)
}
`;

async function filled(seed: number, rowsPerTable: number): Promise<Bench> {
  const bench = await Bench.open(schema);
  bench.run(...bench.engine.seed_database(schema, { seed, rowsPerTable }));
  return bench;
}

describe('seeding', () => {
  test.each([0, 1, 99, 100, 101, 250])('%i rows a table, all of which fit', async (rows) => {
    const bench = await filled(7, rows);
    expect(bench.all('select (select count(*) from owners) as owners, (select count(*) from pets) as pets')).toEqual([
      { owners: rows, pets: rows },
    ]);
    expect(bench.all('select id from pets where ownerId not in (select id from owners)')).toEqual([]);
    expect(bench.all('select id from pets where parent not in (select id from pets)')).toEqual([]);
    expect(bench.changes()).toHaveLength(2 * rows);
  });

  test('every variant comes up, each with its own payload alone', async () => {
    const bench = await filled(3, 100);
    const kinds = bench.all(
      `select kind, count(*) as n, count(kind__by) as by, count(kind__note) as note from pets group by kind`,
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['Odd', 'Plain', 'Special']);
    expect(
      kinds.every(
        ({ kind, n, by, note }) => by === (kind === 'Special' ? n : 0) && note === (kind === 'Plain' ? 0 : n),
      ),
    ).toBe(true);
  });

  test('rows can be queried', async () => {
    const bench = await filled(3, 5);
    const { pet } = bench.query('query Q {\n pet { * owner { name email } mother { id } }\n}\n');
    expect(pet).toHaveLength(5);
  });

  test('one seed, one result; another seed, another', async () => {
    const engine = await testEngine();
    const make = (seed: number) => engine.seed_database(schema, { seed, rowsPerTable: 10 });
    expect(make(1)).toEqual((await testEngine()).seed_database(schema, { seed: 1, rowsPerTable: 10 }));
    expect(make(1)).not.toEqual(make(2));
  });
});
