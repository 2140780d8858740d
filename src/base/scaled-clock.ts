// A clock that runs by another one, slower, faster or not at all: the time of the page's world [UI-9].
import type { CancelTimer, Clock } from './clock.ts';

interface Timer {
  readonly task: () => void;
  /** By the scaled clock, from `ScaledClock.#sinceMs` on. */
  leftMs: number;
  cancel: CancelTimer | null;
}

/**
 * Time that can be scaled, paused and moved on by hand. Timers keep their distance in scaled time: in a pause none is
 * due, at 1/8 each takes eight times as long on the wall. A timer of 0 ms is work that follows, not time: it runs in a
 * pause too.
 */
export class ScaledClock implements Clock {
  readonly #under: Clock;
  readonly #timers = new Set<Timer>();
  #rate = 1;
  #paused = false;
  /** The scaled time at `#underMs` of the clock below. */
  #sinceMs: number;
  #underMs: number;

  constructor(under: Clock) {
    this.#under = under;
    this.#underMs = under.nowMs();
    this.#sinceMs = this.#underMs;
  }

  /** Scaled milliseconds in one of the clock below. */
  get rate(): number {
    return this.#rate;
  }

  get paused(): boolean {
    return this.#paused;
  }

  nowMs(): number {
    return this.#sinceMs + this.#passedMs();
  }

  setTimer(delayMs: number, task: () => void): CancelTimer {
    if (!(delayMs > 0)) return this.#under.setTimer(0, task);
    const timer: Timer = { task, leftMs: delayMs + Math.max(0, this.#passedMs()), cancel: null };
    this.#timers.add(timer);
    this.#arm(timer, delayMs);
    return () => this.#forget(timer);
  }

  /** From now on `rate` scaled milliseconds pass in one of the clock below; above 0. */
  setRate(rate: number): void {
    this.#change(() => (this.#rate = rate));
  }

  pause(): void {
    this.#change(() => (this.#paused = true));
  }

  resume(): void {
    this.#change(() => (this.#paused = false));
  }

  /** Moves the time on to `untilMs` at once; timers that fall due on the way run in their order, each at its time. */
  leap(untilMs: number): void {
    this.#change(() => undefined);
    for (let next = this.#earliest(untilMs); next !== undefined; next = this.#earliest(untilMs)) {
      this.#moveTo(this.#sinceMs + Math.max(0, next.leftMs));
      this.#forget(next);
      next.task();
    }
    this.#moveTo(untilMs);
  }

  /** Scaled time since the last change; less than none where the clock below was set back. */
  #passedMs(): number {
    return this.#paused ? 0 : (this.#under.nowMs() - this.#underMs) * this.#rate;
  }

  /** Settles what has passed so far, changes the pace, and arms all timers by it. */
  #change(change: () => void): void {
    this.#settle(this.#passedMs());
    change();
    for (const timer of this.#timers) this.#arm(timer, timer.leftMs);
  }

  #moveTo(ms: number): void {
    this.#settle(Math.max(0, ms - this.#sinceMs));
    for (const timer of this.#timers) this.#arm(timer, timer.leftMs);
  }

  #settle(passedMs: number): void {
    this.#sinceMs += passedMs;
    this.#underMs = this.#under.nowMs();
    // A clock that was set back must not make timers longer.
    for (const timer of this.#timers) timer.leftMs -= Math.max(0, passedMs);
  }

  #arm(timer: Timer, leftMs: number): void {
    timer.cancel?.();
    timer.cancel = null;
    if (this.#paused) return;
    timer.cancel = this.#under.setTimer(Math.max(0, leftMs) / this.#rate, () => {
      this.#timers.delete(timer);
      timer.task();
    });
  }

  #forget(timer: Timer): void {
    timer.cancel?.();
    timer.cancel = null;
    this.#timers.delete(timer);
  }

  /** The timer that is due first, no later than `untilMs`; of equal ones the one that was set first. */
  #earliest(untilMs: number): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (this.#sinceMs + timer.leftMs <= untilMs && (!earliest || timer.leftMs < earliest.leftMs)) earliest = timer;
    }
    return earliest;
  }
}
