// A schema that changes under connected clients: what is kept, who is told, what is fetched again, and what is refused.
import * as v from 'valibot';
import { beforeEach, expect, test } from 'vitest';
import type { SourceFile } from '../../src/protocol/control.ts';
import { syncPage, type SyncPage } from '../../src/protocol/sync.ts';
import { testEngine } from '../engine/load-engine.ts';
import { ask, demoSources, login, openServer, page, run, TestPort, user, type Opened } from './open-server.ts';

let opened: Opened;
let me: string;
let other: string;

beforeEach(async () => {
  opened = await openServer();
  me = login(opened.server, user(1));
  other = login(opened.server, user(2));
  await run(opened.server, me, 'createPost', { title: 'open', content: 'c', published: true });
  await run(opened.server, me, 'createPost', { title: 'closed', content: 'c', published: false });
  await run(opened.server, me, 'createUser', { name: 'Ada', email: 'ada@example.com' });
});

/** The demo project with one piece of its schema replaced. */
function edited(piece: string, by: string): readonly SourceFile[] {
  return demoSources.map(({ path, source }) => {
    if (path === 'schema.pyre' && !source.includes(piece)) throw new Error(`the demo schema has no ${piece}`);
    return { path, source: path === 'schema.pyre' ? source.replace(piece, by) : source };
  });
}

const read = async (session: string, cursor: object = { tables: {} }): Promise<SyncPage> =>
  v.parse(syncPage, (await page(opened.server, session, { syncCursor: cursor })).body);
const cursorOf = ({ tables }: SyncPage): object => ({
  tables: Object.fromEntries(
    Object.entries(tables).map(([name, { permission_hash, last_seen_updated_at }]) => {
      return [name, { permission_hash, last_seen_updated_at }];
    }),
  ),
});
const titles = ({ tables }: SyncPage): unknown[] => tables['posts']?.rows.map((row) => row['title']) ?? [];

const everyonePost = edited('authorUserId == Session.userId || published == True', 'True');

test('[SYNC-13] a wider permission reaches connected clients, and only its table is read anew', async () => {
  const connection = new TestPort(opened.server).open(`/sync?sessionId=${other}`);
  const before = await read(other);
  expect(titles(before)).toEqual(['open']);
  expect(opened.server.control.changeProject(everyonePost)).toEqual({ ok: true });
  expect(connection.messages[1]).toMatchObject({ type: 'catchupRequired', reason: 'schemaChanged' });
  const after = await read(other, cursorOf(before));
  expect(after.tables['posts']).toMatchObject({ resync: true });
  expect(titles(after)).toEqual(['open', 'closed']);
  expect(after.tables['users']?.resync).toBeUndefined();
  expect(after.tables['users']?.rows ?? []).toEqual([]);
  expect(after.databaseEpoch).toBe(before.databaseEpoch);
});

test('[SYNC-13] deltas follow the new permission', async () => {
  const connection = new TestPort(opened.server).open(`/sync?sessionId=${other}`);
  opened.server.control.changeProject(everyonePost);
  await run(opened.server, me, 'createPost', { title: 'secret', content: 'c', published: false });
  expect(connection.messages[2]).toMatchObject({
    type: 'delta',
    data: { all_affected_rows: [{ row: { title: 'secret' } }] },
  });
});

test('[SYNC-7] a rule that comes back does not judge by images of the rule between', async () => {
  const before = await read(other);
  opened.server.control.changeProject(everyonePost);
  await run(opened.server, me, 'publishPost', { id: 1, published: false });
  opened.server.control.changeProject(demoSources);
  const after = await read(other, cursorOf(before));
  expect(after.tables['posts']).toMatchObject({ resync: true, rows: [] });
});

test('a new column comes with its default, and rows keep their stamps and values', async () => {
  const before = await read(me);
  const changed = edited('content      String\n', 'content      String\n    stars        Int     @default(3)\n');
  expect(opened.server.control.changeProject(changed)).toEqual({ ok: true });
  const after = await read(me);
  const rows = before.tables['posts']?.rows ?? [];
  expect(after.tables['posts']?.rows).toEqual(rows.map((row) => Object.assign({ stars: 3 }, row)));
  expect(after.serverRevision).toBe(before.serverRevision);
  const { body } = await ask(opened.server, 'GET', '/schema');
  expect(JSON.stringify(body)).toContain('stars');
});

test('a new table and its queries are there at once', async () => {
  const tag = {
    path: 'schema/tags.pyre',
    source: 'record Tag {\n    @public\n\n    id   Int    @id\n    name String\n}\n',
  };
  expect(opened.server.control.changeProject([...demoSources, tag])).toEqual({ ok: true });
  expect((await run(opened.server, me, 'TagCreate', { name: 'x' })).body).toMatchObject({
    tag: [{ id: 1, name: 'x' }],
  });
  expect((await read(other)).tables['tags']?.rows).toMatchObject([{ name: 'x' }]);
});

test('sessions keep what fits the new session block and draw the rest', async () => {
  const connection = new TestPort(opened.server).open(`/sync?sessionId=${other}`);
  const changed = edited('role   String', 'group  Int');
  expect(opened.server.control.changeProject(changed)).toEqual({ ok: true });
  expect(connection.messages[1]).toMatchObject({ session: { userId: 2, group: expect.any(Number) } });
  expect(connection.messages[1]).not.toHaveProperty('session.role');
  expect((await read(other)).tables).toHaveProperty('posts');
});

test.each<[string, readonly SourceFile[], string]>([
  ['a text that does not parse', edited('record Post {', 'record {'), 'schema.pyre'],
  ['a query that no longer fits', edited('content      String\n', ''), 'queries/'],
  [
    'a column that would be lost',
    [{ path: 'schema.pyre', source: edited('content      String\n', '')[0]?.source ?? '' }],
    'content',
  ],
])('%s is refused, and everything goes on as it was', async (_name, sources, mentions) => {
  const connection = new TestPort(opened.server).open(`/sync?sessionId=${other}`);
  const before = await read(other);
  const answer = opened.server.control.changeProject(sources);
  expect(answer.ok).toBe(false);
  expect(JSON.stringify(answer)).toContain(mentions);
  expect(connection.messages).toHaveLength(1);
  expect(await read(other)).toEqual(before);
  await run(opened.server, me, 'createPost', { title: 'more', content: 'c', published: true });
  expect(connection.messages[1]).toMatchObject({ type: 'delta' });
  expect(opened.reported).toEqual([]);
});

test('rows that break a new constraint are a refusal that names the columns', async () => {
  await run(opened.server, me, 'createPost', { title: 'open', content: 'again', published: true });
  const answer = opened.server.control.changeProject(edited('@timestamps', '@timestamps\n    @unique(title)'));
  expect(answer).toEqual({ ok: false, message: 'the rows do not fit the new schema (posts.title)', diagnostics: [] });
  expect(titles(await read(me))).toEqual(['open', 'closed', 'open']);
});

const mood = (variants: string): readonly SourceFile[] => {
  const [piece, by] = ['    title ', '    mood    Mood?\n    title '];
  // Every column has to be set by an insert.
  const others = edited(piece, by).filter((file) => !file.path.includes('createPost'));
  return others.map(({ path, source }) => ({
    path,
    source: path === 'schema.pyre' ? `${source}\ntype Mood = ${variants}\n` : source,
  }));
};

test('a variant that was added can be taken back while no row holds it; else its place and count are named', async () => {
  const { control } = opened.server;
  const former = mood('Glad | Sad');
  const more = mood('Glad | Sad | Torn { between String }');
  for (const sources of [former, more]) expect(control.changeProject(sources)).toEqual({ ok: true });
  const drop = ['posts.mood__between'];
  expect(await control.previewProject(await testEngine(), former, { drop })).toMatchObject({ ok: true });
  expect(control.changeProject(former, drop)).toEqual({ ok: true });
  expect(control.changeProject(more)).toEqual({ ok: true });
  opened.storage.transaction((transaction) =>
    transaction.all(`update posts set mood = 'Torn', mood__between = 'x' where title = 'open'`),
  );
  const message = '1 row of posts.mood holds the variant Torn of Mood, which is no longer in the schema.';
  const refused = { ok: false, diagnostics: [{ kind: 'MigrationVariantRemoved', message }] };
  expect(control.changeProject(former, drop)).toMatchObject(refused);
  expect(opened.server.control.sources()).toEqual(more);
});
