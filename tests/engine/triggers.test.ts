// The triggers: every row write is stamped, told with both images, and its earlier image kept.
import { describe, expect, test } from 'vitest';
import { Bench } from './database.ts';

const schema = `session {
    userId Int
}

record Note {
    @allow(query) { Or(ownerId == Session.userId, shared == True) }
    @allow(insert, update, delete) { ownerId == Session.userId }

    id      Int   @id
    ownerId Int
    text    String @unique
    shared  Bool   @default(False)
    body    Json?
}
`;

const insert = (id: number, owner: number, text: string): string =>
  `insert into notes (id, ownerId, text, updatedAt) values (${id}, ${owner}, '${text}', 1)`;

const writes: readonly {
  name: string;
  sql: readonly string[];
  changes: readonly (readonly [before: unknown, after: unknown])[];
}[] = [
  { name: 'an insert', sql: [insert(3, 7, 'c')], changes: [[undefined, 3]] },
  {
    name: 'an insert of many rows',
    sql: [`insert into notes (id, ownerId, text) values (3, 1, 'c'), (4, 1, 'd')`],
    changes: [
      [undefined, 3],
      [undefined, 4],
    ],
  },
  { name: 'an update', sql: [`update notes set text = 'z' where id = 1`], changes: [[1, 1]] },
  {
    name: 'an update of many rows',
    sql: [`update notes set ownerId = 9`],
    changes: [
      [1, 1],
      [2, 2],
    ],
  },
  { name: 'a delete', sql: [`delete from notes where id = 2`], changes: [[2, undefined]] },
  {
    name: 'a delete without where',
    sql: [`delete from notes`],
    changes: [
      [1, undefined],
      [2, undefined],
    ],
  },
  { name: 'a changed key', sql: [`update notes set id = 8 where id = 1`], changes: [[1, 8]] },
  { name: 'an upsert', sql: [`${insert(1, 5, 'q')} on conflict (id) do update set text = 'q'`], changes: [[1, 1]] },
  {
    name: 'a replacement of the same key',
    sql: [insert(1, 5, 'q').replace('insert', 'insert or replace')],
    changes: [
      [1, undefined],
      [undefined, 1],
    ],
  },
  {
    name: 'a replacement of another row by a unique column',
    sql: [insert(6, 5, 'a').replace('insert', 'insert or replace')],
    changes: [
      [1, undefined],
      [undefined, 6],
    ],
  },
];

async function notes(): Promise<Bench> {
  const bench = await Bench.open(schema);
  bench.run(insert(1, 7, 'a'), insert(2, 8, 'b'));
  bench.changes();
  return bench;
}

describe('[SYNC-3] every row write has a stamp of its own', () => {
  test.each(writes)('$name is told with its images', async ({ sql, changes }) => {
    const bench = await notes();
    bench.run(...sql);
    const noted = bench.changes();
    expect(noted.map(({ before, row }) => [before?.[0], row?.[0]])).toEqual(changes);
    const stamps = noted.map(({ stamp }) => stamp);
    expect(stamps).toEqual([...new Set(stamps)].toSorted((a, b) => a - b));
  });

  test.each(writes)('after $name the rows carry the stamps that were told', async ({ sql }) => {
    const bench = await notes();
    bench.run(...sql);
    const told = new Map(bench.changes().flatMap(({ row, stamp }) => (row ? [[Number(row[0]), stamp] as const] : [])));
    const held = bench.all('select id, _pyre_stamp as stamp from notes').filter(({ id }) => told.has(Number(id)));
    expect(held.map(({ id, stamp }) => [id, stamp])).toEqual([...told].toSorted(([a], [b]) => a - b));
  });
});

test('[SYNC-7] the earlier image keeps the key and what the query permission reads', async () => {
  const bench = await notes();
  bench.run(
    `update notes set ownerId = 9, text = 'z' where id = 1`,
    `delete from notes where id = 2`,
    `update notes set id = 5 where id = 1`,
  );
  const history = bench.all('select key, image from _pyre_history order by stamp');
  expect(history.map(({ key, image }) => [key, JSON.parse(String(image))])).toEqual([
    [1, { id: 1, ownerId: 7, shared: 0 }],
    [2, { id: 2, ownerId: 8, shared: 0 }],
    [1, { id: 1, ownerId: 9, shared: 0 }],
  ]);
});

test('an image tells documents as documents and leaves the stamp out', async () => {
  const bench = await notes();
  bench.run(`update notes set body = jsonb('{"a":[1,null]}') where id = 1`);
  expect(bench.changes()[0]).toMatchObject({
    headers: ['id', 'ownerId', 'text', 'shared', 'body', 'updatedAt'],
    row: [1, 7, 'a', 0, { a: [1, null] }, 1],
  });
});

test('stamps go on from the clock that the server sets', async () => {
  const bench = await notes();
  bench.run('update _pyre_clock set stamp = 5000000', `update notes set text = 'y' where id = 1`);
  expect(bench.changes()[0]?.stamp).toBe(5_000_001);
});

test('a table that is never synced keeps no earlier images', async () => {
  const bench = await Bench.open(`@syncable(false)\n\n${schema}`);
  bench.run(insert(1, 7, 'a'), 'delete from notes');
  expect(bench.all('select * from _pyre_history')).toEqual([]);
  expect(bench.changes()).toHaveLength(2);
});
