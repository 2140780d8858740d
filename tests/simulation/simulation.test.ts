// Five hundred seeds of the whole system; `npm run simulate` runs any number.
import { describe, expect, it } from 'vitest';
import { describeOptions, drawOptions } from './options.ts';
import { regressions } from './regressions.ts';
import { Simulation } from './simulation.ts';

const SEEDS = 500;
const seeds = Array.from({ length: SEEDS }, (_, index) => drawOptions(index + 1));

describe('simulation', () => {
  it.each(regressions)('holds where $name', async ({ options }) => {
    await new Simulation(options).run();
    expect(options.seed).toBeGreaterThan(0);
  });

  const seen = { frames: 0, rows: 0, mutations: 0, cursors: 0 };

  it.each(seeds.map((options) => ({ name: describeOptions(options), options })))(
    '[SYNC-1] [SYNC-2] [CLIENT-2] hold for $name',
    async ({ options }) => {
      const simulation = new Simulation(options);
      await simulation.run();
      expect(simulation.seen.mutations).toBeGreaterThan(0);
      for (const what of ['frames', 'rows', 'mutations', 'cursors'] as const) seen[what] += simulation.seen[what];
    },
  );

  it('judged frames, rows and cursors in plenty', () => {
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(20_000);
  });
});
