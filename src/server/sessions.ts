// The sessions that the server issued: unguessable ids, the values behind them, and how long they are kept.
import type { Clock } from '../base/clock.ts';
import { asSessionId, type SessionId } from '../base/ids.ts';
import type { Secrets } from '../base/random.ts';
import type { SessionValues } from '../protocol/session.ts';

/** How long a session without a connection stays known. */
export const SESSION_KEPT_MS = 24 * 60 * 60 * 1000;
/** Sessions without a connection that are kept at most: the one that was left longest ago goes first. */
export const IDLE_SESSIONS_KEPT = 10_000;
/** Requests that one session may make at once, and how many of them come back each second [HTTP-6]. */
export const REQUEST_BURST = 10_000;
export const REQUESTS_PER_SECOND = 2_000;

/** One session as the server knows it. */
export interface Session {
  readonly id: SessionId;
  values: SessionValues;
  connections: number;
  /** When its last connection closed; null while it has one. */
  idleSinceMs: number | null;
  /** Requests it may still make at `allowanceAtMs`. */
  allowance: number;
  allowanceAtMs: number;
}

/** All sessions of one server. */
export class Sessions {
  readonly #clock: Clock;
  readonly #secrets: Secrets;
  readonly #known = new Map<string, Session>();
  /** Sessions without a connection, the longest idle first. */
  readonly #idle = new Set<Session>();
  readonly #ended: (id: string) => void;

  /** `ended` is told of each session that is no longer known. */
  constructor(clock: Clock, secrets: Secrets, ended: (id: string) => void = () => undefined) {
    this.#clock = clock;
    this.#secrets = secrets;
    this.#ended = ended;
  }

  issue(values: SessionValues): Session {
    return this.add(this.#secrets.token(), values);
  }

  /** A session that an earlier server issued, or the new values of one that is known. */
  add(id: string, values: SessionValues): Session {
    const known = this.#known.get(id);
    if (known) known.values = values;
    return known ?? this.#make(id, values);
  }

  #make(id: string, values: SessionValues): Session {
    const nowMs = this.#clock.nowMs();
    const session: Session = {
      id: asSessionId(id),
      values,
      connections: 0,
      idleSinceMs: nowMs,
      allowance: REQUEST_BURST,
      allowanceAtMs: nowMs,
    };
    this.#known.set(session.id, session);
    this.#idle.add(session);
    this.#forgetStale();
    return session;
  }

  find(id: string): Session | undefined {
    this.#forgetStale();
    return this.#known.get(id);
  }

  /** In the order they were issued. */
  all(): readonly Session[] {
    this.#forgetStale();
    return [...this.#known.values()];
  }

  connected(session: Session): void {
    session.connections++;
    session.idleSinceMs = null;
    this.#idle.delete(session);
  }

  disconnected(session: Session): void {
    session.connections--;
    if (session.connections > 0) return;
    session.idleSinceMs = this.#clock.nowMs();
    this.#idle.add(session);
  }

  /** Takes one request from the session's allowance; false when it has none left. */
  mayRequest(session: Session): boolean {
    const nowMs = this.#clock.nowMs();
    const elapsedMs = Math.max(0, nowMs - session.allowanceAtMs);
    session.allowance = Math.min(REQUEST_BURST, session.allowance + (elapsedMs * REQUESTS_PER_SECOND) / 1000);
    session.allowanceAtMs = nowMs;
    if (session.allowance < 1) return false;
    session.allowance--;
    return true;
  }

  #forgetStale(): void {
    const staleBeforeMs = this.#clock.nowMs() - SESSION_KEPT_MS;
    for (const session of this.#idle) {
      const stale = session.idleSinceMs !== null && session.idleSinceMs < staleBeforeMs;
      if (!stale && this.#idle.size <= IDLE_SESSIONS_KEPT) return;
      this.#idle.delete(session);
      this.#known.delete(session.id);
      this.#ended(session.id);
    }
  }
}
