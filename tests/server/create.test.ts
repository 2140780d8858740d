// Starting a server: over a fresh database, over one that served before, over sources with errors; and the rows it seeds.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import type { TableContents } from '../../src/protocol/control.ts';
import { createServer } from '../../src/server/create.ts';
import type { Server } from '../../src/server/server.ts';
import { testEngine } from '../engine/load-engine.ts';
import { testStorage } from './open-storage.ts';
import { demoSources, login, openServer, page, run, TestPort, user } from './open-server.ts';

function table(server: Server, name: string): TableContents {
  const answer = server.control.table(name, 1000, 0);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

function column(contents: TableContents, name: string): readonly unknown[] {
  const index = contents.columns.indexOf(name);
  return contents.rows.map((row) => row[index]);
}

test('the demo starts with 20 users and posts of several of them, about half published', async () => {
  const { server } = await openServer({ empty: false });
  const [users, posts] = [table(server, 'users'), table(server, 'posts')];
  expect([users.total, posts.total]).toEqual([20, 40]);
  expect(new Set(column(users, 'name')).size).toBe(20);
  expect(new Set(column(users, 'email')).size).toBe(20);
  const authors = new Set(column(posts, 'authorUserId'));
  expect(authors.size).toBeGreaterThan(5);
  expect(column(users, 'id')).toEqual(expect.arrayContaining([...authors]));
  const published = column(posts, 'published').filter((value) => value === 1).length;
  expect(published).toBeGreaterThanOrEqual(12);
  expect(published).toBeLessThanOrEqual(28);
});

async function seededRows(seed: number): Promise<unknown> {
  const { server } = await openServer({ empty: false, seed });
  expect(server.control.status()).toMatchObject({ phase: 'running', serverRevision: 0 });
  return [table(server, 'users').rows, table(server, 'posts').rows];
}

test('seeding is decided by the seed, and is no mutation', async () => {
  expect(await seededRows(5)).toEqual(await seededRows(5));
  expect(await seededRows(5)).not.toEqual(await seededRows(6));
});

test('seeded rows reach a client by catch-up, as many as it may see', async () => {
  const { server } = await openServer({ empty: false });
  const posts = table(server, 'posts');
  const authors = column(posts, 'authorUserId');
  const visible = column(posts, 'published').filter((published, index) => published === 1 || authors[index] === 3);
  const { body } = await page(server, login(server, user(3)));
  const { tables } = body as { tables: { posts: { rows: unknown[] }; users: { rows: unknown[] } } };
  expect(tables.posts.rows).toHaveLength(visible.length);
  expect(tables.users.rows).toMatchObject([{ id: 3 }]);
});

const zoo = `session {
    userId Int
    scope  Scope
}

type Scope
   = Everything
   | Only { cage Int }

type Mood
   = Calm
   | Angry { since DateTime, reason String? }

record Keeper {
    @public

    id    Id.Uuid @id
    name  String
    badge String  @unique

    animals @link(Animal.keeper)
}

record Animal {
    @public

    id     Id.Int  @id
    keeper Keeper.id
    mother Int?
    mood   Mood
    born   Date
    weight Float
    diet   Json<List<String>>
    tame   Bool

    by @link(keeper, Keeper.id)
}
`;

test('any schema is seeded with rows that fit it', async () => {
  const { server, reported } = await openServer({ empty: false, sources: [{ path: 'schema.pyre', source: zoo }] });
  const [keepers, animals] = [table(server, 'keepers'), table(server, 'animals')];
  expect([keepers.total, animals.total]).toEqual([20, 40]);
  expect(column(keepers, 'id')).toEqual(expect.arrayContaining([...new Set(column(animals, 'keeper'))]));
  const angry = column(animals, 'mood').map((mood) => mood === 'Angry');
  expect(column(animals, 'mood__since').map((since) => since !== null)).toEqual(angry);
  expect(column(animals, 'diet').every((diet) => Array.isArray(diet))).toBe(true);
  const port = new TestPort(server);
  expect(port.open().messages).toMatchObject([{ session: { scope: { _type: 'Everything' } } }]);
  expect(reported).toEqual([]);
});

test('a server over a database that served before goes on where it was', async () => {
  const clock = new VirtualClock();
  const storage = await testStorage(clock);
  const first = await openServer({ storage, clock });
  const author = login(first.server, user(1));
  await run(first.server, author, 'createPost', { title: 'kept', content: '', published: true });
  const before = await page(first.server, author);

  clock.jump(-1_000_000);
  const second = await openServer({ storage, clock, secrets: seededSecrets(seededRandom('other')), empty: false });
  expect((await run(second.server, author, 'listPosts')).status).toBe(401);
  const again = login(second.server, user(1));
  expect((await page(second.server, again)).body).toEqual(before.body);
  const listening = new TestPort(second.server).open(`/sync?sessionId=${again}`);
  await run(second.server, again, 'createPost', { title: 'more', content: '', published: true });
  expect(listening.messages[1]).toMatchObject({ serverRevision: 2, previousRevision: 1 });
});

test.each([
  ['a schema that does not parse', [{ path: 'schema.pyre', source: 'record {' }], 'schema.pyre'],
  [
    'a query that asks for a field that is not there',
    [...demoSources, { path: 'queries/odd.pyre', source: 'query Odd {\n    post {\n        nothing\n    }\n}\n' }],
    'queries/odd.pyre',
  ],
])('%s comes back as diagnostics, and nothing is written', async (_name, sources, path) => {
  const clock = new VirtualClock();
  const storage = await testStorage(clock);
  const random = seededRandom(1);
  const created = createServer({
    engine: await testEngine(),
    storage,
    clock,
    random,
    secrets: seededSecrets(random),
    sources,
    seed: 1,
    empty: true,
    devLogin: false,
  });
  expect(created).toMatchObject({ ok: false, diagnostics: [{ path }] });
  expect(storage.transaction((transaction) => transaction.all('select name from sqlite_schema').rows)).toEqual([]);
});

test.each(['users', 'User'])('the table %s is shown by pages', async (name) => {
  const { server } = await openServer({ empty: false });
  const answer = server.control.table(name, 3, 5);
  expect(answer).toMatchObject({ ok: true, value: { table: 'users', total: 20 } });
  expect(answer.ok && column(answer.value, 'id')).toEqual([6, 7, 8]);
});

test('a table that is not there is an answer that names those that are', async () => {
  const { server } = await openServer();
  expect(server.control.table('secrets', 1, 0)).toEqual({
    ok: false,
    message: 'there is no table "secrets"; there are users, posts',
  });
});

test('[PERM-1] a permission is explained for one row and one session', async () => {
  const { server } = await openServer();
  await run(server, login(server, user(1)), 'createPost', { title: 'T', content: 'C', published: false });
  expect(server.control.explain('posts', 1, user(1))).toMatchObject({ ok: true, value: { verdict: 'true' } });
  expect(server.control.explain('posts', 1, user(2))).toMatchObject({ ok: true, value: { verdict: 'false' } });
  expect(server.control.explain('posts', 1, user(1), 'delete')).toMatchObject({ ok: true, value: { verdict: 'true' } });
  expect(server.control.explain('posts', 1, user(2), 'update')).toMatchObject({
    ok: true,
    value: { verdict: 'false' },
  });
  expect(server.control.explain('posts', 99, user(2))).toEqual({ ok: true, value: null });
  expect(server.control.explain('posts', 1, { userId: 1 })).toMatchObject({ ok: false });
});
