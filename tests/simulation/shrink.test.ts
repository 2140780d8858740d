// A failure becomes short without being lost.
import { afterEach, describe, expect, it } from 'vitest';
import { describeOptions, drawOptions } from './options.ts';
import { asRegression, problemOf, shrink } from './shrink.ts';
import { Simulation } from './simulation.ts';
import { weaken, type Weakness } from './weakness.ts';

const PLANTED: readonly { readonly weakness: Weakness; readonly seed: number; readonly fewest: number }[] = [
  { weakness: 'everybody gets every row', seed: 3, fewest: 3 },
  { weakness: 'removals are not broadcast', seed: 1, fewest: 6 },
  { weakness: 'stamps follow the clock alone', seed: 2, fewest: 6 },
];

describe('shrinking', () => {
  afterEach(() => weaken(null));

  it.each(PLANTED)('leaves at most $fewest steps where $weakness, which still fail', async (planted) => {
    weaken(planted.weakness);
    const options = drawOptions(planted.seed, { steps: 80, clients: 4, faults: [] });
    expect(await problemOf(new Simulation(options))).not.toBeNull();
    const shrunk = await shrink(options, 200);
    expect(shrunk.only?.length).toBeGreaterThan(0);
    expect(shrunk.only?.length).toBeLessThanOrEqual(planted.fewest);
    expect(await problemOf(new Simulation(shrunk))).toMatch(/^\[[A-Z]+-\d+\]/);
    expect(asRegression(shrunk)).toContain(`drawOptions(${planted.seed}, { only: [${shrunk.only?.join(', ')}] })`);
    expect(describeOptions(shrunk)).toContain(`of these only ${shrunk.only?.join(' ')}`);
    weaken(null);
    expect(await problemOf(new Simulation(shrunk))).toBeNull();
  });
});
