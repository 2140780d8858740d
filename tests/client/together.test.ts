// Clients of one page that move on together: told once, held alike, stored each by itself.
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { createClient, type Client, type ClientChange } from '../../src/client/client.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import { createSharedParse } from '../../src/client/shared-parse.ts';
import { servePort } from '../../src/network/host.ts';
import { openPage } from '../../src/network/page.ts';
import { memoryFramePorts } from '../../src/network/port.ts';
import { Trace } from '../../src/network/trace.ts';
import { listRows } from './replica.ts';
import { ToyServer } from './toy-server.ts';

/** So many clients of one page, live. */
async function openCrowd(count: number) {
  const clock = new VirtualClock();
  const server = new ToyServer();
  server.write(1);
  const [near, far] = memoryFramePorts(clock);
  servePort(far, server);
  const page = openPage({ port: near, clock, random: seededRandom(1), trace: new Trace({ clock }) });
  const caches = new MemoryCaches();
  const parse = createSharedParse();
  const told: ClientChange[] = [];
  parse.together.subscribe((change) => told.push(change));
  const clients: Client[] = [];
  for (let number = 1; number <= count; number++) {
    const id = asClientId(`c${number}`);
    const persistence = caches.forClient(id);
    const { network } = page.link(id);
    const client = createClient({ id, network, clock, random: seededRandom(number), persistence, parse });
    clients.push(client);
    await client.start();
    await clock.advance(100);
  }
  return { clock, server, page, caches, clients, told, parse };
}

const holds = (client: Client): string[] => listRows(client.snapshot().tables);

describe('clients that move together', () => {
  it('hold the same table, cursor and revision, and are told of one by one', async () => {
    const { clock, server, clients, told } = await openCrowd(5);
    server.write(2);
    await clock.advance(100);
    const [first, ...others] = clients.map((client) => client.snapshot());
    expect(told.map(({ rows }) => rows)).toEqual(clients.map(() => new Map([['posts', [2]]])));
    for (const other of others) {
      expect(other.tables).toBe(first?.tables);
      expect(other.cursor).toBe(first?.cursor);
      expect(other.serverRevision).toBe(first?.serverRevision);
    }
    for (const client of clients) expect(holds(client)).toEqual(server.view);
  });

  it('tell those who listen to a client, and not those who listen to what it does alone', async () => {
    const { clock, server, clients } = await openCrowd(2);
    const [all, alone] = [[] as ClientChange[], [] as ClientChange[]];
    clients[0]?.subscribe((change) => all.push(change));
    clients[0]?.subscribeAlone((change) => alone.push(change));
    server.write(1, false);
    server.write(1);
    await clock.advance(100);
    expect(all.map(({ face, rows }) => ({ face, keys: [...(rows.get('posts') ?? [])] }))).toEqual([
      { face: false, keys: [1] },
      { face: false, keys: [1] },
    ]);
    expect(alone).toEqual([]);
    clients[0]?.goOffline();
    expect(alone).toMatchObject([{ face: true }]);
  });

  it('store rows and cursor that belong together, each its own [CLIENT-2]', async () => {
    const { clock, server, clients, caches } = await openCrowd(3);
    for (const id of [2, 3, 4]) server.write(id);
    server.write(3, false);
    await clock.advance(100);
    for (const client of clients) {
      const stored = await caches.forClient(client.id).load();
      expect(stored?.rows.map(({ key }) => key)).toEqual([1, 2, 4]);
      expect(stored?.meta).toMatchObject({ cursor: client.snapshot().cursor, sessionId: client.snapshot().sessionId });
    }
  });

  it('store what they moved to though they stop in the same moment [CLIENT-2]', async () => {
    const { clock, server, clients, caches, parse } = await openCrowd(3);
    const [first] = clients;
    server.write(2);
    const stopped: Promise<void>[] = [];
    parse.together.subscribe(() => {
      if (stopped.length === 0) stopped.push(...clients.map((client) => client.stop()));
    });
    await clock.advance(100);
    await Promise.all(stopped);
    const stored = await caches.forClient(asClientId('c1')).load();
    expect(stored?.rows.map(({ key }) => key)).toEqual([1, 2]);
    expect(stored?.meta).toMatchObject({ cursor: first?.snapshot().cursor });
  });

  it('go alone while a text reaches them late, and meet again', async () => {
    const { clock, server, clients, page } = await openCrowd(3);
    const [late] = clients;
    if (late) page.link(late.id).change({ down: { latencyMs: 300 } });
    server.write(2);
    await clock.advance(100);
    expect(clients.map((client) => holds(client).length)).toEqual([1, 2, 2]);
    server.write(3);
    await clock.advance(1000);
    const tables = new Set(clients.map((client) => client.snapshot().tables));
    expect(tables.size).toBe(1);
    expect(late && holds(late)).toEqual(server.view);
  });

  it.each(['offline', 'resync', 'reconnect'] as const)('keep what came, through %s', async (what) => {
    const { clock, server, clients } = await openCrowd(3);
    const [one] = clients;
    server.write(2);
    await clock.advance(10);
    if (what === 'offline') one?.goOffline();
    else one?.[what]();
    expect(one && holds(one)).toEqual(what === 'resync' ? [] : server.view);
    server.write(3);
    one?.goOnline();
    await clock.advance(1000);
    for (const client of clients) expect(holds(client)).toEqual(server.view);
  });

  it('catch up each for itself where a message was lost [SYNC-10]', async () => {
    const { clock, server, clients, told } = await openCrowd(2);
    const pages = clients.map((client) => client.snapshot().pagesApplied);
    const data = { all_affected_rows: [], affected_row_indices: [] };
    server.shout(JSON.stringify({ type: 'delta', previousRevision: 5, serverRevision: 6, data }));
    await clock.advance(100);
    expect(told).toEqual([]);
    expect(clients.map((client) => client.snapshot().pagesApplied)).toEqual(pages.map((applied) => applied + 1));
    for (const client of clients) expect(holds(client)).toEqual(server.view);
  });
});
