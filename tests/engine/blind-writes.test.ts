// Writing what may not be read: what an update or delete may choose by, and what it answers [PERM-2].
import { describe, expect, test } from 'vitest';
import { Bench } from './database.ts';

const schema = `session {
    userId Int
}

record Box {
    @allow(query) { ownerId == Session.userId }
    @allow(insert, update, delete) { True }

    id      Int    @id
    ownerId Int
    label   String
}
`;

/** Boxes 1 and 3 are Ann's (1), box 2 is Eve's (2), who asks. */
async function boxes(): Promise<Bench> {
  const bench = await Bench.open(schema);
  bench.run(`insert into boxes (id, ownerId, label) values (1, 1, 'a'), (2, 2, 'b'), (3, 1, 'c')`);
  return bench;
}

const eve = { session_userId: 2 };
const labels = (bench: Bench) => bench.all('select label from boxes order by id').map(({ label }) => label);
const change = (items: string): string =>
  `update Q {\n    box {\n        ${items}\n        label = "x"\n        id\n    }\n}\n`;
const remove = (items: string): string =>
  `delete Q {\n    box {\n        ${items}\n        id\n        label\n    }\n}\n`;

describe('[PERM-2] an update', () => {
  test.each([
    ['without a condition writes all that it may', '', ['x', 'x', 'x'], [2]],
    ['may name rows by their keys', '@where { id == 1 }', ['x', 'b', 'c'], []],
    ['by a list of keys', '@where { id in [1, 2] }', ['x', 'x', 'c'], [2]],
    ['by one key or another', '@where { Or(id == 3, id == 2) }', ['a', 'x', 'x'], [2]],
    ['chooses by other columns among readable rows alone', '@where { label != "zz" }', ['a', 'x', 'c'], [2]],
    ['by a range of keys likewise', '@where { id > 1 }', ['a', 'x', 'c'], [2]],
    ['by a column beside the key likewise', '@where { Or(id == 1, label == "c") }', ['a', 'b', 'c'], []],
    ['in the order of a column likewise', '@sort(label, Desc)\n        @limit(1)', ['a', 'x', 'c'], [2]],
  ])('%s: %s', async (_, items, expected, answered) => {
    const bench = await boxes();
    expect(bench.query(change(items), eve)).toEqual({ box: answered.map((id) => ({ label: 'x', id })) });
    expect(labels(bench)).toEqual(expected);
  });

  test('that takes the row out of view answers nothing of it', async () => {
    const bench = await boxes();
    const give = 'update Q {\n    box {\n        @where { id == 2 }\n        ownerId = 1\n        id\n    }\n}\n';
    expect(bench.query(give, eve)).toEqual({ box: [] });
    expect(bench.all('select ownerId from boxes where id = 2')).toEqual([{ ownerId: 1 }]);
  });
});

describe('[PERM-2] a delete', () => {
  test.each([
    ['answers the readable rows of those it removes', '', [], [2]],
    ['may name rows by their keys', '@where { id == 1 }', ['b', 'c'], []],
    ['chooses by other columns among readable rows alone', '@where { label != "zz" }', ['a', 'c'], [2]],
  ])('%s: %s', async (_, items, expected, answered) => {
    const bench = await boxes();
    const rows = answered.map((id) => ({ id, label: 'b' }));
    expect(bench.query(items === '' ? remove('') : remove(items), eve)).toEqual({ box: rows });
    expect(labels(bench)).toEqual(expected);
  });
});

describe('@limit', () => {
  const ann = { session_userId: 1 };

  test.each([
    ['the first by key', '@limit(1)', ['x', 'b', 'c']],
    ['the first in the order asked for', '@sort(label, Desc)\n        @limit(1)', ['a', 'b', 'x']],
    ['among those chosen', '@where { label != "a" }\n        @limit(1)', ['a', 'b', 'x']],
    ['more than there are', '@limit(9)', ['x', 'x', 'x']],
    ['none', '@limit(0)', ['a', 'b', 'c']],
  ])('of an update writes %s', async (_, items, expected) => {
    const bench = await boxes();
    bench.query(change(items), ann);
    expect(labels(bench)).toEqual(expected);
  });

  test('of a delete removes no more', async () => {
    const bench = await boxes();
    expect(bench.query(remove('@sort(label, Desc)\n        @limit(1)'), ann)).toEqual({ box: [{ id: 3, label: 'c' }] });
    expect(labels(bench)).toEqual(['a', 'b']);
  });

  test('may be a parameter', async () => {
    const bench = await boxes();
    const some = 'update Q($n: Int) {\n    box {\n        @limit($n)\n        label = "x"\n    }\n}\n';
    bench.query(some, { ...ann, n: 2 });
    expect(labels(bench)).toEqual(['x', 'x', 'c']);
  });
});
