// What the WebSocket standard says of a constructor's and a close's arguments, as functions that throw the standard's exceptions.
import { utf8Bytes } from './bytes.ts';

/** Longest reason of a close, in UTF-8 bytes. */
export const LONGEST_REASON_BYTES = 123;

/** The address of a new WebSocket; `http` becomes `ws`, relative addresses start at `baseUrl`. Throws SyntaxError. */
export function socketUrl(url: string | URL, baseUrl: string): URL {
  const parsed = parseUrl(String(url), baseUrl);
  if (!parsed) throw syntaxError(`The URL '${String(url)}' is invalid.`);
  if (parsed.protocol === 'http:') parsed.protocol = 'ws:';
  if (parsed.protocol === 'https:') parsed.protocol = 'wss:';
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:') {
    throw syntaxError(
      `The URL's scheme must be 'ws', 'wss', 'http' or 'https'; '${parsed.protocol.slice(0, -1)}' is not.`,
    );
  }
  if (parsed.href.includes('#')) {
    throw syntaxError(`The URL '${parsed.href}' has a fragment, which a WebSocket's may not have.`);
  }
  return parsed;
}

/** Checks the subprotocols asked for. Throws SyntaxError for one that is no token, or stands twice. */
export function checkProtocols(protocols: string | string[]): void {
  const list = typeof protocols === 'string' ? [protocols] : [...protocols].map(String);
  for (const protocol of list) {
    if (!TOKEN.test(protocol)) throw syntaxError(`The subprotocol '${protocol}' is invalid.`);
  }
  if (new Set(list).size !== list.length) {
    throw syntaxError('A subprotocol stands twice in the list.');
  }
}

/** Checks the arguments of `close`. Throws InvalidAccessError for the code, or a reason without one, SyntaxError for the reason. */
export function checkClose(code: number | undefined, reason: string): void {
  if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
    throw new DOMException(
      `The close code must be 1000 or from 3000 to 4999; ${code} is neither.`,
      'InvalidAccessError',
    );
  }
  if (code === undefined && reason !== '') {
    throw new DOMException('A close reason needs a close code.', 'InvalidAccessError');
  }
  if (utf8Bytes(reason) > LONGEST_REASON_BYTES) {
    throw syntaxError(`The close reason must not be longer than ${LONGEST_REASON_BYTES} bytes in UTF-8.`);
  }
}

/** A number as a Web IDL `unsigned short` with [Clamp] reads it. */
export function clampToUnsignedShort(value: unknown): number {
  const number = Number(value);
  return Number.isNaN(number) ? 0 : Math.round(Math.min(65_535, Math.max(0, number)));
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function parseUrl(url: string, baseUrl: string): URL | null {
  try {
    return new URL(url, `${baseUrl}/`);
  } catch {
    return null;
  }
}

function syntaxError(message: string): DOMException {
  return new DOMException(message, 'SyntaxError');
}
