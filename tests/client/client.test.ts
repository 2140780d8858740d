// The client whole: its shell over the in-tab network, on a virtual clock, against a toy server.
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId, asSessionId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { createClient, type Client, type ClientChange, type ClientOptions } from '../../src/client/client.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import type { Persistence } from '../../src/client/persistence.ts';
import { createSharedParse } from '../../src/client/shared-parse.ts';
import { servePort } from '../../src/network/host.ts';
import { openPage } from '../../src/network/page.ts';
import { memoryFramePorts } from '../../src/network/port.ts';
import { Trace } from '../../src/network/trace.ts';
import { listRows } from './replica.ts';
import { ToyServer } from './toy-server.ts';

const ANN = asClientId('ann');
const parse = createSharedParse();

function openWorld() {
  const clock = new VirtualClock();
  const server = new ToyServer();
  const [near, far] = memoryFramePorts(clock);
  servePort(far, server);
  const page = openPage({ port: near, clock, random: seededRandom(1), trace: new Trace({ clock }) });
  const caches = new MemoryCaches();
  const makeClient = (more: Partial<ClientOptions> = {}): Client => {
    const id = more.id ?? ANN;
    const persistence = caches.forClient(id);
    const network = page.link(id).network;
    return createClient({ id, network, clock, random: seededRandom(2), persistence, parse, ...more });
  };
  return { clock, server, page, caches, makeClient };
}

const holds = (client: Client): string[] => listRows(client.snapshot().tables);

describe('client', () => {
  it('[SYNC-1] catches up page by page and then follows', async () => {
    const { clock, server, makeClient } = openWorld();
    for (let id = 1; id <= 7; id++) server.write(id);
    const client = makeClient({ pageSize: 2 });
    await client.start();
    await clock.advance(100);
    expect(client.snapshot()).toMatchObject({ phase: 'live', pagesApplied: 4, databaseEpoch: 'e1', sessionId: 's1' });
    expect(holds(client)).toEqual(server.view);
    server.write(3, false);
    server.write(8);
    await clock.advance(100);
    expect(holds(client)).toEqual(server.view);
    expect(client.snapshot().cursor.tables['posts']?.last_seen_updated_at).toBe(9);
  });

  it('tells every change once, rows by key', async () => {
    const { clock, server, makeClient } = openWorld();
    server.write(1);
    server.write(2);
    const client = makeClient();
    const changes: ClientChange[] = [];
    client.subscribe((change) => changes.push(change));
    await client.start();
    await clock.advance(100);
    expect(changes.filter((change) => change.rows.size > 0).map((change) => change.rows)).toEqual([
      new Map([['posts', [1, 2]]]),
    ]);
    changes.length = 0;
    server.write(2, false);
    await clock.advance(100);
    expect(changes).toEqual([{ state: true, face: false, rows: new Map([['posts', [2]]]) }]);
  });

  it('gives the same snapshot until something changes', async () => {
    const { clock, server, makeClient } = openWorld();
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    const before = client.snapshot();
    expect(client.snapshot()).toBe(before);
    server.write(1);
    await clock.advance(1);
    expect(client.snapshot()).not.toBe(before);
  });

  it('shares rows with the other clients of its page', async () => {
    const { clock, server, makeClient } = openWorld();
    server.write(1);
    const ann = makeClient();
    const ben = makeClient({ id: asClientId('ben') });
    await Promise.all([ann.start(), ben.start()]);
    await clock.advance(100);
    server.write(2);
    await clock.advance(100);
    for (const key of [1, 2]) {
      const row = ann.snapshot().tables.get('posts')?.get(key);
      expect(row).toBeDefined();
      expect(ben.snapshot().tables.get('posts')?.get(key)).toBe(row);
    }
  });

  it('[CLIENT-1] shows the cache before it connects, and resumes its session', async () => {
    const { clock, server, makeClient } = openWorld();
    server.write(1);
    const first = makeClient();
    await first.start();
    await clock.advance(100);
    await first.stop();
    server.write(2);
    const second = makeClient();
    await second.start();
    expect(second.snapshot().phase).toBe('connecting');
    expect(holds(second)).toEqual(['posts/1@1']);
    await clock.advance(100);
    expect(holds(second)).toEqual(server.view);
    expect(server.opened$).toEqual(['', 's1']);
    expect(second.snapshot().pagesApplied).toBe(1);
  });

  it('[CLIENT-6] two clients of one session are two connections', async () => {
    const { clock, server, makeClient } = openWorld();
    server.sessions.add('both');
    const sessionId = asSessionId('both');
    const ann = makeClient({ sessionId });
    const ben = makeClient({ id: asClientId('ben'), sessionId });
    await Promise.all([ann.start(), ben.start()]);
    await clock.advance(100);
    expect(server.connections).toBe(2);
    await ann.stop();
    await clock.advance(100);
    server.write(1);
    await clock.advance(100);
    expect(holds(ben)).toEqual(server.view);
  });

  it('[CLIENT-3] comes back by itself when the link breaks', async () => {
    const { clock, server, page, makeClient } = openWorld();
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    page.link(ANN).drop();
    await clock.advance(0);
    expect(client.snapshot().phase).toBe('connecting');
    expect(client.snapshot().lastError).toMatchObject({ kind: 'Unavailable' });
    server.write(1);
    await clock.advance(1_000);
    expect(client.snapshot()).toMatchObject({ phase: 'live', lastError: null });
    expect(holds(client)).toEqual(server.view);
  });

  it('[CLIENT-3] at once when told that the network is back', async () => {
    const { clock, page, makeClient } = openWorld();
    const client = makeClient();
    page.link(ANN).change({ offline: true });
    await client.start();
    await clock.advance(60_000);
    expect(client.snapshot().phase).toBe('connecting');
    page.link(ANN).change({ offline: false });
    client.goOnline();
    await clock.advance(0);
    expect(client.snapshot().phase).toBe('live');
  });

  it('[WS-5] notices a server that stopped answering', async () => {
    const { clock, server, makeClient } = openWorld();
    const client = makeClient({ pingIntervalMs: 1_000 });
    await client.start();
    await clock.advance(10_000);
    expect(client.snapshot().phase).toBe('live');
    expect(server.opened$).toHaveLength(1);
    server.answersPings = false;
    await clock.advance(2_999);
    expect(client.snapshot().phase).toBe('live');
    await clock.advance(1);
    expect(client.snapshot().phase).toBe('connecting');
  });

  it('[WS-2] starts over when the server forgot the session', async () => {
    const { clock, server, makeClient } = openWorld();
    const client = makeClient({ sessionId: asSessionId('forgotten') });
    await client.start();
    await clock.advance(100);
    expect(server.opened$).toEqual(['forgotten', '']);
    expect(client.snapshot()).toMatchObject({ phase: 'live', sessionId: 's1' });
  });

  it('[SYNC-12] starts anew with the server', async () => {
    const { clock, server, makeClient } = openWorld();
    server.write(1);
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    server.restart('e2');
    server.write(5);
    await clock.advance(1_000);
    expect(client.snapshot()).toMatchObject({ phase: 'live', databaseEpoch: 'e2' });
    expect(holds(client)).toEqual(['posts/5@1']);
  });

  it('[SYNC-6] holds nothing of one user when it is another', async () => {
    const { clock, server, makeClient } = openWorld();
    server.write(1);
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    const seen: string[][] = [];
    client.subscribe(() => seen.push(holds(client)));
    server.changeSession({ userId: 2 });
    await clock.advance(100);
    expect(client.snapshot()).toMatchObject({ phase: 'live', session: { userId: 2 } });
    expect(seen[0]).toEqual([]);
    expect(holds(client)).toEqual(server.view);
  });

  it('[WS-5] survives messages that cannot be read', async () => {
    const { clock, server, makeClient } = openWorld();
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    for (const text of ['', 'noise', '[]', '{"type":"delta"}', '{"type":"surprise"}', '{"type":"connected"}']) {
      server.shout(text);
      await clock.advance(1_000);
      expect(client.snapshot().phase).toBe('live');
    }
    expect(server.opened$).toHaveLength(1);
  });

  it('is offline until told otherwise', async () => {
    const { clock, server, makeClient } = openWorld();
    const client = makeClient();
    client.goOffline();
    await client.start();
    await clock.advance(60_000);
    expect(client.snapshot().phase).toBe('offline');
    expect(server.opened$).toEqual([]);
    client.goOnline();
    await clock.advance(100);
    expect(client.snapshot().phase).toBe('live');
    client.goOffline();
    await clock.advance(60_000);
    expect(client.snapshot().phase).toBe('offline');
    expect(server.connections).toBe(0);
  });

  it('clears the cache and catches up when asked to', async () => {
    const { clock, server, makeClient } = openWorld();
    server.write(1);
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    client.resync();
    expect(holds(client)).toEqual([]);
    await clock.advance(100);
    expect(holds(client)).toEqual(server.view);
    expect(client.snapshot().pagesApplied).toBe(2);
  });

  it('leaves nothing running when it stops, and nothing stored when it forgets', async () => {
    const { clock, server, caches, makeClient } = openWorld();
    server.write(1);
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    await client.stop({ forget: true });
    await clock.advance(0);
    expect(server.connections).toBe(0);
    expect(clock.pending).toBe(0);
    expect(await caches.forClient(ANN).load()).toBeNull();
    client.goOnline();
    await clock.advance(60_000);
    expect(server.opened$).toHaveLength(1);
  });
});

describe('client, requests', () => {
  it('[HTTP-4] runs a mutation and tells its revision', async () => {
    const { clock, server, makeClient } = openWorld();
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    const running = client.run('Write', { title: 'x' }, 'once');
    await clock.advance(100);
    expect(await running).toEqual({ ok: true, answer: { post: [{ id: 1 }] }, revision: 1 });
    expect(server.requests.at(-1)).toEqual({ path: '/db/Write', body: { title: 'x' }, requestId: 'once' });
  });

  it('[HTTP-6] gives the error of the server as a value', async () => {
    const { clock, server, makeClient } = openWorld();
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    server.refusals.push('InvalidInput');
    const running = client.run('Write', {});
    await clock.advance(100);
    expect(await running).toEqual({ ok: false, error: { kind: 'InvalidInput', message: 'as asked' } });
  });

  it('gives an answer that is not the protocol as an error that names it', async () => {
    const { clock, makeClient } = openWorld();
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    const running = client.run('Nothing', {});
    await clock.advance(100);
    expect(await running).toMatchObject({ ok: false, error: { message: expect.stringContaining('404') } });
  });

  it('gives a network that fails as an error, not as a throw', async () => {
    const { clock, page, makeClient } = openWorld();
    const client = makeClient();
    await client.start();
    await clock.advance(100);
    page.link(ANN).change({ offline: true });
    const answers = [client.run('Write', {}), client.queries(), client.schema()];
    await clock.advance(100);
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ ok: false, error: { kind: 'Unavailable' } });
    }
  });

  it('says who has no session yet', async () => {
    const client = openWorld().makeClient();
    expect(await client.run('Write', {})).toMatchObject({
      ok: false,
      error: { kind: 'UnknownSession', message: expect.stringContaining('ann') },
    });
  });

  it('tells queries and schema', async () => {
    const { clock, makeClient } = openWorld();
    const client = makeClient();
    const asked = Promise.all([client.queries(), client.schema()]);
    await clock.advance(100);
    const [queries, schema] = await asked;
    expect(queries).toMatchObject({ ok: true, value: [{ name: 'ListPosts' }] });
    expect(schema).toMatchObject({ ok: true, value: { tables: [{ name: 'posts' }] } });
  });
});

const broken = (more: Partial<Persistence>): Persistence => ({
  durable: true,
  load: () => Promise.resolve(null),
  write: () => Promise.resolve(),
  clear: () => Promise.resolve(),
  close: () => Promise.resolve(),
  ...more,
});
const full = (): Promise<never> => Promise.reject(new Error('The quota is exceeded.'));

describe('client, storage that fails', () => {
  it('[CLIENT-4] says that rows are stored while they are', async () => {
    const { makeClient } = openWorld();
    expect(makeClient({ persistence: broken({}) }).snapshot().storage).toBe('stored');
    expect(makeClient().snapshot().storage).toBe('memory');
  });

  it.each([
    { what: 'cannot be read', persistence: () => broken({ load: full }) },
    { what: 'cannot be written', persistence: () => broken({ write: full }) },
    { what: 'cannot even be cleared', persistence: () => broken({ write: full, clear: full }) },
  ])('[CLIENT-4] goes on in memory when storage $what', async ({ persistence }) => {
    const { clock, server, makeClient } = openWorld();
    server.write(1);
    const client = makeClient({ persistence: persistence() });
    await client.start();
    await clock.advance(100);
    server.write(2);
    await clock.advance(100);
    expect(client.snapshot()).toMatchObject({ phase: 'live', storage: 'memory' });
    expect(client.snapshot().lastError?.message).toContain('quota');
    expect(holds(client)).toEqual(server.view);
  });

  it('[CLIENT-4] what was stored before is cleared, so that the next start reads everything anew', async () => {
    const { clock, server, caches, makeClient } = openWorld();
    server.write(1);
    const memory = caches.forClient(ANN);
    let writes = 0;
    const write: Persistence['write'] = (batch) => (++writes > 2 ? full() : memory.write(batch));
    const client = makeClient({ persistence: { ...memory, durable: true, write } });
    await client.start();
    await clock.advance(100);
    server.write(2);
    await clock.advance(100);
    expect(client.snapshot().storage).toBe('memory');
    expect(await memory.load()).toBeNull();
  });
});
