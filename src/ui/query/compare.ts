// Answers of many clients against one of them: who got the same, who more, who less. Pure.
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { QueryAnswer } from '../../protocol/catalog.ts';

/** How one answer differs from another: the rows that only one of them has. */
export interface Difference {
  readonly more: readonly JsonValue[];
  readonly less: readonly JsonValue[];
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

/** `2 more, 1 fewer`; `the same` where nothing differs. */
export function differenceWords({ more, less }: Difference): string {
  const parts = [more.length > 0 ? `${more.length} more` : '', less.length > 0 ? `${less.length} fewer` : ''];
  return parts.filter(Boolean).join(', ') || 'the same';
}

/** Which rows these are, by their first text, else their first value: `Embers, Ash, … 3 more`. */
export function rowNames(rows: readonly JsonValue[], most = 12): string {
  const names = rows.slice(0, most).map(nameOf);
  return rows.length > most ? `${names.join(', ')}, … ${rows.length - most} more` : names.join(', ');
}

function nameOf(row: JsonValue): string {
  const values = isJsonObject(row) ? Object.values(row) : [row];
  const name = values.find((value) => typeof value === 'string' && value !== '') ?? values[0] ?? null;
  return typeof name === 'string' ? name : JSON.stringify(name);
}

interface Tallied {
  readonly row: JsonValue;
  readonly count: number;
}

function tally(answer: QueryAnswer): ReadonlyMap<string, Tallied> {
  const counts = new Map<string, Tallied>();
  for (const [key, rows] of Object.entries(answer)) {
    for (const row of rows) {
      const name = key + JSON.stringify(row satisfies JsonValue);
      counts.set(name, { row, count: (counts.get(name)?.count ?? 0) + 1 });
    }
  }
  return counts;
}

/** A row as often as `one` has it beyond `other`. */
function surplus(one: ReadonlyMap<string, Tallied>, other: ReadonlyMap<string, Tallied>): readonly JsonValue[] {
  return [...one].flatMap(([name, { row, count }]) => {
    const beyond = Math.max(0, count - (other.get(name)?.count ?? 0));
    return Array.from({ length: beyond }, () => row);
  });
}
