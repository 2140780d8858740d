// Runs that once failed, and the first half of five hundred seeds of the whole system; `npm run simulate` runs any number.
import { describe, expect, it } from 'vitest';
import { holdFor } from './hold.ts';
import { regressions } from './regressions.ts';
import { problemOf } from './shrink.ts';
import { Simulation } from './simulation.ts';

describe('simulation', () => {
  it.each(regressions)('holds where $name', async ({ options }) => {
    expect(await problemOf(new Simulation(options))).toBeNull();
  });
});

holdFor(1, 250);
