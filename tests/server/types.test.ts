// Every type of the language, all the way: sent as JSON, stored, answered, synced, and judged by permissions.
import * as v from 'valibot';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { queriesAnswer } from '../../src/protocol/catalog.ts';
import { delta } from '../../src/protocol/down.ts';
import { syncPage } from '../../src/protocol/sync.ts';
import { ask, login, openServer, page, run, TestPort, type Opened } from './open-server.ts';
import { everything, zooSources } from './zoo.ts';

const failed = { _type: 'Failed', code: 7, at: 1714564800, why: { _type: 'Said', text: 'tired "quotes"' } };
const answered = { ...everything, state: failed, level: { _type: 'High' }, due: 1714564800 };

let opened: Opened;
let me: string;

const session = (
  userId: number,
  scope: JsonObject = { _type: 'Everything' },
  teams: readonly number[] | null = null,
): string => login(opened.server, { userId, scope, teams });
const create = (values: JsonObject = {}) => run(opened.server, me, 'ThingCreate', { ...everything, ...values });

async function synced(sessionId: string) {
  return v.parse(syncPage, (await page(opened.server, sessionId)).body).tables;
}

beforeEach(async () => {
  opened = await openServer({ sources: zooSources });
  me = session(1);
});

test('every type is stored and answered as the language writes it', async () => {
  const created = await create();
  expect(created).toMatchObject({ status: 200, body: { thing: [answered] } });
  expect((await run(opened.server, me, 'Things')).body).toMatchObject({ thing: [{ ...answered, parts: [] }] });
});

test('every type reaches a client in the same form, by page and by delta', async () => {
  const connection = new TestPort(opened.server).open(`/sync?sessionId=${me}`);
  await create({ done: true });
  const tables = await synced(me);
  const row = tables['things']?.rows[0];
  expect(row).toMatchObject({ ...answered, done: 1 });
  expect(v.parse(delta, connection.messages[1]).data.all_affected_rows[0]?.row).toEqual(row);
});

test.each<[string, JsonObject, JsonObject]>([
  ['a variant with nothing', { state: { _type: 'Idle' } }, { state: { _type: 'Idle' } }],
  [
    'a variant with null inside',
    { state: { _type: 'Failed', code: 0, why: { _type: 'Unknown' } } },
    { state: { _type: 'Failed', code: 0, at: null, why: { _type: 'Unknown' } } },
  ],
  ['an empty list', { tags: [] }, { tags: [] }],
  ['no document', { extra: null }, { extra: null }],
  ['a document that is a number', { extra: 0 }, { extra: 0 }],
  ['a document that is false', { extra: false }, { extra: false }],
  ['a document that looks like text of JSON', { extra: '{"a":1}' }, { extra: '{"a":1}' }],
  ['false', { done: false }, { done: false }],
  ['a large integer', { shelf: 2 ** 53 - 1 }, { shelf: 2 ** 53 - 1 }],
  ['a whole number for Float', { score: 3 }, { score: 3 }],
  ['a tiny number', { score: 5e-324 }, { score: 5e-324 }],
  ['a time before 1970', { due: -1 }, { due: -1 }],
])('%s survives', async (_name, given, expected) => {
  expect((await create(given)).body).toMatchObject({ thing: [expected] });
  const { done, ...rest } = expected;
  const wire = typeof done === 'boolean' ? { done: Number(done) } : rest;
  expect((await synced(me))['things']?.rows).toMatchObject([wire]);
});

test('an update leaves out what it does not name, and null is a value', async () => {
  await create();
  const updated = await run(opened.server, me, 'ThingUpdate', { id: 'a-1', extra: null, state: { _type: 'Idle' } });
  expect(updated.body).toMatchObject({ thing: [{ ...answered, extra: null, state: { _type: 'Idle' } }] });
  const back = await run(opened.server, me, 'ThingUpdate', { id: 'a-1', state: everything['state'] ?? null });
  expect(back.body).toMatchObject({ thing: [{ state: failed, tags: everything['tags'] }] });
});

test('[PERM-1] lists and variants of the session decide what is seen, in pages as in deltas', async () => {
  const viewers = {
    owner: session(1),
    team: session(2, { _type: 'Everything' }, [4, 5]),
    shelf: session(2, { _type: 'Only', shelf: 9 }),
    'other shelf': session(2, { _type: 'Only', shelf: 8 }),
    'no team': session(2, { _type: 'Everything' }, []),
    nobody: session(2),
  };
  const port = new TestPort(opened.server);
  const connections = Object.entries(viewers).map(([name, id]) => [name, port.open(`/sync?sessionId=${id}`)] as const);
  await create();
  const live = connections.filter(([, { messages }]) => messages.length === 2).map(([name]) => name);
  const paged = [];
  for (const [name, id] of Object.entries(viewers)) {
    if ((await synced(id))['things']?.rows.length === 1) paged.push(name);
  }
  expect(live).toEqual(['owner', 'team', 'shelf']);
  expect(paged).toEqual(live);
});

test('[SYNC-7] a key of text is removed like any other', async () => {
  await create();
  const mine = new TestPort(opened.server).open(`/sync?sessionId=${me}`);
  const { things } = await synced(me);
  await run(opened.server, me, 'ThingDelete', { id: 'a-1' });
  expect(v.parse(delta, mine.messages[1]).data.all_affected_rows).toMatchObject([
    { row: { id: 'a-1' }, removed: true },
  ]);
  const entry = { permission_hash: things?.permission_hash, last_seen_updated_at: things?.last_seen_updated_at };
  const { body } = await page(opened.server, me, { syncCursor: { tables: { things: entry } } });
  expect(body).toMatchObject({ tables: { things: { removed: ['a-1'] } } });
});

test('[PERM-2] a nested selection passes the permission of the linked table', async () => {
  await create();
  await run(opened.server, me, 'addPart', { thing: 'a-1', label: 'wheel' });
  expect((await run(opened.server, me, 'Things')).body).toMatchObject({ thing: [{ parts: [{ label: 'wheel' }] }] });
  expect((await run(opened.server, session(2), 'Things')).body).toEqual({ thing: [] });
});

test('[PERM-2] a row cannot be handed to somebody else', async () => {
  await create();
  expect((await run(opened.server, me, 'ThingUpdate', { id: 'a-1', owner: 2 })).body).toEqual({ thing: [] });
  expect((await create({ id: 'a-2', owner: 2 })).body).toEqual({ thing: [] });
  expect((await run(opened.server, me, 'Things')).body).toMatchObject({ thing: [{ id: 'a-1', owner: 1 }] });
});

test('what nobody may do is not done', async () => {
  expect((await run(opened.server, me, 'SecretCreate', { text: 'x' })).body).toEqual({ secret: [] });
  expect(opened.server.control.table('secrets', 10, 0)).toMatchObject({ ok: true, value: { total: 0 } });
});

test('a key in use is an error that names it', async () => {
  await create();
  const again = await create();
  expect(again).toMatchObject({
    status: 422,
    body: { error: { kind: 'InvalidInput', details: [{ name: 'things.id' }] } },
  });
});

test('[HTTP-2] parameters tell their types as written and taken apart', async () => {
  const { body } = await ask(opened.server, 'GET', '/queries');
  const params = v.parse(queriesAnswer, body['list']).find(({ name }) => name === 'ThingUpdate')?.params ?? [];
  const named = Object.fromEntries(params.map(({ name, ...rest }) => [name, rest]));
  expect(named).toMatchObject({
    id: { nullable: false, omittable: false, valueType: { kind: 'id', record: 'Thing', storage: 'uuid' } },
    state: { nullable: false, omittable: true, valueType: { kind: 'union', name: 'State' } },
    tags: { valueType: { kind: 'document', of: { kind: 'list', of: { kind: 'string' } } } },
    extra: { nullable: true, omittable: true, valueType: { kind: 'json' } },
  });
});
