// What a seed decides: size, weather and faults. A random half of the faults is off, so that the others show themselves.
import { seededRandom, type Random } from '../../src/base/random.ts';

export const FAULTS = [
  'latency',
  'loss',
  'drops',
  'offline',
  'sessions',
  'reloads',
  'crashes',
  'slowDisk',
  'fullDisk',
  'flight',
  'replacement',
  'clockJumps',
  'repeats',
  'garbage',
  'resyncs',
  'powerCuts',
  'statements',
  'traps',
  'schemas',
  'silentLoss',
  'slowJournal',
  'rekeys',
  'terse',
  'ports',
  'evictions',
  'fullJournal',
  'forgeries',
  'giants',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Written by hand, shipped, or with permissions that the seed draws. */
export const PROJECTS = ['rules', 'demo', 'drawn'] as const;

export interface Options {
  readonly seed: number;
  readonly project: (typeof PROJECTS)[number];
  readonly steps: number;
  readonly clients: number;
  /** Rows per table and page, 1–7. */
  readonly pageSize: number;
  /** Earlier images that the server keeps. */
  readonly historyKept: number;
  readonly faults: readonly Fault[];
  /** The steps in which something is done, in a run that was shrunk; null: all. */
  readonly only: readonly number[] | null;
}

/** The options of a seed; those given go before. */
export function drawOptions(seed: number, given: Partial<Options> = {}): Options {
  const random = seededRandom(seed).fork('options');
  return {
    seed,
    project: random.pick(['rules', 'rules', 'drawn', 'drawn', 'demo'] as const),
    steps: drawSteps(random),
    clients: Math.min(random.between(2, 8), random.between(2, 8)),
    pageSize: random.between(1, 7),
    historyKept: random.pick([2, 10, 1000]),
    faults: FAULTS.filter((fault) => random.fraction() < (fault === 'giants' ? 0.02 : 0.5)),
    only: null,
    ...given,
  };
}

/** Most runs are short, so that there can be many; what takes long to come about has its time in a few. */
function drawSteps(random: Random): number {
  const way = random.fraction();
  if (way < 0.92) return random.between(50, 130);
  return way < 0.99 ? random.between(130, 400) : random.between(400, 2000);
}

/** One line that says how to run the same again. */
export function describeOptions(options: Options): string {
  const { seed, project, steps, clients, pageSize, historyKept, faults, only } = options;
  const left = only === null ? '' : `, of these only ${only.join(' ')}`;
  return `seed ${seed}: project ${project}, ${steps} steps, ${clients} clients, pages of ${pageSize}, history ${historyKept}, ${faults.join(' ') || 'no faults'}${left}`;
}
