// The weather of a link: delays, order, loss, being cut off; and that the same seed gives the same weather.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import { changeConditions, NO_CONDITIONS, type ConditionsChange } from '../../src/network/conditions.ts';
import { deliveryTo } from '../../src/network/trace.ts';
import { ann, ben, joinInMemory, log } from './harness.ts';

/** An open socket of `ann`, opened before the weather changed. */
async function opened(change: ConditionsChange = {}, seed: number | string = 1) {
  const joined = joinInMemory(seed);
  const link = joined.page.link(ann);
  const socket = new link.network.WebSocket('/sync');
  const events = log(socket);
  await joined.clock.advance(0);
  link.change(change);
  return { ...joined, link, socket, events };
}

describe('conditions', () => {
  test('[NET-3] without any, a message is handed over within the task', async () => {
    const { socket, clock, page } = await opened();
    const pending = clock.pending;
    socket.send('now');
    await Promise.resolve();
    expect(clock.pending).toBe(pending + 1); // the port's own hop, nothing of the link's
    expect(page.flight.size).toBe(0);
    expect(socket.bufferedAmount).toBe(0);
  });

  test('[NET-3] latency counts once a direction', async () => {
    const { socket, clock, events, trace } = await opened({ up: { latencyMs: 30 }, down: { latencyMs: 50 } });
    const startMs = clock.nowMs();
    socket.send('hello');
    expect(socket.bufferedAmount).toBe(5);
    await clock.advance(79);
    expect(events).toEqual(['open']);
    await clock.advance(1);
    expect(events).toEqual(['open', 'message echo:hello']);
    const [up, down] = trace.records().slice(2);
    expect(up && deliveryTo(up, ann)).toEqual({ state: 'arrived', atMs: startMs + 30 });
    expect(down && [down.atMs, deliveryTo(down, ann)]).toEqual([
      startMs + 30,
      { state: 'arrived', atMs: startMs + 80 },
    ]);
  });

  test('[NET-3] bandwidth is shared by all frames of a direction, requests included', async () => {
    const { socket, clock, server, link } = await opened({ up: { bandwidthBytesPerSecond: 1000 } });
    socket.send('x'.repeat(100));
    void link.network.fetch('/echo', { method: 'POST', body: 'y'.repeat(50) });
    await clock.advance(99);
    expect([server.texts.length, server.requests]).toEqual([0, 0]);
    await clock.advance(1);
    expect([server.texts.length, server.requests]).toEqual([1, 0]);
    await clock.advance(50);
    expect([server.texts.length, server.requests]).toEqual([1, 1]);
  });

  test('[NET-3] better weather does not let frames overtake those under way', async () => {
    const { socket, clock, link, server } = await opened({ up: { latencyMs: 1000 } });
    socket.send('slow');
    link.conditions = NO_CONDITIONS;
    socket.send('fast');
    await clock.advance(999);
    expect(server.texts).toEqual([]);
    await clock.advance(1);
    expect(server.texts).toEqual(['slow', 'fast']);
  });

  test('requests may overtake each other, as they do on real connections', async () => {
    const { clock, link, server } = await opened({ up: { latencyMs: 100 } });
    void link.network.fetch('/slow');
    link.conditions = NO_CONDITIONS;
    void link.network.fetch('/echo');
    await clock.advance(0);
    expect(server.requests).toBe(1);
  });

  test.each(['up', 'down'] as const)(
    '[NET-3] a lost WebSocket frame (%s) breaks the connection on both sides',
    async (direction) => {
      const { socket, clock, events, server, trace } = await opened({ [direction]: { loss: 1, latencyMs: 10 } });
      socket.send('lost?');
      await clock.advance(20);
      expect(events).toEqual(['open', 'error', 'close 1006  broken']);
      expect(server.events.at(-1)).toMatchObject({ type: 'closed', code: 1006 });
      expect(server.texts).toEqual(direction === 'up' ? [] : ['lost?']);
      expect(trace.records().some((record) => deliveryTo(record, ann).state === 'lost')).toBe(true);
    },
  );

  test.each(['up', 'down'] as const)(
    '[NET-3] a lost HTTP frame (%s) fails the request with a TypeError',
    async (direction) => {
      const { clock, server, link } = await opened({ [direction]: { loss: 1 } });
      const answer = link.network.fetch('/echo');
      const failure = expect(answer).rejects.toThrow(/lost/);
      await clock.advance(1);
      await failure;
      await expect(answer).rejects.toBeInstanceOf(TypeError);
      expect(server.requests).toBe(direction === 'up' ? 0 : 1);
    },
  );

  test('an event never fires within the call that causes it', async () => {
    const { socket, events, clock } = await opened({ up: { loss: 1 } });
    socket.send('lost');
    expect(events).toEqual(['open']);
    await clock.advance(0);
    expect(events).toEqual(['open', 'error', 'close 1006  broken']);
  });

  test.each([{ offline: true }, { serverDown: true }])(
    '[NET-3] %j breaks what is open and refuses what is new',
    async (cut) => {
      const { clock, link, events, server } = await opened();
      const underWay = link.network.fetch('/slow');
      const broken = expect(underWay).rejects.toBeInstanceOf(TypeError);
      await clock.advance(0);
      link.change(cut);
      await clock.advance(0);
      await broken;
      expect(events).toEqual(['open', 'error', 'close 1006  broken']);
      expect(server.open.size).toBe(0);
      const late = log(new link.network.WebSocket('/sync'));
      const refused = expect(link.network.fetch('/echo')).rejects.toThrow(/offline|down/);
      await clock.advance(0);
      await refused;
      expect(late).toEqual(['error', 'close 1006  broken']);
      expect(server.events.filter((event) => event.type === 'opened')).toHaveLength(1);
    },
  );

  test('back online, everything works again, and a late answer of the time before reaches nobody', async () => {
    const { clock, link, server, trace } = await opened();
    const before = link.network.fetch('/slow').catch(() => 'failed');
    await clock.advance(0);
    link.change({ offline: true });
    link.change({ offline: false });
    server.release();
    const events = log(new link.network.WebSocket('/sync?hello=1'));
    await clock.advance(0);
    expect(await before).toBe('failed');
    expect(events).toEqual(['open', 'message hello']);
    const late = trace.records().find((record) => record.kind === 'response');
    expect(late && deliveryTo(late, ann).state).toBe('lost');
  });

  test("one client's weather is not another's", async () => {
    const { page, clock, link } = await opened();
    const other = log(new (page.link(ben).network.WebSocket)('/sync'));
    link.change({ offline: true });
    await clock.advance(0);
    expect(other).toEqual(['open']);
  });

  test('drop breaks every socket; the next one works', async () => {
    const { clock, link, events } = await opened();
    link.drop();
    const next = log(new link.network.WebSocket('/sync?hello=1'));
    await clock.advance(0);
    expect(events).toEqual(['open', 'error', 'close 1006  broken']);
    expect(next).toEqual(['open', 'message hello']);
  });

  test('a closed link stays closed, and leaves the list', async () => {
    const { clock, link, page, events } = await opened();
    link.close();
    const refused = expect(link.network.fetch('/echo')).rejects.toBeInstanceOf(TypeError);
    await clock.advance(0);
    await refused;
    expect(events.at(-1)).toBe('close 1006  broken');
    expect(page.links()).toEqual([]);
  });

  test.each([
    [{ up: { latencyMs: -5 } }, { up: { latencyMs: 0 } }],
    [{ up: { loss: 7 } }, { up: { loss: 1 } }],
    [{ down: { jitterMs: Number.NaN } }, { down: { jitterMs: 0 } }],
    [{ down: { bandwidthBytesPerSecond: 0 } }, { down: { bandwidthBytesPerSecond: 1 } }],
    [{ down: { latencyMs: Number.POSITIVE_INFINITY } }, { down: { latencyMs: 600_000 } }],
  ])('%j becomes sensible', (change, expected) => {
    expect(changeConditions(NO_CONDITIONS, change)).toMatchObject(expected);
  });

  test('[WS-7] a slow link lets the server know how much waits for it', async () => {
    const { socket, clock, server, link } = await opened({ down: { bandwidthBytesPerSecond: 1000 } });
    const [connection] = [...server.open.keys()];
    socket.send('go');
    await clock.advance(0);
    server.port?.send([...server.open.keys()], 'x'.repeat(200_000));
    await clock.advance(10);
    expect(connection && server.port?.queuedBytes(connection)).toBeGreaterThan(190_000);
    await clock.advance(300_000);
    expect(connection && server.port?.queuedBytes(connection)).toBe(0);
    expect(link.conditions.down.bandwidthBytesPerSecond).toBe(1000);
  });
});

const weather = fc.record({
  latencyMs: fc.integer({ min: 0, max: 200 }),
  jitterMs: fc.integer({ min: 0, max: 300 }),
  bandwidthBytesPerSecond: fc.option(fc.integer({ min: 50, max: 5000 })),
  loss: fc.constantFrom(0, 0, 0, 0.05),
});

describe('properties', () => {
  test('[WS-6] [NET-3] order within a connection holds in any weather, and what arrives is a beginning of what was sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        weather,
        weather,
        fc.array(fc.nat(40), { maxLength: 30 }),
        fc.integer(),
        async (up, down, sizes, seed) => {
          const { socket, clock, server, events } = await opened({ up, down }, seed);
          const texts = sizes.map((size, index) => `${index}-${'x'.repeat(size)}`);
          for (const text of texts) {
            socket.send(text);
            await clock.advance(size(text));
          }
          await clock.advance(60_000);
          expect(server.texts).toEqual(texts.slice(0, server.texts.length));
          const echoes = events.filter((event) => event.startsWith('message'));
          expect(echoes).toEqual(texts.slice(0, echoes.length).map((text) => `message echo:${text}`));
          if (up.loss === 0 && down.loss === 0) expect(echoes).toHaveLength(texts.length);
          // Nothing is ever half open: either all arrived, or both sides know that it broke.
          else expect(server.open.size).toBe(socket.readyState === socket.OPEN ? 1 : 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('[NET-4] a run replays exactly from its seed, and another seed gives another run', async () => {
    const first = await storm('a seed');
    expect(await storm('a seed')).toBe(first);
    expect(await storm('another')).not.toBe(first);
  });

  test('[NET-4] what one client does never moves the chance of another', async () => {
    const alone = await arrivals(0);
    expect(await arrivals(25)).toEqual(alone);
  });
});

const size = (text: string): number => text.length % 7;

/** Many clients in bad weather; the whole trace as text. */
async function storm(seed: string): Promise<string> {
  const { page, clock, trace } = joinInMemory(seed);
  for (let number = 1; number <= 5; number++) {
    const link = page.link(asClientId(`client-${number}`));
    link.change({ up: { latencyMs: 20, jitterMs: 80, loss: 0.02 }, down: { latencyMs: 10, jitterMs: 50, loss: 0.02 } });
    const socket = new link.network.WebSocket('/sync');
    socket.addEventListener('open', () => socket.send(`all:from ${number}`));
    socket.addEventListener('message', () => {
      if (socket.readyState === socket.OPEN && trace.size < 400) socket.send('again');
    });
    link.network.fetch(`/echo?${number}`).catch(() => 'lost');
  }
  await clock.advance(5_000);
  return trace.toNdjson();
}

/** When ann's messages arrive while ben sends `noise` of his. */
async function arrivals(noise: number): Promise<number[]> {
  const { page, clock, socket, trace, link } = await opened();
  link.change({ up: { latencyMs: 5, jitterMs: 100 } });
  const other = page.link(ben);
  const noisy = new other.network.WebSocket('/sync');
  await clock.advance(0);
  other.change({ up: { jitterMs: 50, loss: 0.1 } });
  for (let index = 0; index < noise && noisy.readyState === noisy.OPEN; index++) noisy.send('noise');
  for (let index = 0; index < 10; index++) socket.send(`${index}`);
  await clock.advance(1_000);
  return trace
    .records()
    .filter((record) => record.direction === 'up' && record.kind === 'message' && record.clients[0] === ann)
    .map((record) => {
      const delivery = deliveryTo(record, ann);
      return delivery.state === 'arrived' ? delivery.atMs : -1;
    });
}
