// Where we answer differently on purpose: each rule is named, says why, and tells which cases it covers.
import type { Case } from './cases.ts';

export interface Difference {
  readonly name: string;
  readonly reason: string;
  covers(recorded: Case): boolean;
}

const sourceOf = (recorded: Case): string =>
  [recorded.data.source, recorded.data.permission, recorded.data.query, recorded.data.items]
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part ?? '')))
    .join('\n');

/** One predicate line that mixes both infix operators without grouping. */
const mixesInfix = (text: string): boolean => {
  const withoutGroups = text.replaceAll(/"[^"]*"/g, '""');
  return withoutGroups.split(/\\n|\n|,|\{|\}/).some((line) => line.includes('&&') && line.includes('||'));
};

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'mixed infix operators',
    reason: 'a chain that mixes && and || reads two ways; it is refused and both readings are shown',
    covers: (recorded) => mixesInfix(sourceOf(recorded)),
  },
];
