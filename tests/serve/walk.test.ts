// The whole server over a real network, as any client would meet it: connect, catch up, mutate, hear of it; and what it refuses.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { asText, Listener, post, startServe, toAnswer, type Serving } from './process.ts';

const MEBIBYTE = 1_048_576;
const EMPTY_CURSOR = { syncCursor: { tables: {} } };

let serving: Serving;
beforeAll(async () => {
  serving = await startServe('--dev-login', '--seed', '7');
});
afterAll(async () => {
  const { stderr } = await serving.stop();
  expect(stderr).toBe('');
});

async function login(userId: number): Promise<string> {
  const { body } = await post(`${serving.url}/login`, { session: { userId, role: 'user' } });
  return asText(body['sessionId']);
}

/** A client of a user: connected, its first message taken. */
async function connect(userId: number) {
  const sessionId = await login(userId);
  const listener = new Listener(serving.url, sessionId);
  const connected = await listener.next();
  const run = (query: string, args: JsonObject) => post(`${serving.url}/db/${query}?sessionId=${sessionId}`, args);
  const catchUp = (request: JsonObject = EMPTY_CURSOR) => post(`${serving.url}/sync?sessionId=${sessionId}`, request);
  return { sessionId, listener, connected, run, catchUp };
}

function rowsOf(page: JsonObject, table: string): readonly JsonObject[] {
  const tables = page['tables'] as Record<string, { rows: readonly JsonObject[] } | undefined>;
  return tables[table]?.rows ?? [];
}

/** The rows and removals of all deltas among the messages. */
function affected(messages: readonly JsonObject[]): readonly JsonObject[] {
  return messages
    .filter((message) => message['type'] === 'delta')
    .flatMap((message) => (message['data'] as { all_affected_rows: readonly JsonObject[] }).all_affected_rows);
}

describe('a walk through', () => {
  test('[WS-1] a stranger is greeted with a session of its own', async () => {
    const listener = new Listener(serving.url);
    const greeting = await listener.next();
    expect(greeting).toMatchObject({
      type: 'connected',
      session: { role: 'user' },
      serverRevision: expect.any(Number),
    });
    const { userId } = greeting['session'] as { userId: number };
    expect(userId >= 1 && userId <= 100).toBe(true);
    expect(asText(greeting['sessionId']).length).toBeGreaterThanOrEqual(32);
    const { status } = await post(`${serving.url}/sync?sessionId=${asText(greeting['sessionId'])}`, EMPTY_CURSOR);
    expect(status).toBe(200);
    listener.close();
  });

  test('[HTTP-3] [SYNC-2] a catch-up holds what the session may see, and no more', async () => {
    const ann = await connect(1);
    const { status, headers, body } = await ann.catchUp();
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('application/json')]);
    const users = rowsOf(body, 'users');
    const posts = rowsOf(body, 'posts');
    expect(users.map((user) => user['id'])).toEqual([1]);
    expect(posts.length).toBeGreaterThan(0);
    expect(posts.filter((row) => row['authorUserId'] !== 1 && row['published'] !== 1)).toEqual([]);
    expect(body['has_more']).toBe(false);
    ann.listener.close();
  });

  test('[SYNC-4] pages lead to the same rows, and the cursor then has no news', async () => {
    const ann = await connect(2);
    const whole = await ann.catchUp();
    const cursor: Record<string, JsonValue> = {};
    const rows: JsonObject[] = [];
    for (let more = true; more;) {
      const { body } = await ann.catchUp({ syncCursor: { tables: cursor }, pageSize: 5 });
      for (const [table, page] of Object.entries(body['tables'] as Record<string, JsonObject>)) {
        const { rows: _, removed: __, resync: ___, ...entry } = page;
        cursor[table] = entry;
      }
      expect(rowsOf(body, 'posts').length).toBeLessThanOrEqual(5);
      rows.push(...rowsOf(body, 'posts'));
      more = body['has_more'] === true;
    }
    expect(rows).toEqual(rowsOf(whole.body, 'posts'));
    const again = await ann.catchUp({ syncCursor: { tables: cursor } });
    expect([rowsOf(again.body, 'posts'), again.body['has_more']]).toEqual([[], false]);
    ann.listener.close();
  });

  test('[WS-3] [SYNC-7] a mutation reaches whom it concerns: draft, published, withdrawn, deleted', async () => {
    const [ann, ben] = await Promise.all([connect(3), connect(4)]);
    const created = await ann.run('createPost', { title: 'A draft', content: 'Not yet.', published: false });
    expect([created.status, Number(created.headers.get('pyre-revision')) > 0]).toEqual([200, true]);
    const { id } = (created.body['post'] as JsonObject[])[0] as { id: number };
    expect(affected(await ann.listener.upToNow())).toMatchObject([
      { table_name: 'posts', row: { id, title: 'A draft' } },
    ]);
    expect(affected(await ben.listener.upToNow())).toEqual([]);

    await ann.run('publishPost', { id, published: true });
    expect(affected(await ann.listener.upToNow())).toMatchObject([{ row: { id, published: 1 } }]);
    expect(affected(await ben.listener.upToNow())).toMatchObject([{ row: { id, title: 'A draft', published: 1 } }]);

    await ann.run('publishPost', { id, published: false });
    expect(affected(await ben.listener.upToNow())).toMatchObject([
      { table_name: 'posts', row: { id }, headers: ['id'], removed: true },
    ]);
    expect(affected(await ann.listener.upToNow())).toMatchObject([{ row: { id, published: 0 } }]);

    await ann.run('deletePost', { id });
    expect(affected(await ann.listener.upToNow())).toMatchObject([{ row: { id }, removed: true }]);
    expect(affected(await ben.listener.upToNow())).toEqual([]);
    for (const client of [ann, ben]) client.listener.close();
  });

  test("[PERM-2] nobody changes another's row: an empty list, and no news", async () => {
    const [ann, ben] = await Promise.all([connect(5), connect(6)]);
    const created = await ann.run('createPost', { title: 'Mine', content: 'x', published: true });
    const { id } = (created.body['post'] as JsonObject[])[0] as { id: number };
    await ben.listener.upToNow();
    const denied = await ben.run('updatePost', { id, title: 'Stolen', content: 'y' });
    expect([denied.status, denied.body]).toEqual([200, { post: [] }]);
    expect(affected(await ben.listener.upToNow())).toEqual([]);
    const read = await ann.run('getPost', { id });
    expect(read.body).toMatchObject({ post: [{ title: 'Mine' }] });
    for (const client of [ann, ben]) client.listener.close();
  });

  test('[HTTP-4] the same request id is applied once and answered the same', async () => {
    const ann = await connect(7);
    const url = `${serving.url}/db/createPost?sessionId=${ann.sessionId}`;
    const init = {
      method: 'POST',
      body: '{"title":"Once","content":"x","published":false}',
      headers: { 'pyre-request-id': 'r-1' },
    };
    const first = await toAnswer(await fetch(url, init));
    const second = await toAnswer(await fetch(url, init));
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('pyre-revision')).toBe(first.headers.get('pyre-revision'));
    expect(affected(await ann.listener.upToNow())).toHaveLength(1);
    ann.listener.close();
  });

  test('[WS-2] a known session resumes; an unknown one is closed with 4401', async () => {
    const ann = await connect(8);
    const second = new Listener(serving.url, ann.sessionId);
    expect(await second.next()).toMatchObject({ type: 'connected', sessionId: ann.sessionId, session: { userId: 8 } });
    const forged = new Listener(serving.url, 'ffffffffffffffffffffffffffffffff');
    expect(await forged.closed).toBe(4401);
    second.close();
    ann.listener.close();
  });

  test('[CLIENT-6] two connections of one session both hear', async () => {
    const ann = await connect(9);
    const second = new Listener(serving.url, ann.sessionId);
    await second.next();
    await ann.run('createPost', { title: 'For both', content: 'x', published: false });
    expect(affected(await ann.listener.upToNow())).toHaveLength(1);
    expect(affected(await second.upToNow())).toHaveLength(1);
    second.close();
    ann.listener.close();
  });

  test('the same seed gives the same rows', async () => {
    const other = await startServe('--dev-login', '--seed', '7');
    const names = await Promise.all([serving.url, other.url].map(seededNames));
    await other.stop();
    expect(names[0]).toEqual(names[1]);
    expect(names[0]?.length).toBe(20);
  });

  test('an empty server has nobody', async () => {
    const empty = await startServe('--empty');
    const listener = new Listener(empty.url);
    const { sessionId } = await listener.next();
    const { body } = await post(`${empty.url}/sync?sessionId=${asText(sessionId)}`, EMPTY_CURSOR);
    const login = await post(`${empty.url}/login`, { session: { userId: 1, role: 'user' } });
    listener.close();
    await empty.stop();
    expect([rowsOf(body, 'users'), rowsOf(body, 'posts')]).toEqual([[], []]);
    expect([login.status, login.body]).toMatchObject([404, { error: { kind: 'UnknownPath' } }]);
  });
});

/** The twenty users' own rows, each read by themselves. */
async function seededNames(url: string): Promise<JsonValue[]> {
  const rows: JsonValue[] = [];
  for (let userId = 1; userId <= 20; userId++) {
    const { body } = await post(`${url}/login`, { session: { userId, role: 'user' } });
    const page = await post(`${url}/sync?sessionId=${asText(body['sessionId'])}`, EMPTY_CURSOR);
    const [user] = rowsOf(page.body, 'users');
    if (user) rows.push([user['id'] ?? null, user['name'] ?? null, user['email'] ?? null]);
  }
  return rows;
}

/** A request that must be refused; `SESSION` in its path stands for a session of user 1. */
interface Refusal {
  readonly what: string;
  readonly path: string;
  readonly body?: JsonValue;
  readonly method?: string;
  readonly status: number;
  readonly kind: string;
  readonly names?: string;
}

const REFUSALS: readonly Refusal[] = [
  { what: 'no session', path: '/sync', body: EMPTY_CURSOR, status: 401, kind: 'UnknownSession' },
  { what: 'a forged session', path: '/sync?sessionId=0123', body: EMPTY_CURSOR, status: 401, kind: 'UnknownSession' },
  {
    what: "another's values",
    path: '/sync?sessionId=SESSION',
    body: { ...EMPTY_CURSOR, session: { userId: 2, role: 'user' } },
    status: 403,
    kind: 'SessionMismatch',
  },
  { what: 'a body that is not JSON', path: '/sync?sessionId=SESSION', body: '{nope', status: 400, kind: 'Malformed' },
  { what: 'a body that is a list', path: '/db/createPost?sessionId=SESSION', body: [], status: 400, kind: 'Malformed' },
  {
    what: 'page size 0',
    path: '/sync?sessionId=SESSION',
    body: { ...EMPTY_CURSOR, pageSize: 0 },
    status: 400,
    kind: 'Malformed',
    names: 'pageSize',
  },
  {
    what: 'page size 5001',
    path: '/sync?sessionId=SESSION',
    body: { ...EMPTY_CURSOR, pageSize: 5001 },
    status: 400,
    kind: 'Malformed',
    names: 'pageSize',
  },
  {
    what: 'an unknown table in the cursor',
    path: '/sync?sessionId=SESSION',
    body: { syncCursor: { tables: { nothing: { last_seen_updated_at: 1, permission_hash: 'x' } } } },
    status: 400,
    kind: 'Malformed',
    names: 'nothing',
  },
  {
    what: 'an unknown query',
    path: '/db/dropTables?sessionId=SESSION',
    body: {},
    status: 404,
    kind: 'UnknownQuery',
    names: 'dropTables',
  },
  {
    what: 'a query called constructor',
    path: '/db/constructor?sessionId=SESSION',
    body: {},
    status: 404,
    kind: 'UnknownQuery',
  },
  { what: 'an unknown path', path: '/nowhere', body: {}, status: 404, kind: 'UnknownPath' },
  { what: 'the wrong method', path: '/queries', method: 'DELETE', status: 405, kind: 'MethodNotAllowed' },
  {
    what: 'ill-typed arguments',
    path: '/db/updatePost?sessionId=SESSION',
    body: { id: 'one', title: 5, content: 'x' },
    status: 422,
    kind: 'InvalidInput',
    names: 'title',
  },
  {
    what: 'a missing argument',
    path: '/db/createPost?sessionId=SESSION',
    body: { title: 'x' },
    status: 422,
    kind: 'InvalidInput',
    names: 'content',
  },
  {
    what: 'a body over 1 MiB',
    path: '/sync?sessionId=SESSION',
    body: 'x'.repeat(2 * MEBIBYTE),
    status: 413,
    kind: 'TooLarge',
  },
];

describe('what is refused', () => {
  test.each(REFUSALS)('[HTTP-6] $what: $status', async ({ path, body, method = 'POST', status, kind, names }) => {
    const url = `${serving.url}${path.replace('SESSION', await login(1))}`;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await toAnswer(await fetch(url, body === undefined ? { method } : { method, body: text }));
    expect([answer.status, answer.body]).toMatchObject([status, { error: { kind } }]);
    expect(Object.keys(answer.body)).toEqual(['error']);
    if (names) expect(JSON.stringify(answer.body)).toContain(names);
    expect(JSON.stringify(answer.body)).not.toMatch(/select |insert into|\.ts:|node_modules/i);
  });

  test.each([
    ['text that is not JSON', 'hello', 1008],
    ['JSON that is no ping', '{"type":"pong"}', 1008],
    ['a list', '[]', 1008],
    ['bytes', Uint8Array.of(1, 2, 3), 1008],
    ['2 MiB', 'x'.repeat(2 * MEBIBYTE), 1009],
  ])('[WS-5] a frame of %s closes its connection, and no other', async (_, frame, code) => {
    const [ann, ben] = await Promise.all([connect(10), connect(11)]);
    ann.listener.socket.send(frame);
    expect(await ann.listener.closed).toBe(code);
    expect(await ben.listener.upToNow()).toEqual([]);
    ben.listener.close();
  });

  test('[HTTP-3] a cursor of another lifetime of the database is told to start over', async () => {
    const ann = await connect(12);
    const { status, body } = await ann.catchUp({ ...EMPTY_CURSOR, databaseEpoch: 'another' });
    expect([status, body]).toEqual([200, { type: 'reset', databaseEpoch: ann.connected['databaseEpoch'] }]);
    ann.listener.close();
  });
});
