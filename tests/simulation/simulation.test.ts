// Runs that once failed, and the first half of five hundred seeds of the whole system; `npm run simulate` runs any number.
import { afterEach, describe, expect, it } from 'vitest';
import { holdFor } from './hold.ts';
import { regressions } from './regressions.ts';
import { problemOf } from './shrink.ts';
import { Simulation } from './simulation.ts';
import { weaken } from './weakness.ts';

describe('simulation', () => {
  afterEach(() => weaken(null));

  it.each(regressions)('holds where $name', async ({ options }) => {
    expect(await problemOf(new Simulation(options))).toBeNull();
  });

  it.each(regressions.flatMap(({ name, options, mend }) => (mend ? [{ name, options, mend }] : [])))(
    'fails again without the mend where $name',
    async ({ options, mend }) => {
      weaken(mend);
      expect(await problemOf(new Simulation(options))).toMatch(/^\[/);
    },
  );
});

holdFor(1, 250);
