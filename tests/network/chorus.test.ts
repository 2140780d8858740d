// What many connections say in one breath: one frame each way and one record, and order and weather as ever [NET-2] [NET-3] [NET-6].
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId } from '../../src/base/ids.ts';
import { memoryFramePorts, type FramePort } from '../../src/network/port.ts';
import { join, log } from './harness.ts';

/** Frames that cross, as short texts. */
function watched(port: FramePort, posted: string[]): FramePort {
  return {
    ...port,
    post: (frame) => {
      const { type, connections = [], connection, data = '' } = frame as Record<string, never>;
      posted.push([type, [...(connection ? [connection] : connections)].join(), data].filter((part) => part).join(' '));
      port.post(frame);
    },
    listen: (listener) => port.listen(listener),
    close: () => port.close(),
  };
}

/** So many clients with a connection each, open. */
async function choir(count: number) {
  const clock = new VirtualClock();
  const [near, far] = memoryFramePorts(clock);
  const [up, down] = [[] as string[], [] as string[]];
  const joined = join([watched(near, up), watched(far, down)], clock);
  const clients = Array.from({ length: count }, (_, index) => asClientId(`client-${index + 1}`));
  const sockets = clients.map((client) => new (joined.page.link(client).network.WebSocket)('/sync'));
  const heard = sockets.map(log);
  await clock.advance(0);
  for (const noted of [up, down, ...heard]) noted.length = 0;
  const upward = () =>
    joined.trace
      .records()
      .filter(({ direction, kind }) => direction === 'up' && kind !== 'open')
      .map(({ kind, text, clients: from }) => `${kind} ${text ?? ''} ${from.map((id) => id.slice(7)).join()}`);
  return { ...joined, clock, clients, sockets, heard, up, down, upward };
}

describe('what many say in one breath', () => {
  test('crosses once each way, is one record, and reaches everybody', async () => {
    const { sockets, clock, up, down, heard, upward, server, trace } = await choir(3);
    for (const socket of sockets) socket.send('a');
    await clock.advance(0);
    expect(up).toEqual(['messages 1,2,3 a']);
    expect(down).toEqual(['message 1,2,3 echo:a']);
    expect(heard).toEqual([['message echo:a'], ['message echo:a'], ['message echo:a']]);
    expect(upward()).toEqual(['message a 1,2,3']);
    expect(trace.records().find(({ text }) => text === 'a')).toMatchObject({ bytes: 1, connections: [1, 2, 3] });
    expect(server.texts).toEqual(['a', 'a', 'a']);
  });

  test('is apart in another task', async () => {
    const { sockets, clock, upward } = await choir(2);
    for (const socket of sockets) {
      socket.send('a');
      await Promise.resolve();
    }
    await clock.advance(0);
    expect(upward()).toEqual(['message a 1', 'message a 2']);
  });

  test('keeps the order of what each says [WS-6]', async () => {
    const { sockets, clock, heard, upward } = await choir(2);
    const [one, other] = sockets;
    for (const text of ['a', 'b']) for (const socket of sockets) socket.send(text);
    one?.send('b');
    other?.close(4001, 'enough');
    await clock.advance(0);
    expect(upward()).toEqual(['message a 1,2', 'message b 1,2', 'message b 1', 'close enough 2']);
    expect(heard[0]).toEqual(['message echo:a', 'message echo:b', 'message echo:b']);
    expect(heard[1]?.at(-1)).toBe('close 4001 enough clean');
  });

  test('comes before a request of the same task', async () => {
    const { page, clients, sockets, clock, upward } = await choir(2);
    for (const socket of sockets) socket.send('a');
    if (clients[0]) void page.link(clients[0]).network.fetch('/echo');
    await clock.advance(0);
    expect(upward()).toEqual(['message a 1,2', 'request  1']);
  });

  test('leaves slow and lossy links to their weather [NET-3]', async () => {
    const { page, clients, sockets, clock, heard, upward } = await choir(4);
    const [, , slow, lossy] = clients;
    if (slow) page.link(slow).change({ up: { latencyMs: 50 } });
    if (lossy) page.link(lossy).change({ up: { loss: 1 } });
    for (const socket of sockets) socket.send('a');
    await clock.advance(10);
    expect(heard).toEqual([['message echo:a'], ['message echo:a'], [], ['error', 'close 1006  broken']]);
    await clock.advance(50);
    expect(heard[2]).toEqual(['message echo:a']);
    expect(upward()).toEqual(['message a 1,2', 'message a 3', 'message a 4']);
  });

  test('waits in a pause like every frame [NET-5]', async () => {
    const { page, sockets, clock, server } = await choir(2);
    page.flight.pause();
    for (const socket of sockets) socket.send('a');
    await clock.advance(10);
    expect([page.flight.size, server.texts.length]).toEqual([2, 0]);
    page.flight.step();
    await clock.advance(10);
    expect(server.texts).toEqual(['a']);
  });

  test('breaks one connection where the server fails on one, and answers the others', async () => {
    const { sockets, clock, heard, ports, problems } = await choir(3);
    ports[0].post({ type: 'messages', connections: [2, 99], data: 'throw' });
    for (const socket of sockets) socket.send('a');
    await clock.advance(0);
    expect(heard).toEqual([['message echo:a'], ['close 1011 internal error clean'], ['message echo:a']]);
    expect(problems).toEqual(['the server failed on connection 2']);
  });

  test('what is told to one connection twice arrives twice, in order', async () => {
    const { ports, clock, heard } = await choir(2);
    ports[0].post({ type: 'messages', connections: [1, 2, 1], data: 'a' });
    ports[0].post({ type: 'messages', connections: [2, 1], data: 'all:b' });
    await clock.advance(0);
    expect(heard[0]).toEqual(['message echo:a', 'message echo:a', 'message b', 'message b']);
    expect(heard[1]).toEqual(['message echo:a', 'message b', 'message b']);
  });
});
