// The in-tab `fetch`: a real Request in, a real Response out, a TypeError when the network fails [NET-1] [HTTP-1].
import { textOrBytes, type Body } from './bytes.ts';
import { networkError, type OutgoingRequest } from './exchange.ts';
import type { ClientNetwork } from './socket.ts';

/** What `fetch` asks of its link. */
export interface FetchWire {
  readonly baseUrl: string;
  exchange(request: OutgoingRequest, signal: AbortSignal | null): Promise<Response>;
}

/** A `fetch` over `wire`. A request whose body is text or absent leaves within the call, so calls keep their order. */
export function inTabFetch(wire: FetchWire): ClientNetwork['fetch'] {
  return async (input, init = {}) => {
    // The signal is ours to watch: a Request that follows it would only add a listener.
    const { signal = input instanceof Request ? input.signal : null, ...rest } = init;
    signal?.throwIfAborted();
    const request = new Request(input instanceof Request ? input : absolute(input, wire.baseUrl), rest);
    const url = withoutFragment(request.url);
    if (new URL(url).origin !== new URL(wire.baseUrl).origin) throw networkError(`there is no server at ${url}`);
    const text = textBody(request, rest.body);
    const body = text === undefined ? await readBody(request) : text;
    signal?.throwIfAborted();
    return wire.exchange({ method: request.method, url, headers: [...request.headers], body }, signal);
  };
}

function absolute(input: string | URL, baseUrl: string): URL {
  try {
    return new URL(String(input), `${baseUrl}/`);
  } catch (error) {
    throw networkError(`'${String(input)}' is no URL`, error);
  }
}

function withoutFragment(url: string): string {
  return url.split('#', 1).join();
}

function textBody(request: Request, body: RequestInit['body']): Body | undefined {
  if (typeof body === 'string') return body;
  return request.body === null ? null : undefined;
}

async function readBody(request: Request): Promise<Body> {
  return textOrBytes(await request.arrayBuffer());
}
