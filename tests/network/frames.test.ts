// Whatever comes through a port: a frame, or a problem that is reported and harms nobody [NET-2].
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDownFrame, parseUpFrame } from '../../src/network/frames.ts';
import { ann, joinInMemory, log } from './harness.ts';

const UP = [
  { type: 'open', connection: 1, url: 'ws://in.tab/sync' },
  { type: 'message', connection: 1, data: 'text' },
  { type: 'message', connection: 1, data: new ArrayBuffer(2) },
  { type: 'messages', connections: [1, 2], data: 'text' },
  { type: 'close', connection: 1, code: 1000, reason: '' },
  { type: 'request', id: 1, method: 'GET', url: 'http://in.tab/', headers: [['a', 'b']], body: null },
  { type: 'abort', id: 1 },
  { type: 'backlog', connection: 1, bytes: 0 },
  { type: 'taken', bytes: 65_536 },
];
const DOWN = [
  { type: 'opened', connection: 1 },
  { type: 'message', connections: [1, 2], data: 'text' },
  { type: 'close', connection: 1, code: 4401, reason: 'unknown session' },
  { type: 'response', id: 1, status: 200, headers: [], body: 'text' },
  { type: 'failed', id: 1, message: 'no HTTP' },
];

const MALFORMED = [
  undefined,
  null,
  7,
  'open',
  [],
  {},
  { type: 'unknown' },
  { type: 'open', connection: 0, url: '' },
  { type: 'open', connection: 1.5, url: '' },
  { type: 'message', connection: 1, data: 5 },
  { type: 'message', connections: [1, 'a'], data: '' },
  { type: 'messages', connections: 1, data: '' },
  { type: 'close', connection: 1, code: 99, reason: '' },
  { type: 'close', connection: 1, code: 1000 },
  { type: 'request', id: 1, method: 'GET', url: '/', headers: { a: 'b' }, body: null },
  { type: 'request', id: 1, method: 'GET', url: '/', headers: [['a']], body: null },
  { type: 'response', id: 1, status: 101, headers: [], body: null },
  { type: 'response', id: -1, status: 200, headers: [], body: null },
];

describe('[NET-2] frames', () => {
  test.each(UP)('up: %j', (frame) => expect(parseUpFrame(frame)).toEqual({ ok: true, frame }));
  test.each(DOWN)('down: %j', (frame) => expect(parseDownFrame(frame)).toEqual({ ok: true, frame }));

  test.each(MALFORMED.map((frame) => [frame]))('%j is neither, and says what is wrong', (frame) => {
    expect(parseUpFrame(frame)).toMatchObject({ ok: false, problem: expect.stringMatching(/^malformed frame: /) });
    expect(parseDownFrame(frame)).toMatchObject({ ok: false, problem: expect.stringMatching(/^malformed frame: /) });
  });

  test('malformed frames are reported on either side and nothing else happens', async () => {
    const { page, ports, clock, problems, server, trace } = joinInMemory();
    const socket = new (page.link(ann).network.WebSocket)('/sync');
    const events = log(socket);
    await clock.advance(0);
    for (const frame of MALFORMED) {
      ports[0].post(frame);
      ports[1].post(frame);
    }
    await clock.advance(0);
    socket.send('still here');
    await clock.advance(0);
    expect(problems).toHaveLength(MALFORMED.length);
    expect(trace.records().filter((record) => record.kind === 'error')).toHaveLength(MALFORMED.length);
    expect(events).toEqual(['open', 'message echo:still here']);
    expect(server.texts).toEqual(['still here']);
  });

  test('well-formed frames about things that are not there harm nobody', async () => {
    const { page, ports, clock, server } = joinInMemory();
    const events = log(new (page.link(ann).network.WebSocket)('/sync'));
    await clock.advance(0);
    for (const frame of UP)
      if (frame.type !== 'open') ports[0].post({ ...frame, connection: 77, connections: [77], id: 77 });
    for (const frame of DOWN) ports[1].post({ ...frame, connection: 77, connections: [77], id: 77 });
    await clock.advance(0);
    expect([events, server.open.size, server.texts]).toEqual([['open'], 1, []]);
  });

  test('no garbage makes either side throw', async () => {
    const field = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.string(), fc.anything());
    const type = fc.constantFrom(...UP.map((frame) => frame.type), ...DOWN.map((frame) => frame.type));
    const garbage = fc.record({
      type,
      connection: field,
      connections: field,
      id: field,
      url: field,
      data: field,
      code: field,
      reason: field,
      status: field,
      headers: field,
      body: field,
      method: field,
      message: field,
      bytes: field,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(garbage, { maxLength: 10 }), async (frames) => {
        const { page, ports, clock } = joinInMemory();
        const socket = new (page.link(ann).network.WebSocket)('/sync');
        await clock.advance(0);
        for (const frame of frames) {
          ports[0].post(frame);
          ports[1].post(frame);
        }
        await clock.advance(0);
        const other = log(new (page.link(ann).network.WebSocket)('/sync?hello=1'));
        await clock.advance(0);
        expect(socket.readyState).toBeGreaterThan(0);
        expect(other.slice(0, 1)).not.toEqual(['message hello']);
      }),
      { numRuns: 100 },
    );
  });
});
