// E1, E2: how long the engine takes to check, and how large it is.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { testEngine } from '../../engine/load-engine.ts';
import { millisecondsNow, spreadOf, type Row } from '../measure.ts';

/** The reference in WebAssembly takes this long for a schema of 100 records, as measured beside it on another machine. */
const REFERENCE_MS = 12.6;
const REFERENCE_BYTES = 239_000;

function schemaOf(records: number): string {
  const record = (index: number): string =>
    [
      `record Thing${index} {`,
      '    @allow(query) { Or(ownerId == Session.userId, open == True) }',
      '    @allow(insert, update, delete) { ownerId == Session.userId }',
      '    id Int @id',
      '    name String',
      '    note String?',
      '    ownerId Int',
      '    open Bool @default(False)',
      `    next @link(ownerId, Thing${(index + 1) % records}.id)`,
      '}',
      '',
    ].join('\n');
  return `session {\n    userId Int\n}\n\n${Array.from({ length: records }, (_, index) => record(index)).join('\n')}`;
}

async function check(): Promise<Row> {
  const engine = await testEngine();
  const sizes = [25, 50, 100];
  const ours = sizes.map((records) => {
    const sources = [{ path: 'schema.pyre', source: schemaOf(records) }];
    const wrong = engine.check(sources);
    if (wrong.length > 0) throw new Error(`the bench's own schema is refused: ${wrong[0]?.message ?? ''}`);
    return millisecondsNow(() => {
      engine.check(sources);
      engine.collect();
    }, 10);
  });
  const largest = ours.at(-1) ?? { median: 0, lowest: 0, highest: 0 };
  return {
    id: 'E1',
    what: 'check a schema (records)',
    sizes,
    ours: ours.map((one) => one.median),
    yardstick: 'the reference, measured elsewhere,',
    theirs: [Number.NaN, Number.NaN, REFERENCE_MS],
    unit: 'ms',
    ratio: largest.median / REFERENCE_MS,
    target: 'at most half of the reference',
    met: largest.median <= REFERENCE_MS / 2,
    spread: spreadOf(largest),
  };
}

async function size(): Promise<Row> {
  const bytes = brotliCompressSync(readFileSync(new URL('../../../wasm/build/engine.wasm', import.meta.url))).length;
  return {
    id: 'E2',
    what: "size of the engine's wasm, brotli",
    sizes: [1],
    ours: [bytes / 1000],
    yardstick: 'the reference, measured elsewhere,',
    theirs: [REFERENCE_BYTES / 1000],
    unit: 'kB',
    ratio: bytes / REFERENCE_BYTES,
    target: 'at most 80 kB',
    met: bytes <= 80_000,
    spread: 'none',
  };
}

export const engineRows = { E1: check, E2: size };
