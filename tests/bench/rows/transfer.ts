// L1: what a visitor must download until the first client is live.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Row } from '../measure.ts';

const LIMIT_KB = 450;

/** Everything the built site holds but maps and pictures: an upper bound, as nothing is loaded twice. */
async function transfer(): Promise<Row> {
  const folder = fileURLToPath(new URL('../../../dist', import.meta.url));
  if (!existsSync(folder)) throw new Error('there is no dist/: run `npm run build` first');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:html|js|css|wasm)$/.test(entry.name))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`));
  const kilobytes = files.reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0) / 1000;
  return {
    id: 'L1',
    what: 'transfer until the first client is live, brotli',
    sizes: [1],
    ours: [kilobytes],
    yardstick: 'limit',
    theirs: [LIMIT_KB],
    unit: 'kB',
    ratio: kilobytes / LIMIT_KB,
    target: `at most ${LIMIT_KB} kB`,
    met: kilobytes <= LIMIT_KB,
    spread: 'none',
  };
}

export const transferRows = { L1: transfer };
