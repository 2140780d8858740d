// What applying would do, as sentences and steps; and the draft of the files.
import { createRoot, createSignal } from 'solid-js';
import { describe, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import type { SchemaAnswer } from '../../src/protocol/catalog.ts';
import type { TableImpact } from '../../src/protocol/impact.ts';
import { createDraft, pathProblem } from '../../src/ui/schema/draft.ts';
import { impactGroups, impactSentence, keysText, schemaSteps } from '../../src/ui/schema/impact-words.ts';
import type { ClientImpact, ProjectView } from '../../src/world/project.ts';
import { noImpact, projectView } from './still-project.ts';
import { schema } from './still-world.ts';

const sample = (count: number) => ({
  count,
  keys: Array.from({ length: Math.min(count, 20) }, (_, index) => index + 1),
});
const table = (gained: number, lost: number, name = 'posts'): TableImpact => ({
  table: name,
  hashBefore: 'a',
  hashAfter: 'b',
  gained: sample(gained),
  lost: sample(lost),
  kept: 1,
  compared: true,
});
const client = (name: string, ...tables: readonly TableImpact[]): ClientImpact => ({
  client: asClientId(name),
  name,
  session: null,
  tables,
});

test.each<[string, readonly ClientImpact[], number]>([
  ['Nothing changes for anybody.', [client('Ann')], 0],
  ['Ann gains 2 posts, Ben loses 1 post, 3 clients resync.', [client('Ann', table(2, 0)), client('Ben', table(0, 1)), client('Cleo', table(0, 0))], 0], // prettier-ignore
  ['Ann gains 1 post and loses 3 posts, 1 client resyncs.', [client('Ann', table(1, 3))], 0],
  ['2 clients resync; nobody gains or loses a row.', [client('Ann', table(0, 0))], 1],
  ['A gains 1 post, B gains 1 post, C gains 1 post, another client sees other rows, 4 clients resync.', ['A', 'B', 'C', 'D'].map((name) => client(name, table(1, 0))), 0], // prettier-ignore
  ['Ben loses 3 posts, Ann gains 1 post, 2 clients resync.', [client('Ann', table(1, 0)), client('Ben', table(0, 3))], 0], // prettier-ignore
  ['Ann gains 1 category, 1 client resyncs.', [client('Ann', table(1, 0, 'categories'))], 0],
])('%s', (sentence, clients, elsewhere) => {
  expect(impactSentence({ ...noImpact, clients, elsewhere })).toBe(sentence);
});

test('clients that notice the same are told together, the most first', () => {
  const clients = [client('Ann'), client('Ben', table(0, 1)), client('Cleo', table(5, 0)), client('Dan', table(0, 1))];
  expect(impactGroups(clients).map((group) => group.map(({ name }) => name))).toEqual([
    ['Cleo'],
    ['Ben', 'Dan'],
    ['Ann'],
  ]);
});

test('keys are named as far as there is room', () => {
  expect(keysText(sample(0))).toBe('');
  expect(keysText(sample(1))).toBe('1');
  expect(keysText(sample(3))).toBe('1, 2 and 3');
  expect(keysText(sample(30))).toBe('1, 2, 3, 4 and 26 more');
});

describe('steps', () => {
  const [posts] = schema.tables;
  if (!posts) throw new Error('the schema has no table');
  const changed = (change: Partial<typeof posts>): SchemaAnswer => ({ ...schema, tables: [{ ...posts, ...change }] });
  test.each<[string, SchemaAnswer, readonly string[]]>([
    ['nothing', changed({}), []],
    ['a permission', changed({ permissions: { ...posts.permissions, query: 'False' } }), ['posts: query when False']],
    ['a column less', changed({ columns: posts.columns.slice(1) }), ['posts: the column id goes']],
    ['out of sync', changed({ synced: false }), ['posts: is synced no longer']],
    ['a table more', { ...schema, tables: [posts, { ...posts, name: 'tags' }] }, ['tags: a new table']],
    ['a table less', { ...schema, tables: [] }, ['posts: the table goes']],
    ['other session values', { ...schema, session: [] }, ['session: other values']],
  ])('%s', (_name, after, steps) => {
    expect(schemaSteps(schema, after)).toEqual(steps);
  });

  test('a column that is new, and one of another type', () => {
    const [id, title] = posts.columns;
    if (!id || !title) throw new Error('the table has no columns');
    const columns = [
      id,
      { ...title, type: 'Int', nullable: true },
      ...posts.columns.slice(2),
      { ...id, name: 'stars' },
    ];
    expect(schemaSteps(schema, changed({ columns }))).toEqual([
      'posts: title becomes Int, may be null',
      'posts: a new column stars',
    ]);
  });
});

describe('the draft', () => {
  function open() {
    return createRoot((dispose) => {
      const [served, setServed] = createSignal<ProjectView>(projectView);
      return { draft: createDraft(served), serve: setServed, dispose };
    });
  }
  const states = (draft: ReturnType<typeof open>['draft']) =>
    draft.files().map(({ path, state }) => `${path} ${state}`);

  test('begins as what is served, with the schema open', () => {
    const { draft } = open();
    expect(draft.isEdited()).toBe(false);
    expect(draft.open()?.path).toBe('schema.pyre');
    expect(draft.sources()).toEqual(projectView.sources);
  });

  test('edits, additions, removals and renames are told apart, and can each be taken back', () => {
    const { draft } = open();
    draft.write('schema.pyre', 'x');
    draft.add();
    draft.add();
    draft.remove('queries/listPosts.pyre');
    expect(states(draft)).toEqual([
      'schema.pyre edited',
      'queries/listPosts.pyre removed',
      'queries/newQuery.pyre added',
      'queries/newQuery2.pyre added',
    ]);
    expect(draft.sources().map(({ path }) => path)).not.toContain('queries/listPosts.pyre');
    draft.restore('queries/listPosts.pyre');
    expect(draft.rename('queries/newQuery.pyre', 'queries/newQuery2.pyre')).toContain('already');
    expect(draft.rename('queries/newQuery.pyre', 'queries/best.pyre')).toBeNull();
    expect(draft.open()?.path).toBe('queries/best.pyre');
    expect(states(draft)).toContain('queries/best.pyre added');
    expect(states(draft)).not.toContain('queries/newQuery.pyre added');
    draft.discard();
    expect(draft.isEdited()).toBe(false);
  });

  test('what is written back as it was is no edit', () => {
    const { draft } = open();
    draft.write('schema.pyre', 'x');
    draft.write('schema.pyre', projectView.sources[0]?.source ?? '');
    expect(draft.isEdited()).toBe(false);
  });

  test('once served, an edit is none; what is served afterwards shows', () => {
    const { draft, serve } = open();
    draft.write('schema.pyre', 'x');
    const [schemaFile, ...rest] = projectView.sources;
    serve({ ...projectView, sources: [{ path: 'schema.pyre', source: 'x' }, ...rest] });
    expect(draft.isEdited()).toBe(false);
    serve(projectView);
    expect(draft.isEdited()).toBe(false);
    expect(draft.open()?.source).toBe(schemaFile?.source);
  });

  test('edits stay when another page changes other files', () => {
    const { draft, serve } = open();
    draft.write('queries/listPosts.pyre', 'mine');
    serve({ ...projectView, sources: projectView.sources.map((file) => ({ ...file, source: `${file.source}\n` })) });
    expect(states(draft)).toEqual(['schema.pyre served', 'queries/listPosts.pyre edited']);
  });

  test.each(['a.txt', 'queries/.pyre', '../a.pyre', 'a b.pyre', '/a.pyre', ''])('%s is no path', (path) => {
    expect(pathProblem(path, [])).not.toBeNull();
  });
});
