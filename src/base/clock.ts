// The only home of time: the real clock, and a virtual one that tests and the time controls move by hand.

/** Ends a timer; calling it again, or after the timer fired, does nothing. */
export type CancelTimer = () => void;

/** What the program knows of time. Handed in everywhere; nothing else may ask the machine for it. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may have a fraction, may run backwards as machine clocks do. */
  nowMs(): number;
  /** Runs `task` once after `delayMs` (0 means: soon, after the current work). */
  setTimer(delayMs: number, task: () => void): CancelTimer;
}

/** The machine's own clock. */
export const realClock: Clock = {
  nowMs: () => Date.now(),
  setTimer(delayMs, task) {
    const handle = setTimeout(task, delayMs);
    return () => clearTimeout(handle);
  },
};

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that stands still until told to move: one run, one order of events. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #nextOrder = 0;
  #timers: Timer[] = [];

  constructor(startMs = 1_700_000_000_000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, task: () => void): CancelTimer {
    const timer: Timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#nextOrder++, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves the time without running anything: a machine clock that was set, forward or back. Timers keep their distance. */
  jump(byMs: number): void {
    this.#nowMs += byMs;
    this.#timers = this.#timers.map((timer) => ({ ...timer, dueMs: timer.dueMs + byMs }));
  }

  /**
   * Runs the earliest timer that is due no later than `untilMs` (default: any) and moves the time to it.
   * Equal times fire in the order they were set. Returns whether one ran.
   */
  step(untilMs = Number.POSITIVE_INFINITY): boolean {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > untilMs) continue;
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) next = timer;
    }
    if (!next) return false;
    const due = next;
    this.#timers = this.#timers.filter((timer) => timer !== due);
    this.#nowMs = Math.max(this.#nowMs, due.dueMs);
    due.task();
    return true;
  }

  /**
   * Runs everything due within the next `byMs`, waiting for promises between timers, and ends exactly `byMs` later.
   */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await settlePromises();
    while (this.step(untilMs)) await settlePromises();
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }
}

/** Waits until the promises that can go on without time or input have gone on. */
export function settlePromises(): Promise<void> {
  return new Promise(afterPromises);
}

/** Hands `task` to the machine as work that comes after all promises: quickly where it can (Node), by a message elsewhere. */
const afterPromises: (task: () => void) => void =
  'setImmediate' in globalThis ? (task) => void setImmediate(task) : afterMessage;

function afterMessage(task: () => void): void {
  const channel = new MessageChannel();
  const finish = (): void => {
    channel.port1.close();
    task();
  };
  channel.port1.addEventListener('message', finish);
  channel.port1.start();
  channel.port2.postMessage(null);
}
