// The real process under attack from real sockets: origins, foreign names, floods, and readers that do not read.
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { JsonObject } from '../../src/base/json.ts';
import { textAt } from './replica.ts';
import { Line, logIn, post, request, serve, type Serving } from './serving.ts';

let serving: Serving;
let ann: string;
beforeAll(async () => {
  serving = await serve('--dev-login', '--empty');
  ann = await logIn(serving.url, { userId: 1, role: 'user' });
});
afterAll(async () => {
  const complaints = serving.complaints();
  await serving.kill();
  expect(complaints).toBe('');
});

const run = (session: string, query: string, args: JsonObject) =>
  post(`${serving.url}/db/${query}?sessionId=${session}`, args);

/** What became of a WebSocket opened with these headers: its first message's type, or the status of the refusal. */
function openWith(headers: Record<string, string>): Promise<string | number> {
  const socket = new WebSocket(`${serving.url.replace('http', 'ws')}/sync?sessionId=${ann}`, { headers });
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => resolve(-1));
    socket.on('message', (data: Buffer) => {
      resolve(textAt(JSON.parse(data.toString()) as JsonObject, 'type'));
      socket.close();
    });
  });
}

/** A request with headers that `fetch` would not let through. */
function raw(
  path: string,
  method: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: object; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${serving.url}${path}`, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? '{}' : undefined);
  });
}

/** Writes bytes to the port and gives all that comes back until the end. */
function speak(text: string): Promise<string> {
  const { port, hostname } = new URL(serving.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('error', () => resolve(heard));
    socket.on('close', () => resolve(heard));
  });
}

const FOREIGN = [
  'https://evil.example',
  'null',
  '',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'http://evil.example/?http://localhost',
  'http://localhost@evil.example',
  'file://',
  'localhost',
];
const OWN = [
  'http://localhost',
  'http://localhost:5173',
  'http://127.0.0.1:1',
  'https://localhost',
  'http://[::1]:8080',
];

describe('origins', () => {
  test.each(FOREIGN.filter((origin) => origin !== ''))(
    'a page of %s gets no socket and may read no answer',
    async (origin) => {
      expect(await openWith({ origin })).toBe(403);
      const answer = await raw(`/db/listPosts?sessionId=${ann}`, 'POST', { origin });
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      const preflight = await raw('/login', 'OPTIONS', { origin, 'access-control-request-method': 'POST' });
      expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  test.each(OWN)('a page of %s is served', async (origin) => {
    expect(await openWith({ origin })).toBe('connected');
    const answer = await raw('/queries', 'GET', { origin });
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'origin' });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', 'localhost@evil.example', 'x y'])(
    'as %s the server does not answer: a name that a page gave to this machine',
    async (host) => {
      expect(await openWith({ host })).toBe(403);
      const { status, text } = await raw('/schema', 'GET', { host });
      expect(status).toBe(400);
      expect(text).not.toContain('record');
    },
  );
});

describe('what is hardly HTTP', () => {
  test.each([
    ['nothing of it', 'hello\r\n\r\n'],
    ['an unfinished header', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
    ['two lengths', 'POST /sync HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}'],
    [
      'a length and chunks',
      'POST /sync HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['no host', 'GET /schema HTTP/1.1\r\nconnection: close\r\n\r\n'],
    [
      'a foreign absolute address',
      'GET http://evil.example/schema HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
    ],
    ['an address that is none', 'GET //:::/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'],
    ['a tunnel', 'CONNECT localhost:1 HTTP/1.1\r\nhost: localhost\r\n\r\n'],
    ['TRACE', 'TRACE /schema HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'],
    [
      'an upgrade to nothing',
      'GET /sync HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    ],
    [
      'an upgrade elsewhere',
      'GET /db HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n',
    ],
  ])('%s is refused, and the process lives on', async (_, text) => {
    const heard = await speak(text);
    expect(heard).not.toMatch(/^HTTP\/1\.1 (2|5)\d\d/);
    expect(heard).not.toContain('record');
    expect((await request(`${serving.url}/queries`)).status).toBe(200);
  });

  test.each([
    '/../../etc/passwd',
    '/%2e%2e/schema',
    '/db/..%2f..%2fschema',
    '/db/%00',
    '/db/%ff',
    '/db/%',
    '/sync/',
    '//schema',
    '/schema?x=%',
    '/\\schema',
    '/db/listPosts/',
  ])('the path %s is nothing of ours, or what it says', async (path) => {
    const { status, text } = await raw(path, 'GET', {});
    expect([200, 400, 401, 404, 405]).toContain(status);
    expect(text).not.toContain('root:');
  });
});

describe('floods', () => {
  test('a thousand sockets, all greeted, all hearing, and the process goes on', async () => {
    const heard: JsonObject[] = [];
    const lines = Array.from({ length: 1000 }, () => new Line(serving.url, null, (message) => heard.push(message)));
    const sessions = await Promise.all(lines.map(({ connected }) => connected));
    expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(1000);
    await run(ann, 'createPost', { title: 'to all', content: 'c', published: true });
    await Promise.all(lines.map((line) => line.settled()));
    expect(heard.filter(({ type }) => type === 'delta')).toHaveLength(1000);
    for (const { socket } of lines) socket.terminate();
    expect((await run(ann, 'createPost', { title: 'to none', content: 'c', published: true })).status).toBe(200);
  });

  test('[WS-5] ten thousand pings at once are answered while others are served', async () => {
    const pongs: JsonObject[] = [];
    const line = new Line(serving.url, ann, (message) => void (message['type'] === 'pong' && pongs.push(message)));
    await line.connected;
    for (let count = 0; count < 10_000; count++) line.socket.send('{"type":"ping"}');
    expect((await request(`${serving.url}/queries`)).status).toBe(200);
    while (pongs.length < 10_000) await line.settled();
    expect(pongs.length).toBeGreaterThanOrEqual(10_000);
    await line.close();
  });

  test('3,000 requests of one session, fifty at a time, and another session is served meanwhile', async () => {
    const eve = await logIn(serving.url, { userId: 2, role: 'user' });
    const statuses: number[] = [];
    const worker = async (): Promise<void> => {
      for (let count = 0; count < 60; count++) statuses.push((await run(eve, 'getPost', { id: 1 })).status);
    };
    const flood = Promise.all(Array.from({ length: 50 }, worker));
    expect((await run(ann, 'listPosts', {})).status).toBe(200);
    const served = statuses.length;
    await flood;
    expect([served < statuses.length, new Set(statuses)]).toEqual([true, new Set([200])]);
  });

  test('[WS-7] a reader that does not read is sent a bounded amount and then told to catch up', async () => {
    const bob = await logIn(serving.url, { userId: 3, role: 'user' });
    const messages: JsonObject[] = [];
    let bytes = 0;
    const line = new Line(serving.url, bob, (message) => {
      messages.push(message);
      bytes += JSON.stringify(message).length;
    });
    await line.connected;
    line.socket.pause();
    const content = 'x'.repeat(1_000_000);
    for (let count = 0; count < 60; count++) {
      const { body } = await run(ann, 'createPost', { title: `${count}`, content, published: true });
      await run(ann, 'deletePost', { id: Number((body['post'] as unknown as { id: number }[])[0]?.id) });
    }
    line.socket.resume();
    await line.settled();
    expect(messages).toContainEqual(expect.objectContaining({ type: 'catchupRequired', reason: 'queueOverflow' }));
    // Four mebibytes of ours and whatever the two ends of the system's own socket hold.
    expect(bytes).toBeLessThan(24_000_000);
    await line.close();
  });
});
