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
