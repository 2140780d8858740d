// Who is asking: forged and foreign sessions, cursors and request ids, and names that JavaScript's objects know already.
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { ask, user } from '../server/open-server.ts';
import { objectAt } from './replica.ts';
import { namesProject } from './schemas.ts';
import { openWorld, type Victim, type World } from './world.ts';

const INHERITED = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
];

let world: World;
let ann: Victim;
let eve: Victim;
beforeEach(async () => {
  world = await openWorld();
  ann = world.join(user(1));
  eve = world.join(user(2));
});

const fetchPath = (method: string, path: string, body?: string) => ask(world.opened.server, method, path, body);

const forged = (known: string): readonly string[] => [
  '',
  '0',
  'null',
  'undefined',
  known.toUpperCase(),
  known.slice(0, -1),
  `${known}0`,
  ` ${known}`,
  `${known}\0`,
  'f'.repeat(32),
  'x'.repeat(10_000),
  ...INHERITED,
];

describe('sessions', () => {
  test('[HTTP-6] [WS-2] no forged id is a session, over HTTP and over WebSocket', async () => {
    for (const id of forged(ann.sessionId)) {
      const search = `sessionId=${encodeURIComponent(id)}`;
      for (const path of [`/sync?${search}`, `/db/listPosts?${search}`, `/db/constructor?${search}`]) {
        const { status, body } = await fetchPath('POST', path, '{}');
        expect([id.slice(0, 40), path.slice(0, 9), status, objectAt(body, 'error')['kind']]).toEqual([
          id.slice(0, 40),
          path.slice(0, 9),
          401,
          'UnknownSession',
        ]);
      }
      expect(world.port.open(`/sync?${search}`).closed?.code).toBe(4401);
    }
  });

  test('the first of two ids counts, over HTTP as over WebSocket', async () => {
    const search = `sessionId=${ann.sessionId}&sessionId=${eve.sessionId}`;
    const { status } = await fetchPath('POST', `/db/createUser?${search}`, '{"name":"A","email":"a"}');
    expect(status).toBe(200);
    expect(world.port.open(`/sync?${search}`).messages[0]).toMatchObject({ session: { userId: 1 } });
    expect((await ann.run('listUsers', {})).body).toMatchObject({ user: [{ id: 1 }] });
  });

  const claims: readonly [string, JsonValue][] = [
    ["somebody else's", { userId: 1, role: 'user' }],
    ['more than its own', { userId: 2, role: 'user', admin: true }],
    ['less than its own', { userId: 2 }],
    ['nothing', {}],
    ['another type', { userId: '2', role: 'user' }],
    ['an inherited name', JSON.parse('{"userId":2,"role":"user","__proto__":{"userId":1}}') as JsonValue],
    ['a role', { userId: 2, role: 'admin' }],
  ];
  test.each(claims)('[HTTP-7] a body that claims %s is refused with 403', async (_, session) => {
    const { status } = await eve.ask('/sync', { syncCursor: { tables: {} }, session });
    expect(status).toBe(403);
  });

  test.each(['null', '[]', '"x"', '1'])('[HTTP-6] a claim of %s is malformed', async (session) => {
    expect((await eve.ask('/sync', `{"syncCursor":{"tables":{}},"session":${session}}`)).status).toBe(400);
  });

  test.each(['sessionId', 'session', 'userId', 'role', 'session_userId', '$session_userId', 'Session.userId'])(
    '[PERM-3] an argument called %s changes nothing of who is asking',
    async (name) => {
      const args = { title: 't', content: 'c', published: false, [name]: 1 };
      expect((await eve.run('createPost', args)).status).toBe(422);
      expect((await eve.run('listPosts', { [name]: 1 })).status).toBe(422);
    },
  );
});

async function cursorOf(victim: Victim): Promise<Record<string, JsonObject>> {
  await victim.catchUp();
  return victim.replica.cursor;
}

async function hiddenPost(): Promise<void> {
  await ann.run('createPost', { title: 'canary-c', content: 'canary-c', published: false });
}

describe('cursors', () => {
  test("[SYNC-6] another user's cursor starts the table anew and shows nothing of theirs", async () => {
    await hiddenPost();
    const stolen = await cursorOf(ann);
    const { status, body, text } = await eve.ask('/sync', { syncCursor: { tables: stolen } });
    expect(status).toBe(200);
    expect(objectAt(body, 'tables', 'posts')).toMatchObject({ resync: true, rows: [] });
    expect(text).not.toContain('canary');
  });

  const stamps: readonly [string, number][] = [
    ['-1', 400],
    ['1.5', 400],
    ['"1"', 400],
    ['true', 400],
    ['[]', 400],
    ['1e999', 400],
    ['-1e999', 400],
    ['NaN', 400],
    ['0', 200],
    ['-0', 200],
    ['null', 200],
    ['9007199254740991', 200],
    ['9007199254740993', 200],
    ['1e300', 200],
    ['1.7976931348623157e308', 200],
  ];
  test.each(stamps)('[SYNC-4] the stamp %s is answered %d, as last stamp and as `since`', async (stamp, expected) => {
    await hiddenPost();
    await eve.run('createPost', { title: 'mine', content: 'c', published: false });
    const { posts } = await cursorOf(eve);
    const hash = JSON.stringify(posts?.['permission_hash']);
    const entries = [
      `{"last_seen_updated_at":${stamp},"permission_hash":${hash}}`,
      `{"last_seen_updated_at":${stamp},"permission_hash":${hash},"since":1}`,
      `{"last_seen_updated_at":1,"permission_hash":${hash},"since":${stamp === 'null' ? 1 : stamp}}`,
      `{"last_seen_updated_at":${stamp},"permission_hash":"another"}`,
    ];
    for (const entry of entries) {
      const { status, text } = await eve.ask('/sync', `{"syncCursor":{"tables":{"posts":${entry}}}}`);
      expect([entry, status]).toEqual([entry, expected]);
      expect(text).not.toContain('canary');
    }
    expect(world.opened.reported).toEqual([]);
  });

  test('[SYNC-7] `since` cannot be used to be told of rows that one could never see', async () => {
    await eve.run('createPost', { title: 'mine', content: 'c', published: false });
    const { posts } = await cursorOf(eve);
    await hiddenPost();
    await ann.run('deletePost', { id: 2 });
    const entry = { ...posts, last_seen_updated_at: 1, since: 9_007_199_254_740_991 };
    const { body } = await eve.ask('/sync', { syncCursor: { tables: { posts: entry } } });
    expect(objectAt(body, 'tables')['posts'] ?? { rows: [] }).not.toMatchObject({ removed: [2] });
  });

  test.each([...INHERITED, 'Posts', 'post', 'sqlite_master', '_pyre_sync', '_pyre_history', 'posts" --', ''])(
    '[HTTP-6] a cursor that names the table %j is refused, and the name is told back',
    async (table) => {
      const entry = '{"last_seen_updated_at":1,"permission_hash":"x"}';
      const { status, text } = await eve.ask('/sync', `{"syncCursor":{"tables":{${JSON.stringify(table)}:${entry}}}}`);
      expect(status).toBe(400);
      expect(text).toContain(JSON.stringify(table).slice(1, -1));
    },
  );

  test.each([
    '[]',
    'null',
    '{}',
    '{"tables":[]}',
    '{"tables":null}',
    '{"tables":{"posts":null}}',
    '{"tables":{"posts":[]}}',
    '{"tables":{"posts":{}}}',
    '{"__proto__":{"tables":{}}}',
  ])('[HTTP-6] the cursor %s is malformed', async (cursor) => {
    expect((await eve.ask('/sync', `{"syncCursor":${cursor}}`)).status).toBe(400);
  });

  test.each(['0', '-1', '1.5', '5001', '1e999', '"3"', 'null', '[]', 'true'])(
    '[SYNC-4] a page size of %s is refused',
    async (size) => {
      expect((await eve.ask('/sync', `{"syncCursor":{"tables":{}},"pageSize":${size}}`)).status).toBe(400);
    },
  );

  test.each(['""', '"another"', '"__proto__"', `"${'x'.repeat(100_000)}"`])(
    '[SYNC-12] the epoch %.20s is another',
    async (epoch) => {
      const { status, body } = await eve.ask('/sync', `{"syncCursor":{"tables":{}},"databaseEpoch":${epoch}}`);
      expect([status, body]).toMatchObject([200, { type: 'reset' }]);
    },
  );
});

const id = (value: string): Record<string, string> => ({ 'pyre-request-id': value });

const post = (title: string) => ({ title, content: 'canary-r', published: false });

describe('request ids', () => {
  test('[HTTP-4] an id belongs to its session: another is neither answered for it nor kept from using it', async () => {
    const mine = await ann.run('createPost', post('first'), id('r1'));
    const theirs = await eve.run('createPost', post('first'), id('r1'));
    expect(theirs.body).not.toEqual(mine.body);
    expect((await eve.run('listPosts', {})).body['post']).toHaveLength(1);
    expect((await ann.run('createPost', post('first'), id('r1'))).body).toEqual(mine.body);
    const second = world.join(user(1));
    expect((await second.run('createPost', post('first'), id('r1'))).body).not.toEqual(mine.body);
  });

  test.each([
    ['other arguments', 'createPost', post('second')],
    ['more arguments', 'createPost', { ...post('first'), x: 1 }],
    ['another query', 'PostCreate', { ...post('first'), authorUserId: 1 }],
  ])('[HTTP-4] the same id with %s is refused and does nothing', async (_, query, args) => {
    const first = await ann.run('createPost', post('first'), id('r1'));
    const again = await ann.run(query, args, id('r1'));
    expect(again.status).toBe(422);
    expect(again.text).not.toContain('canary');
    expect((await ann.run('listPosts', {})).body['post']).toHaveLength(1);
    expect((await ann.run('createPost', post('first'), id('r1'))).body).toEqual(first.body);
  });

  test('[HTTP-4] an id whose request was refused may be used again', async () => {
    expect((await ann.run('createPost', { title: 1 }, id('r1'))).status).toBe(422);
    expect((await ann.run('createPost', post('first'), id('r1'))).status).toBe(200);
  });

  test.each([...INHERITED, 'a b', "'", '"', 'é', 'x'.repeat(200)])(
    '[HTTP-4] %.20s is an id like any other',
    async (value) => {
      const first = await ann.run('createPost', post('first'), id(value));
      expect((await ann.run('createPost', post('first'), id(value))).body).toEqual(first.body);
      expect((await ann.run('listPosts', {})).body['post']).toHaveLength(1);
    },
  );

  test.each(['', 'x'.repeat(201), 'x'.repeat(10_000)])(
    '[HTTP-4] an id of impossible length is refused: %.5s',
    async (value) => {
      expect((await ann.run('createPost', post('first'), id(value))).status).toBe(400);
      expect((await ann.run('listPosts', {})).body['post']).toEqual([]);
    },
  );
});

describe('inherited names', () => {
  test.each(INHERITED)('[HTTP-6] %s is no query, no path, no argument, no body', async (name) => {
    expect((await eve.ask(`/db/${name}`, {})).status).toBe(404);
    expect((await eve.ask(`/${name}`, {})).status).toBe(404);
    expect((await eve.run('listPosts', `{${JSON.stringify(name)}:1}`)).status).toBe(422);
    expect((await eve.run('getPost', `{${JSON.stringify(name)}:{"id":1}}`)).status).toBe(422);
    expect((await eve.ask('/sync', `{${JSON.stringify(name)}:{"syncCursor":{"tables":{}}}}`)).status).toBe(400);
  });

  const session = JSON.parse('{"userId":1,"constructor":"c","__proto__":"p"}') as JsonObject;

  async function oddWorld() {
    const odd = await openWorld(namesProject);
    const [c, other] = [
      odd.join(session),
      odd.join(JSON.parse('{"userId":2,"constructor":"d","__proto__":"q"}') as JsonObject),
    ];
    return { odd, c, other };
  }

  test('they are columns, parameters and session fields like any other', async () => {
    const { odd, c, other } = await oddWorld();
    c.connect();
    other.connect();
    const made = await c.run('OddCreate', '{"toString":"c","__proto__":"z","hasOwnProperty":7}');
    expect([made.status, made.text]).toMatchObject([200, expect.stringContaining('"__proto__":"z"')]);
    await c.run('OddCreate', '{"toString":"d","__proto__":"p","hasOwnProperty":null}');
    const third = JSON.parse('{"userId":3,"constructor":"e","__proto__":"r"}') as JsonObject;
    await odd.join(third).run('OddCreate', '{"toString":"canary","__proto__":"canary"}');
    for (const victim of [c, other]) {
      await victim.catchUp();
      victim.listen();
    }
    expect(
      c.replica
        .rows('constructor')
        .map((row) => [row['id'], row['toString'], Object.entries(row).find(([name]) => name === '__proto__')?.[1]]),
    ).toEqual([
      [1, 'c', 'z'],
      [2, 'd', 'p'],
    ]);
    expect(other.replica.rows('constructor').map((row) => row['id'])).toEqual([2]);
    expect(JSON.stringify((await c.run('Odds', {})).body['odd'])).toBe(
      '[{"id":1,"toString":"c","__proto__":"z","hasOwnProperty":7},{"id":2,"toString":"d","__proto__":"p","hasOwnProperty":null}]',
    );
    expect(c.takeBytes() + other.takeBytes()).not.toContain('canary');
  });

  test('[SYNC-4] a table called constructor has a cursor like any other: its pages come to an end', async () => {
    const { c } = await oddWorld();
    for (let index = 0; index < 5; index++) await c.run('OddCreate', '{"toString":"c","__proto__":"z"}');
    const ids: JsonValue[] = [];
    let cursor: JsonObject = {};
    for (let pages = 0, more = true; more && pages < 10; pages++) {
      const { body } = await c.ask('/sync', { syncCursor: { tables: cursor }, pageSize: 2 });
      const { rows, permission_hash, last_seen_updated_at, since } = objectAt(body, 'tables', 'constructor');
      ids.push(...(rows as unknown as JsonObject[]).map((row) => row['id'] ?? null));
      const entry = { permission_hash: permission_hash ?? null, last_seen_updated_at: last_seen_updated_at ?? null };
      cursor = { constructor: since === undefined ? entry : { ...entry, since } };
      more = body['has_more'] === true;
    }
    expect(ids).toEqual([1, 2, 3, 4, 5]);
  });
});
