// A server that is somewhere else, as the handler of a port: requests and WebSockets go on over the platform's own [NET-1].
import type { ConnectionId } from '../base/ids.ts';
import { CLOSE, ProtocolError } from '../protocol/errors.ts';
import type { ServerHandler } from './socket.ts';

/** What a browser offers to reach a server. */
export interface Platform {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly openSocket: (url: string) => WebSocket;
}

/**
 * Everything that arrives is sent on to the server at `address` (an origin, without a trailing slash), and everything it says
 * comes back. A server that cannot be reached answers 503; its WebSockets break, as they do with a network.
 */
export function relayTo(address: string, { fetch, openSocket }: Platform): ServerHandler {
  const sockets = new Map<ConnectionId, WebSocket>();
  return {
    async fetch(request) {
      const onward = await moved(request, address);
      try {
        return await fetch(onward);
      } catch (error) {
        request.signal.throwIfAborted();
        return unreachable(address, error);
      }
    },
    opened(port, id, url) {
      const socket = openSocket(`${address.replace(/^http/, 'ws')}${url.pathname}${url.search}`);
      sockets.set(id, socket);
      socket.addEventListener('message', ({ data }) => port.send([id], String(data)));
      socket.addEventListener('close', ({ code, reason }) => {
        if (sockets.delete(id)) port.close(id, told(code), reason);
      });
    },
    received(_port, id, data) {
      const socket = sockets.get(id);
      if (socket?.readyState === OPEN) socket.send(data);
    },
    closed(_port, id, code) {
      const socket = sockets.get(id);
      sockets.delete(id);
      if (code === CLOSE.normal || code >= FIRST_OF_APPLICATIONS) socket?.close(code);
      else socket?.close();
    },
  };
}

const OPEN = 1;
/** Closing codes from here on are for applications; of the others a caller may only say "normal". */
const FIRST_OF_APPLICATIONS = 3000;
const NO_STATUS = 1005;

/** The same request at another address. */
async function moved(request: Request, address: string): Promise<Request> {
  const { pathname, search } = new URL(request.url);
  const { method, headers, signal } = request;
  const body = request.body === null ? null : await request.arrayBuffer();
  return new Request(`${address}${pathname}${search}`, { method, headers, body, signal });
}

/** A close that told nothing is a normal one to whoever is told of it. */
function told(code: number): number {
  return code === NO_STATUS ? CLOSE.normal : code;
}

function unreachable(address: string, cause: unknown): Response {
  const why = cause instanceof Error ? cause.message : String(cause);
  const error = new ProtocolError('Unavailable', `The server at ${address} cannot be reached: ${why}`);
  return Response.json(error.toBody(), { status: error.status });
}
