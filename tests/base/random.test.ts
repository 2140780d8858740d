// Seeded chance: replays, stays in range, and near seeds start far apart.
import { fc, test } from './property.ts';
import { expect, test as plain } from 'vitest';
import { machineSecrets, seededRandom, seededSecrets } from '../../src/base/random.ts';

test('the same seed draws the same', [fc.integer()], (seed) => {
  const draw = (): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => random.between(-50, 1000));
  };
  expect(draw()).toEqual(draw());
});

test(
  'between includes both ends and nothing outside',
  [fc.integer(), fc.integer({ min: -9, max: 9 }), fc.nat(6)],
  (seed, low, span) => {
    const random = seededRandom(seed);
    const drawn = new Set(Array.from({ length: 400 }, () => random.between(low, low + span)));
    expect([...drawn].toSorted((a, b) => a - b)).toEqual(Array.from({ length: span + 1 }, (_, index) => low + index));
  },
);

test(
  'a fork is decided by its label and not moved by draws from its parent',
  [fc.integer(), fc.string()],
  (seed, label) => {
    const quiet = seededRandom(seed);
    const busy = seededRandom(seed);
    for (let index = 0; index < 5; index++) busy.fraction();
    expect(busy.fork(label).fraction()).toBe(quiet.fork(label).fraction());
  },
);

plain('near seeds start far apart', () => {
  const firsts = Array.from({ length: 10_000 }, (_, seed) => Math.floor(seededRandom(seed).fraction() * 1_000_000));
  expect(new Set(firsts).size).toBeGreaterThan(9900);
});

plain('secrets are 32 hexadecimal digits, and differ', () => {
  const tokens = Array.from({ length: 100 }, () => machineSecrets.token());
  expect(tokens.every((token) => /^[0-9a-f]{32}$/.test(token))).toBe(true);
  expect(new Set(tokens).size).toBe(100);
  expect(seededSecrets(seededRandom(1)).token()).toBe(seededSecrets(seededRandom(1)).token());
});
