// Runs that once broke a rule: replayed before all others. A failing seed is shrunk by `run.ts` and gets a name here.
import { drawOptions, type Options } from './options.ts';

export interface Regression {
  readonly name: string;
  readonly options: Options;
}

export const regressions: readonly Regression[] = [
  { name: 'a mutation that wrote nothing raised the clock beyond what the journal kept', options: drawOptions(91) },
  { name: 'a statement failed while a session was told of its new values', options: drawOptions(118) },
  { name: 'a log played again brought back more earlier images than are kept', options: drawOptions(4) },
  { name: 'the database was replaced right after the rules had changed', options: drawOptions(229) },
];
