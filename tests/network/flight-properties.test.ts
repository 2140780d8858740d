// Whatever a person does to frames under way: order holds, nothing is stuck or half open, and every fate is in the trace.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliveryTo } from '../../src/network/trace.ts';
import { ann, ben, joinInMemory, log } from './harness.ts';

type Action =
  | { readonly type: 'send' | 'fetch' | 'pause' | 'resume' | 'step' | 'drop link' | 'reconnect' }
  | { readonly type: 'hold' | 'release' | 'drop' | 'duplicate'; readonly which: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'weather'; readonly latencyMs: number; readonly bandwidthBytesPerSecond: number | null }
  | { readonly type: 'jump'; readonly ms: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('send' as const) }) },
  fc.record({ type: fc.constantFrom('fetch', 'pause', 'resume', 'step', 'step', 'drop link', 'reconnect') }),
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('hold', 'release', 'duplicate', 'drop'), which: fc.nat(5) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.nat(120) }) },
  fc.record({
    type: fc.constant('weather' as const),
    latencyMs: fc.nat(100),
    bandwidthBytesPerSecond: fc.option(fc.integer({ min: 20, max: 2_000 })),
  }),
  fc.record({ type: fc.constant('jump' as const), ms: fc.integer({ min: -100_000, max: 100_000 }) }),
);

/** A client that numbers its messages `CONNECTION.NUMBER`, and what became of its requests. */
class Subject {
  readonly joined = joinInMemory();
  readonly link = this.joined.page.link(ann);
  readonly sockets: WebSocket[] = [];
  readonly heard: string[][] = [];
  readonly requests: Promise<string>[] = [];
  #sent = 0;

  connect(): void {
    const socket = new this.link.network.WebSocket('/sync');
    this.sockets.push(socket);
    this.heard.push(log(socket));
  }

  async perform(step: Action): Promise<void> {
    const { clock, page } = this.joined;
    const { flight } = page;
    switch (step.type) {
      case 'send':
        return this.#send();
      case 'fetch':
        this.requests.push(
          this.link.network.fetch('/echo').then(
            () => 'answered',
            () => 'failed',
          ),
        );
        return;
      case 'pause':
        return flight.pause();
      case 'resume':
        return flight.resume();
      case 'step':
        return void flight.step();
      case 'drop link':
        return this.link.drop();
      case 'reconnect':
        return this.connect();
      case 'wait':
        return clock.advance(step.ms);
      case 'jump':
        return clock.jump(step.ms);
      case 'weather':
        return this.link.change({ up: step, down: step });
      case 'hold':
      case 'release':
      case 'drop':
      case 'duplicate':
        return flight[step.type](flight.list()[step.which]?.id ?? 0);
    }
  }

  #send(): void {
    const at = this.sockets.length - 1;
    const socket = this.sockets[at];
    if (socket?.readyState === OPEN) socket.send(`${at}.${this.#sent++}`);
  }
}

const OPEN = 1;

test('[NET-5] [WS-6] any handling of frames keeps their order and leaves nothing half open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
      const subject = new Subject();
      const { clock, page, server, trace } = subject.joined;
      subject.connect();
      await clock.advance(0);
      for (const step of actions) await subject.perform(step);

      // Let everything go on: nothing may be left under way, and every request has an end.
      page.flight.resume();
      for (const frame of page.flight.list()) page.flight.release(frame.id);
      await clock.advance(1_000_000);
      for (const frame of page.flight.list()) page.flight.release(frame.id);
      await clock.advance(1_000_000);
      expect(page.flight.size).toBe(0);
      for (const request of subject.requests) expect(['answered', 'failed']).toContain(await request);

      // Order: numbers never fall within a connection (a duplicate repeats), at the server and back at the client.
      const arrived = server.texts.map((text) => text.split('.').map(Number));
      for (const [at, events] of subject.heard.entries()) {
        const numbers = arrived.filter(([connection]) => connection === at).map(([, number]) => number ?? 0);
        expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
        const echoes = events.flatMap((event) =>
          event.startsWith('message echo:') ? [Number(event.split('.')[1])] : [],
        );
        expect(echoes).toEqual(echoes.toSorted((left, right) => left - right));
        // One end at most, always told in the standard's order.
        expect(events.filter((event) => event.startsWith('close')).length).toBeLessThanOrEqual(1);
        expect(events.indexOf('open')).toBeLessThanOrEqual(0);
      }
      // Both sides agree on what is open.
      expect(server.open.size).toBe(subject.sockets.filter((socket) => socket.readyState === OPEN).length);
      // No record says that something still flies.
      expect(trace.records().filter((record) => deliveryTo(record, ann).state === 'flying')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('[NET-5] two clients: holding one never keeps the other waiting', async () => {
  const { page, clock, server } = joinInMemory();
  const sockets = [ann, ben].map((client) => new (page.link(client).network.WebSocket)('/sync'));
  await clock.advance(0);
  for (const client of [ann, ben]) page.link(client).change({ up: { latencyMs: 10 } });
  for (const [index, socket] of sockets.entries()) socket.send(`from ${index}`);
  page.flight.hold(page.flight.list()[0]?.id ?? 0);
  await clock.advance(10);
  expect(server.texts).toEqual(['from 1']);
});
