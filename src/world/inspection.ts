// The server's inside, across the worker's boundary: whichever worker is there in the end, and a call that breaks is an answer.
import type { Inspection } from '../protocol/inspection.ts';

/** Forwards to the inspection at hand. */
export function forwardingInspection(control: () => Inspection): Inspection {
  return {
    rows: (request) => guarded(() => control().rows(request)),
    verdicts: (request) => guarded(() => control().verdicts(request)),
    compile: (text) => guarded(() => control().compile(text)),
    sqlOf: (query) => guarded(() => control().sqlOf(query)),
    requests: (after) => guarded(() => control().requests(after)),
    image: () => guarded(() => control().image()),
    stop: () => guarded(() => control().stop()),
    start: () => guarded(() => control().start()),
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

async function guarded<Value>(call: () => Promise<Value>): Promise<Value | { ok: false; message: string }> {
  try {
    return await call();
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
