// `npm run bench`: measures every row and prints a table; `--json` one object a line, `--only D1,C1` some rows.
import { parseArgs } from 'node:util';
import type { Claim, Row } from './measure.ts';
import { rounded } from './measure.ts';
import { catchUpRows } from './rows/catch-up.ts';
import { deltaRows } from './rows/deltas.ts';
import { engineRows } from './rows/engine.ts';
import { memoryRows } from './rows/memory.ts';
import { mutationRows } from './rows/mutation.ts';
import { pageRows } from './rows/page.ts';
import { startRows } from './rows/start.ts';
import { closeSite } from './browser/site.ts';

const MEASURED: Readonly<Record<string, () => Promise<Row>>> = {
  ...deltaRows,
  ...pageRows,
  ...catchUpRows,
  ...mutationRows,
  ...memoryRows,
  ...startRows,
  ...engineRows,
};

/** In the order of the table of measures. */
const ORDER = ['D1', 'D2', 'D3', 'D4', 'F1', 'F2', 'C1', 'C2', 'S1', 'M1', 'M2', 'L1', 'L2', 'U1', 'E1', 'E2'];

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, only: { type: 'string' } } });
const wanted = values.only?.split(',').map((id) => id.trim().toUpperCase()) ?? ORDER;
const unknown = wanted.filter((id) => !(id in MEASURED));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}; there are ${ORDER.join(', ')}.`);
  process.exit(1);
}

if (!values.json) console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}\n`);
try {
  for (const id of wanted) {
    const row = await MEASURED[id]?.();
    if (row) console.log(values.json ? JSON.stringify(row, exactEnough) : table(row));
  }
} finally {
  await closeSite();
}
// What a row left open must not keep the process; nothing may be cut off that is still being written.
process.stdout.write('', () => process.exit());

function exactEnough(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? rounded(value) : value;
}

function table(row: Row): string {
  return [`${row.id}  ${row.what}`, ...figures(row), ...(row.also ?? []).flatMap(alsoLines), ''].join('\n');
}

function alsoLines(claim: Claim): readonly string[] {
  return [`    ${claim.what}`, ...figures(claim)];
}

function figures(claim: Claim): readonly string[] {
  const lines = claim.sizes.map((size, index) => {
    const theirs = claim.theirs[index] ?? null;
    const beside = theirs === null ? '' : ` (${claim.yardstick}: ${rounded(theirs)})`;
    return `    ${size.toLocaleString('en')}: ${rounded(claim.ours[index] ?? 0)} ${claim.unit}${beside}`;
  });
  const verdict = claim.met ? 'met' : 'NOT met';
  return [...lines, `    ratio ${rounded(claim.ratio)}, target ${claim.target}: ${verdict}; spread ${claim.spread}`];
}
