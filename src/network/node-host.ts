// The same ServerHandler behind real HTTP and WebSocket in Node. Never imported by what runs in a browser [HTTP-1].
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { Report } from './host.ts';
import { answerPreflight, corsHeaders, isAllowedHost, type AllowedOrigins } from './node-cors.ts';
import { readBody, toAnswer, toRequest, writeResponse } from './node-http.ts';
import { NodeSockets } from './node-sockets.ts';
import type { ServerHandler } from './socket.ts';

export interface NodeHostOptions {
  readonly handler: ServerHandler;
  readonly clock: Clock;
  /** 0: any that is free. */
  readonly port: number;
  /** Address to listen on; default 127.0.0.1, this machine alone. */
  readonly hostname?: string;
  /** Whose pages may call, by origin; default: pages of this machine. Callers that are no pages are always served. */
  readonly allowedOrigins?: AllowedOrigins;
  readonly report?: Report;
}

/** A server that listens. */
export interface NodeHost {
  /** Without a trailing slash, e.g. `http://127.0.0.1:4180`. */
  readonly url: string;
  readonly port: number;
  /** Takes nothing new, closes connections (1001), lets answers under way finish for up to a second. */
  stop(): Promise<void>;
}

/** Listens; rejects when the port cannot be had. */
export async function serveNode(options: NodeHostOptions): Promise<NodeHost> {
  const { hostname = '127.0.0.1', allowedOrigins = 'machine', report = () => {}, handler, clock } = options;
  const server = createServer();
  const port = await listen(server, options.port, hostname);
  // Only now: their heartbeat would keep alive a process that has nothing to serve.
  const sockets = new NodeSockets({ handler, clock, allowedOrigins, report });
  const url = `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
  const exchange = { handler, baseUrl: url, allowedOrigins, report };
  server.on('request', (incoming, outgoing) => void answer(exchange, incoming, outgoing));
  server.on('upgrade', (incoming, socket, head) => sockets.upgrade(incoming, socket, head, url));
  // What is no HTTP at all: say so and hang up.
  server.on('clientError', (_error, socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'));
  return { url, port, stop: () => stop(server, sockets, clock) };
}

const GRACE_MS = 1000;

interface ExchangeOptions {
  readonly handler: ServerHandler;
  readonly baseUrl: string;
  readonly allowedOrigins: AllowedOrigins;
  readonly report: Report;
}

async function answer(options: ExchangeOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { origin } = incoming.headers;
  const extra = corsHeaders(options.allowedOrigins, origin);
  if (incoming.method === 'OPTIONS' && incoming.headers['access-control-request-method']) {
    return answerPreflight(outgoing, extra);
  }
  // A caller that hangs up in mid-answer is no mistake of ours; unheard, the error would end the process.
  outgoing.on('error', () => {});
  const response = await respond(options, incoming, outgoing);
  await writeResponse(outgoing, response, extra, incoming.method === 'HEAD');
}

async function respond(
  options: ExchangeOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Response> {
  const controller = new AbortController();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  try {
    if (!isAllowedHost(options.allowedOrigins, incoming.headers.host)) throw foreignHost(incoming);
    const body = await readBody(incoming);
    return await options.handler.fetch(toRequest(incoming, body, options.baseUrl, controller.signal));
  } catch (error) {
    if (error instanceof ProtocolError) return toAnswer(error);
    if (!controller.signal.aborted) options.report(`the server failed on ${incoming.method} ${incoming.url}`, error);
    return toAnswer(new ProtocolError('Internal', 'The server failed; this is a bug of ours.'));
  }
}

function foreignHost(incoming: IncomingMessage): ProtocolError {
  const name = JSON.stringify(incoming.headers.host ?? '');
  return new ProtocolError('Malformed', `This server answers for this machine alone, as localhost, not as ${name}.`);
}

function listen(server: Server, port: number, hostname: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function stop(server: Server, sockets: NodeSockets, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  sockets.closeAll();
  server.closeIdleConnections();
  const cancel = clock.setTimer(GRACE_MS, () => {
    sockets.terminateAll();
    server.closeAllConnections();
  });
  await closed;
  cancel();
}
