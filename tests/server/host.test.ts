// The server of a worker: early connections wait, a reset replaces it in place, sources with errors leave it as it is.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asConnectionId, type ConnectionId } from '../../src/base/ids.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import type { SocketPort } from '../../src/network/socket.ts';
import type { ServerOptions } from '../../src/protocol/control.ts';
import { ServerHost } from '../../src/server/host.ts';
import { testEngine } from '../engine/load-engine.ts';
import { testStorage } from './open-storage.ts';
import { demoSources, user } from './open-server.ts';

const demo: ServerOptions = { sources: demoSources, seed: 1, empty: true };
const broken: ServerOptions = { sources: [{ path: 'schema.pyre', source: 'record {' }], seed: 1, empty: true };
const url = new URL('http://in.tab/sync');

function makeHost(loadEngine = testEngine): { host: ServerHost; reported: unknown[] } {
  const clock = new VirtualClock();
  const reported: unknown[] = [];
  const host = new ServerHost({
    clock,
    secrets: seededSecrets(seededRandom(2)),
    loadEngine,
    openStorage: () => testStorage(clock),
    report: (error) => reported.push(error),
  });
  return { host, reported };
}

/** Notes what happens to each connection, in order. */
class NotingPort implements SocketPort {
  readonly notes: string[] = [];
  send(connections: readonly ConnectionId[], text: string): void {
    this.notes.push(`${connections.join()} ${/"type":"(\w+)"/.exec(text)?.[1]}`);
  }
  close(connection: ConnectionId, code: number): void {
    this.notes.push(`${connection} closed ${code}`);
  }
  queuedBytes(): number {
    return 0;
  }
}

const [one, two, three] = [asConnectionId(1), asConnectionId(2), asConnectionId(3)];
const queries = () => new Request('http://in.tab/queries');

test('requests and connections that come early wait for the server; one that leaves meanwhile is never opened', async () => {
  const { host } = makeHost();
  const port = new NotingPort();
  const starting = host.start(demo);
  const answer = host.handler.fetch(queries());
  host.handler.opened(port, one, url);
  host.handler.opened(port, two, url);
  host.handler.closed(port, two, 1001, '');
  expect(await starting).toMatchObject({ phase: 'running' });
  expect((await answer).status).toBe(200);
  expect(port.notes).toEqual(['1 connected']);
  expect(await host.control.status()).toMatchObject({ ok: true, value: { connections: 1 } });
});

test('the first options decide', async () => {
  const { host } = makeHost();
  const [first, second] = await Promise.all([host.start(demo), host.start(broken)]);
  expect(second).toBe(first);
});

test('after a start that failed the next page may start with others', async () => {
  const { host } = makeHost();
  expect(await host.start(broken)).toMatchObject({ phase: 'refused' });
  expect(await host.start(demo)).toMatchObject({ phase: 'running' });
});

test('[SYNC-12] a reset closes the old connections with 1012 and begins another epoch', async () => {
  const { host } = makeHost();
  const port = new NotingPort();
  const before = await host.start(demo);
  host.handler.opened(port, one, url);
  const after = await host.control.reset({ ...demo, empty: false });
  expect(after).toMatchObject({ ok: true, value: { phase: 'running', serverRevision: 0, connections: 0 } });
  expect(after.ok && after.value).not.toEqual(before);
  host.handler.closed(port, one, 1012, '');
  host.handler.opened(port, two, url);
  expect(port.notes).toEqual(['1 connected', '1 closed 1012', '2 connected']);
  expect(await host.control.table('users', 5, 0)).toMatchObject({ ok: true, value: { total: 20 } });
});

test('a reset with errors in the sources leaves the old server running', async () => {
  const { host } = makeHost();
  const before = await host.start(demo);
  expect(await host.control.reset(broken)).toMatchObject({
    ok: true,
    value: { phase: 'refused', diagnostics: [{ path: 'schema.pyre' }] },
  });
  expect(await host.control.status()).toEqual({ ok: true, value: before });
});

test('a start with errors in the sources can be mended by a reset', async () => {
  const { host } = makeHost();
  const port = new NotingPort();
  expect(await host.start(broken)).toMatchObject({ phase: 'refused' });
  expect((await host.handler.fetch(queries())).status).toBe(503);
  expect(await host.control.issueSession(user(1))).toMatchObject({ ok: false });
  host.handler.opened(port, one, url);
  await host.control.sessions();
  expect(port.notes).toEqual(['1 closed 1012']);
  expect(await host.control.reset(demo)).toMatchObject({ ok: true, value: { phase: 'running' } });
  host.handler.opened(port, three, url);
  expect(port.notes).toEqual(['1 closed 1012', '3 connected']);
});

test('an engine that does not load is told, and tried again by a reset', async () => {
  let tries = 0;
  const { host, reported } = makeHost(() => (tries++ === 0 ? Promise.reject(new Error('no wasm here')) : testEngine()));
  expect(await host.start(demo)).toEqual({ phase: 'failed', message: 'no wasm here' });
  expect(reported).toHaveLength(1);
  expect(await host.control.reset(demo)).toMatchObject({ ok: true, value: { phase: 'running' } });
});
