// Which values each session has, had a moment ago, and ever had; and the same of the rules.
import type { SessionInfo } from '../../src/protocol/control.ts';
import type { SessionValues } from '../../src/protocol/session.ts';

/** Values of a session and until when they were its own, in milliseconds that passed; null while they are. */
interface Held {
  readonly session: SessionValues;
  untilMs: number | null;
}

export class Histories {
  readonly #recent = new Map<string, Held[]>();
  readonly #everHad = new Map<string, SessionValues[]>();
  #lookedMs = 0;
  #variants: { readonly variant: number; untilMs: number | null }[] = [{ variant: 0, untilMs: null }];

  /** Values that a session had at some time of this step, or while an answer waited to be durable; the last ones current. */
  recent(sessionId: string): readonly SessionValues[] {
    return (this.#recent.get(sessionId) ?? []).map(({ session }) => session);
  }

  recentVariants(): readonly number[] {
    return this.#variants.map(({ variant }) => variant);
  }

  ever(sessionId: string): readonly SessionValues[] {
    return this.#everHad.get(sessionId) ?? [];
  }

  /** The rules before count as current until the next look: what this step sent may have been read under them. */
  rulesChanged(variant: number): void {
    if (this.#variants.at(-1)?.variant !== variant) this.#variants.push({ variant, untilMs: null });
  }

  /** Which values each session has, had a moment ago, and ever had. */
  note(sessions: readonly SessionInfo[], elapsedMs: number, graceMs: number): void {
    // What was read under earlier values may wait until it is durable, and come at any time since the last look.
    const earliestMs = this.#lookedMs - graceMs;
    this.#lookedMs = elapsedMs;
    const counts = ({ untilMs }: { readonly untilMs: number | null }): boolean =>
      untilMs === null || untilMs >= earliestMs;
    for (const [id, held] of this.#recent) this.#recent.set(id, held.filter(counts));
    this.#variants = this.#variants.filter(counts);
    for (const earlier of this.#variants.slice(0, -1)) earlier.untilMs ??= elapsedMs;
    this.learn(sessions, elapsedMs);
  }

  /** Takes over the values that sessions have now: whoever is about to go may have answered under them. */
  learn(sessions: readonly SessionInfo[], elapsedMs: number): void {
    for (const { sessionId, session } of sessions) {
      const held = this.#recent.get(sessionId) ?? [];
      const current = held.at(-1);
      if (current && (current.session === session || JSON.stringify(current.session) === JSON.stringify(session)))
        continue;
      if (current) current.untilMs = elapsedMs;
      this.#recent.set(sessionId, [...held, { session, untilMs: null }]);
      this.#everHad.set(sessionId, [...(this.#everHad.get(sessionId) ?? []), session]);
    }
  }
}
