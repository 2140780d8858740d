// A page and a server in one thread, joined by a real MessageChannel: clients as the page has them, without the page.
import { realClock } from '../../src/base/clock.ts';
import { asClientId, asSessionId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { createClient, type Client, type Persistence } from '../../src/client/client.ts';
import { createSharedParse } from '../../src/client/shared-parse.ts';
import { servePort } from '../../src/network/host.ts';
import { openPage } from '../../src/network/page.ts';
import { messageFramePort } from '../../src/network/port.ts';
import { Trace } from '../../src/network/trace.ts';
import type { Server } from '../../src/server/server.ts';

export interface Joined {
  /** A new client under a session; it is live when this resolves. */
  join(sessionId: string): Promise<Client>;
  readonly trace: Trace;
  /** Ends all clients and the channel. */
  close(): Promise<void>;
}

/** What is stored leaves the page's memory, as it does with IndexedDB. */
const elsewhere: Persistence = {
  durable: true,
  load: () => Promise.resolve(null),
  write: () => Promise.resolve(),
  clear: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

export function joinPage(server: Server): Joined {
  const channel = new MessageChannel();
  const trace = new Trace({ clock: realClock });
  const random = seededRandom(1);
  const page = openPage({ port: messageFramePort(channel.port1), clock: realClock, random, trace });
  const host = servePort(messageFramePort(channel.port2), server.handler, (problem, error) => {
    console.error(problem, error);
  });
  const parse = createSharedParse();
  const clients: Client[] = [];
  return {
    trace,
    async join(sessionId) {
      const id = asClientId(`client-${clients.length + 1}`);
      const client = createClient({
        id,
        network: page.link(id).network,
        clock: realClock,
        random: random.fork(id),
        persistence: elsewhere,
        sessionId: asSessionId(sessionId),
        parse,
      });
      clients.push(client);
      const live = untilLive(client);
      await client.start();
      await live;
      return client;
    },
    async close() {
      await Promise.all(clients.map((client) => client.stop()));
      page.close();
      host.close();
    },
  };
}

/** Resolves when the client has caught up. */
export function untilLive(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.subscribe(() => {
      if (client.snapshot().phase !== 'live') return;
      stop();
      resolve();
    });
  });
}

/** How many rows of a table a client holds. */
export const heldRows = (client: Client, table: string): number => client.snapshot().tables.get(table)?.size ?? 0;
