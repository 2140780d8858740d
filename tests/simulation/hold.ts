// Runs seeds as tests, and sees to it that they looked at something.
import { describe, expect, it } from 'vitest';
import { describeOptions, drawOptions } from './options.ts';
import { Simulation } from './simulation.ts';

/** Each of `count` seeds from `from` holds, and together they judged in plenty. */
export function holdFor(from: number, count: number): void {
  const runs = Array.from({ length: count }, (_, index) => drawOptions(from + index));
  const seen = { frames: 0, rows: 0, mutations: 0, cursors: 0, answers: 0 };

  describe('simulation', () => {
    it.each(runs.map((options) => ({ name: describeOptions(options), options })))(
      '[SYNC-1] [SYNC-2] [CLIENT-2] [PERM-2] hold for $name',
      async ({ options }) => {
        const simulation = new Simulation(options);
        await simulation.run();
        expect(simulation.seen.mutations).toBeGreaterThan(0);
        for (const what of ['frames', 'rows', 'mutations', 'cursors', 'answers'] as const)
          seen[what] += simulation.seen[what];
      },
    );

    it('judged frames, rows, mutations, cursors and answers in plenty', () => {
      for (const [what, sum] of Object.entries(seen)) expect(sum, what).toBeGreaterThan(count * 15);
    });
  });
}
