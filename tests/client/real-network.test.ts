// [NET-1] The client knows the standard interfaces only: with the platform's own it talks to a real server.
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { realClock } from '../../src/base/clock.ts';
import { asClientId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { createClient, type Client } from '../../src/client/client.ts';
import { memoryPersistence } from '../../src/client/memory-persistence.ts';
import { serveNode, type NodeHost } from '../../src/network/node-host.ts';
import type { ClientNetwork } from '../../src/network/socket.ts';
import { listRows } from './replica.ts';
import { ToyServer } from './toy-server.ts';

const ID = asClientId('far');
const started: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

/** A browser's `fetch` refuses to be called as a method of anything but the window. */
function strictFetch(this: unknown, ...args: Parameters<typeof fetch>): Promise<Response> {
  if (this !== undefined && this !== globalThis) throw new TypeError('Illegal invocation');
  return fetch(...args);
}

async function openClient(server: ToyServer): Promise<Client> {
  const host: NodeHost = await serveNode({ handler: server, clock: realClock, port: 0 });
  const network: ClientNetwork = {
    fetch: strictFetch,
    WebSocket: NodeWebSocket as unknown as ClientNetwork['WebSocket'],
    baseUrl: host.url,
  };
  const random = seededRandom(1);
  const client = createClient({ id: ID, network, clock: realClock, random, persistence: memoryPersistence(ID) });
  started.push(client, host);
  await client.start();
  return client;
}

/** Waits until the client has been told something that makes `holds` true. */
function until(client: Client, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.subscribe(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
    if (!holds()) return;
    stop();
    resolve();
  });
}

describe('client over a real network', () => {
  it('[NET-1] catches up, follows, mutates and comes back', async () => {
    const server = new ToyServer();
    server.write(1);
    const client = await openClient(server);
    const equal = (): boolean =>
      client.snapshot().phase === 'live' && listRows(client.snapshot().tables).join() === server.view.join();
    await until(client, equal);
    server.write(2);
    await until(client, equal);
    expect(await client.run('Write', {})).toMatchObject({ ok: true, revision: 3 });
    await until(client, equal);
    client.reconnect();
    server.write(2, false);
    await until(client, equal);
    expect(server.opened$).toEqual(['', 's1']);
  });
});
