// The command line over the engine: what it prints and how it ends.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runCommand, UsageError } from '../../workers/pyre-commands.ts';
import { FileError } from '../../workers/serve-files.ts';
import { testEngine } from '../engine/load-engine.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schemaFile = join(root, 'schema/schema.pyre');
const folder = mkdtempSync(join(tmpdir(), 'pyre-'));
afterAll(() => rmSync(folder, { recursive: true }));

const broken = 'record Thing {\n    @public\n    id Int @id\n    size Sizes\n}\n';
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const run = async (...words: string[]): Promise<{ ok: boolean; text: string }> => runCommand(await testEngine(), words);

test('check says how many files it checked', async () => {
  const outcome = await run('check', join(root, 'schema'));
  expect(outcome).toEqual({ ok: true, text: `Checked 10 Pyre files in ${join(root, 'schema')}.\n` });
});

test('check names the error and its place', async () => {
  file('schema.pyre', broken);
  const text = await run('check', folder);
  expect(text.ok).toBe(false);
  expect(text.text).toContain('Sizes');
  const [error] = JSON.parse((await run('check', folder, '--json')).text) as {
    filepath: string;
    kind: string;
    locations: { primary: { start: { line: number } }[] }[];
  }[];
  expect(error).toMatchObject({ filepath: 'schema.pyre', kind: 'UnknownType' });
  expect(error?.locations[0]?.primary[0]?.start.line).toBe(4);
});

test('format prints the canonical text, and writes it when asked', async () => {
  const untidy = 'record   Thing {\n  @public\n  id   Int   @id\n  name String\n}\n';
  const path = file('untidy-schema.pyre', untidy);
  const { text } = await run('format', path);
  expect(readFileSync(path, 'utf8')).toBe(untidy);
  await run('format', path, '--write');
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect((await run('format', path)).text).toBe(text);
});

test('sql prints statements that name the query', async () => {
  const outcome = await run('sql', join(root, 'schema/queries/listPosts.pyre'), '--schema', schemaFile);
  expect(outcome.ok).toBe(true);
  expect(outcome.text).toMatch(/^-- query ListPosts [0-9a-f]{64}\n/);
});

test('migrate leads from one schema to another and refuses to drop unasked', async () => {
  const older = file('old.pyre', 'record Thing {\n    @public\n    id Int @id\n    name String\n}\n');
  const wider = file('new.pyre', 'record Thing {\n    @public\n    id Int @id\n    name String\n    note String?\n}\n');
  const grown = await run('migrate', wider, '--from', older);
  expect(grown.ok).toBe(true);
  expect(grown.text).toContain('note');
  const shrunk = await run('migrate', older, '--from', wider);
  expect(shrunk.ok).toBe(false);
  expect(shrunk.text).toContain('note');
  expect((await run('migrate', older, '--from', wider, '--drop', 'things.note')).ok).toBe(true);
});

test.each([
  [['fly'], UsageError],
  [['check'], UsageError],
  [['check', 'a', 'b'], UsageError],
  [['sql', schemaFile], UsageError],
  [['check', '--fast', '.'], UsageError],
  [['check', '/no/such/folder'], FileError],
  [['format', '/no/such/file.pyre'], FileError],
])('%j is refused with a sentence', async (words, kind) => {
  await expect(run(...words)).rejects.toThrow(kind);
});

test('the process ends with 0, 1 for errors in the sources, 2 for a wrong command line', () => {
  const status = (...words: string[]): number | null =>
    spawnSync(join(root, 'node_modules/.bin/tsx'), [join(root, 'workers/pyre.ts'), ...words], { cwd: root }).status;
  file('schema.pyre', broken);
  expect([status('check', 'schema'), status('check', folder), status('fly')]).toEqual([0, 1, 2]);
});
