// What the storage in memory does beside the contract of storages.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { firstCell } from '../../src/server/storage.ts';
import { testStorage } from './open-storage.ts';

test('unixepoch() is the time of the clock', async () => {
  const clock = new VirtualClock(5_999);
  const timed = await testStorage(clock);
  const now = () => timed.transaction((transaction) => firstCell(transaction.all('select unixepoch()')));
  expect(now()).toBe(5);
  clock.jump(1);
  expect(now()).toBe(6);
});

test('a copy holds what was there, goes its own way, and knows the clock', async () => {
  const clock = new VirtualClock(7_000);
  const storage = await testStorage(clock);
  storage.transaction((transaction) => {
    transaction.execute('create table things (id integer primary key, name text)');
    transaction.execute('create temp table watched (id integer)');
    transaction.execute(
      `create temp trigger watch after insert on things begin insert into watched values (new.id); end`,
    );
    transaction.all("insert into things (name) values ('a'), ('b')");
  });
  const numbers = (of: typeof storage) =>
    of.transaction((one) => one.all('select count(*), max(name), unixepoch() from things').rows[0]);
  const copy = storage.copy?.();
  if (!copy) throw new Error('the storage in memory can be copied');
  copy.transaction((transaction) =>
    transaction.execute("update things set name = 'z'; delete from things where id = 1"),
  );
  storage.transaction((transaction) => transaction.all("insert into things (name) values ('c')"));
  expect(numbers(copy)).toEqual([1, 'z', 7]);
  expect(numbers(copy.copy?.() ?? storage)).toEqual([1, 'z', 7]);
  copy.close();
  expect(numbers(storage)).toEqual([3, 'c', 7]);
  const watched = storage.transaction((transaction) => transaction.all('select count(*) from watched').rows);
  expect(watched).toEqual([[3]]);
  expect(() => storage.transaction(() => storage.copy?.())).toThrow('between transactions');
});
