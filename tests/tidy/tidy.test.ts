// The house rules that a program can check: floors, the homes of time and chance, first lines, sizes, left-overs.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imports, root, sources, type Source } from './sources.ts';

const product = [...sources('src', ['.ts', '.tsx']), ...sources('workers', ['.ts'])];
const engine = sources('wasm/assembly', ['.ts']);
const tests = sources('tests', ['.ts', '.tsx']);

/** Room → the rooms it may import besides itself. Higher floors import lower ones; rooms of one floor do not meet. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/base': [],
  'src/protocol': ['src/base'],
  'src/engine': ['src/base', 'src/protocol'],
  'src/network': ['src/base', 'src/protocol'],
  'src/server': ['src/base', 'src/protocol', 'src/engine', 'src/network'],
  'src/client': ['src/base', 'src/protocol', 'src/network'],
  'src/world': ['src/base', 'src/protocol', 'src/engine', 'src/network', 'src/client', 'workers'],
  'src/ui': ['src/base', 'src/protocol', 'src/engine', 'src/network', 'src/client', 'src/world'],
  'src/main.tsx': [
    'src/base',
    'src/protocol',
    'src/engine',
    'src/network',
    'src/client',
    'src/world',
    'src/ui',
    'src/shipped.ts',
    'schema',
  ],
  'src/shipped.ts': ['src/protocol', 'src/world', 'schema'],
  workers: ['src/base', 'src/protocol', 'src/engine', 'src/network', 'src/server', 'wasm', 'schema'],
};

test('rooms import downwards only', () => {
  const upward = product.flatMap((source) => {
    const from = roomOf(source.path);
    const allowed = MAY_IMPORT[from] ?? [];
    return imports(source)
      .filter((target) => isOurs(target))
      .map((target) => roomOf(target))
      .filter((to) => to !== from && !allowed.includes(to))
      .map((to) => `${source.path} imports ${to}`);
  });
  expect(upward).toEqual([]);
});

test('every room of src has a place on a floor', () => {
  const rooms = new Set(
    product.filter((source) => !source.path.endsWith('.d.ts')).map((source) => roomOf(source.path)),
  );
  expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
});

test('the engine imports nothing of ours', () => {
  const strangers = engine.flatMap((source) =>
    imports(source)
      .filter((target) => !target.startsWith('wasm/assembly/'))
      .map((target) => `${source.path} imports ${target}`),
  );
  expect(strangers).toEqual([]);
});

/** What may stand in `src/base` only, with what to use instead. */
const HOMES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bDate\.now\b|\bnew Date\(\)/, 'clock.nowMs()'],
  [/\bperformance\.now\b/, 'clock.nowMs()'],
  [/\bset(?:Timeout|Interval|Immediate)\b/, 'clock.setTimer()'],
  [/\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b/, 'Random or Secrets'],
];

test('time and chance have one home', () => {
  const strays = product
    .filter((source) => !source.path.startsWith('src/base/'))
    .flatMap((source) =>
      HOMES.flatMap(([pattern, instead]) => hits(source, pattern).map((at) => `${at}: use ${instead}`)),
    );
  expect(strays).toEqual([]);
});

test('the first line of every file says what it is for', () => {
  const silent = [...product, ...engine, ...tests]
    .filter((source) => !/^(\/\/|\/\*\*?) \S/.test(source.lines[0] ?? ''))
    .map((source) => source.path);
  expect(silent).toEqual([]);
});

/** Lines a file may have. The one place for exceptions, each with its reason. */
const LONGEST_FILE = 400;

test(`no file is longer than ${LONGEST_FILE} lines`, () => {
  const long = [...product, ...engine, ...tests]
    .filter((source) => source.lines.length > LONGEST_FILE)
    .map((source) => `${source.path}: ${source.lines.length}`);
  expect(long).toEqual([]);
});

test('nothing is skipped, singled out or left over', () => {
  // Written so that the rule does not find itself.
  const marks = /\b(?:test|it|describe)\.(?:skip|only|todo|fixme)\b|\b(?:FIX[M]E|X{3}|HAC[K])\b|\bdebug{2}er\b/;
  const leftOver = [...product, ...engine, ...tests].flatMap((source) => hits(source, marks));
  expect(leftOver).toEqual([]);
});

const KNOWN_FOLDERS = new Set([
  '.ci',
  '.github',
  'schema',
  'src',
  'tests',
  'wasm',
  'workers',
  // Made by git and by the commands; never committed.
  '.git',
  'node_modules',
  'dist',
  'test-results',
]);

test('the top level holds the rooms and nothing else', () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.filter((name) => !KNOWN_FOLDERS.has(name))).toEqual([]);
});

function roomOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] !== 'src') return parts[0] ?? path;
  return parts.slice(0, 2).join('/');
}

function isOurs(target: string): boolean {
  return /^(?:src|workers|wasm|schema|tests)\//.test(target);
}

function hits(source: Source, pattern: RegExp): string[] {
  return source.lines.flatMap((line, index) => (pattern.test(line) ? [`${source.path}:${index + 1}`] : []));
}
