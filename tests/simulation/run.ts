// `npm run simulate -- --seeds N --from S [--jobs J] [--steps N] [--shrink RUNS]`: runs seeds, prints failures with their options, and a summary.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpuUsage } from 'node:process';
import { parseArgs } from 'node:util';
import { describeOptions, drawOptions } from './options.ts';
import { asRegression, problemOf, shrink } from './shrink.ts';
import { Simulation } from './simulation.ts';

/** Seeds after which a long run tells how far it is. */
const TOLD_EVERY = 1_000;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    steps: { type: 'string' },
    shrink: { type: 'string' },
  },
});
const [seeds, from, jobs] = [Number(values.seeds), Number(values.from), Number(values.jobs)];
const failed = jobs > 1 ? await share() : await runAll();
process.exitCode = failed ? 1 : 0;

/** Runs a part of the seeds in each of several processes; whether any failed. */
async function share(): Promise<boolean> {
  const [node, program = ''] = process.argv;
  const part = Math.ceil(seeds / jobs);
  const rest = [
    ...(values.steps === undefined ? [] : ['--steps', values.steps]),
    ...(values.shrink === undefined ? [] : ['--shrink', values.shrink]),
  ];
  const children = Array.from({ length: jobs }, async (_, job) => {
    const count = Math.min(part, seeds - job * part);
    if (count <= 0) return 0;
    const range = ['--seeds', String(count), '--from', String(from + job * part), ...rest];
    const child = spawn(node ?? 'node', ['--import', 'tsx/esm', program, ...range], { stdio: 'inherit' });
    const [status] = (await once(child, 'exit')) as [number | null];
    return status;
  });
  return (await Promise.all(children)).some((status) => status !== 0);
}

/** Runs all seeds here; whether any failed. */
async function runAll(): Promise<boolean> {
  let failures = 0;
  const seen = { frames: 0, rows: 0, mutations: 0, cursors: 0 };
  for (let seed = from; seed < from + seeds; seed++) {
    const options = drawOptions(seed, values.steps === undefined ? {} : { steps: Number(values.steps) });
    const simulation = new Simulation(options);
    const problem = await problemOf(simulation);
    if (problem !== null) {
      failures++;
      console.error(`\n${describeOptions(options)}\n${problem}`);
      if (values.shrink !== undefined) console.error(asRegression(await shrink(options, Number(values.shrink))));
    }
    for (const what of ['frames', 'rows', 'mutations', 'cursors'] as const) seen[what] += simulation.seen[what];
    if ((seed - from + 1) % TOLD_EVERY === 0) console.error(`… seed ${seed}, ${failures} failed so far`);
  }
  const seconds = (cpuUsage().user / 1e6).toFixed(0);
  console.log(
    `Judged ${seen.frames} frames, ${seen.rows} held rows and ${seen.cursors} covered rows over ${seen.mutations} mutations, in ${seconds} s of computing.`,
  );
  console.log(`${seeds} seeds from ${from}: ${failures === 0 ? 'all held' : `${failures} failed`}.`);
  return failures > 0;
}
