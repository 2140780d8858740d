// Too much of everything: requests, sockets, pings, slow readers, and bodies that are small to send and large to serve.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';
import { LARGEST_QUEUE_BYTES } from '../../src/server/connections.ts';
import { IDLE_SESSIONS_KEPT, REQUEST_BURST, REQUESTS_PER_SECOND } from '../../src/server/sessions.ts';
import { login, user } from '../server/open-server.ts';
import { valuesProject } from './schemas.ts';
import { openWorld, type Victim, type World } from './world.ts';

const MEBIBYTE = 1_048_576;

let world: World;
let ann: Victim;
let eve: Victim;
beforeEach(async () => {
  world = await openWorld();
  ann = world.join(user(1));
  eve = world.join(user(2));
});

const post = (content: string, published = true) => ({ title: 't', content, published });

describe('requests', () => {
  test('[HTTP-6] ten thousand at once are served, the next is refused, others are not, and a second later it may ask again', async () => {
    const statuses = new Map<number, number>();
    for (let count = 0; count < REQUEST_BURST + 50; count++) {
      const { status } = await eve.run('getPost', { id: count });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [200, REQUEST_BURST],
      [429, 50],
    ]);
    expect((await eve.ask('/sync', { syncCursor: { tables: {} } })).status).toBe(429);
    expect((await ann.run('createPost', post('x'))).status).toBe(200);
    world.opened.clock.jump(1000);
    const again: number[] = [];
    for (let count = 0; count <= REQUESTS_PER_SECOND; count++) again.push((await eve.run('listPosts', {})).status);
    expect(again.filter((status) => status === 200)).toHaveLength(REQUESTS_PER_SECOND);
    world.opened.clock.jump(-1_000_000);
    expect((await eve.run('listPosts', {})).status).toBe(429);
  });

  test('[SYNC-11] a refused request has written nothing', async () => {
    for (let count = 0; count < REQUEST_BURST; count++) await eve.run('getPost', { id: count });
    expect((await eve.run('createPost', post('x'))).status).toBe(429);
    expect((await ann.run('listPosts', {})).text).toBe('{"post":[]}');
  });

  test('a connected session is kept, however many others are issued', () => {
    eve.connect();
    for (let count = 0; count < IDLE_SESSIONS_KEPT + 500; count++) login(world.opened.server, user(3));
    const sessions = world.opened.server.control.sessions();
    expect(sessions.length).toBeLessThanOrEqual(IDLE_SESSIONS_KEPT + 1);
    expect(sessions.some(({ sessionId }) => sessionId === eve.sessionId)).toBe(true);
    expect(sessions.some(({ sessionId }) => sessionId === ann.sessionId)).toBe(false);
  });

  test('[HTTP-4] remembered requests take bounded memory, however large their arguments', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < 120; count++) {
      const args = { id: 999, title: `${count}`, content: 'x'.repeat(MEBIBYTE - 1000) };
      expect((await ann.run('updatePost', args, { 'pyre-request-id': `r${count}` })).text).toBe('{"post":[]}');
    }
    collect();
    expect((process.memoryUsage().heapUsed - before) / MEBIBYTE).toBeLessThan(40);
  });
});

const many = (count: number, item: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => item(index)).join(',');

const bodyOf = (bytes: number) => JSON.stringify({ id: 1, title: 't', content: 'x'.repeat(bytes - 33) });

describe('bodies', () => {
  test.each([
    ['escaped quotes without an end', `{"${'\\"'.repeat(480_000)}`],
    ['quotes after a lone backslash', `{"a":"\\${'"\\'.repeat(480_000)}`],
    ['opening brackets in open text', `{"${'["'.repeat(480_000)}`],
    ['backslashes', `{"${'\\'.repeat(960_001)}`],
    ['quotes', '"'.repeat(960_001)],
    ['digits', `{"id":${'9'.repeat(960_000)}}`],
    ['a minus and digits', `{"id":-${'1'.repeat(960_000)}.${'1'.repeat(10)}e-`],
  ])(
    'a body of %s, as long as a body may be, is refused: to read it again and again would outlast every guard',
    async (_, body) => {
      expect([400, 422]).toContain((await eve.run('getPost', body)).status);
    },
  );

  test.each([
    ['unknown arguments', '/db/getPost', `{${many(80_000, (index) => `"k${index}":1`)}}`],
    [
      'ill-typed tables in a cursor',
      '/sync',
      `{"syncCursor":{"tables":{${many(80_000, (index) => `"k${index}":1`)}}}}`,
    ],
    [
      'unknown tables in a cursor',
      '/sync',
      `{"syncCursor":{"tables":{${many(15_000, (index) => `"k${index}":{"last_seen_updated_at":1,"permission_hash":""}`)}}}}`,
    ],
    [
      'unknown session values',
      '/sync',
      `{"syncCursor":{"tables":{}},"session":{${many(80_000, (index) => `"k${index}":1`)}}}`,
    ],
  ])('[HTTP-6] the refusal of many %s is no larger than a few times the request', async (_, path, body) => {
    const { status, text } = await eve.ask(path, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text.length).toBeLessThan(4 * MEBIBYTE);
  });

  test('[HTTP-6] the refusal of a list of many ill-typed items is no larger than a few times the request', async () => {
    const things = await openWorld(valuesProject);
    const { status, text } = await things
      .join({ userId: 1 })
      .run('ThingUpdate', `{"id":"a","list":[${many(400_000, () => '1')}]}`);
    expect(status).toBe(422);
    expect(text.length).toBeLessThan(4 * MEBIBYTE);
  });

  test('a list of many items is stored and read back, and an object of many names', async () => {
    const things = await openWorld(valuesProject);
    const writer = things.join({ userId: 1 });
    const list = Array.from({ length: 250_000 }, () => 'x').map((text, index) => (index % 2 ? text : ''));
    const dict = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${index}`, index]));
    const row = {
      id: 'a',
      text: '',
      other: null,
      whole: 1,
      real: 1,
      flag: true,
      time: 0,
      day: '2024-01-01',
      doc: null,
    };
    const state = { _type: 'Plain' };
    expect((await writer.run('ThingCreate', { ...row, state, list, dict: {} })).status).toBe(200);
    expect((await writer.run('Things', { id: 'a' })).body).toMatchObject({ thing: [{ list }] });
    expect((await writer.run('ThingUpdate', { id: 'a', list: [], dict })).status).toBe(200);
    expect((await writer.run('Things', { id: 'a' })).body).toMatchObject({ thing: [{ list: [], dict }] });
  });

  test('[HTTP-6] one byte over 1 MiB is refused, whatever its length is said to be', async () => {
    expect(bodyOf(MEBIBYTE).length).toBe(MEBIBYTE);
    expect((await eve.run('updatePost', bodyOf(MEBIBYTE))).status).toBe(200);
    expect((await eve.run('updatePost', bodyOf(MEBIBYTE + 1))).status).toBe(413);
    expect((await eve.run('updatePost', bodyOf(MEBIBYTE + 1), { 'content-length': '5' })).status).toBe(413);
    expect((await eve.run('updatePost', new TextEncoder().encode('{"id":"\u{1f600}"}').slice(0, 9))).status).toBe(400);
  });
});

describe('connections', () => {
  test('a thousand sockets hear of one mutation in one send, and leave nothing behind', async () => {
    const victims = Array.from({ length: 1000 }, (_, index) => world.join(user(100 + index)));
    for (const victim of victims) victim.connect();
    world.port.sends.length = 0;
    await ann.run('createPost', post('hello'));
    expect(world.port.sends.map(({ to }) => to.length)).toEqual([1000]);
    await ann.run('createPost', post('hidden', false));
    expect(world.port.sends).toHaveLength(1);
    for (const victim of victims) victim.disconnect();
    await ann.run('createPost', post('unheard'));
    expect(world.port.sends).toHaveLength(1);
    expect(world.opened.reported).toEqual([]);
  });

  test('[WS-5] ten thousand pings are answered, and nobody else hears of them', () => {
    const connection = world.port.open(`/sync?sessionId=${eve.sessionId}`);
    const other = world.port.open(`/sync?sessionId=${ann.sessionId}`);
    for (let count = 0; count < 10_000; count++) world.port.say(connection, '{"type":"ping"}');
    expect(connection.messages).toHaveLength(10_001);
    expect([connection.closed, other.messages.length, other.closed]).toEqual([null, 1, null]);
  });

  test('[WS-7] who sends pings and never reads does not make the queue grow', () => {
    const connection = world.port.open(`/sync?sessionId=${eve.sessionId}`);
    world.port.queued.set(connection.id, LARGEST_QUEUE_BYTES + 1);
    world.port.sends.length = 0;
    for (let count = 0; count < 10_000; count++) world.port.say(connection, '{"type":"ping"}');
    const bytes = world.port.sends.reduce((sum, { text }) => sum + text.length, 0);
    expect(bytes).toBeLessThan(10_000);
  });

  test('[WS-7] who does not read is passed over, told once, and made whole by catching up', async () => {
    eve.connect();
    await eve.catchUp();
    const connection = eve.connection;
    if (!connection) throw new Error('not connected');
    world.port.queued.set(connection.id, LARGEST_QUEUE_BYTES);
    world.port.sends.length = 0;
    for (let count = 0; count < 200; count++) await ann.run('createPost', post('x'.repeat(10_000)));
    const bytes = world.port.sends.reduce((sum, { text }) => sum + text.length, 0);
    expect([world.port.sends.length, bytes < 1000]).toEqual([1, true]);
    world.port.queued.delete(connection.id);
    await ann.run('createPost', post('seen'));
    eve.listen();
    expect(eve.replica.gap).toBe(true);
    await eve.catchUp();
    expect(eve.replica.rows('posts')).toHaveLength(201);
  });

  test.each([
    ['', 1008],
    ['ping', 1008],
    ['{"type":"ping"', 1008],
    ['["ping"]', 1008],
    ['null', 1008],
    ['{"type":["ping"]}', 1008],
    ['{"__proto__":{"type":"ping"}}', 1008],
    ['{"type":"delta","data":{}}', 1008],
    ['['.repeat(1_000_000), 1008],
    [`{"type":"ping"}${' '.repeat(2 * MEBIBYTE)}`, 1009],
    ['😀'.repeat(262_145), 1009],
  ])('[WS-5] the frame %.20j closes its own connection with %d', (frame, code) => {
    const [bad, good] = [
      world.port.open(`/sync?sessionId=${eve.sessionId}`),
      world.port.open(`/sync?sessionId=${eve.sessionId}`),
    ];
    world.port.say(bad, frame);
    expect([bad.closed?.code, good.closed]).toEqual([code, null]);
    world.port.say(bad, '{"type":"ping"}');
    expect(bad.messages).toHaveLength(1);
    expect(world.opened.reported).toEqual([]);
  });
});
