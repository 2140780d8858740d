// One request as the routes see it, and its answer, whichever door it came through: a standard Request, or plain from a port [HTTP-1].
import type { PlainAnswer, PlainRequest } from '../network/socket.ts';
import type { ProtocolError } from '../protocol/errors.ts';
import { boundedText, readText } from './body.ts';

/** A request. Its body is read only when somebody asks for it. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  /** By name in lower case; null when it is absent. */
  header(name: string): string | null;
  /** The body. Throws `ProtocolError` TooLarge or Malformed. */
  text(): Promise<string> | string;
}

/** What is answered: always text. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function askedOf(request: Request): Asked {
  return {
    method: request.method,
    url: new URL(request.url),
    header: (name) => request.headers.get(name),
    text: () => readText(request),
  };
}

export function askedPlainly({ method, url, headers, body }: PlainRequest): Asked {
  return {
    method,
    url,
    header: (name) => headers.find(([each]) => each === name)?.[1] ?? null,
    text: () => boundedText(body),
  };
}

/** A success, unless told otherwise. */
export function answer(body: string, headers: Readonly<Record<string, string>> = {}, status = 200): Answered {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}

/** A `ProtocolError` as its answer. */
export function failure(error: ProtocolError, headers: Readonly<Record<string, string>> = {}): Answered {
  return answer(JSON.stringify(error.toBody()), headers, error.status);
}

/** As `fetch` answers; to a HEAD without the body. */
export function asResponse({ status, headers, body }: Answered, method = 'GET'): Response {
  return new Response(method === 'HEAD' ? null : body, { status, headers });
}

export function asPlainAnswer({ status, headers, body }: Answered): PlainAnswer {
  return { status, headers: Object.entries(headers), body };
}
