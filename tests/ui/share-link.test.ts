// What a link says of itself, in words and in other forms.
import { expect, test } from 'vitest';
import { asMarkdown, contentsOf, linkTo } from '../../src/ui/share/link.ts';
import { readMessageFile } from '../../src/ui/share/message-file.ts';
import { pathOf } from '../../src/ui/share/qr-code.tsx';
import { recognise } from '../../src/ui/share/recognise.ts';
import { LONGEST_LINK } from '../../src/world/recipe-link.ts';
import type { WorldStart } from '../../src/world/recipe.ts';

const sources = [{ path: 'schema.pyre', source: 'record A {\n    id Int @id\n}\n' }];
const own: WorldStart = { sources, project: 'demo', seed: 1, empty: false, starters: 6, preset: 'none' };
const shipped = [{ id: 'demo', sources }];
const link = (change: Partial<WorldStart>, sight = null) =>
  linkTo({ start: { ...own, ...change }, own, shipped, sight, page: 'https://x.test/sync/' });

test('[UI-13] a link says what it holds', () => {
  expect(contentsOf(link({}).recipe, own, null)).toEqual([
    'the project “demo” as it is shipped',
    'rows made from seed 1',
    'the clients that every page begins with',
  ]);
  const projects = new Map([['demo', 'Posts']]);
  expect(contentsOf(link({}).recipe, own, null, projects)[0]).toBe('the project “Posts” as it is shipped');
  const client = { session: { userId: 1 }, preset: null, link: null };
  const start: WorldStart = {
    ...own,
    sources: [{ path: 'schema.pyre', source: 'record B {}' }],
    empty: true,
    preset: '3g',
    starters: [
      { ...client, online: true },
      { ...client, online: false },
    ],
  };
  expect(contentsOf(link(start).recipe, start, { tab: 'messages' })).toEqual([
    '1 edited file of the project',
    'no rows to begin with',
    '2 clients, 1 offline',
    'the network “3G”',
    'what you are looking at',
  ]);
});

test('[UI-13] a row that is looked at goes by its key alone, and the link says so', () => {
  const sight = { row: { table: 'posts', key: 41 } };
  expect(contentsOf(link({}).recipe, own, sight).at(-1)).toBe(
    'what you are looking at; posts 41 by its key, so there only if the seed made it',
  );
});

test('[UI-13] what is looked at stands in plain words after the world', () => {
  const { url } = linkTo({ start: own, own, shipped, sight: { tab: 'messages', client: 2 }, page: 'https://x.test/' });
  expect(url).toMatch(/^https:\/\/x\.test\/#w1\.[\w-]+&tab=messages&client=2$/);
});

test('[UI-13] a schema that was written at length is too long for a link', () => {
  const words = Array.from({ length: 9_000 }, (_, index) => `    field${(index * 7919) % 104729} String`);
  const long = link({ sources: [{ path: 'schema.pyre', source: words.join('\n') }] });
  expect(long.packed.length).toBeGreaterThan(LONGEST_LINK);
  expect(long.tooLong).toBe(true);
  expect(link({}).tooLong).toBe(false);
});

test('Markdown ends neither its title nor its address early', () => {
  expect(asMarkdown('A [b] c', 'https://x.test/a(b)')).toBe('[A \\[b\\] c](https://x.test/a%28b%29)');
});

test('a code is drawn as squares', () => {
  expect(
    pathOf([
      [true, false],
      [false, true],
    ]),
  ).toBe('M0 0h1v1h-1zM1 1h1v1h-1z');
});

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['anything.bin', 'SQLite format 3\0…', 'database'],
  ['anything.bin', 'PK\u0003\u0004', 'project'],
  ['world.sqlite', 'broken', 'database'],
  ['pyre.ZIP', 'broken', 'project'],
  ['log.ndjson', '{}', 'messages'],
  ['world.json', '{}', 'recipe'],
  ['lesson.md', '---', 'lesson'],
  ['letter.txt', 'Dear', null],
])('[UI-16] %s is known by what it begins with, else by its name', (name, text, kind) => {
  expect(recognise(name, bytes(text))).toBe(kind);
});

const line = JSON.stringify({ sequence: 1, atMs: 2, direction: 'up', kind: 'query', summary: 'runs Q', parties: [] });

test.each([
  ['one message', `${line}\n`, { ok: true, cut: false, messages: [{ sequence: 1, bytes: 0, payload: '' }] }],
  ['empty lines between', `\n${line}\n\n${line}`, { ok: true, messages: [{}, {}] }],
  ['nothing', '\n\n', { ok: false, message: 'It holds no messages.' }],
  ['a line of something else', `${line}\n{"a":1}`, { ok: false, message: 'Line 2 is no message of such a log.' }],
  ['no JSON', 'hello', { ok: false }],
])('[UI-16] a message log with %s', (_name, text, expected) => {
  expect(readMessageFile(text)).toMatchObject(expected);
});
