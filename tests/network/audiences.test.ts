// Recipients of broadcasts: those who are still there, listed once for messages to the same.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { openPage } from '../../src/network/page.ts';
import { memoryFramePorts } from '../../src/network/port.ts';
import { Trace, type TraceRecord } from '../../src/network/trace.ts';

/** A page of so many open connections, and a way to send to some of them. */
async function crowd(count: number) {
  const clock = new VirtualClock();
  const [left, right] = memoryFramePorts(clock);
  const trace = new Trace({ clock });
  const page = openPage({ port: left, clock, random: seededRandom(1), trace });
  right.listen({ frame: () => undefined, closed: () => undefined });
  const heard: string[] = [];
  const sockets = Array.from({ length: count }, (_, index) => {
    const socket = new (page.link(asClientId(`client-${index + 1}`)).network.WebSocket)('/sync');
    socket.addEventListener('message', ({ data }) => heard.push(`${index + 1} ${String(data)}`));
    return socket;
  });
  await clock.advance(0);
  for (let connection = 1; connection <= count; connection++) right.post({ type: 'opened', connection });
  await clock.advance(0);
  const send = async (connections: readonly number[], data: string): Promise<TraceRecord | undefined> => {
    heard.length = 0;
    const records: TraceRecord[] = [];
    const stop = trace.subscribe((change) => void (change.type === 'added' && records.push(change.record)));
    right.post({ type: 'message', connections: [...connections], data });
    await clock.advance(0);
    stop();
    return records[0];
  };
  return { page, sockets, heard, send, clock };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('broadcasts to the same share their lists, others have their own', async () => {
  const { send, heard } = await crowd(20);
  const first = await send(upTo(20), 'a');
  const second = await send(upTo(20), 'b');
  const fewer = await send(upTo(19), 'c');
  expect(heard.length).toBe(19);
  const again = await send(upTo(20), 'd');
  expect(second?.clients).toBe(first?.clients);
  expect(again?.connections).toBe(first?.connections);
  expect(fewer?.clients.length).toBe(19);
  expect(heard).toEqual(upTo(20).map((number) => `${number} d`));
});

test('who is gone gets nothing and is not listed', async () => {
  const { page, send, heard } = await crowd(20);
  await send(upTo(20), 'a');
  page.link(asClientId('client-7')).drop();
  const record = await send(upTo(20), 'b');
  expect(record?.clients.length).toBe(19);
  expect(record?.clients.includes(asClientId('client-7'))).toBe(false);
  expect(heard.length).toBe(19);
  expect(heard.includes('7 b')).toBe(false);
});

test.each(['slow', 'paused', 'closed'] as const)(
  'a listener decides about those who come after it in the same broadcast: %s [NET-3]',
  async (what) => {
    const { page, sockets, heard, send, clock } = await crowd(20);
    const [first, , third] = sockets;
    const link = page.link(asClientId('client-3'));
    first?.addEventListener('message', () => {
      if (what === 'slow') link.change({ down: { latencyMs: 50 } });
      else if (what === 'paused') page.flight.pause();
      else third?.close();
    });
    await send(upTo(20), 'a');
    const late = { slow: [3], paused: upTo(20).slice(1), closed: [3] }[what];
    expect(heard).toEqual(upTo(20).flatMap((number) => (late.includes(number) ? [] : [`${number} a`])));
    page.flight.resume();
    await clock.advance(60);
    expect(heard.length).toBe(what === 'closed' ? 19 : 20);
  },
);

test('a link without conditions again, and a client that leaves, hold nobody up', async () => {
  const { page, heard, send } = await crowd(20);
  const [slow, gone] = [page.link(asClientId('client-3')), page.link(asClientId('client-4'))];
  for (const link of [slow, gone]) link.change({ down: { latencyMs: 50 } });
  slow.change({ down: { latencyMs: 0 } });
  gone.close();
  await send(upTo(20), 'a');
  expect(heard.length).toBe(19);
});
