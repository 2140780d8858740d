// The project as a zip that Pyre's own tools accept, and back [UI-16].
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { SourceFile } from '../../src/protocol/control.ts';
import { asPyreFiles, splitSession, unzipProject, zipFiles } from '../../src/world/project-zip.ts';
import { runCommand } from '../../workers/pyre-commands.ts';
import { testEngine } from '../engine/load-engine.ts';
import { demoSources } from '../server/open-server.ts';
import { zooSources } from '../server/zoo.ts';

const engine = await testEngine();
const format = async (path: string, sources: readonly SourceFile[]) => {
  const file = sources.find((candidate) => candidate.path === path) ?? { path, source: '' };
  return engine.format(
    file,
    sources.filter(({ path }) => path.includes('schema') || path === 'session.pyre'),
  );
};
const zipped = async (sources: readonly SourceFile[]) => zipFiles(await asPyreFiles(sources, format));

for (const [name, sources] of [
  ['the demo', demoSources],
  ['every type', zooSources],
] as const) {
  test(`[UI-16] ${name}: unpacked, the checker of the command line finds nothing`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pyre-'));
    for (const [path, content] of Object.entries(unzipSync(await zipped(sources)))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const checked = await runCommand(engine, ['check', join(folder, 'pyre')]);
    expect(checked).toMatchObject({ ok: true, text: expect.stringContaining(`${sources.length + 1} Pyre files`) });
  });

  test(`[UI-16] ${name}: the files are in canonical form, and come back`, async () => {
    const files = await asPyreFiles(sources, format);
    expect(files.map(({ path }) => path)).toContain('pyre/schema.pyre');
    expect(files.find(({ path }) => path === 'pyre/session.pyre')?.source).toMatch(/^session \{/);
    expect(files.filter(({ path, source }) => path !== 'pyre/session.pyre' && /^session/m.test(source))).toEqual([]);
    const back = unzipProject(zipFiles(files));
    expect(back.ok && back.sources.map(({ path, source }) => [`pyre/${path}`, source])).toEqual(
      files.map(({ path, source }) => [path, source]),
    );
    expect(back.ok && engine.check(back.sources)).toEqual([]);
    expect(zipFiles(files)).toEqual(zipFiles(files));
  });
}

test.each([
  [
    'a comment above goes along',
    '// who\nsession {\n    userId Int\n}\n\nrecord A {\n}\n',
    '// who\nsession {\n    userId Int\n}\n',
    'record A {\n}\n',
  ],
  [
    'in the middle',
    'record A {\n}\n\nsession {\n    id Int\n}\n\nrecord B {\n}\n',
    'session {\n    id Int\n}\n',
    'record A {\n}\n\n\nrecord B {\n}\n',
  ],
  ['the word within a record', 'record A {\n    session Int\n}\n', null, 'record A {\n    session Int\n}\n'],
])('[UI-16] the session becomes a file of its own: %s', (_name, source, session, rest) => {
  const files = splitSession([{ path: 'schema.pyre', source }]);
  expect(files).toEqual([
    { path: 'schema.pyre', source: rest },
    ...(session === null ? [] : [{ path: 'session.pyre', source: session }]),
  ]);
});

test('a project with a session file stays as it is', () => {
  const files = [
    { path: 'session.pyre', source: 'session {\n}\n' },
    { path: 'schema.pyre', source: '' },
  ];
  expect(splitSession(files)).toBe(files);
});

const archive = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));

test.each([
  ['below pyre/, somewhere', { 'app/pyre/schema.pyre': 'a', 'app/pyre/queries/x.pyre': 'b', 'app/src/main.ts': 'c' }],
  ['without that folder', { 'blog/schema.pyre': 'a', 'blog/queries/x.pyre': 'b' }],
  ['at the top', { 'schema.pyre': 'a', 'queries/x.pyre': 'b', '__MACOSX/schema.pyre': 'z', '../../evil.pyre': 'z' }],
])('[UI-16] a project is found %s', (_name, files) => {
  expect(unzipProject(archive(files))).toEqual({
    ok: true,
    sources: [
      { path: 'queries/x.pyre', source: 'b' },
      { path: 'schema.pyre', source: 'a' },
    ],
  });
});

test.each([
  ['no archive', strToU8('hello'), /no zip/],
  ['nothing of Pyre', archive({ 'a.txt': 'x' }), /no \.pyre files/],
  ['a bomb', archive({ 'schema.pyre': 'a'.repeat(50_000_000) }), /too large/],
  [
    'too many files',
    archive(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`q${n}.pyre`, 'a']))),
    /too large/,
  ],
])('[UI-16] %s: a sentence', (_name, bytes, message) => {
  expect(unzipProject(bytes)).toMatchObject({ ok: false, message: expect.stringMatching(message) });
});
