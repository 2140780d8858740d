// What a preview says happens when the same sources are applied: for random permissions, and for the edges.
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SourceFile } from '../../src/protocol/control.ts';
import type { ProjectPreview } from '../../src/protocol/impact.ts';
import { syncPage, type SyncPage } from '../../src/protocol/sync.ts';
import { testEngine } from '../engine/load-engine.ts';
import { ask, demoSources, login, openServer, page, user, type Opened } from './open-server.ts';

let opened: Opened;
let sessions: readonly string[];

beforeEach(async () => {
  opened = await openServer({ empty: false });
  sessions = [1, 2, 3].map((id) => login(opened.server, user(id)));
});

/** The demo project with pieces of its schema replaced. */
function edited(...edits: readonly (readonly [piece: string, by: string])[]): readonly SourceFile[] {
  return demoSources.map(({ path, source }) => {
    if (path !== 'schema.pyre') return { path, source };
    for (const [piece] of edits) if (!source.includes(piece)) throw new Error(`the demo schema has no ${piece}`);
    return { path, source: edits.reduce((text, [piece, by]) => text.replace(piece, by), source) };
  });
}

const postRule = 'authorUserId == Session.userId || published == True';
const userRule = '@allow(query, update, delete) { id == Session.userId }';

async function preview(sources: readonly SourceFile[]): Promise<ProjectPreview> {
  const answer = await opened.server.control.previewProject(await testEngine(), sources, { sessionIds: sessions });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

const read = async (session: string, cursor: object = { tables: {} }): Promise<SyncPage> =>
  v.parse(syncPage, (await page(opened.server, session, { syncCursor: cursor, pageSize: 1000 })).body);

const held = ({ tables }: SyncPage): Record<string, unknown[]> =>
  Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, rows.map(({ id }) => id)]));

const cursorOf = ({ tables }: SyncPage): object => ({
  tables: Object.fromEntries(
    Object.entries(tables).map(([name, { permission_hash, last_seen_updated_at }]) => {
      return [name, { permission_hash, last_seen_updated_at }];
    }),
  ),
});

const hashes = ({ tables }: SyncPage): Record<string, string> =>
  Object.fromEntries(Object.entries(tables).map(([name, { permission_hash }]) => [name, permission_hash]));

const comparison = fc.constantFrom(
  'authorUserId == Session.userId',
  'authorUserId != Session.userId',
  'published == True',
  'published != True',
  'id < 10',
  'id >= 25',
  'authorUserId <= Session.userId',
  'title == "nothing is called so"',
  'Session.role == "user"',
  'Session.role == "admin"',
);
const rule = fc.oneof(
  fc.constantFrom('True', 'False'),
  comparison,
  fc.array(comparison, { minLength: 2, maxLength: 3 }).map((parts) => `Or(${parts.join(', ')})`),
  fc.array(comparison, { minLength: 2, maxLength: 3 }).map((parts) => `And(${parts.join(', ')})`),
);

test('[UI-10] gains and losses are those that applying brings, for random permissions', async () => {
  await fc.assert(
    fc.asyncProperty(rule, rule, async (before, after) => {
      expect(opened.server.control.changeProject(edited([postRule, before]))).toEqual({ ok: true });
      const pages = await Promise.all(sessions.map((id) => read(id)));
      const sources = edited([postRule, after]);
      const { sessions: impacts, complete, migration } = await preview(sources);
      expect(complete).toBe(true);
      expect(migration).toEqual([]);
      expect(await Promise.all(sessions.map((id) => read(id)))).toEqual(pages);
      expect(opened.server.control.changeProject(sources)).toEqual({ ok: true });
      for (const [index, id] of sessions.entries()) {
        const [was, is] = [pages[index], await read(id)];
        const impact = impacts.find(({ sessionId }) => sessionId === id);
        if (!was || !impact) throw new Error('a session is missing');
        const [had, has] = [held(was)['posts'] ?? [], held(is)['posts'] ?? []];
        const [posts] = impact.tables;
        const changed = hashes(was)['posts'] !== hashes(is)['posts'];
        expect(impact.tables.map(({ table }) => table)).toEqual(changed ? ['posts'] : []);
        if (!posts) {
          expect(has).toEqual(had);
          continue;
        }
        expect(posts.hashBefore).toBe(hashes(was)['posts']);
        expect(posts.hashAfter).toBe(hashes(is)['posts']);
        const gained = has.filter((key) => !had.includes(key));
        const lost = had.filter((key) => !has.includes(key));
        expect(posts.gained).toEqual({ count: gained.length, keys: gained.slice(0, 240) });
        expect(posts.lost).toEqual({ count: lost.length, keys: lost.slice(0, 240) });
        expect(posts.kept).toBe(has.length - gained.length);
      }
    }),
    { numRuns: 40 },
  );
});

test('[UI-10] the same where rules read lists and unions of the session, and a column comes along', async () => {
  const folder = new URL('../../schema/examples/chat/', import.meta.url);
  const source = readFileSync(new URL('schema.pyre', folder), 'utf8');
  const start = source.indexOf('@allow(query)', source.indexOf('record Message'));
  const end = source.indexOf('@allow(', start + 1);
  const part = fc.constantFrom(
    'channelId in Session.channels',
    'authorUserId == Session.userId',
    'visible == True',
    'Session.role == Moderator',
    'Session.role != Member',
    'Session.role.Guest.invitedBy == "Ann"',
    'id > 20',
    'False',
  );
  const join = fc.tuple(fc.constantFrom('And', 'Or'), fc.array(part, { minLength: 2, maxLength: 4 }));
  const chat = fc.tuple(join, fc.boolean()).map(([[word, parts], more]) => {
    const text = `${source.slice(0, start)}@allow(query) { ${word}(${parts.join(', ')}) }\n    ${source.slice(end)}`;
    return [{ path: 'schema.pyre', source: more ? text.replace('sentAt       DateTime', 'stars Int?\n    sentAt DateTime') : text }]; // prettier-ignore
  });
  const engine = await testEngine();
  await fc.assert(
    fc.asyncProperty(chat, chat, async (before, after) => {
      const { server } = await openServer({ sources: before, empty: false });
      const ids = [
        { userId: 1, role: { _type: 'Member' }, channels: [1, 2] },
        { userId: 2, role: { _type: 'Moderator' }, channels: [] },
        { userId: 3, role: { _type: 'Guest', invitedBy: 'Ann' }, channels: [3] },
      ].map((session) => login(server, session));
      const view = async (id: string) => {
        const { body } = await page(server, id, { syncCursor: { tables: {} }, pageSize: 1000 });
        return v.parse(syncPage, body).tables['messages'];
      };
      const had = await Promise.all(ids.map(view));
      const preview = await server.control.previewProject(engine, after, { sessionIds: ids });
      const applied = server.control.changeProject(after);
      if (!preview.ok) {
        expect(applied).toEqual(preview);
        return;
      }
      expect(applied).toEqual({ ok: true });
      for (const [index, id] of ids.entries()) {
        const [was, is] = [had[index], await view(id)];
        const told = preview.value.sessions[index]?.tables.find(({ table }) => table === 'messages');
        expect(told !== undefined).toBe(was?.permission_hash !== is?.permission_hash);
        const keys = (rows: typeof was) => rows?.rows.map((row) => row['id']) ?? [];
        const gained = keys(is).filter((key) => !keys(was).includes(key));
        const lost = keys(was).filter((key) => !keys(is).includes(key));
        expect([told?.gained.count ?? 0, told?.lost.count ?? 0]).toEqual([gained.length, lost.length]);
      }
    }),
    { numRuns: 25 },
  );
});

test('[SYNC-13] a table that a preview does not name is not read anew', async () => {
  const [me = ''] = sessions;
  const before = await read(me);
  const sources = edited([userRule, userRule.replace('id == Session.userId', 'True')]);
  const [mine] = (await preview(sources)).sessions;
  expect(mine?.tables.map(({ table }) => table)).toEqual(['users']);
  opened.server.control.changeProject(sources);
  const after = await read(me, cursorOf(before));
  expect(after.tables['users']).toMatchObject({ resync: true });
  expect(after.tables['posts']?.resync).toBeUndefined();
});

test('the database, the engine and the answers are what they were', async () => {
  const { body: schema } = await ask(opened.server, 'GET', '/schema');
  const dump = () => opened.storage.transaction((t) => t.all('select * from posts, _pyre_sync, _pyre_clock').rows);
  const rows = dump();
  await preview(
    edited([postRule, 'False'], ['title        String', 'title        String\n    stars        Int     @default(3)']),
  );
  expect(dump()).toEqual(rows);
  expect((await ask(opened.server, 'GET', '/schema')).body).toEqual(schema);
  expect(opened.reported).toEqual([]);
});

describe('what a preview tells', () => {
  test('a new column: the statements, the schema to come, and whose tables start anew without a row gained or lost', async () => {
    const sources = edited(['content      String\n', 'content      String\n    stars        Int     @default(3)\n']);
    const { migration, schema, sessions: impacts } = await preview(sources);
    expect(migration.join('\n')).toContain('stars');
    expect(schema.tables.find(({ name }) => name === 'posts')?.columns.map(({ name }) => name)).toContain('stars');
    for (const { tables } of impacts) {
      expect(tables).toMatchObject([{ table: 'posts', gained: { count: 0 }, lost: { count: 0 }, compared: true }]);
    }
  });

  test('a new session block: the values that each session would have, and then has', async () => {
    const sources = edited(['role   String', 'group  Int']);
    const first = (await preview(sources)).sessions.map(({ session }) => session);
    expect(first).toEqual([1, 2, 3].map((userId) => ({ userId, group: expect.any(Number) })));
    opened.server.control.changeProject(sources);
    expect(opened.server.control.sessions().map(({ session }) => session)).toEqual(first);
  });

  test.each<[string, readonly SourceFile[], string]>([
    ['a text that does not parse', edited(['record Post {', 'record {']), 'Parsing'],
    ['a query that no longer fits', edited(['content      String\n', '']), 'queries/'],
    ['a column that would be lost', edited(['content      String\n', '']).slice(0, 1), 'content'],
  ])('%s: the same refusal as applying gives', async (_name, sources, mentions) => {
    const answer = await opened.server.control.previewProject(await testEngine(), sources, { sessionIds: sessions });
    expect(answer).toEqual(opened.server.control.changeProject(sources));
    expect(JSON.stringify(answer)).toContain(mentions);
  });

  test('what may be dropped is dropped in the preview too', async () => {
    const sources = edited(['content      String\n', '']).slice(0, 1);
    const { control } = opened.server;
    const answer = await control.previewProject(await testEngine(), sources, { drop: ['posts.content'] });
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.value.migration.at(-1)).toContain('posts');
    expect(answer.value.schema.tables.at(-1)?.columns.map(({ name }) => name)).not.toContain('content');
    expect(control.changeProject(sources, ['posts.content'])).toEqual({ ok: true });
    const { body } = await ask(opened.server, 'GET', '/schema');
    expect(JSON.stringify(body)).not.toContain('content');
  });

  test('what is beyond the bounds is not compared, and the preview says so', async () => {
    const sources = edited([postRule, 'True'], [userRule, '@allow(query, update, delete) { True }']);
    const { control } = opened.server;
    const few = await control.previewProject(await testEngine(), sources, {
      sessionIds: sessions,
      bounds: { sessions: 2, rows: 10_000 },
    });
    expect(few).toMatchObject({ value: { complete: false, sessions: [{}, {}] } });
    const short = await control.previewProject(await testEngine(), sources, {
      sessionIds: sessions,
      bounds: { sessions: 10, rows: 100 },
    });
    if (!short.ok) throw new Error(short.message);
    expect(short.value.complete).toBe(false);
    const compared = short.value.sessions.flatMap(({ tables }) => tables.map((table) => table.compared));
    expect(compared).toContain(true);
    expect(compared).toContain(false);
  });
});

test('[UI-10] keys are named in their order, whichever index found the rows', async () => {
  expect(opened.server.control.changeProject(edited([postRule, 'False']))).toEqual({ ok: true });
  const { sessions: impacts } = await preview(edited([postRule, 'Or(id >= 25, id < 10)']));
  for (const { tables } of impacts) {
    const keys = tables[0]?.gained.keys.map(Number) ?? [];
    expect(keys.length).toBeGreaterThan(0);
    expect(keys).toEqual(keys.toSorted((one, other) => one - other));
  }
});
