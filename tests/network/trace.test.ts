// The trace keeps its bounds, pairs answers with requests, and writes itself as NDJSON [NET-6].
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { deliveryTo, Trace, type TraceChange } from '../../src/network/trace.ts';
import { ann, joinInMemory } from './harness.ts';

const message = (text: string) =>
  ({ direction: 'up', clients: [ann], bytes: text.length, text, detail: { kind: 'message' } }) as const;

describe('[NET-6] the trace', () => {
  test('keeps the newest records and counts those that went', () => {
    const trace = new Trace({ clock: new VirtualClock(), largestCount: 3 });
    for (const text of ['a', 'b', 'c', 'd', 'e']) trace.add(message(text));
    expect(trace.records().map((record) => [record.sequence, record.text])).toEqual([
      [3, 'c'],
      [4, 'd'],
      [5, 'e'],
    ]);
    expect([trace.size, trace.dropped, trace.bytes]).toEqual([3, 2, 3 * 17]);
    expect([trace.get(2), trace.get(3)?.text, trace.get(6)]).toEqual([undefined, 'c', undefined]);
    expect(trace.records(4).map((record) => record.text)).toEqual(['e']);
  });

  test('keeps its bytes bounded too, but always the newest record', () => {
    const trace = new Trace({ clock: new VirtualClock(), largestBytes: 50 });
    for (const text of ['aaaa', 'bbbb', 'cccc', 'x'.repeat(50)]) trace.add(message(text));
    expect([trace.size, trace.dropped, trace.bytes]).toEqual([1, 3, 66]);
    trace.add(message('y'));
    expect(trace.records().map((record) => record.text)).toEqual(['y']);
  });

  test('goes on counting after it was cleared', () => {
    const trace = new Trace({ clock: new VirtualClock(), largestCount: 3 });
    for (const text of ['a', 'b', 'c', 'd']) trace.add(message(text));
    trace.clear();
    expect([trace.size, trace.bytes, trace.records()]).toEqual([0, 0, []]);
    expect(trace.add(message('e')).sequence).toBe(5);
  });

  test('tells of every change until told to stop', () => {
    const trace = new Trace({ clock: new VirtualClock(5) });
    const changes: TraceChange[] = [];
    const stop = trace.subscribe((change) => changes.push(change));
    const record = trace.add(message('a'));
    trace.deliver(record, ann, { state: 'arrived', atMs: 9 });
    trace.clear();
    stop();
    trace.add(message('b'));
    expect(changes.map((change) => change.type)).toEqual(['added', 'changed', 'cleared']);
    const changed = changes[1];
    expect(changed?.type === 'changed' && [changed.record === record, deliveryTo(changed.record, ann)]).toEqual([
      false,
      { state: 'arrived', atMs: 9 },
    ]);
  });

  test('pairs an answer with its request and tells how long it took, ways included', async () => {
    const { page, clock, trace } = joinInMemory();
    const link = page.link(ann);
    link.change({ up: { latencyMs: 20 }, down: { latencyMs: 30 } });
    const answer = link.network.fetch('/echo', { method: 'POST', body: 'hé' });
    await clock.advance(60);
    await answer;
    const [request, response] = trace.records();
    expect(request).toMatchObject({ kind: 'request', method: 'POST', url: 'http://in.tab/echo', bytes: 3, text: 'hé' });
    expect(response).toMatchObject({
      kind: 'response',
      status: 200,
      durationMs: 50,
      direction: 'down',
      clients: [ann],
    });
    expect(
      response?.kind === 'response' && request?.kind === 'request' && response.requestId === request.requestId,
    ).toBe(true);
  });

  test('is one JSON object a line, deliveries included', async () => {
    const { page, clock, trace } = joinInMemory();
    page.link(ann).change({ up: { latencyMs: 20 } });
    const answer = page.link(ann).network.fetch('/echo');
    await clock.advance(20);
    await answer;
    const lines = trace.toNdjson().split('\n');
    expect(lines.pop()).toBe('');
    const records = lines.map((line) => JSON.parse(line) as { kind: string; deliveries: object });
    expect(records.map((record) => record.kind)).toEqual(['request', 'response']);
    expect(records[0]?.deliveries).toMatchObject({ [ann]: { state: 'arrived' } });
  });
});
