// The server's inside, across the worker's boundary: whichever worker is there in the end, and a call that breaks is an answer.
import type { Inspection } from '../protocol/inspection.ts';
import type { Ask } from './calls.ts';

/** Forwards to whoever `ask` asks. */
export function forwardingInspection(ask: Ask<Inspection>): Inspection {
  return {
    rows: (request) => ask((server) => server.rows(request)),
    verdicts: (request) => ask((server) => server.verdicts(request)),
    compile: (text) => ask((server) => server.compile(text)),
    sqlOf: (query) => ask((server) => server.sqlOf(query)),
    requests: (after) => ask((server) => server.requests(after)),
    image: () => ask((server) => server.image()),
    stop: () => ask((server) => server.stop()),
    start: () => ask((server) => server.start()),
  };
}

/** What stands where a server cannot be looked into. */
export function closedInspection(why: string): Inspection {
  const closed = async () => ({ ok: false, message: why }) as const;
  return {
    rows: closed,
    verdicts: closed,
    compile: closed,
    sqlOf: closed,
    requests: closed,
    image: closed,
    stop: closed,
    start: closed,
  };
}
