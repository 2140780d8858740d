// `npm run bench`: measures every row and prints a table; `--json` one object a line, `--only D1,C1` some rows.
import { parseArgs } from 'node:util';
import type { Row } from './measure.ts';
import { rounded } from './measure.ts';
import { catchUpRows } from './rows/catch-up.ts';
import { deltaRows } from './rows/deltas.ts';
import { engineRows } from './rows/engine.ts';
import { mutationRows } from './rows/mutation.ts';
import { transferRows } from './rows/transfer.ts';

const ROWS: Readonly<Record<string, () => Promise<Row>>> = {
  ...deltaRows,
  ...catchUpRows,
  ...mutationRows,
  ...transferRows,
  ...engineRows,
};

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, only: { type: 'string' } } });
const wanted = values.only?.split(',').map((id) => id.trim()) ?? Object.keys(ROWS);
const unknown = wanted.filter((id) => !(id in ROWS));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}; there are ${Object.keys(ROWS).join(', ')}.`);
  process.exit(1);
}

if (!values.json) console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}\n`);
for (const id of wanted) {
  const row = await ROWS[id]?.();
  if (row) console.log(values.json ? JSON.stringify(row) : line(row));
}

function line(row: Row): string {
  const figures = row.sizes.map((size, index) => {
    const theirs = row.theirs[index];
    const beside = theirs === undefined ? '' : ` (${row.yardstick} ${rounded(theirs)})`;
    return `    ${size.toLocaleString('en')}: ${rounded(row.ours[index] ?? 0)} ${row.unit}${beside}`;
  });
  return [
    `${row.id}  ${row.what}`,
    ...figures,
    `    ratio ${rounded(row.ratio)}, target ${row.target}: ${row.met ? 'met' : 'NOT met'}; spread ${row.spread}`,
    '',
  ].join('\n');
}
