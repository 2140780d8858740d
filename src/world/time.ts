// The time of the page's world: its pace, its pauses, and one message at a time [UI-9].
import type { Clock } from '../base/clock.ts';
import { ScaledClock } from '../base/scaled-clock.ts';
import type { Flight } from '../network/flight.ts';
import type { TimeView } from './view.ts';
import type { TimeIntents } from './world.ts';

/** Paces to choose from: milliseconds of the world in one on the wall. */
export const RATES = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8] as const;

export interface TimeOptions {
  /** The wall's time. */
  readonly clock: Clock;
  /** Seed of the page's chance, where people may know it. */
  readonly chance: number | null;
  readonly flight: () => Flight;
  readonly changed: () => void;
}

/**
 * Links, frames, clients and the trace live by `clock`: in a pause nothing moves and nobody loses patience. The server in
 * its worker, and what serves the person (notices, the proof, saving), live by the wall.
 */
export class WorldTime implements TimeIntents {
  readonly clock: ScaledClock;
  readonly #options: TimeOptions;
  #view: TimeView | null = null;

  constructor(options: TimeOptions) {
    this.#options = options;
    this.clock = new ScaledClock(options.clock);
  }

  get view(): TimeView {
    const { paused, rate } = this.clock;
    return (this.#view ??= { paused, rate, chance: this.#options.chance });
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  setPaused(paused: boolean): void {
    const flight = this.#options.flight();
    // Frames on links without delay know no time: they have to be stopped as well.
    if (paused) flight.pause();
    if (paused) this.clock.pause();
    else this.clock.resume();
    if (!paused) flight.resume();
    this.#changed();
  }

  setRate(rate: number): void {
    const slowest = RATES[0];
    const fastest = RATES[RATES.length - 1] ?? 1;
    this.clock.setRate(Math.min(fastest, Math.max(slowest, rate)));
    this.#changed();
  }

  step(): void {
    if (!this.clock.paused) return;
    const flight = this.#options.flight();
    const dueMs = flight.nextDueMs();
    if (dueMs !== null) this.clock.leap(dueMs);
    flight.step();
    this.#changed();
  }

  #changed(): void {
    this.#view = null;
    this.#options.changed();
  }
}
