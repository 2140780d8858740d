// The HTTP side: every path, every kind of failure, and the forgeries that must come to nothing.
import * as v from 'valibot';
import { beforeEach, expect, test } from 'vitest';
import { queriesAnswer, REQUEST_ID_HEADER, REVISION_HEADER, schemaAnswer } from '../../src/protocol/catalog.ts';
import { ERROR_STATUS, errorBody } from '../../src/protocol/errors.ts';
import { loginAnswer } from '../../src/protocol/session.ts';
import { syncAnswer } from '../../src/protocol/sync.ts';
import { REQUEST_BURST, REQUESTS_PER_SECOND, SESSION_KEPT_MS } from '../../src/server/sessions.ts';
import { ask, askPlainly, login, openServer, page, run, TestPort, user, type Opened } from './open-server.ts';

let opened: Opened;
let me: string;

beforeEach(async () => {
  opened = await openServer();
  me = login(opened.server, user(7));
});

const post = { title: 'A', content: 'B', published: true };

test('[HTTP-2] the queries are listed by name', async () => {
  const { status, body } = await ask(opened.server, 'GET', '/queries');
  const list = v.parse(queriesAnswer, body['list']);
  const names = list.map(({ name }) => name);
  expect(status).toBe(200);
  expect(names).toEqual(names.toSorted());
  expect(list.find(({ name }) => name === 'CreatePost')).toMatchObject({
    operation: 'insert',
    generated: false,
    params: [
      { name: 'title', type: 'String', nullable: false, omittable: false, valueType: { kind: 'string' } },
      { name: 'content', type: 'String' },
      { name: 'published', type: 'Bool' },
    ],
  });
});

test('[HTTP-5] the schema tells what a client needs', async () => {
  const { body } = await ask(opened.server, 'GET', '/schema');
  const schema = v.parse(schemaAnswer, body);
  expect(schema.tables.map(({ name, primaryKey, synced }) => ({ name, primaryKey, synced }))).toEqual([
    { name: 'users', primaryKey: 'id', synced: true },
    { name: 'posts', primaryKey: 'id', synced: true },
  ]);
});

test('[HTTP-4] a query answers to its name, its file name and its id', async () => {
  const { body } = await ask(opened.server, 'GET', '/queries');
  const id = v.parse(queriesAnswer, body['list']).find(({ name }) => name === 'ListPosts')?.id ?? '';
  for (const name of ['ListPosts', 'listPosts', id]) {
    expect(await run(opened.server, me, name)).toMatchObject({ status: 200, body: { post: [] } });
  }
});

test('[HTTP-4] a mutation answers with its rows and the revision', async () => {
  const created = await run(opened.server, me, 'createPost', post);
  expect(created.status).toBe(200);
  expect(created.body).toMatchObject({
    post: [{ title: 'A', content: 'B', authorUserId: 7, published: true, id: 1 }],
  });
  expect(created.headers.get(REVISION_HEADER)).toBe('1');
  const read = await run(opened.server, me, 'GetPost', { id: 1 });
  expect(read.headers.get(REVISION_HEADER)).toBeNull();
  expect(read.body).toMatchObject({ post: [{ id: 1, title: 'A', author: null }] });
});

test('[HTTP-4] the same request id is applied once and answered the same', async () => {
  const headers = { [REQUEST_ID_HEADER]: 'r-1' };
  const first = await run(opened.server, me, 'createPost', post, headers);
  const again = await run(opened.server, me, 'createPost', post, headers);
  expect(again.text).toBe(first.text);
  expect(again.headers.get(REVISION_HEADER)).toBe(first.headers.get(REVISION_HEADER));
  const other = await run(opened.server, login(opened.server, user(7)), 'createPost', post, headers);
  expect(other.text).not.toBe(first.text);
  const list = await run(opened.server, me, 'listPosts');
  expect(list.body['post']).toHaveLength(2);
});

test('[HTTP-4] a request id does not cover another request', async () => {
  const headers = { [REQUEST_ID_HEADER]: 'r-1' };
  await run(opened.server, me, 'createPost', post, headers);
  const changed = await run(opened.server, me, 'createPost', { ...post, title: 'C' }, headers);
  expect(changed.body).toMatchObject({ error: { kind: 'InvalidInput' } });
});

test('[HTTP-4] a request that failed may be sent again with its id', async () => {
  const headers = { [REQUEST_ID_HEADER]: 'r-1' };
  expect((await run(opened.server, me, 'createPost', { ...post, title: 1 }, headers)).status).toBe(422);
  expect((await run(opened.server, me, 'createPost', post, headers)).status).toBe(200);
});

const bigText = 'x'.repeat(1_048_577);
const stream = (): ReadableStream<Uint8Array> =>
  new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)) });
const cursor = { tables: {} };

/** `SESSION` stands for a session id that the server knows. */
const failures: readonly (readonly [string, string, string, unknown, keyof typeof ERROR_STATUS, string?])[] = [
  ['a path that is not there', 'GET', '/nothing', undefined, 'UnknownPath', '/nothing'],
  ['the root', 'GET', '/', undefined, 'UnknownPath'],
  ['a login, which nobody allowed', 'POST', '/login', { session: user(1) }, 'UnknownPath'],
  ['writing the queries', 'POST', '/queries', {}, 'MethodNotAllowed', 'GET'],
  ['deleting the schema', 'DELETE', '/schema', undefined, 'MethodNotAllowed', 'GET'],
  ['reading /sync', 'GET', '/sync', undefined, 'MethodNotAllowed', 'POST'],
  ['putting a query', 'PUT', '/db/listPosts?sessionId=SESSION', {}, 'MethodNotAllowed', 'POST'],
  ['no session', 'POST', '/db/listPosts', {}, 'UnknownSession', 'sessionId'],
  ['an empty session', 'POST', '/sync?sessionId=', { syncCursor: cursor }, 'UnknownSession'],
  [
    'a forged session',
    'POST',
    '/sync?sessionId=00000000000000000000000000000000',
    { syncCursor: cursor },
    'UnknownSession',
  ],
  ['a session called __proto__', 'POST', '/db/listPosts?sessionId=__proto__', {}, 'UnknownSession'],
  ['a query that is not there', 'POST', '/db/dropPosts?sessionId=SESSION', {}, 'UnknownQuery', 'dropPosts'],
  ['a query called __proto__', 'POST', '/db/__proto__?sessionId=SESSION', {}, 'UnknownQuery', '__proto__'],
  ['a query called constructor', 'POST', '/db/constructor?sessionId=SESSION', {}, 'UnknownQuery', 'constructor'],
  ['a query name that decodes to nothing', 'POST', '/db/%E0%A4%A?sessionId=SESSION', {}, 'UnknownQuery'],
  ['a body that is not JSON', 'POST', '/db/listPosts?sessionId=SESSION', 'not json', 'Malformed', 'JSON'],
  ['a body that is a list', 'POST', '/db/listPosts?sessionId=SESSION', [], 'Malformed', 'object'],
  ['a body that is null', 'POST', '/db/listPosts?sessionId=SESSION', 'null', 'Malformed', 'object'],
  [
    'a body that is not UTF-8',
    'POST',
    '/db/listPosts?sessionId=SESSION',
    new Uint8Array([0x22, 0xff, 0x22]),
    'Malformed',
    'UTF-8',
  ],
  [
    'a body of a hundred thousand brackets',
    'POST',
    '/sync?sessionId=SESSION',
    '['.repeat(100_000),
    'Malformed',
    'deep',
  ],
  ['a body over 1 MiB', 'POST', '/db/listPosts?sessionId=SESSION', { x: bigText }, 'TooLarge'],
  ['a body without end', 'POST', '/db/listPosts?sessionId=SESSION', stream(), 'TooLarge'],
  ['no cursor', 'POST', '/sync?sessionId=SESSION', {}, 'Malformed', 'syncCursor'],
  [
    'a cursor of no shape',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: { tables: [] } },
    'Malformed',
    'syncCursor',
  ],
  [
    'a cursor with an ill-typed hash',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: { tables: { posts: { permission_hash: 5, last_seen_updated_at: 1 } } } },
    'Malformed',
    'syncCursor.tables.posts.permission_hash',
  ],
  [
    'a cursor with an ill-typed stamp',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: { tables: { posts: { permission_hash: 'x', last_seen_updated_at: '1' } } } },
    'Malformed',
    'syncCursor.tables.posts.last_seen_updated_at',
  ],
  [
    'a cursor of an unknown table',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: { tables: { secrets: { permission_hash: 'x', last_seen_updated_at: 1 } } } },
    'Malformed',
    'secrets',
  ],
  [
    'a cursor of a table called constructor',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: { tables: { constructor: { permission_hash: 'x', last_seen_updated_at: 1 } } } },
    'Malformed',
    'constructor',
  ],
  [
    'a page of no rows',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: cursor, pageSize: 0 },
    'Malformed',
    'pageSize',
  ],
  [
    'a page of 5001 rows',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: cursor, pageSize: 5001 },
    'Malformed',
    'pageSize',
  ],
  [
    'a page of half a row',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: cursor, pageSize: 1.5 },
    'Malformed',
    'pageSize',
  ],
  [
    "somebody else's values",
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: cursor, session: user(8) },
    'SessionMismatch',
  ],
  [
    'values of another shape',
    'POST',
    '/sync?sessionId=SESSION',
    { syncCursor: cursor, session: { ...user(7), admin: true } },
    'SessionMismatch',
  ],
  ['an argument of the wrong type', 'POST', '/db/getPost?sessionId=SESSION', { id: '1' }, 'InvalidInput', 'id'],
  ['an argument left out', 'POST', '/db/createPost?sessionId=SESSION', { title: 'x' }, 'InvalidInput', 'published'],
  ['an argument too many', 'POST', '/db/listPosts?sessionId=SESSION', { userId: 8 }, 'InvalidInput', 'userId'],
  [
    'an argument called __proto__',
    'POST',
    '/db/listPosts?sessionId=SESSION',
    '{"__proto__":{"id":1}}',
    'InvalidInput',
    '__proto__',
  ],
  [
    'session values as arguments',
    'POST',
    '/db/createPost?sessionId=SESSION',
    { ...post, session_userId: 8 },
    'InvalidInput',
    'session_userId',
  ],
];

for (const [name, method, path, body, kind, mentions = ''] of failures) {
  test(`[HTTP-6] ${name}`, async () => {
    const answer = await ask(opened.server, method, path.replace('SESSION', me), body);
    const { error } = v.parse(errorBody, answer.body);
    expect({ kind: error.kind, status: answer.status }).toEqual({ kind, status: ERROR_STATUS[kind] });
    expect(error.message).toContain(mentions);
    expect(answer.text).not.toMatch(/select |insert into|sqlite|\.ts:/i);
    expect(opened.reported).toEqual([]);
  });
}

/** Those whose body is text; a port hands such requests on without a `Request`. */
const ofText = failures.filter(([, method, , body]) => {
  return method === 'POST' && !(body instanceof Uint8Array) && !(body instanceof ReadableStream);
});

for (const [name, , path, body] of ofText) {
  test(`[HTTP-1] ${name}: answered the same without a Request`, async () => {
    const address = path.replace('SESSION', me);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const standard = await ask(opened.server, 'POST', address, text);
    expect(await askPlainly(opened.server, address, text)).toEqual({
      status: standard.status,
      headers: Object.fromEntries(standard.headers),
      body: standard.text,
    });
  });
}

test('[HTTP-1] [HTTP-4] a mutation without a Request is written, told its revision, and applied once', async () => {
  const args = JSON.stringify(post);
  const path = `/db/createPost?sessionId=${me}`;
  const headers = { [REQUEST_ID_HEADER]: 'r-1' };
  const first = await askPlainly(opened.server, path, args, headers);
  expect(first).toMatchObject({ status: 200, headers: { [REVISION_HEADER]: '1' } });
  expect(await askPlainly(opened.server, path, `\ufeff${args}`, headers)).toEqual(first);
  expect((await run(opened.server, me, 'listPosts')).body['post']).toHaveLength(1);
});

test('[HTTP-6] every ill-fitting argument is named with what was expected and found', async () => {
  const answer = await run(opened.server, me, 'createPost', { title: 1, content: null, extra: true });
  const { error } = v.parse(errorBody, answer.body);
  expect(error.details).toEqual([
    { name: 'extra', expected: 'CreatePost takes only title, content, published', found: 'true' },
    { name: 'title', expected: 'text', found: '1' },
    { name: 'content', expected: 'text', found: 'null' },
    { name: 'published', expected: 'true or false', found: 'nothing' },
  ]);
});

test('[HTTP-6] a value in use is an error that names the column', async () => {
  const args = { name: 'Ada', email: 'ada@example.com' };
  await run(opened.server, me, 'createUser', args);
  const answer = await run(opened.server, me, 'createUser', args);
  const { error } = v.parse(errorBody, answer.body);
  expect({ status: answer.status, kind: error.kind }).toEqual({ status: 422, kind: 'InvalidInput' });
  expect(error.message).toContain('users.email');
  expect(answer.text).not.toMatch(/constraint failed|insert into/i);
});

test('[HTTP-6] a session that asks without end is told to wait', async () => {
  for (let asked = 0; asked < REQUEST_BURST; asked++) await run(opened.server, me, 'nothing');
  expect((await page(opened.server, me)).body).toMatchObject({ error: { kind: 'TooManyRequests' } });
  expect((await page(opened.server, login(opened.server, user(7)))).status).toBe(200);
  opened.clock.jump(Math.ceil(1000 / REQUESTS_PER_SECOND));
  expect((await page(opened.server, me)).status).toBe(200);
});

test('[HTTP-6] a server that has stopped says so', async () => {
  opened.server.stop();
  expect((await ask(opened.server, 'GET', '/queries')).body).toMatchObject({ error: { kind: 'Unavailable' } });
});

test('[HTTP-7] a body may repeat the values of its own session', async () => {
  const answer = await page(opened.server, me, { syncCursor: cursor, session: { role: 'user', userId: 7 } });
  expect(v.is(syncAnswer, answer.body)).toBe(true);
  expect(answer.status).toBe(200);
});

test('[HTTP-8] a login exists where somebody allowed it', async () => {
  const { server } = await openServer({ devLogin: true });
  const { body } = await ask(server, 'POST', '/login', { session: user(9) });
  expect(body).toMatchObject({ session: user(9) });
  expect((await run(server, v.parse(loginAnswer, body).sessionId, 'listUsers')).status).toBe(200);
  const refused = await ask(server, 'POST', '/login', { session: { userId: 'nine' } });
  expect(refused.body).toMatchObject({
    error: { kind: 'InvalidInput', details: [{ name: 'userId' }, { name: 'role' }] },
  });
});

test('[WS-2] a session ends a while after its last connection', async () => {
  const port = new TestPort(opened.server);
  const connection = port.open(`/sync?sessionId=${me}`);
  opened.clock.jump(SESSION_KEPT_MS * 2);
  expect((await page(opened.server, me)).status).toBe(200);
  port.leave(connection);
  opened.clock.jump(SESSION_KEPT_MS);
  expect((await page(opened.server, me)).status).toBe(200);
  opened.clock.jump(1);
  expect((await page(opened.server, me)).status).toBe(401);
});
