// What only a real network shows: bounds of bodies and frames, pages of other origins, broken callers, a graceful stop.
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { realClock, VirtualClock } from '../../src/base/clock.ts';
import { serveNode, type NodeHost } from '../../src/network/node-host.ts';
import { EchoServer } from './harness.ts';

const MEBIBYTE = 1_048_576;

let server: EchoServer;
let host: NodeHost;
let problems: string[];
beforeEach(async () => {
  server = new EchoServer();
  problems = [];
  host = await serveNode({ handler: server, clock: realClock, port: 0, report: (problem) => problems.push(problem) });
});
afterEach(() => host.stop());

/** An open socket, and what becomes of it: `close CODE`, or the status that refused it. */
async function openSocket(path = '/sync', headers: Record<string, string> = {}, to = host) {
  const socket = new WebSocket(`${to.url.replace('http', 'ws')}${path}`, { headers });
  const outcome = new Promise<string>((resolve) => {
    socket.on('close', (code) => resolve(`close ${code}`));
    socket.on('unexpected-response', (_, response) => resolve(`status ${response.statusCode}`));
    socket.on('error', () => {});
  });
  await Promise.race([new Promise((resolve) => socket.on('open', resolve)), outcome]);
  return { socket, outcome };
}

/** Sends raw bytes and reads all that comes back until the server hangs up. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(host.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}

describe('bodies', () => {
  test.each([MEBIBYTE + 1, 2 * MEBIBYTE, 12 * MEBIBYTE])(
    '[HTTP-6] %i bytes are too many: 413, and nothing reaches the server',
    async (bytes) => {
      const response = await fetch(`${host.url}/echo`, { method: 'POST', body: 'x'.repeat(bytes) });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({
        error: { kind: 'TooLarge', message: expect.stringContaining('1048576') },
      });
      expect(server.requests).toBe(0);
      expect((await fetch(`${host.url}/echo`)).status).toBe(200);
    },
  );

  test('[HTTP-6] a streamed body of unknown length is counted while it is read', async () => {
    const chunk = new Uint8Array(65_536);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < 40) controller.enqueue(chunk);
        else controller.close();
      },
    });
    // Node's fetch asks for `duplex`, which the DOM's types do not know.
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    const response = await fetch(`${host.url}/echo`, init);
    expect([response.status, server.requests]).toEqual([413, 0]);
  });

  test('exactly 1 MiB is taken', async () => {
    const response = await fetch(`${host.url}/raw`, { method: 'POST', body: 'x'.repeat(MEBIBYTE) });
    expect([response.status, (await response.text()).length]).toEqual([200, MEBIBYTE]);
  });

  test('a body that ends early harms nobody', async () => {
    const socket = connect(host.port, '127.0.0.1', () => {
      socket.write('POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nonly this', () =>
        socket.destroy(),
      );
    });
    await new Promise((resolve) => socket.on('close', resolve));
    expect((await fetch(`${host.url}/echo`)).status).toBe(200);
  });

  test('HEAD answers without a body', async () => {
    const response = await fetch(`${host.url}/echo`, { method: 'HEAD' });
    expect([response.status, Number(response.headers.get('content-length')) > 0, await response.text()]).toEqual([
      200,
      true,
      '',
    ]);
  });
});

describe('what is no good HTTP', () => {
  test('garbage is answered with 400', async () => {
    expect(await raw('this is no HTTP\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  test.each([
    ['TRACE /echo', 405],
    ['GET http://', 400],
    ['GET //other.example/echo', 200],
  ])('%s answers %i', async (line, status) => {
    const answer = await raw(`${line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe('pages of other origins', () => {
  test.each([
    ['http://localhost:5173', true],
    ['http://127.0.0.1:4173', true],
    ['http://[::1]:4173', true],
    ['https://elsewhere.example', false],
    ['http://localhost.elsewhere.example', false],
    ['null', false],
  ])('%s may call: %s', async (origin, allowed) => {
    const response = await fetch(`${host.url}/echo`, { headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed ? origin : null);
    expect(response.headers.get('vary')).toBe('origin');
    if (allowed) expect(response.headers.get('access-control-expose-headers')).toBe('pyre-revision');
    const { socket, outcome } = await openSocket('/sync', { origin });
    if (allowed) socket.close();
    expect(await outcome).toBe(allowed ? 'close 1005' : 'status 403');
  });

  test('a preflight says what may be sent', async () => {
    const headers = { origin: 'http://localhost:1', 'access-control-request-method': 'POST' };
    const response = await fetch(`${host.url}/echo`, { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type, pyre-request-id');
    const foreign = await fetch(`${host.url}/echo`, {
      method: 'OPTIONS',
      headers: { ...headers, origin: 'https://elsewhere.example' },
    });
    expect([foreign.status, foreign.headers.get('access-control-allow-methods')]).toEqual([204, null]);
    expect(server.requests).toBe(0);
  });

  test.each([
    ['any' as const, 'https://elsewhere.example', true],
    [['https://mine.example'], 'https://mine.example', true],
    [['https://mine.example'], 'http://localhost:1', false],
  ])('allowed %j: %s → %s', async (allowedOrigins, origin, allowed) => {
    const other = await serveNode({ handler: server, clock: realClock, port: 0, allowedOrigins });
    const response = await fetch(`${other.url}/echo`, { headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed ? origin : null);
    await other.stop();
  });
});

describe('other names for this machine', () => {
  test.each([
    ['localhost', 200, 'close 1005'],
    ['127.0.0.1:4180', 200, 'close 1005'],
    ['[::1]:4180', 200, 'close 1005'],
    ['elsewhere.example', 400, 'status 403'],
    ['localhost.elsewhere.example:4180', 400, 'status 403'],
  ])('called as "%s": HTTP %i', async (name, status, outcome) => {
    const answer = await raw(`GET /schema HTTP/1.1\r\nhost: ${name}\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(server.requests).toBe(status === 200 ? 1 : 0);
    const opened = await openSocket('/sync', { host: name });
    if (opened.socket.readyState === WebSocket.OPEN) opened.socket.close();
    expect(await opened.outcome).toBe(outcome);
  });
});

describe('WebSockets', () => {
  test('[WS-5] a frame over 1 MiB closes its connection with 1009, and no other', async () => {
    const { socket, outcome } = await openSocket();
    const other = await openSocket();
    socket.send('x'.repeat(2 * MEBIBYTE));
    expect(await outcome).toBe('close 1009');
    expect(server.texts).toEqual([]);
    const echo = new Promise((resolve) => other.socket.addEventListener('message', (event) => resolve(event.data)));
    other.socket.send('still here');
    expect(await echo).toBe('echo:still here');
  });

  test('exactly 1 MiB is taken', async () => {
    const { socket } = await openSocket();
    const echo = new Promise((resolve) =>
      socket.addEventListener('message', (event) =>
        resolve(typeof event.data === 'string' ? event.data.length : 'bytes'),
      ),
    );
    socket.send('x'.repeat(MEBIBYTE));
    expect(await echo).toBe(MEBIBYTE + 'echo:'.length);
  });

  test('text that is no UTF-8 closes with 1007', async () => {
    const { socket, outcome } = await openSocket();
    socket.send(Uint8Array.of(0xff, 0xfe), { binary: false });
    expect(await outcome).toBe('close 1007');
  });

  test('a peer that answers no ping is taken for gone; one that does stays', async () => {
    const clock = new VirtualClock();
    const slow = await serveNode({ handler: server, clock, port: 0 });
    const silent = await openSocket('/sync', {}, slow);
    const lively = await openSocket('/sync', {}, slow);
    silent.socket.pause();
    for (let beat = 0; beat < 3; beat++) {
      const pinged = new Promise((resolve) => lively.socket.once('ping', resolve));
      await clock.advance(30_000);
      await pinged;
      // The answer to the ping is behind it on the wire; an echo proves that it was read.
      const echoed = new Promise((resolve) => lively.socket.once('message', resolve));
      lively.socket.send('echo');
      await echoed;
    }
    expect([server.open.size, lively.socket.readyState]).toEqual([1, WebSocket.OPEN]);
    expect(server.events.filter((event) => event.type === 'closed')).toMatchObject([{ code: 1006 }]);
    silent.socket.terminate();
    lively.socket.close();
    await lively.outcome;
    await slow.stop();
  });

  test('an upgrade elsewhere is refused', async () => {
    expect(await (await openSocket('/elsewhere')).outcome).toBe('status 404');
  });

  test('[WS-7] what a reader does not read is counted', async () => {
    const { socket } = await openSocket();
    const [connection] = [...server.open.keys()];
    expect(connection && server.port?.queuedBytes(connection)).toBe(0);
    socket.pause();
    for (let count = 0; count < 40; count++) server.port?.send(connection ? [connection] : [], 'x'.repeat(MEBIBYTE));
    expect(connection && server.port?.queuedBytes(connection)).toBeGreaterThan(MEBIBYTE);
    socket.terminate();
  });
});

describe('listening and stopping', () => {
  test('a port that is taken is an error', async () => {
    await expect(serveNode({ handler: server, clock: realClock, port: host.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test('stop says goodbye, lets answers finish, and takes nothing new', async () => {
    const { outcome } = await openSocket();
    const answer = fetch(`${host.url}/slow`);
    while (server.requests === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const stopped = host.stop();
    expect(await outcome).toBe('close 1001');
    server.release();
    expect((await answer).status).toBe(200);
    await stopped;
    expect(server.open.size).toBe(0);
    await expect(fetch(`${host.url}/echo`)).rejects.toBeInstanceOf(TypeError);
  });

  test('stop does not wait for those who never answer', async () => {
    const { socket } = await openSocket();
    socket.pause();
    const answer = fetch(`${host.url}/slow`).catch(() => 'cut off');
    while (server.requests === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await host.stop();
    expect(await answer).toBe('cut off');
  });
});
