// Measuring: medians of several rounds, taken in turns so that noise meets everybody alike; ratios only within one run.
import { performance } from 'node:perf_hooks';

export interface Measured {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** One claim: figures for sizes of the work, beside those of a yardstick. */
export interface Claim {
  readonly what: string;
  /** Sizes of the work, e.g. numbers of sessions; `ours` has one figure a size. */
  readonly sizes: readonly number[];
  readonly ours: readonly number[];
  readonly yardstick: string;
  /** One figure a size; null where the yardstick was not taken at that size. */
  readonly theirs: readonly (number | null)[];
  readonly unit: string;
  /** As the target words it. */
  readonly ratio: number;
  readonly target: string;
  readonly met: boolean;
  /** Lowest and highest of `ours` against its median, at the largest size. */
  readonly spread: string;
}

/** One line of the bench. A row that makes several claims has the others under `also`, and is met when all are. */
export interface Row extends Claim {
  readonly id: string;
  readonly also?: readonly Claim[];
}

/** Rounds that count. */
export const ROUNDS = 7;

/** Work that is measured beside other work: `times` runs a round, the result divided by `times`. */
export interface Subject {
  readonly work: () => unknown;
  readonly times?: number;
}

/**
 * Milliseconds of each subject. Every round runs them all, one after the other, after one round of warming up; work that
 * gives a promise is awaited.
 */
export async function inTurns(subjects: readonly Subject[], rounds = ROUNDS): Promise<readonly Measured[]> {
  const taken: number[][] = subjects.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { work, times = 1 }] of subjects.entries()) {
      const start = performance.now();
      for (let turn = 0; turn < times; turn++) {
        const result = work();
        if (result instanceof Promise) await result;
      }
      if (round > 0) taken[index]?.push((performance.now() - start) / times);
    }
  }
  return taken.map(summary);
}

/** Median and range of figures. */
export function summary(rounds: readonly number[]): Measured {
  const sorted = rounds.toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    lowest: sorted[0] ?? 0,
    highest: sorted.at(-1) ?? 0,
  };
}

export const spreadOf = ({ median, lowest, highest }: Measured): string =>
  highest === 0 ? 'none' : `−${percent(1 - lowest / median)} +${percent(highest / median - 1)}`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const medians = (measured: readonly Measured[]): readonly number[] => measured.map(({ median }) => median);

/** The item there must be: the bench made the list itself. */
export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items.at(index);
  if (item === undefined) throw new Error(`the bench expected an item at ${index} of ${items.length}`);
  return item;
}

/** Four significant digits: more would be noise. */
export const rounded = (value: number): number => Number(value.toPrecision(4));
