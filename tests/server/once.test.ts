// Loading at most once, unless it failed.
import { expect, test } from 'vitest';
import { once } from '../../src/server/once.ts';

test('what was loaded is loaded once, what failed is tried again', async () => {
  let tries = 0;
  const load = once(async () => {
    if (++tries === 1) throw new Error('offline');
    return { tries };
  });
  await expect(Promise.all([load(), load()])).rejects.toThrow('offline');
  expect(await load()).toEqual({ tries: 2 });
  expect(await load()).toBe(await load());
});
