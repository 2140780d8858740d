// A few dozen seeds of the whole system; `npm run simulate` runs any number.
import { describe, expect, it } from 'vitest';
import { describeOptions, drawOptions } from './options.ts';
import { Simulation } from './simulation.ts';

const SEEDS = 40;
const seeds = Array.from({ length: SEEDS }, (_, index) => drawOptions(index + 1));

describe('simulation', () => {
  it.each(seeds.map((options) => ({ name: describeOptions(options), options })))(
    '[SYNC-1] [SYNC-2] [CLIENT-2] hold for $name',
    async ({ options }) => {
      const simulation = new Simulation(options);
      await simulation.run();
      for (const [what, count] of Object.entries(simulation.seen)) expect(count, what).toBeGreaterThan(0);
    },
  );
});
