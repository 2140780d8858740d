// The contract of a storage: whole transactions, exact integers, errors that name columns, statements that stay reusable.
import { beforeEach, expect, test } from 'vitest';
import { STATEMENT_CACHE_SIZE } from '../../src/server/sql-js-storage.ts';
import { firstCell, rowObjects, StorageError, type Storage } from '../../src/server/storage.ts';
import { testStorage } from './open-storage.ts';

let storage: Storage;

beforeEach(async () => {
  storage = await testStorage();
  storage.transaction((transaction) => {
    transaction.execute('create table things (id integer primary key, name text not null unique, size integer)');
  });
});

const insert = 'insert into things (name, size) values ($name, $size)';
const count = () => storage.transaction((transaction) => firstCell(transaction.all('select count(*) from things')));

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('a transaction commits what it did when it returns', () => {
  storage.transaction((transaction) => transaction.all(insert, { $name: 'a', $size: 1 }));
  expect(count()).toBe(1);
});

test.each([
  [
    'our own error',
    () => {
      throw new Error('changed my mind');
    },
  ],
  ['an SQLite error', (run: (sql: string) => unknown) => run('insert into nowhere values (1)')],
  ['a broken constraint', (run: (sql: string) => unknown) => run("insert into things (name) values ('a')")],
])('a transaction undoes everything after %s', (_name, fail) => {
  const work = () =>
    storage.transaction((transaction) => {
      transaction.all(insert, { $name: 'a', $size: 1 });
      fail((sql) => transaction.all(sql));
    });
  expect(work).toThrow();
  expect(count()).toBe(0);
  storage.transaction((transaction) => transaction.all(insert, { $name: 'b', $size: 2 }));
  expect(count()).toBe(1);
});

test('an error in the middle of a statement undoes its first rows too', () => {
  const insertTwice = "insert into things (name) values ('x'), ('y'), ('x')";
  expect(() => storage.transaction((transaction) => transaction.all(insertTwice))).toThrow(StorageError);
  expect(count()).toBe(0);
});

test('transactions do not nest', () => {
  expect(() => storage.transaction(() => storage.transaction(() => 1))).toThrow('nest');
  expect(count()).toBe(0);
});

test('an asynchronous transaction does not compile', () => {
  // @ts-expect-error the guard wants an argument that nobody has
  const pending: Promise<number> = storage.transaction(async () => 1);
  return expect(pending).resolves.toBe(1);
});

test.each([
  ["insert into things (name) values ('a'), ('a')", 'unique', ['things.name']],
  ['insert into things (name) values (null)', 'notNull', ['things.name']],
  ['selec 1', 'failed', []],
] as const)('%s fails as %s', (sql, kind, columns) => {
  const error = failureOf(() => storage.transaction((transaction) => transaction.all(sql)));
  expect(error).toBeInstanceOf(StorageError);
  expect(error).toMatchObject({ kind, columns });
});

test.each([0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 53 - 1)])(
  'the integer %d comes back as it went in',
  (size) => {
    const stored = storage.transaction((transaction) => {
      transaction.all(insert, { $name: 'n', $size: size });
      return transaction.all('select size, typeof(size) from things').rows;
    });
    expect(stored).toEqual([[size, 'integer']]);
  },
);

test.each(['9007199254740993', '-9223372036854775808'])('the integer %s is refused rather than rounded', (digits) => {
  const error = failureOf(() => storage.transaction((transaction) => transaction.all(`select ${digits} as big`)));
  expect(error).toMatchObject({ kind: 'integerTooLarge', message: expect.stringContaining(digits) });
});

test('fractions beyond 2^53 are numbers like any other', () => {
  expect(storage.transaction((transaction) => firstCell(transaction.all('select 1e300')))).toBe(1e300);
});

test('text keeps every character', () => {
  const text = 'ä 🎈 " \' \n \u2028';
  storage.transaction((transaction) => transaction.all(insert, { $name: text, $size: null }));
  expect(storage.transaction((transaction) => rowObjects(transaction.all('select name, size from things')))).toEqual([
    { name: text, size: null },
  ]);
});

test('a parameter that is not given again does not keep its last value', () => {
  const select = 'select $value as value';
  const values = storage.transaction((transaction) => [
    firstCell(transaction.all(select, { $value: 7 })),
    firstCell(transaction.all(select)),
  ]);
  expect(values).toEqual([7, null]);
});

test('statements outlive the cache and changes of the schema', () => {
  storage.transaction((transaction) => {
    for (let number = 0; number < STATEMENT_CACHE_SIZE * 2; number++) transaction.all(`select ${number}`);
    expect(firstCell(transaction.all('select 0'))).toBe(0);
    const select = 'select * from things';
    expect(transaction.all(select).columns).toEqual(['id', 'name', 'size']);
    transaction.execute('alter table things add column colour text');
    expect(transaction.all(select).columns).toEqual(['id', 'name', 'size', 'colour']);
  });
});

test('triggers see rows that a replace removes', () => {
  storage.transaction((transaction) => {
    transaction.execute('create table gone (id integer)');
    transaction.execute('create trigger note after delete on things begin insert into gone values (old.id); end');
    transaction.all(insert, { $name: 'a', $size: 1 });
    transaction.all("insert or replace into things (id, name) values (2, 'a')");
  });
  expect(storage.transaction((transaction) => transaction.all('select id from gone').rows)).toEqual([[1]]);
});
