// Making, losing and giving up a connection [CLIENT-3].
import type { ClientError } from './snapshot.ts';
import { outcome, withError, withLink } from './outcome.ts';
import type { Effect, Link, Outcome, SyncState, TimerName } from './sync-types.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** A delay loses up to this part of itself by chance, so that many clients do not come back in one wave: 250 ms to 15 s. */
export const RETRY_JITTER = 0.5;
/** How long a socket may take until `connected`. */
const CONNECT_PATIENCE_MS = 15_000;

/** Milliseconds until the next attempt, after `failures` failed ones; before jitter. */
export function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
}

/** Opens a socket now. */
export function connect(state: SyncState, attempt: number): Outcome {
  const socket = state.serial + 1;
  const opening = { ...withLink(state, { phase: 'connecting', socket, attempt }), serial: socket };
  return outcome(
    opening,
    { type: 'cancelTimer', timer: 'retry' },
    { type: 'openSocket', socket, sessionId: state.known.sessionId },
    { type: 'setTimer', timer: 'patience', delayMs: CONNECT_PATIENCE_MS, jitter: 0 },
  );
}

/** The connection is of no use any more: leave it, and try again after a while. */
export function lose(state: SyncState, error: ClientError): Outcome {
  const attempt = attemptOf(state.link);
  const waiting = withLink(withError(state, error), { phase: 'connecting', socket: null, attempt: attempt + 1 });
  return outcome(waiting, ...hangUp(state.link, error.message), {
    type: 'setTimer',
    timer: 'retry',
    delayMs: retryDelayMs(attempt),
    jitter: RETRY_JITTER,
  });
}

/** What it takes to leave a link, whatever is under way on it. */
export function hangUp(link: Link, reason: string): readonly Effect[] {
  switch (link.phase) {
    case 'offline':
      return [];
    case 'connecting':
      return [...closing(link.socket, reason), ...cancelling('retry', 'patience')];
    case 'catching_up':
      return [
        ...aborting(link.request),
        ...closing(link.chain.socket, reason),
        ...cancelling('retry', 'heartbeat', 'patience'),
      ];
    case 'live':
      return [...closing(link.chain.socket, reason), ...cancelling('heartbeat')];
  }
}

/** Aborts a request, if there is one. */
export function aborting(request: number | null): readonly Effect[] {
  return request === null ? [] : [{ type: 'abortRequest', request }];
}

function closing(socket: number | null, reason: string): readonly Effect[] {
  return socket === null ? [] : [{ type: 'closeSocket', socket, reason }];
}

function cancelling(...timers: readonly TimerName[]): readonly Effect[] {
  return timers.map((timer) => ({ type: 'cancelTimer', timer }));
}

function attemptOf(link: Link): number {
  return link.phase === 'connecting' || link.phase === 'catching_up' ? link.attempt : 0;
}
