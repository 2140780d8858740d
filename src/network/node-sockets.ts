// Real WebSockets as one SocketPort: package `ws` speaks, the ServerHandler hears the same events as in the tab.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { settlePromises, type CancelTimer, type Clock } from '../base/clock.ts';
import { asConnectionId, type ConnectionId } from '../base/ids.ts';
import { CLOSE } from '../protocol/errors.ts';
import { PATH } from '../protocol/paths.ts';
import { LARGEST_MESSAGE_BYTES } from '../protocol/up.ts';
import { cutToBytes } from './bytes.ts';
import type { Report } from './host.ts';
import { isAllowedHost, isAllowedOrigin, type AllowedOrigins } from './node-cors.ts';
import type { ServerHandler, SocketPort } from './socket.ts';
import { LONGEST_REASON_BYTES } from './socket-rules.ts';

export interface NodeSocketsOptions {
  readonly handler: ServerHandler;
  readonly clock: Clock;
  readonly allowedOrigins: AllowedOrigins;
  readonly report: Report;
}

const AS_TEXT = { binary: false } as const;

/** A peer that answers no ping for this long is gone, though nobody said so: a cable was pulled, a laptop closed. */
const HEARTBEAT_MS = 30_000;

export class NodeSockets implements SocketPort {
  readonly #options: NodeSocketsOptions;
  // A frame over the bound closes its connection with 1009; text that is no UTF-8 closes it with 1007.
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES });
  readonly #sockets = new Map<ConnectionId, WebSocket>();
  readonly #streams = new Map<ConnectionId, Duplex>();
  /** Those that hold back what was sent until this turn of the event loop is over. */
  readonly #held = new Set<Duplex>();
  /** Those that were pinged at the last heartbeat and have said nothing since. */
  readonly #silent = new Set<WebSocket>();
  #cancelHeartbeat: CancelTimer;
  #lastConnection = 0;

  constructor(options: NodeSocketsOptions) {
    this.#options = options;
    this.#cancelHeartbeat = this.#planHeartbeat();
  }

  /** Takes an HTTP upgrade, on /sync alone and for allowed origins alone. */
  upgrade(incoming: IncomingMessage, stream: Duplex, head: Buffer, baseUrl: string): void {
    stream.on('error', () => stream.destroy());
    const url = parseUrl(`${baseUrl.replace(/^http/, 'ws')}${incoming.url ?? '/'}`);
    if (url?.pathname !== PATH.sync) return refuse(stream, '404 Not Found');
    const { allowedOrigins } = this.#options;
    const { origin, host } = incoming.headers;
    if (!isAllowedOrigin(allowedOrigins, origin) || !isAllowedHost(allowedOrigins, host)) {
      return refuse(stream, '403 Forbidden');
    }
    this.#server.handleUpgrade(incoming, stream, head, (socket) => this.#opened(socket, stream, url));
  }

  /** Texts that follow each other at once leave together: to write costs as much as all the rest. */
  send(connections: readonly ConnectionId[], text: string): void {
    const bytes = Buffer.from(text);
    for (const connection of connections) {
      const socket = this.#sockets.get(connection);
      if (socket?.readyState !== WebSocket.OPEN) continue;
      this.#hold(connection);
      socket.send(bytes, AS_TEXT);
    }
  }

  #hold(connection: ConnectionId): void {
    const stream = this.#streams.get(connection);
    if (!stream || this.#held.has(stream)) return;
    if (this.#held.size === 0) void settlePromises().then(() => this.#release());
    this.#held.add(stream);
    stream.cork();
  }

  #release(): void {
    for (const stream of this.#held) stream.uncork();
    this.#held.clear();
  }

  close(connection: ConnectionId, code: number, reason: string): void {
    this.#sockets.get(connection)?.close(code, cutToBytes(reason, LONGEST_REASON_BYTES));
  }

  queuedBytes(connection: ConnectionId): number {
    return this.#sockets.get(connection)?.bufferedAmount ?? 0;
  }

  /** Says goodbye to everybody, for good. */
  closeAll(): void {
    this.#cancelHeartbeat();
    for (const connection of this.#sockets.keys()) this.close(connection, CLOSE.goingAway, 'the server stops');
  }

  /** Ends what did not answer the goodbye. */
  terminateAll(): void {
    for (const socket of this.#sockets.values()) socket.terminate();
  }

  #opened(socket: WebSocket, stream: Duplex, url: URL): void {
    const { handler } = this.#options;
    const connection = asConnectionId(++this.#lastConnection);
    this.#sockets.set(connection, socket);
    this.#streams.set(connection, stream);
    // A peer that breaks the rules is no mistake of ours: `ws` closes the connection, and its close says why.
    socket.on('error', () => {});
    socket.on('pong', () => this.#silent.delete(socket));
    socket.on('message', (data, isBinary) => {
      this.#silent.delete(socket);
      if (socket.readyState !== WebSocket.OPEN) return;
      this.#guard(connection, () => handler.received(this, connection, isBinary ? bytesOf(data) : textOf(data)));
    });
    socket.on('close', (code, reason) => {
      this.#sockets.delete(connection);
      this.#streams.delete(connection);
      this.#silent.delete(socket);
      this.#guard(connection, () => handler.closed(this, connection, code, reason.toString()));
    });
    this.#guard(connection, () => handler.opened(this, connection, url));
  }

  #planHeartbeat(): CancelTimer {
    return this.#options.clock.setTimer(HEARTBEAT_MS, () => {
      this.#cancelHeartbeat = this.#planHeartbeat();
      this.#beat();
    });
  }

  #beat(): void {
    for (const socket of this.#sockets.values()) {
      if (this.#silent.has(socket)) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) {
        this.#silent.add(socket);
        socket.ping();
      }
    }
  }

  /** A handler that throws is our bug: that one connection closes, the rest runs on. */
  #guard(connection: ConnectionId, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.report(`the server failed on connection ${connection}`, error);
      this.close(connection, CLOSE.internalError, 'internal error');
    }
  }
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function bytesOf(data: RawData): ArrayBuffer {
  return Uint8Array.from(bufferOf(data)).buffer;
}

/** `ws` has checked that it is UTF-8. */
function textOf(data: RawData): string {
  return bufferOf(data).toString('utf8');
}

function bufferOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}

function parseUrl(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
