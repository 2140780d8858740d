// When the clients of a page give signs of life: those that are due at about the same time give them together.
import type { CancelTimer, Clock } from '../base/clock.ts';

/** Whoever is due within this part of its interval after another comes along with it, that much early. */
const SHARE = 0.1;
/** A thousand clients at once would be a long task: the next one waits for its own time. */
const MOST = 100;

interface Beat {
  readonly clock: Clock;
  readonly dueMs: number;
  readonly tasks: Set<() => void>;
  readonly cancel: CancelTimer;
}

/** Timers of many clients, as few as they can be. None fires late: a beat was never farther away than its first one's interval. */
export class Beats {
  #beats: readonly Beat[] = [];

  /** Runs `task` once, after `intervalMs` or up to a tenth of it earlier. */
  set(clock: Clock, intervalMs: number, task: () => void): CancelTimer {
    const dueMs = clock.nowMs() + intervalMs;
    const beat = this.#near(clock, dueMs - SHARE * intervalMs, dueMs) ?? this.#add(clock, dueMs, intervalMs);
    beat.tasks.add(task);
    return () => {
      beat.tasks.delete(task);
      if (beat.tasks.size === 0) this.#remove(beat);
    };
  }

  #near(clock: Clock, fromMs: number, toMs: number): Beat | undefined {
    return this.#beats.find(
      (beat) => beat.clock === clock && beat.dueMs >= fromMs && beat.dueMs <= toMs && beat.tasks.size < MOST,
    );
  }

  #add(clock: Clock, dueMs: number, intervalMs: number): Beat {
    const cancel = clock.setTimer(intervalMs, () => this.#fire(beat));
    const beat: Beat = { clock, dueMs, tasks: new Set(), cancel };
    this.#beats = [...this.#beats, beat];
    return beat;
  }

  #fire(beat: Beat): void {
    this.#remove(beat);
    for (const task of beat.tasks) {
      beat.tasks.delete(task);
      run(beat.clock, task);
    }
  }

  #remove(beat: Beat): void {
    beat.cancel();
    this.#beats = this.#beats.filter((other) => other !== beat);
  }
}

/** A task that throws is an error of the page's, not of the others that are due. */
function run(clock: Clock, task: () => void): void {
  try {
    task();
  } catch (error) {
    clock.setTimer(0, () => {
      throw error;
    });
  }
}
