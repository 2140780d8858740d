// Why a hash is what it is: equal inputs are equal hashes, and a change names what was another.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashDifferences, hashInputs, HashStories } from '../../src/world/hash-stories.ts';
import type { SchemaAnswer } from '../../src/protocol/catalog.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import { testEngine } from '../engine/load-engine.ts';
import { demoSources, openServer } from '../server/open-server.ts';
import { meanwhile, servedWorld } from './served-world.ts';

const rule = 'authorUserId == Session.userId || published == True';
const schemaFile = demoSources[0];
if (!schemaFile) throw new Error('the demo has no schema');

const edited = (...edits: readonly (readonly [string, string])[]) =>
  demoSources.map(({ path, source }) => ({
    path,
    source: path === 'schema.pyre' ? edits.reduce((text, [piece, by]) => text.replace(piece, by), source) : source,
  }));

const comparison = fc.constantFrom(
  'authorUserId == Session.userId',
  'id <= Session.userId',
  'published == True',
  'title == "Session.role"',
  'Session.role == "user"',
  'id < 10',
);
const rules = fc.oneof(
  comparison,
  fc.uniqueArray(comparison, { minLength: 2, maxLength: 3 }).map((parts) => `Or(${parts.join(', ')})`),
  fc.uniqueArray(comparison, { minLength: 2, maxLength: 3 }).map((parts) => `And(${parts.join(', ')})`),
);
const sessions = fc.record({ userId: fc.integer({ min: 1, max: 3 }), role: fc.constantFrom('user', 'admin') });

test('[SYNC-5] [UI-11] inputs are equal exactly when hashes are', async () => {
  const { server } = await openServer();
  const engine = await testEngine();
  const side = async (text: string, session: SessionValues) => {
    expect(server.control.changeProject(edited([rule, text]))).toEqual({ ok: true });
    const schema = (await (await server.handler.fetch(new Request('http://in.tab/schema'))).json()) as SchemaAnswer;
    const preview = await server.control.previewProject(engine, edited([rule, text]));
    if (!preview.ok) throw new Error(preview.message);
    const inputs = hashInputs(schema, session, 'posts');
    return { inputs, hash: engine.calculate_permission_hash('posts', session) };
  };
  await fc.assert(
    fc.asyncProperty(rules, rules, sessions, sessions, async (one, other, mine, yours) => {
      const [left, right] = [await side(one, mine), await side(other, yours)];
      if (!left.inputs || !right.inputs) throw new Error('posts are synced');
      expect(hashDifferences(left.inputs, right.inputs).length === 0).toBe(left.hash === right.hash);
    }),
    { numRuns: 60 },
  );
});

test('[UI-11] what a rule reads of a session: each value once, unions by their variant, payloads by their path', () => {
  const column = { name: 'id', type: 'Int', valueType: { kind: 'int' as const }, nullable: true };
  const text =
    'Session.role == Guest || Session.role.Guest.host == "Session.x" || id == Session.userId || Session.userId == 1';
  const schema: SchemaAnswer = {
    source: '',
    session: [],
    unions: [],
    tables: [
      {
        record: 'A',
        name: 'as',
        primaryKey: 'id',
        columns: [column],
        links: [],
        synced: true,
        permissions: { query: text, insert: '', update: '', delete: '' },
      },
    ],
  };
  const guest = hashInputs(schema, { userId: 4, role: { _type: 'Guest', host: 'Ann' }, other: 1 }, 'as');
  expect(guest).toEqual({
    rule: text,
    columns: ['id Int?'],
    values: [
      { name: 'Session.role', value: 'Guest' },
      { name: 'Session.role.Guest.host', value: 'Ann' },
      { name: 'Session.userId', value: 4 },
    ],
  });
  expect(hashInputs(schema, {}, 'none')).toBeNull();
});

test('[UI-11] a session that changes: the hash before, and the value that made it another', async () => {
  const { world, settle } = await servedWorld();
  const stories = new HashStories();
  const stop = world.subscribe(() => stories.see(world.view()));
  stories.see(world.view());
  const [client] = world.view().clients;
  if (!client) throw new Error('there is no client');
  const hash = () => world.view().clients[0]?.cursor.find(({ table }) => table === 'posts')?.permissionHash;
  const before = hash();
  expect(stories.of(client.id, 'posts')).toMatchObject({ hash: before, former: null });
  await meanwhile(settle, world.changeSession(client.id, { userId: 1, role: 'admin' }));
  expect(stories.of(client.id, 'posts')?.former).toBeNull();
  await meanwhile(settle, world.changeSession(client.id, { userId: 9, role: 'admin' }));
  expect(stories.of(client.id, 'posts')).toMatchObject({
    hash: hash(),
    former: { hash: before, differences: [{ what: 'Session.userId', before: '1', after: '9' }] },
  });
  expect(hash()).not.toBe(before);
  stop();
});

test('[UI-11] a rule or a column that changes is named, and tables that stay have no such story', async () => {
  const { world, settle } = await servedWorld();
  const stories = new HashStories();
  world.subscribe(() => stories.see(world.view()));
  stories.see(world.view());
  const [client] = world.view().clients;
  if (!client) throw new Error('there is no client');
  await meanwhile(
    settle,
    world.project.apply(edited([rule, 'False'], ['title        String\n', 'title        String\n    stars        Int     @default(3)\n'])), // prettier-ignore
  );
  expect(stories.of(client.id, 'posts')?.former?.differences).toEqual([
    { what: 'rule', before: rule, after: 'False' },
    { what: 'Session.userId', before: '1', after: null },
    { what: 'column stars', before: null, after: 'Int' },
  ]);
  expect(stories.of(client.id, 'users')?.former).toBeNull();
});
