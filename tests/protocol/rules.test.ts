// Every numbered rule of the protocol is cited by at least one test, and no test cites a rule that does not exist.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, sources } from '../tidy/sources.ts';

const spec = readFileSync(join(root, 'src/protocol/SPEC.md'), 'utf8');
const rules = new Set([...spec.matchAll(/^- \*\*\[([A-Z]+-\d+)\]\*\*/gm)].map((match) => match[1] ?? ''));

/** Rules named in the names of tests: `test('[SYNC-7] …')`, in template names and tables of cases too. */
const cited = new Set(
  sources('tests', ['.test.ts', '.test.tsx', '.spec.ts'])
    .filter((source) => !source.path.startsWith('tests/protocol/rules'))
    .flatMap((source) =>
      [...source.text.matchAll(/['"`][^'"`\n]*\[([A-Z]+-\d+)\][^'"`\n]*/g)].flatMap((match) => ruleNames(match[0])),
    ),
);

function ruleNames(text: string): string[] {
  return [...text.matchAll(/\[([A-Z]+-\d+)\]/g)].map((match) => match[1] ?? '');
}

test('the rules are there to be cited', () => {
  expect(rules.size).toBeGreaterThan(30);
});

test('no rule is without a test', () => {
  expect([...rules].filter((rule) => !cited.has(rule)).toSorted()).toEqual([]);
});

test('no test cites a rule that does not exist', () => {
  const known = (rule: string): boolean => rules.has(rule) || rule.startsWith('UI-');
  expect([...cited].filter((rule) => !known(rule)).toSorted()).toEqual([]);
});
