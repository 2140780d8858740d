// Answers of many clients against one of them: who got the same, who more, who less. Pure.
import type { JsonValue } from '../../base/json.ts';
import type { QueryAnswer } from '../../protocol/catalog.ts';

/** How one answer differs from another: rows that only one of them has. */
export interface Difference {
  readonly more: number;
  readonly less: number;
}

export function rowsIn(answer: QueryAnswer): number {
  return Object.values(answer).reduce((sum, rows) => sum + rows.length, 0);
}

/** Rows of `answer` that `base` has not, and the other way round; rows are the same when they say the same. */
export function differenceOf(answer: QueryAnswer, base: QueryAnswer): Difference {
  const mine = tally(answer);
  const theirs = tally(base);
  return { more: surplus(mine, theirs), less: surplus(theirs, mine) };
}

function tally(answer: QueryAnswer): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [key, rows] of Object.entries(answer)) {
    for (const row of rows) {
      const name = key + JSON.stringify(row satisfies JsonValue);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

function surplus(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [name, count] of one) sum += Math.max(0, count - (other.get(name) ?? 0));
  return sum;
}
