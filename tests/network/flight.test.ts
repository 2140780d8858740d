// Frames under way in a person's hands: hold, release, drop, duplicate, pause, step [NET-5].
import { describe, expect, test } from 'vitest';
import { ann, ben, joinInMemory, log } from './harness.ts';

async function slowSocket() {
  const joined = joinInMemory();
  const link = joined.page.link(ann);
  const socket = new link.network.WebSocket('/sync');
  const events = log(socket);
  await joined.clock.advance(0);
  link.change({ up: { latencyMs: 100 } });
  return { ...joined, link, socket, events, flight: joined.page.flight };
}

describe('[NET-5] the flight', () => {
  test('lists what is under way, oldest first, and tells of changes', async () => {
    const { socket, clock, flight } = await slowSocket();
    let changes = 0;
    const stop = flight.subscribe(() => changes++);
    socket.send('one');
    await clock.advance(10);
    socket.send('two');
    expect(flight.list().map(({ client, record, dueMs, sinceMs }) => [client, record.text, dueMs - sinceMs])).toEqual([
      [ann, 'one', 100],
      [ann, 'two', 100],
    ]);
    await clock.advance(200);
    expect([flight.size, changes]).toEqual([0, 4]);
    stop();
    socket.send('three');
    expect(changes).toBe(4);
  });

  test('a held frame stays, and those behind it wait; released it goes first', async () => {
    const { socket, clock, flight, server } = await slowSocket();
    socket.send('one');
    socket.send('two');
    const [first] = flight.list();
    flight.hold(first?.id ?? 0);
    await clock.advance(10_000);
    expect([server.texts, flight.list().map((frame) => frame.held)]).toEqual([[], [true, false]]);
    flight.release(first?.id ?? 0);
    await clock.advance(0);
    expect(server.texts).toEqual(['one', 'two']);
  });

  test('releasing a later frame releases those before it on its connection', async () => {
    const { socket, clock, flight, server } = await slowSocket();
    for (const text of ['one', 'two', 'three']) socket.send(text);
    flight.release(flight.list()[1]?.id ?? 0);
    await clock.advance(0);
    expect(server.texts).toEqual(['one', 'two']);
    await clock.advance(100);
    expect(server.texts).toEqual(['one', 'two', 'three']);
  });

  test('a dropped frame breaks its connection, and the ones behind it are lost with it', async () => {
    const { socket, clock, flight, server, events } = await slowSocket();
    for (const text of ['one', 'two', 'three']) socket.send(text);
    flight.drop(flight.list()[1]?.id ?? 0);
    await clock.advance(1_000);
    expect([server.texts, events, flight.size]).toEqual([[], ['open', 'error', 'close 1006  broken'], 0]);
  });

  test('a dropped request fails its fetch alone', async () => {
    const { clock, flight, link, events, server } = await slowSocket();
    const failed = expect(link.network.fetch('/echo?1')).rejects.toBeInstanceOf(TypeError);
    const other = link.network.fetch('/echo?2');
    flight.drop(flight.list()[0]?.id ?? 0);
    await clock.advance(100);
    await failed;
    expect([(await other).status, server.requests, events]).toEqual([200, 1, ['open']]);
  });

  test('a duplicated message arrives twice in a row', async () => {
    const { socket, clock, flight, server } = await slowSocket();
    socket.send('one');
    socket.send('two');
    flight.duplicate(flight.list()[0]?.id ?? 0);
    await clock.advance(100);
    expect(server.texts).toEqual(['one', 'one', 'two']);
    expect(socket.bufferedAmount).toBe(0);
  });

  test('a duplicated request is done twice and answered once', async () => {
    const { clock, flight, link, server } = await slowSocket();
    const answer = link.network.fetch('/echo');
    flight.duplicate(flight.list()[0]?.id ?? 0);
    await clock.advance(100);
    expect([(await answer).status, server.requests]).toEqual([200, 2]);
  });

  test('a response cannot be duplicated', async () => {
    const { clock, flight, link, trace } = await slowSocket();
    link.change({ up: { latencyMs: 0 }, down: { latencyMs: 100 } });
    const answer = link.network.fetch('/echo');
    await clock.advance(10);
    const [response] = flight.list();
    expect([response?.record.kind, response?.duplicable]).toEqual(['response', false]);
    flight.duplicate(response?.id ?? 0);
    await clock.advance(100);
    expect([(await answer).status, trace.records().filter((record) => record.kind === 'response').length]).toEqual([
      200, 1,
    ]);
  });

  test('paused, every frame waits, on fast links too; a step delivers one, in order of time', async () => {
    const { page, socket, clock, flight, server } = await slowSocket();
    const fast = new (page.link(ben).network.WebSocket)('/sync');
    await clock.advance(0);
    socket.send('slow');
    flight.pause();
    fast.send('fast');
    await clock.advance(10_000);
    expect([server.texts, flight.paused, flight.size]).toEqual([[], true, 2]);
    expect(flight.step()).toBe(true);
    await clock.advance(0);
    expect(server.texts).toEqual(['fast']);
    flight.step(); // the answer to 'fast'
    flight.step();
    await clock.advance(0);
    expect(server.texts).toEqual(['fast', 'slow']);
    flight.step(); // the answer to 'slow'
    expect(flight.step()).toBe(false);
  });

  test('resumed, a frame has as much of its way left as it had', async () => {
    const { socket, clock, flight, server } = await slowSocket();
    socket.send('one');
    await clock.advance(40);
    flight.pause();
    await clock.advance(10_000);
    flight.resume();
    await clock.advance(59);
    expect(server.texts).toEqual([]);
    await clock.advance(1);
    expect(server.texts).toEqual(['one']);
  });

  test('a clock that is set back delays no frame longer than its own delay', async () => {
    const { socket, clock, server, link } = await slowSocket();
    link.change({ up: { bandwidthBytesPerSecond: 1000 } });
    socket.send('one');
    clock.jump(-3_600_000);
    socket.send('two');
    await clock.advance(110);
    expect(server.texts).toEqual(['one', 'two']);
  });

  test('ids that are not under way are passed over', async () => {
    const { flight } = await slowSocket();
    for (const act of ['hold', 'release', 'drop', 'duplicate'] as const) flight[act](99);
    expect(flight.list()).toEqual([]);
  });

  test('tells when the frame is due that a step would deliver; held ones and those behind them are passed over', async () => {
    const { page, socket, link, clock, flight } = await slowSocket();
    expect(flight.nextDueMs()).toBeNull();
    socket.send('one');
    const [first] = flight.list();
    expect(flight.nextDueMs()).toBe(first?.dueMs);
    flight.hold(first?.id ?? 0);
    socket.send('two');
    expect(flight.nextDueMs()).toBeNull();
    const other = page.link(ben);
    other.change({ up: { latencyMs: 250 } });
    void other.network.fetch('/schema').catch(() => undefined);
    expect(flight.nextDueMs()).toBe(clock.nowMs() + 250);
    link.close();
    other.close();
  });

  test('a link that serves the page itself goes on in a pause', async () => {
    const { page, clock, flight, server, socket } = await slowSocket();
    const own = page.link(ben);
    own.pausable = false;
    const owned = new own.network.WebSocket('/sync');
    await clock.advance(0);
    flight.pause();
    socket.send('waits');
    owned.send('goes on');
    await clock.advance(1000);
    expect(server.texts).toEqual(['goes on']);
    expect(flight.size).toBe(1);
  });
});
