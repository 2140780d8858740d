// Measuring: medians of several rounds, spread beside them; ratios only ever within one run.
import { performance } from 'node:perf_hooks';

export interface Measured {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** One line of the bench. */
export interface Row {
  readonly id: string;
  readonly what: string;
  /** Sizes of the work, e.g. numbers of sessions; `ours` and `theirs` have one figure a size. */
  readonly sizes: readonly number[];
  readonly ours: readonly number[];
  readonly yardstick: string;
  readonly theirs: readonly number[];
  readonly unit: string;
  /** As the target words it. */
  readonly ratio: number;
  readonly target: string;
  readonly met: boolean;
  /** Lowest to highest of `ours`, over its median, at the largest size. */
  readonly spread: string;
}

const ROUNDS = 7;

/** Milliseconds of `work`, run `times` at a round after one round of warming up; divided by `times`. */
export async function milliseconds(work: () => unknown, times = 1): Promise<Measured> {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    for (let turn = 0; turn < times; turn++) await work();
    rounds.push((performance.now() - start) / times);
  }
  return summary(rounds.slice(1));
}

/** The same for work that does not wait: no promise between two turns. */
export function millisecondsNow(work: () => unknown, times = 1): Measured {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    for (let turn = 0; turn < times; turn++) work();
    rounds.push((performance.now() - start) / times);
  }
  return summary(rounds.slice(1));
}

function summary(rounds: readonly number[]): Measured {
  const sorted = rounds.toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    lowest: sorted[0] ?? 0,
    highest: sorted.at(-1) ?? 0,
  };
}

export const spreadOf = ({ median, lowest, highest }: Measured): string =>
  `−${percent(1 - lowest / median)} +${percent(highest / median - 1)}`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Four significant digits: more would be noise. */
export const rounded = (value: number): number => Number(value.toPrecision(4));
