// The hash of the address: what a person looks at, there and back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress, writeAddress, type Address } from '../../src/ui/share/address.ts';
import { TABS } from '../../src/ui/page.tsx';

const whole = fc.nat(999_999);
const address: fc.Arbitrary<Address> = fc.record({
  packed: fc.constantFrom('', 'w1.abc-_9'),
  sight: fc.record(
    {
      tab: fc.constantFrom(...TABS),
      density: fc.constantFrom('cards', 'matrix', 'dots'),
      client: whole,
      row: fc.record({
        table: fc.string({ minLength: 1 }).filter((name) => !name.includes(':')),
        key: fc.oneof(fc.integer(), fc.string()),
      }),
      lesson: fc.constantFrom('deletes', 'first-catch-up'),
      message: fc.constantFrom('delta.2.1x9k', 'page.1.0'),
    },
    { requiredKeys: [] },
  ),
});

test('[UI-13] every address comes back', () => {
  fc.assert(
    fc.property(address, (given) => {
      expect(readAddress(`#${writeAddress(given)}`, TABS)).toEqual(given);
    }),
  );
});

test.each([
  ['', {}],
  ['#', {}],
  ['#tab=messages', { tab: 'messages' }],
  ['#tab=nonsense&density=fog&client=-1&row=posts&message=1e9', {}],
  ['#message=12', {}],
  ['#tab=__proto__&row=:7&client=', {}],
  ['#row=posts:{"a":1}', {}],
  ['#%E0%A4%A', {}],
])('[UI-13] %s is read without complaint', (hash, sight) => {
  expect(readAddress(hash, TABS)).toEqual({ packed: '', sight });
});
