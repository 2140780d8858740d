// What a server and the wire know of each other: one interface a side, and nothing about what the messages mean.
import type { ConnectionId } from '../base/ids.ts';

/** A request as it crosses a port: whole, its body text. */
export interface PlainRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Its answer. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/**
 * The server, as the wire sees it: an ordinary fetch handler and three events of WebSockets. A port carries the connections
 * of one page (or of one process); a connection's number is unique within its port. None of these may throw.
 */
export interface ServerHandler {
  fetch(request: Request): Promise<Response>;
  /** The same for a request that is in hand already: making the standard's objects of it costs more than many a request. */
  readonly exchange?: (request: PlainRequest) => Promise<PlainAnswer>;
  /** A WebSocket was opened at `url`. The server may send or close at once. */
  opened(port: SocketPort, connection: ConnectionId, url: URL): void;
  /** A frame arrived, text or binary. */
  received(port: SocketPort, connection: ConnectionId, data: string | ArrayBuffer): void;
  /** The connection is gone, whoever ended it; nothing can be sent any more. */
  closed(port: SocketPort, connection: ConnectionId, code: number, reason: string): void;
}

/** The wire, as the server sees it: many connections behind one port. */
export interface SocketPort {
  /** Sends one text to many connections; it crosses the port once [NET-2]. Unknown or closed connections are passed over. */
  send(connections: readonly ConnectionId[], text: string): void;
  close(connection: ConnectionId, code: number, reason: string): void;
  /** Bytes sent to the connection that have not left yet [WS-7]. */
  queuedBytes(connection: ConnectionId): number;
}

/** The two standard constructors and functions a client is handed [NET-1]. */
export interface ClientNetwork {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  readonly WebSocket: new (url: string | URL, protocols?: string | string[]) => WebSocket;
  /** Base of all addresses, without a trailing slash, e.g. `http://in.tab`; the WebSocket's is the same with `ws`. */
  readonly baseUrl: string;
}
