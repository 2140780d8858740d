// Loading at most once, unless it failed; making one ahead: what a caller gets, and what becomes of failures.
import { expect, test } from 'vitest';
import { once, oneAhead } from '../../src/server/once.ts';

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

/** Counts up with every call; the first one fails where that is wanted. */
function counting({ failsFirst = false } = {}) {
  let calls = 0;
  const make = async () => {
    const call = ++calls;
    await Promise.resolve();
    if (failsFirst && call === 1) throw new Error('offline');
    return call;
  };
  return { make, calls: () => calls };
}

test('the first is made before anybody asks, and each is given once', async () => {
  const { make, calls } = counting();
  const next = oneAhead(make);
  expect(calls()).toBe(1);
  expect([await next(), await next(), await next(), calls()]).toEqual([1, 2, 3, 3]);
});

test('one that failed before it was wanted is made anew', async () => {
  const next = oneAhead(counting({ failsFirst: true }).make);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await next()).toBe(2);
});

test('one that fails while it is wanted says so to whoever wants it, and not to the next', async () => {
  const next = oneAhead(counting({ failsFirst: true }).make);
  await expect(next()).rejects.toThrow('offline');
  expect(await next()).toBe(2);
});
