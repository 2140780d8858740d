// What the network's tests share: a small server that echoes, and a page and its host joined in memory or by a real channel.
import { realClock, VirtualClock, type Clock } from '../../src/base/clock.ts';
import { asClientId, type ConnectionId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { servePort, type HostedPort } from '../../src/network/host.ts';
import { openPage, type PageNetwork } from '../../src/network/page.ts';
import { memoryFramePorts, messageFramePort, type FramePort } from '../../src/network/port.ts';
import type { ServerHandler, SocketPort } from '../../src/network/socket.ts';
import { Trace } from '../../src/network/trace.ts';

/** One thing that happened to the echo server. */
export type ServerEvent =
  | { readonly type: 'opened'; readonly connection: ConnectionId; readonly url: string }
  | { readonly type: 'received'; readonly connection: ConnectionId; readonly data: string | ArrayBuffer }
  | { readonly type: 'closed'; readonly connection: ConnectionId; readonly code: number; readonly reason: string };

/**
 * A server for tests. WebSocket: answers text `echo:…`, bytes by their length, and obeys `close:CODE:REASON`, `throw`,
 * `all:TEXT` (to every connection of the port). HTTP: `/echo` tells what it got, `/bytes` answers bytes, `/empty` 204, `/throw`
 * throws, `/slow` answers when `release` is called.
 */
export class EchoServer implements ServerHandler {
  readonly events: ServerEvent[] = [];
  readonly open = new Map<ConnectionId, SocketPort>();
  readonly aborted: string[] = [];
  requests = 0;
  port: SocketPort | null = null;
  #waiting: (() => void)[] = [];

  async fetch(request: Request): Promise<Response> {
    this.requests++;
    const url = new URL(request.url);
    if (url.pathname === '/throw') throw new Error('as asked');
    if (url.pathname === '/empty') return new Response(null, { status: 204 });
    if (url.pathname === '/bytes') return new Response(Uint8Array.of(0, 255, 128, 7));
    if (url.pathname === '/slow') await this.#slow(request);
    if (url.pathname === '/raw') return new Response(await request.arrayBuffer());
    const body = await request.text();
    const told = {
      method: request.method,
      path: url.pathname,
      search: url.search,
      type: request.headers.get('content-type'),
      mark: request.headers.get('pyre-request-id'),
      body,
    };
    return Response.json(told, { status: url.pathname === '/missing' ? 404 : 200, headers: { 'pyre-revision': '7' } });
  }

  opened(port: SocketPort, connection: ConnectionId, url: URL): void {
    this.port = port;
    this.events.push({ type: 'opened', connection, url: url.href });
    this.open.set(connection, port);
    if (url.searchParams.has('refuse')) port.close(connection, 4401, 'unknown session');
    else if (url.searchParams.has('throw')) throw new Error('as asked');
    else if (url.searchParams.has('hello')) port.send([connection], 'hello');
  }

  received(port: SocketPort, connection: ConnectionId, data: string | ArrayBuffer): void {
    this.events.push({ type: 'received', connection, data });
    if (typeof data !== 'string') return port.send([connection], `bytes:${[...new Uint8Array(data)].join()}`);
    const [command, ...rest] = data.split(':');
    if (command === 'throw') throw new Error('as asked');
    if (command === 'close') return port.close(connection, Number(rest[0]), rest[1] ?? '');
    if (command === 'all') return port.send([...this.open.keys()], rest.join(':'));
    port.send([connection], `echo:${data}`);
  }

  closed(_port: SocketPort, connection: ConnectionId, code: number, reason: string): void {
    this.events.push({ type: 'closed', connection, code, reason });
    this.open.delete(connection);
  }

  /** Lets the requests to `/slow` go on. */
  release(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  /** What it received as text, in order. */
  get texts(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'received' && typeof event.data === 'string' ? [event.data] : [],
    );
  }

  #slow(request: Request): Promise<void> {
    request.signal.addEventListener('abort', () => this.aborted.push(request.url));
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** A page and its host, and what passed between them. */
export interface Joined {
  readonly page: PageNetwork;
  readonly trace: Trace;
  readonly hosted: HostedPort;
  readonly server: EchoServer;
  /** Problems that the host reported. */
  readonly problems: string[];
  /** The ends, to misuse. */
  readonly ports: readonly [FramePort, FramePort];
}

/** Joins a page to an echo server over the two ends. */
export function join(ports: readonly [FramePort, FramePort], clock: Clock, seed: number | string = 1): Joined {
  const server = new EchoServer();
  const problems: string[] = [];
  const trace = new Trace({ clock });
  const page = openPage({ port: ports[0], clock, random: seededRandom(seed), trace });
  const hosted = servePort(ports[1], server, (problem) => problems.push(problem));
  return { page, trace, hosted, server, problems, ports };
}

/** In one thread, on a clock that the test moves. */
export function joinInMemory(seed?: number | string): Joined & { readonly clock: VirtualClock } {
  const clock = new VirtualClock();
  return { clock, ...join(memoryFramePorts(clock), clock, seed) };
}

/** Over a real MessageChannel, on the machine's clock. */
export function joinByChannel(): Joined {
  const channel = new MessageChannel();
  return join([messageFramePort(channel.port1), messageFramePort(channel.port2)], realClock);
}

export const ann = asClientId('client-1');
export const ben = asClientId('client-2');

/** Everything that happens to a socket, as short texts. */
export function log(socket: WebSocket): string[] {
  const events: string[] = [];
  socket.addEventListener('open', () => events.push('open'));
  socket.addEventListener('message', (event) => events.push(`message ${String(event.data)}`));
  socket.addEventListener('error', () => events.push('error'));
  socket.addEventListener('close', (event) => {
    events.push(`close ${event.code} ${event.reason} ${event.wasClean ? 'clean' : 'broken'}`);
  });
  return events;
}
