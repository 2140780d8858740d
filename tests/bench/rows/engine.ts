// E1, E2: how long the engine takes to check, and how large it is.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import type { SourceFile } from '../../../src/protocol/control.ts';
import { testEngine } from '../../engine/load-engine.ts';
import { demoSources } from '../demo.ts';
import { at, inTurns, medians, rounded, spreadOf, type Claim, type Row } from '../measure.ts';

/** The reference in WebAssembly takes this long for a schema of 100 records, as measured beside it on another machine. */
const REFERENCE_MS = 12.6;
const REFERENCE_DEMO_MS = 0.22;
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

const MANY_ROUNDS = 21;

async function check(): Promise<Row> {
  const engine = await testEngine();
  const sizes = [25, 50, 100];
  const checking = (sources: readonly SourceFile[]) => (): void => {
    engine.check(sources);
    engine.collect();
  };
  const schemas = sizes.map((records) => [{ path: 'schema.pyre', source: schemaOf(records) }]);
  const wrong = engine.check(schemas.at(-1) ?? []);
  if (wrong.length > 0) throw new Error(`the bench's own schema is refused: ${wrong[0]?.message ?? ''}`);
  const measured = await inTurns(
    [
      ...schemas.map((sources) => ({ work: checking(sources) })),
      { work: checking(demoSources.slice(0, 1)), times: 10 },
    ],
    MANY_ROUNDS,
  );
  const ours = measured.slice(0, 3);
  const demo = at(measured, 3);
  const lines = await longSource();
  const ratio = at(ours, -1).median / REFERENCE_MS;
  return {
    id: 'E1',
    what: 'check a schema (records)',
    sizes,
    ours: medians(ours),
    yardstick: 'the reference, measured elsewhere',
    theirs: [null, null, REFERENCE_MS],
    unit: 'ms',
    ratio,
    target: 'at most half of the reference; 2,000 lines checked and formatted in at most 50 ms, linear in length',
    met: ratio <= 0.5 && lines.met,
    spread: spreadOf(at(ours, -1)),
    also: [
      lines,
      {
        what: 'check the schema of the demo',
        sizes: [1],
        ours: [demo.median],
        yardstick: 'the reference, measured elsewhere',
        theirs: [REFERENCE_DEMO_MS],
        unit: 'ms',
        ratio: demo.median / REFERENCE_DEMO_MS,
        target: 'none: for comparison',
        met: true,
        spread: spreadOf(demo),
      },
    ],
  };
}

const LINES_LIMIT_MS = 50;
/** Twice the length may cost a little more than twice the time before that is called more than linear. */
const LINEAR = 1.3;

async function longSource(): Promise<Claim> {
  const engine = await testEngine();
  const wanted = [500, 1000, 2000];
  const sources = wanted.map((lines) => ({ path: 'schema.pyre', source: sourceOfLines(lines) }));
  const sizes = sources.map(({ source }) => source.split('\n').length);
  const measured = await inTurns(
    sources.map((source) => ({
      work: () => {
        engine.check([source]);
        engine.format(source);
        engine.collect();
      },
    })),
    MANY_ROUNDS,
  );
  const largest = at(measured, -1).median;
  const growth = largest / at(measured, 0).median / (at(sizes, -1) / at(sizes, 0));
  return {
    what: `check and format a source (lines); time per line grows ${growth.toFixed(2)} ×`,
    sizes,
    ours: medians(measured),
    yardstick: 'limit',
    theirs: [null, null, LINES_LIMIT_MS],
    unit: 'ms',
    ratio: largest / LINES_LIMIT_MS,
    target: `at most ${LINES_LIMIT_MS} ms, linear in its length`,
    met: largest <= LINES_LIMIT_MS && growth <= LINEAR,
    spread: spreadOf(at(measured, -1)),
  };
}

/** At least so many lines of records. */
function sourceOfLines(lines: number): string {
  for (let records = 2; ; records++) {
    const source = schemaOf(records);
    if (source.split('\n').length >= lines) return source;
  }
}

function brotliBytes(module: 'engine' | 'core'): number {
  return brotliCompressSync(readFileSync(new URL(`../../../wasm/build/${module}.wasm`, import.meta.url))).length;
}

async function size(): Promise<Row> {
  const bytes = brotliBytes('engine');
  return {
    id: 'E2',
    what: `size of the engine's wasm, brotli; the core that a first visit starts with: ${rounded(brotliBytes('core') / 1000)} kB`,
    sizes: [1],
    ours: [bytes / 1000],
    yardstick: 'the reference, measured elsewhere',
    theirs: [REFERENCE_BYTES / 1000],
    unit: 'kB',
    ratio: bytes / REFERENCE_BYTES,
    target: 'at most 80 kB',
    met: bytes <= 80_000,
    spread: 'none',
  };
}

export const engineRows = { E1: check, E2: size };
