// The recorded answers of Pyre: every case agrees, or differs for a named reason.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { testEngine } from '../engine/load-engine.ts';
import { readCases } from './cases.ts';
import { DIFFERENCES } from './differences.ts';
import { runCases, type Judged } from './report.ts';

const folder = fileURLToPath(new URL('vectors', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const everything: Judged[] = [];

describe.each(files)('%s', (file) => {
  test('every case agrees or differs for a named reason', async () => {
    const judged = await runCases(await testEngine(), readCases(`${folder}/${file}`));
    everything.push(...judged);
    expect(judged.length).toBeGreaterThan(0);
    const failing = judged.flatMap(({ recorded, outcome }) =>
      outcome.verdict === 'fails' ? [`${recorded.id}: ${outcome.findings.join('; ')}`] : [],
    );
    expect(failing).toEqual([]);
  });
});

test('every named difference is still one', () => {
  const different = everything.filter(({ outcome }) => outcome.verdict === 'different').map(({ recorded }) => recorded);
  const stale = DIFFERENCES.filter((rule) => !different.some((recorded) => rule.covers(recorded))).map(
    (rule) => rule.name,
  );
  expect(stale).toEqual([]);
});
