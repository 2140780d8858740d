// `npm run simulate -- --seeds N --from S [--jobs J] [--steps N] [--shrink RUNS]`: runs seeds, prints failures with their options, and a summary.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpuUsage } from 'node:process';
import { parseArgs } from 'node:util';
import { describeOptions, drawOptions } from './options.ts';
import { asRegression, problemOf, shrink } from './shrink.ts';
import { Simulation } from './simulation.ts';

/** Seeds that one process runs: databases and engines that are done with are freed for sure when it ends. */
const LARGEST_PART = 250;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    steps: { type: 'string' },
    shrink: { type: 'string' },
  },
});
const [seeds, from, jobs] = [counted('seeds'), counted('from'), counted('jobs')];
const part = Math.min(LARGEST_PART, Math.ceil(seeds / jobs));
const failed = seeds > part ? await share() : await runAll();
process.exitCode = failed ? 1 : 0;

/** A count from 1, or the end of the program with a sentence. */
function counted(option: 'seeds' | 'from' | 'jobs'): number {
  const count = Number(values[option]);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  console.error(`--${option} is a whole number from 1, not ${values[option]}.`);
  process.exit(2);
}

/** Runs the seeds part by part, `jobs` processes at a time; whether any failed. */
async function share(): Promise<boolean> {
  const parts = Array.from({ length: Math.ceil(seeds / part) }, (_, index) => from + index * part);
  let [failures, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let first = parts.shift(); first !== undefined; first = parts.shift()) {
      const count = Math.min(part, from + seeds - first);
      if ((await runPart(first, count)) !== 0) failures++;
      done += count;
      console.error(`… ${done} of ${seeds} seeds, ${failures} parts with failures so far`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  console.log(
    `${seeds} seeds from ${from}: ${failures === 0 ? 'all held' : `${failures} parts of ${part} with failures`}.`,
  );
  return failures > 0;
}

/** The exit code of a process that runs some of the seeds. */
async function runPart(first: number, count: number): Promise<number | null> {
  const [node = 'node', program = ''] = process.argv;
  const rest = [
    ...(values.steps === undefined ? [] : ['--steps', values.steps]),
    ...(values.shrink === undefined ? [] : ['--shrink', values.shrink]),
  ];
  const range = ['--seeds', String(count), '--from', String(first), ...rest];
  const child = spawn(node, ['--import', 'tsx/esm', program, ...range], { stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number | null];
  return status;
}

/** Runs all seeds here; whether any failed. */
async function runAll(): Promise<boolean> {
  let failures = 0;
  const seen = { frames: 0, rows: 0, mutations: 0, cursors: 0, answers: 0 };
  for (let seed = from; seed < from + seeds; seed++) {
    const options = drawOptions(seed, values.steps === undefined ? {} : { steps: Number(values.steps) });
    const simulation = new Simulation(options);
    const problem = await problemOf(simulation);
    if (problem !== null) {
      failures++;
      console.error(`\n${describeOptions(options)}\n${problem}`);
      if (values.shrink !== undefined) console.error(asRegression(await shrink(options, Number(values.shrink))));
    }
    for (const what of ['frames', 'rows', 'mutations', 'cursors', 'answers'] as const)
      seen[what] += simulation.seen[what];
  }
  const seconds = (cpuUsage().user / 1e6).toFixed(0);
  console.log(
    `Judged ${seen.frames} frames, ${seen.rows} held rows and ${seen.cursors} covered rows over ${seen.mutations} mutations, whose answers told ${seen.answers} rows, in ${seconds} s of computing.`,
  );
  console.log(`${seeds} seeds from ${from}: ${failures === 0 ? 'all held' : `${failures} failed`}.`);
  return failures > 0;
}
