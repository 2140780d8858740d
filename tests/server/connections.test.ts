// WebSockets: greeting, resuming, pinging, who gets which delta, slow readers, changed sessions, and breaking the rules.
import * as v from 'valibot';
import { beforeEach, expect, test } from 'vitest';
import { delta, downMessage, type Delta } from '../../src/protocol/down.ts';
import { LARGEST_QUEUE_BYTES } from '../../src/server/connections.ts';
import { login, openServer, run, TestPort, user, type Opened, type TestConnection } from './open-server.ts';

let opened: Opened;
let port: TestPort;
let author: string;

beforeEach(async () => {
  opened = await openServer();
  port = new TestPort(opened.server);
  author = login(opened.server, user(1));
});

const join = (userId: number): TestConnection => port.open(`/sync?sessionId=${login(opened.server, user(userId))}`);
const write = (query: string, args: object) => run(opened.server, author, query, args);
const create = (published: boolean, title = 'T') => write('createPost', { title, content: 'C', published });
const deltasOf = (connection: TestConnection): Delta[] =>
  connection.messages.filter(({ type }) => type === 'delta').map((message) => v.parse(delta, message));
const newsOf = (connection: TestConnection): unknown[] =>
  deltasOf(connection).flatMap(({ data }) =>
    data.affected_row_indices.map((index) => {
      const affected = data.all_affected_rows[index];
      if (affected?.removed) return [affected.table_name, 'removed', affected.row];
      return [affected?.table_name, affected?.row['title'] ?? affected?.row['name']];
    }),
  );

test('[WS-1] a new connection gets a session of its own', () => {
  const [first, second] = [port.open(), port.open()];
  const [greeting] = first.messages;
  expect(v.is(downMessage, greeting)).toBe(true);
  expect(greeting).toMatchObject({ type: 'connected', serverRevision: 0, session: { role: 'user' } });
  expect(greeting?.['sessionId']).toMatch(/^[0-9a-f]{32}$/);
  expect(second.messages[0]?.['sessionId']).not.toBe(greeting?.['sessionId']);
});

test('[WS-2] a connection resumes the session that it names', () => {
  const again = port.open(`/sync?sessionId=${author}`);
  expect(again.messages).toMatchObject([{ type: 'connected', sessionId: author, session: user(1) }]);
});

test.each(['nobody', '', '__proto__'])('[WS-2] the unknown session %j closes with 4401', (id) => {
  expect(port.open(`/sync?sessionId=${id}`)).toMatchObject({ messages: [], closed: { code: 4401 } });
});

test('a WebSocket elsewhere is closed', () => {
  expect(port.open('/queries')).toMatchObject({ messages: [], closed: { code: 1008 } });
});

test('[WS-5] a ping is answered with the last link of the chain', async () => {
  const me = join(2);
  await create(true);
  port.say(me, '{"type":"ping"}');
  expect(me.messages.at(-1)).toEqual({ type: 'pong', previousRevision: 1 });
});

const tooBig = JSON.stringify({ type: 'ping', padding: 'x'.repeat(1_048_576) });

test.each<[string, string | ArrayBuffer, number]>([
  ['text that is not JSON', 'hello', 1008],
  ['nothing', '', 1008],
  ['another message', '{"type":"delta"}', 1008],
  ['a list', '[{"type":"ping"}]', 1008],
  ['a number', '1', 1008],
  ['bytes', new ArrayBuffer(4), 1008],
  ['more than 1 MiB of text', tooBig, 1009],
  ['more than 1 MiB in few characters', '€'.repeat(400_000), 1009],
  ['more than 1 MiB of bytes', new ArrayBuffer(1_048_577), 1009],
])('[WS-5] %s closes the connection, and only that one', async (_name, data, code) => {
  const [me, other] = [join(2), join(3)];
  port.say(me, data);
  expect(me.closed?.code).toBe(code);
  expect(me.closed?.reason).not.toBe('');
  await create(true);
  expect(newsOf(me)).toEqual([]);
  expect(newsOf(other)).toEqual([['posts', 'T']]);
});

test('[SYNC-2] a delta reaches those who may see the row, and no byte of it anybody else', async () => {
  const [mine, others, second] = [port.open(`/sync?sessionId=${author}`), join(2), join(2)];
  await create(false, 'private thoughts');
  await create(true, 'public words');
  expect(newsOf(mine)).toEqual([
    ['posts', 'private thoughts'],
    ['posts', 'public words'],
  ]);
  expect(newsOf(others)).toEqual([['posts', 'public words']]);
  expect(newsOf(second)).toEqual([['posts', 'public words']]);
  for (const { to, text } of port.sends) {
    if (to.some((id) => id !== mine.id)) expect(text).not.toContain('private');
  }
});

test('[SYNC-7] publishing, unpublishing and deleting tell each session what it means to it', async () => {
  const [mine, other] = [port.open(`/sync?sessionId=${author}`), join(2)];
  await create(false);
  await write('publishPost', { id: 1, published: true });
  await write('publishPost', { id: 1, published: false });
  await write('publishPost', { id: 1, published: true });
  await write('deletePost', { id: 1 });
  const row = ['posts', 'T'];
  const removal = ['posts', 'removed', { id: 1 }];
  expect(newsOf(mine)).toEqual([row, row, row, row, removal]);
  expect(newsOf(other)).toEqual([row, removal, row, removal]);
});

test('[SYNC-7] a removal holds the key and the stamp of the write, nothing else', async () => {
  const other = join(2);
  await create(true, 'gone soon');
  await write('deletePost', { id: 1 });
  const [removal] = deltasOf(other)[1]?.data.all_affected_rows ?? [];
  expect(removal).toEqual({
    table_name: 'posts',
    row: { id: 1 },
    headers: ['id'],
    removed: true,
    stamp: expect.any(Number),
  });
});

const links = (connection: TestConnection): number[][] =>
  deltasOf(connection).map(({ previousRevision, serverRevision }) => [previousRevision, serverRevision]);

test('[WS-3] the chain of a connection has a link for each delta that it was sent', async () => {
  const [mine, other] = [port.open(`/sync?sessionId=${author}`), join(2)];
  for (const published of [true, false, true, false, true]) await create(published);
  expect(links(mine)).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
  ]);
  expect(links(other)).toEqual([
    [0, 1],
    [1, 3],
    [3, 5],
  ]);
});

test('[NET-2] connections that see the same on the same chain share one text and one send', async () => {
  for (let userId = 2; userId < 30; userId++) join(userId);
  port.sends.length = 0;
  await create(true);
  expect(port.sends.map(({ to }) => to.length)).toEqual([28]);
});

test('[CLIENT-6] two connections of one session both hear', async () => {
  const [one, two] = [port.open(`/sync?sessionId=${author}`), port.open(`/sync?sessionId=${author}`)];
  await create(false);
  port.leave(one);
  await create(false);
  expect([deltasOf(one).length, deltasOf(two).length]).toEqual([1, 2]);
});

test('a connection that has gone is sent nothing', async () => {
  const other = join(2);
  port.leave(other);
  port.leave(other);
  await create(true);
  port.say(other, '{"type":"ping"}');
  expect(other.messages).toHaveLength(1);
  expect(opened.server.control.status()).toMatchObject({ connections: 0 });
});

test('[SYNC-11] the delta is there before the answer', async () => {
  const other = join(2);
  const answer = create(true);
  const arrived = answer.then(() => deltasOf(other).length);
  expect(await arrived).toBe(1);
});

test('[WS-7] a slow reader is passed over and told once; the gap shows in its chain', async () => {
  const [slow, quick] = [join(2), join(3)];
  await create(true);
  port.queued.set(slow.id, LARGEST_QUEUE_BYTES);
  await create(true);
  await create(true);
  port.say(slow, '{"type":"ping"}');
  port.queued.delete(slow.id);
  await create(true);
  expect(
    slow.messages.map(({ type, serverRevision, previousRevision }) => [type, previousRevision, serverRevision]),
  ).toEqual([
    ['connected', undefined, 0],
    ['delta', 0, 1],
    ['catchupRequired', undefined, 2],
    ['pong', 3, undefined],
    ['delta', 3, 4],
  ]);
  expect(slow.messages[2]).toMatchObject({ reason: 'queueOverflow' });
  expect(deltasOf(quick)).toHaveLength(4);
});

test('[WS-4] a session with new values is told, and judged by them from then on', async () => {
  const mine = port.open(`/sync?sessionId=${author}`);
  expect(opened.server.control.changeSession(author, user(2))).toMatchObject({ ok: true, value: { session: user(2) } });
  expect(mine.messages[1]).toMatchObject({ type: 'catchupRequired', reason: 'sessionChanged', session: user(2) });
  const writer = login(opened.server, user(1));
  await run(opened.server, writer, 'createPost', { title: 'hidden', content: '', published: false });
  expect(newsOf(mine)).toEqual([]);
  await create(false, 'mine');
  expect(newsOf(mine)).toEqual([['posts', 'mine']]);
});

test.each([
  ['values that do not fit', { userId: 'two' }, 'userId'],
  ['values that nobody asked for', { ...user(2), admin: true }, 'admin'],
])('a session is not changed to %s', (_name, values, mentions) => {
  const answer = opened.server.control.changeSession(author, values);
  expect(answer).toMatchObject({ ok: false, message: expect.stringContaining(mentions) });
  expect(opened.server.control.sessions()).toMatchObject([{ sessionId: author, session: user(1) }]);
});

test('a server that stops closes its connections with 1012', () => {
  const me = join(2);
  opened.server.stop();
  expect(me.closed?.code).toBe(1012);
  expect(port.open().closed?.code).toBe(1012);
});
