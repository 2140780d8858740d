// Runs that once broke a rule, shrunk: replayed before all others. A failing seed is shrunk by `run.ts` and gets a name here.
import { drawOptions, type Fault, type Options } from './options.ts';
import type { Weakness } from './weakness.ts';

export interface Regression {
  readonly name: string;
  readonly options: Options;
  /** Switched off, what mended it: then the run must fail again. Absent where it is deep inside the server. */
  readonly mend?: Weakness;
}

function short(seed: number, faults: readonly Fault[], only: readonly number[]): Options {
  return drawOptions(seed, { project: 'rules', faults, steps: 80, clients: 4, only });
}

export const regressions: readonly Regression[] = [
  {
    name: 'a mutation that wrote nothing raised the clock beyond what the journal kept',
    options: short(1, ['powerCuts', 'clockJumps', 'reloads'], [10, 11, 12, 36, 37]),
    mend: 'what writes nothing raises the clock',
  },
  {
    name: 'a log played again brought back more earlier images than are kept',
    options: short(1, ['powerCuts'], [69, 72, 75, 76, 78, 79]),
    mend: 'a log played again is not trimmed',
  },
  {
    name: 'a record followed one that could not be written',
    options: short(1, ['fullJournal', 'slowJournal', 'powerCuts'], [22, 23, 26, 27, 52, 53, 54, 55, 56, 57]),
    mend: 'a journal goes on without a record',
  },
  {
    name: 'a log was played again in the columns of a fresh database',
    options: short(3, ['schemas', 'powerCuts'], [26, 27, 29, 53, 59, 60]),
  },
  {
    name: 'a connection that was greeted while a commit became durable was told of it once more',
    options: short(1, ['slowJournal', 'offline'], [49, 50, 51, 54]),
  },
  {
    name: 'a statement failed while a session was told of its new values',
    options: short(23, ['statements', 'sessions', 'schemas'], [13, 17, 20, 56, 58, 59, 60, 61, 62]),
  },
];
