// When pictures are drawn: soon after something changed, together with what follows at once, and never all of the time.
import type { Clock } from '../base/clock.ts';

export interface PaceOptions {
  /** The machine's time. */
  readonly clock: Clock;
  /** Runs a task before the next picture. */
  readonly frame: (task: () => void) => void;
  /** Runs a task once the picture that is being drawn is painted. */
  readonly painted: (task: () => void) => void;
  /** Runs all that changes in one picture; what depends on several changes may wait for the last. Left out, each for itself. */
  readonly batch?: (changes: () => void) => void;
}

/** What follows within this time shares the picture: a request, the delta it led to and the answer are one to the eye. */
const GATHER_MS = 8;
/** Rest that may be owed: a few pictures in a row need not wait, only a stream of them does. */
const CREDIT_MS = 200;
/** Each millisecond that a picture takes owes so many, itself included: of a stream, a third of the thread's time is drawing. */
const OWED = 3;
/** A person sees movement in pictures that follow each other so soon. */
const LONGEST_REST_MS = 60;

/** Pictures at a bearable pace. */
export class Pace {
  readonly #options: PaceOptions;
  #tasks: (() => void)[] = [];
  /** Rest that was owed at that time; it is paid off as time passes. */
  #owedMs = 0;
  #owedAtMs = 0;
  /** `asked`: a picture is on its way. `painting`: it is being drawn. */
  #phase: 'idle' | 'asked' | 'painting' = 'idle';

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** Runs `task` once, before the next picture is drawn. */
  readonly next = (task: () => void): void => {
    this.#tasks.push(task);
    if (this.#phase === 'idle') this.#ask();
  };

  #ask(): void {
    const { clock, frame } = this.#options;
    this.#phase = 'asked';
    const restMs = Math.min(LONGEST_REST_MS, this.#owedNowMs() - CREDIT_MS);
    clock.setTimer(Math.max(GATHER_MS, restMs), () => frame(() => this.#draw()));
  }

  #draw(): void {
    const { clock, painted, batch = atOnce } = this.#options;
    const startMs = clock.nowMs();
    this.#phase = 'painting';
    painted(() => this.#painted(clock.nowMs() - startMs));
    batch(() => {
      for (const task of this.#tasks.splice(0)) this.#run(task);
    });
  }

  #owedNowMs(): number {
    // A clock that was set back pays nothing off, and owes no more for it.
    const passedMs = Math.max(0, this.#options.clock.nowMs() - this.#owedAtMs);
    return Math.max(0, this.#owedMs - passedMs);
  }

  /** A task that throws is an error of the page's, not of the others in the picture. */
  #run(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#options.clock.setTimer(0, () => {
        throw error;
      });
    }
  }

  #painted(tookMs: number): void {
    this.#owedMs = Math.min(CREDIT_MS + LONGEST_REST_MS, this.#owedNowMs() + OWED * Math.max(0, tookMs));
    this.#owedAtMs = this.#options.clock.nowMs();
    this.#phase = 'idle';
    if (this.#tasks.length > 0) this.#ask();
  }
}

function atOnce(changes: () => void): void {
  changes();
}
