// A page and its host as wholes: who hears when one of them goes.
import { describe, expect, test } from 'vitest';
import { asConnectionId } from '../../src/base/ids.ts';
import { servePort } from '../../src/network/host.ts';
import { memoryFramePorts } from '../../src/network/port.ts';
import { ann, ben, EchoServer, joinByChannel, joinInMemory, log } from './harness.ts';

async function twoClients() {
  const joined = joinInMemory();
  const events = [ann, ben].map((client) => log(new (joined.page.link(client).network.WebSocket)('/sync')));
  const waiting = joined.page.link(ann).network.fetch('/slow');
  const outcome = waiting.then(
    () => 'answered',
    (error: unknown) => error,
  );
  await joined.clock.advance(0);
  return { ...joined, events, outcome };
}

const broken = ['open', 'error', 'close 1006  broken'];

describe('a page and its host', () => {
  test('a page that is gone closes every connection with 1001 and aborts its requests', async () => {
    const { hosted, server, ports, clock } = await twoClients();
    expect(hosted.connections).toBe(2);
    ports[0].close();
    await clock.advance(0);
    expect(server.events.slice(-2)).toMatchObject([
      { type: 'closed', code: 1001 },
      { type: 'closed', code: 1001 },
    ]);
    expect([hosted.connections, server.aborted.length]).toEqual([0, 1]);
  });

  test('a host that is gone breaks every socket and request of the page', async () => {
    const { ports, events, outcome, clock } = await twoClients();
    ports[1].close();
    await clock.advance(0);
    expect(events).toEqual([broken, broken]);
    expect(await outcome).toBeInstanceOf(TypeError);
  });

  test('a host that closes says 1001 to every socket', async () => {
    const { hosted, events, server, clock } = await twoClients();
    hosted.close();
    hosted.close();
    await clock.advance(0);
    expect(events).toEqual([
      ['open', 'close 1001 going away clean'],
      ['open', 'close 1001 going away clean'],
    ]);
    expect(server.open.size).toBe(0);
  });

  test('a closed page lets go of everything on both sides', async () => {
    const { page, events, server, outcome, clock } = await twoClients();
    page.close();
    await clock.advance(0);
    expect(events).toEqual([broken, broken]);
    expect([server.open.size, page.links().length]).toEqual([0, 0]);
    expect(await outcome).toBeInstanceOf(TypeError);
  });

  test('a page goes on over another port: what was open breaks, links and weather stay', async () => {
    const { page, events, outcome, server, clock } = await twoClients();
    page.link(ann).change({ up: { latencyMs: 5 } });
    const ports = memoryFramePorts(clock);
    const next = new EchoServer();
    servePort(ports[1], next);
    page.attach(ports[0]);
    const socket = new (page.link(ann).network.WebSocket)('/sync?hello=1');
    const later = log(socket);
    await clock.advance(10);
    expect(events).toEqual([broken, broken]);
    expect(await outcome).toBeInstanceOf(TypeError);
    expect([later, page.link(ann).conditions.up.latencyMs]).toEqual([['open', 'message hello'], 5]);
    expect([next.open.size, server.open.size]).toEqual([1, 0]);
  });

  test('frames that were posted before anyone listened are not lost', async () => {
    const { page, clock } = joinInMemory();
    const ports = memoryFramePorts(clock);
    page.attach(ports[0]);
    const events = log(new (page.link(ann).network.WebSocket)('/sync?hello=1'));
    await clock.advance(5);
    expect(events).toEqual([]);
    servePort(ports[1], new EchoServer());
    await clock.advance(5);
    expect(events).toEqual(['open', 'message hello']);
  });

  test('sending to connections that are gone or never were is passed over', async () => {
    const { server, events, clock } = await twoClients();
    const [first, second] = [...server.open.keys()];
    if (first) server.port?.close(first, 1000, 'bye');
    await clock.advance(0);
    server.port?.send(
      [first, second, asConnectionId(99)].filter((connection) => connection !== undefined),
      'news',
    );
    server.port?.close(asConnectionId(99), 1000, '');
    await clock.advance(0);
    expect(events).toEqual([
      ['open', 'close 1000 bye clean'],
      ['open', 'message news'],
    ]);
    expect(server.port?.queuedBytes(asConnectionId(99))).toBe(0);
  });

  test('what a client sends while the server closes it is not heard', async () => {
    const { page, server, clock } = await twoClients();
    const socket = new (page.link(ann).network.WebSocket)('/sync');
    await clock.advance(0);
    const connection = [...server.open.keys()].at(-1);
    if (connection) server.port?.close(connection, 1008, 'enough');
    socket.send('too late');
    await clock.advance(0);
    expect(server.texts).toEqual([]);
  });

  test('[WS-7] what a sleeping page does not take out of its port is counted, and forgotten when it wakes', async () => {
    const { server, clock, events } = await twoClients();
    const [first] = [...server.open.keys()];
    if (!first) throw new Error('nobody is connected');
    for (let count = 0; count < 10; count++) server.port?.send([first], 'é'.repeat(20_000));
    expect(server.port?.queuedBytes(first)).toBe(400_000);
    await clock.advance(0);
    expect(server.port?.queuedBytes(first)).toBe(0);
    expect(events[0]).toHaveLength(11);
    for (let count = 0; count < 10; count++) server.port?.send([first], 'x');
    expect(server.port?.queuedBytes(first)).toBe(0);
  });

  test('a request that is no HTTP fails its fetch', async () => {
    const { ports, clock, trace, page } = joinInMemory();
    const answer = page.link(ann).network.fetch('/slow');
    const failed = expect(answer).rejects.toBeInstanceOf(TypeError);
    await clock.advance(0);
    ports[1].post({ type: 'failed', id: 1, message: 'this is no HTTP request' });
    await clock.advance(0);
    await failed;
    expect(trace.records().at(-1)).toMatchObject({ kind: 'error', requestId: 1, message: 'this is no HTTP request' });
  });

  test('the same number twice is reported and opens nothing', async () => {
    const { ports, clock, problems, server } = await twoClients();
    ports[0].post({ type: 'open', connection: 1, url: 'ws://in.tab/sync' });
    ports[0].post({ type: 'request', id: 1, method: 'GET', url: 'http://in.tab/', headers: [], body: null });
    await clock.advance(0);
    expect(problems).toHaveLength(2);
    expect(server.open.size).toBe(2);
  });

  test('over a real channel, a page that closes its port is noticed', async () => {
    const { page, server, hosted } = joinByChannel();
    const socket = new (page.link(ann).network.WebSocket)('/sync');
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    page.close();
    await new Promise((resolve) => socket.addEventListener('close', resolve));
    while (server.open.size > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(server.events.at(-1)).toMatchObject({ type: 'closed' });
    hosted.close();
  });
});
