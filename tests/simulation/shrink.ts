// Makes a failing run shorter: leaves out steps as long as it still fails, halves first, single ones last.
import type { Options } from './options.ts';
import { Simulation } from './simulation.ts';

/** What a run broke, the way there included; null when it held. */
export async function problemOf(simulation: Simulation): Promise<string | null> {
  try {
    await simulation.run();
    return null;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    return error.name === 'Broken' ? error.message : (error.stack ?? error.message);
  }
}

/** Options that still fail, with as few steps as `budget` runs can find. */
export async function shrink(options: Options, budget: number): Promise<Options> {
  let steps = options.only ?? Array.from({ length: options.steps }, (_, index) => index + 1);
  let runs = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1 && runs < budget; size = Math.floor(size / 2)) {
    for (let first = 0; first < steps.length && runs < budget;) {
      const only = [...steps.slice(0, first), ...steps.slice(first + size)];
      runs++;
      const fails = (await problemOf(new Simulation({ ...options, only }))) !== null;
      if (fails) steps = only;
      else first += size;
    }
  }
  return { ...options, only: steps };
}

/** The same as code, for `regressions.ts`. */
export function asRegression({ seed, only }: Options): string {
  return `{ name: '…', options: drawOptions(${seed}, { only: [${only?.join(', ')}] }) }`;
}
