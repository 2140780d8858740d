// `npm run -s conformance -- FILE…`: runs recorded cases, prints the table, each difference and each failure; fails when a case fails.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testEngine } from '../engine/load-engine.ts';
import { readCases } from './cases.ts';
import { runCases, table, type Judged } from './report.ts';

const folder = fileURLToPath(new URL('vectors', import.meta.url));
const named = process.argv.slice(2);
const files =
  named.length > 0
    ? named
    : readdirSync(folder)
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => `${folder}/${name}`);

const engine = await testEngine();
const judged: [string, Judged[]][] = [];
for (const file of files) judged.push([basename(file), await runCases(engine, readCases(file))]);

const all = judged.flatMap(([, entries]) => entries);
for (const { recorded, outcome } of all) {
  if (outcome.verdict === 'different') console.log(`different  ${recorded.id}  ${outcome.reason}`);
}
for (const { recorded, outcome } of all) {
  if (outcome.verdict === 'fails') console.log(`FAILS      ${recorded.id}\n  ${outcome.findings.join('\n  ')}`);
}
console.log(`\n${table(judged)}`);
process.exitCode = all.length === 0 || all.some(({ outcome }) => outcome.verdict === 'fails') ? 1 : 0;
