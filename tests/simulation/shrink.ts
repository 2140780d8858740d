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
  let best = options;
  let runs = 0;
  const fails = async (candidate: Options): Promise<boolean> => {
    runs++;
    return (await problemOf(new Simulation(candidate))) !== null;
  };
  for (let size = Math.ceil(options.steps / 2); size >= 1 && runs < budget; size = Math.floor(size / 2)) {
    for (let first = 1; first <= options.steps && runs < budget; first += size) {
      const left = Array.from({ length: size }, (_, index) => first + index).filter((step) => step <= options.steps);
      const without = [...new Set([...best.without, ...left])].toSorted((one, other) => one - other);
      if (without.length === best.without.length) continue;
      const candidate = { ...best, without };
      if (await fails(candidate)) best = candidate;
    }
  }
  return best;
}

/** The same as code, for `regressions.ts`. */
export function asRegression({ seed, without }: Options): string {
  return `{ name: '…', options: drawOptions(${seed}, { without: [${without.join(', ')}] }) }`;
}
