// `npm run simulate -- --seeds N --from S [--steps N] [--shrink RUNS]`: runs seeds, prints failures with their options, and a summary.
import { parseArgs } from 'node:util';
import { describeOptions, drawOptions } from './options.ts';
import { asRegression, problemOf, shrink } from './shrink.ts';
import { Simulation } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string' },
    shrink: { type: 'string' },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
let failed = 0;
const seen = { frames: 0, rows: 0, mutations: 0, cursors: 0 };
for (let seed = from; seed < from + seeds; seed++) {
  const options = drawOptions(seed, values.steps === undefined ? {} : { steps: Number(values.steps) });
  const simulation = new Simulation(options);
  const problem = await problemOf(simulation);
  if (problem !== null) {
    failed++;
    console.error(`\n${describeOptions(options)}\n${problem}`);
    if (values.shrink !== undefined) console.error(asRegression(await shrink(options, Number(values.shrink))));
  }
  for (const what of ['frames', 'rows', 'mutations', 'cursors'] as const) seen[what] += simulation.seen[what];
}
console.log(
  `Judged ${seen.frames} frames, ${seen.rows} held rows and ${seen.cursors} covered rows over ${seen.mutations} mutations.`,
);
console.log(`${seeds} seeds from ${from}: ${failed === 0 ? 'all held' : `${failed} failed`}.`);
process.exitCode = failed === 0 ? 0 : 1;
