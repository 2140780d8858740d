// The wire in one thread on a virtual clock: what arrives, in which order, and that a run replays.
import { describe, expect, test } from 'vitest';
import { ann, ben, joinInMemory, log } from './harness.ts';

describe('a page and its host in memory', () => {
  test('[NET-1] a socket opens, echoes and closes in good order', async () => {
    const { page, clock, server } = joinInMemory();
    const socket = new (page.link(ann).network.WebSocket)('/sync?hello=1');
    const events = log(socket);
    await clock.advance(0);
    socket.send('one');
    await clock.advance(0);
    socket.close(1000, 'done');
    await clock.advance(0);
    expect(events).toEqual(['open', 'message hello', 'message echo:one', 'close 1000 done clean']);
    expect(server.events.map((event) => event.type)).toEqual(['opened', 'received', 'closed']);
    expect(page.trace.records().map((record) => `${record.direction} ${record.kind}`)).toEqual([
      'up open',
      'down open',
      'down message',
      'up message',
      'down message',
      'up close',
      'down close',
    ]);
  });

  test('[HTTP-1] a request is answered without any time passing', async () => {
    const { page, clock } = joinInMemory();
    const { fetch } = page.link(ann).network;
    const before = clock.nowMs();
    const answer = fetch('/echo?a=1', { method: 'POST', body: '{"x":1}', headers: { 'pyre-request-id': 'r1' } });
    await clock.advance(0);
    const response = await answer;
    expect(response.status).toBe(200);
    expect(response.headers.get('pyre-revision')).toBe('7');
    expect(response.url).toBe('http://in.tab/echo?a=1');
    expect(await response.json()).toMatchObject({ method: 'POST', search: '?a=1', mark: 'r1', body: '{"x":1}' });
    expect(clock.nowMs()).toBe(before);
  });

  test('[NET-2] a broadcast crosses once and is one record with its recipients', async () => {
    const { page, clock, trace } = joinInMemory();
    const sockets = [ann, ben].map((client) => new (page.link(client).network.WebSocket)('/sync'));
    const events = sockets.map(log);
    await clock.advance(0);
    sockets[0]?.send('all:news');
    await clock.advance(0);
    expect(events).toEqual([
      ['open', 'message news'],
      ['open', 'message news'],
    ]);
    const broadcasts = trace.records().filter((record) => record.kind === 'message' && record.direction === 'down');
    expect(broadcasts.map((record) => record.clients)).toEqual([[ann, ben]]);
  });
});
