// Which browsers' pages may call the Node host, and the headers that tell them so.
import type { ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER, REVISION_HEADER } from '../protocol/catalog.ts';

/** Pages of this machine, everybody's, or those of the listed origins, e.g. `https://example.org`. */
export type AllowedOrigins = 'machine' | 'any' | readonly string[];

/** Whether a caller with this `Origin` header is served as a browser's page; callers without one are no pages. */
export function isAllowedOrigin(allowed: AllowedOrigins, origin: string | undefined): boolean {
  if (origin === undefined || allowed === 'any') return true;
  return allowed === 'machine' ? isOfThisMachine(origin) : allowed.includes(origin);
}

/**
 * Whether the `Host` header names a server that we are. A page may give its own name this machine's address and call it as
 * its own origin; the name that it used is what shows.
 */
export function isAllowedHost(allowed: AllowedOrigins, host: string | undefined): boolean {
  return allowed !== 'machine' || (host !== undefined && isOfThisMachine(`http://${host}`));
}

/** Headers for every answer to a caller of this origin; only an allowed one's browser lets its page read it. */
export function corsHeaders(allowed: AllowedOrigins, origin: string | undefined): Record<string, string> {
  if (origin === undefined || !isAllowedOrigin(allowed, origin)) return { vary: 'origin' };
  return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': REVISION_HEADER };
}

/** Answers the question that browsers ask first; `cors` as `corsHeaders` gave it. */
export function answerPreflight(outgoing: ServerResponse, cors: Record<string, string>): void {
  const rules = {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': `content-type, ${REQUEST_ID_HEADER}`,
    'access-control-max-age': '600',
    // A page of the wide world may only then call a server of the own machine.
    'access-control-allow-private-network': 'true',
  };
  outgoing.writeHead(204, 'access-control-allow-origin' in cors ? { ...cors, ...rules } : cors);
  outgoing.end();
}

function isOfThisMachine(origin: string): boolean {
  try {
    return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);
  } catch {
    return false;
  }
}
