// Every example of the language's two pages is accepted by the engine, and so is the demo project.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SourceFile } from '../../src/protocol/control.ts';
import { testEngine } from '../engine/load-engine.ts';

const folder = new URL('../../schema/', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');

function examples(kind: 'schema' | 'query'): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`pyre ${kind}\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1] ?? '');
}

const rendered = async (sources: readonly SourceFile[]): Promise<string[]> =>
  (await testEngine()).check(sources).map((diagnostic) => diagnostic.rendered);

test.each(examples('schema').map((source, index) => [index + 1, source] as const))(
  'schema example %i is accepted',
  async (_number, source) => {
    expect(await rendered([{ path: 'schema.pyre', source }])).toEqual([]);
  },
);

test('the query examples are accepted over the first schema example', async () => {
  const [schema] = examples('schema');
  const queries = examples('query');
  expect(queries.length).toBeGreaterThan(0);
  const sources = queries.map((source, index) => ({ path: `queries/example${index}.pyre`, source }));
  expect(await rendered([{ path: 'schema.pyre', source: schema ?? '' }, ...sources])).toEqual([]);
});

test('the demo project is accepted', async () => {
  const queries = readdirSync(new URL('queries/', folder)).map((name) => ({
    path: `queries/${name}`,
    source: readFileSync(new URL(`queries/${name}`, folder), 'utf8'),
  }));
  expect(queries.length).toBe(9);
  const schema = { path: 'schema.pyre', source: readFileSync(new URL('schema.pyre', folder), 'utf8') };
  expect(await rendered([schema, ...queries])).toEqual([]);
});
