// One person going through one lesson: which step, what was predicted, which goals hold, what was done for them.
import type { World, WorldView } from '../../world/world.ts';
import { perform } from './actions.ts';
import { baselineOf, holds, type Baseline } from './conditions.ts';
import type { Lesson, Step } from './lesson.ts';

/** How a lesson stands. */
export interface RunView {
  readonly step: number;
  /** Index of the choice that was made; null before, and where nothing is asked. */
  readonly predicted: number | null;
  /** Whether the person went on without a guess. */
  readonly withheld: boolean;
  /** Whether each goal of the step holds now. */
  readonly goals: readonly boolean[];
  /** Whether each of them held already when the person began to act. */
  readonly heldBefore: readonly boolean[];
  /** Whether all of them have held at the same time. */
  readonly reached: boolean;
  /** Whether something is being done for the person. */
  readonly doing: boolean;
  /** Why it could not be done. */
  readonly problem: string | null;
  /** Whether the last step is behind. */
  readonly finished: boolean;
}

export interface LessonRunOptions {
  readonly world: World;
  readonly lesson: Lesson;
  /** Step to begin with. */
  readonly step?: number;
  /** Called when a step's goals are reached for the first time. */
  reached?(step: number): void;
}

/** Whether a guess is still open; what has happened needs none any more. */
export function isAsking({ prediction }: Step, { predicted, withheld, reached }: RunView): boolean {
  return prediction !== null && predicted === null && !withheld && !reached;
}

/** Follows the world until it is stopped. */
export class LessonRun {
  readonly #options: LessonRunOptions;
  readonly #listeners = new Set<() => void>();
  readonly #stops: readonly (() => void)[];
  #since: Baseline;
  /** Whether the person may act: from now on it counts what comes to hold. */
  #begun = false;
  #view: RunView;

  constructor(options: LessonRunOptions) {
    this.#options = options;
    const { world, lesson, step = 0 } = options;
    this.#since = this.#baseline();
    this.#view = this.#fresh(Math.min(Math.max(step, 0), lesson.steps.length - 1));
    const look = () => this.#look();
    this.#stops = [world.subscribe(look), world.messages.subscribe(look)];
    this.#look();
  }

  view(): RunView {
    return this.#view;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  predict(choice: number): void {
    if (this.#isAsking()) this.#show({ predicted: choice });
    this.#look();
  }

  /** Goes on without a guess. */
  withholdGuess(): void {
    if (this.#isAsking()) this.#show({ withheld: true });
    this.#look();
  }

  /** Does what the step asks for, one action after the other. */
  async doIt(): Promise<void> {
    if (this.#view.doing) return;
    this.#show({ doing: true, problem: null });
    let problem: string | null = null;
    for (const action of this.#step().actions) {
      problem ??= await perform(action, this.#options.world);
    }
    this.#show({ doing: false, problem });
    this.#look();
  }

  /** Goes to a step; what happened before it does not count. */
  goTo(step: number): void {
    const { steps } = this.#options.lesson;
    if (step >= steps.length) return this.#show({ finished: true });
    this.#since = this.#baseline();
    this.#begun = false;
    this.#view = this.#fresh(Math.max(0, step));
    this.#tell();
    this.#look();
  }

  next(): void {
    this.goTo(this.#view.step + 1);
  }

  /** Makes the lesson's world again and begins at its first step. */
  async reset(): Promise<void> {
    this.#show({ doing: true, problem: null });
    await this.#options.world.again();
    this.goTo(0);
  }

  /** Whether a guess is still open. */
  #isAsking(): boolean {
    return isAsking(this.#step(), this.#view);
  }

  #step(): Step {
    const step = this.#options.lesson.steps[this.#view.step];
    if (!step) throw new Error('a lesson runs at one of its steps');
    return step;
  }

  #baseline(): Baseline {
    const { world } = this.#options;
    return baselineOf(world.view(), world.messages.view());
  }

  #fresh(step: number): RunView {
    const goals = this.#options.lesson.steps[step]?.goals.map(() => false) ?? [];
    const guess = { predicted: null, withheld: false };
    return { step, ...guess, goals, heldBefore: goals, reached: false, doing: false, problem: null, finished: false };
  }

  /** Clients that were not there when the step began have no earlier hash to compare with: they get one now. */
  #look(): void {
    const { world } = this.#options;
    const view = world.view();
    const messages = world.messages.view();
    this.#since = withNewcomers(this.#since, baselineOf(view, messages));
    const goals = this.#step().goals.map(({ condition }) => holds(condition, { view, messages, since: this.#since }));
    const all = goals.every(Boolean);
    const first = all && !this.#view.reached;
    const heldBefore = this.#begun ? this.#view.heldBefore : goals;
    this.#begun ||= isSettled(view) && !this.#isAsking();
    if (first || !same(goals, this.#view.goals) || !same(heldBefore, this.#view.heldBefore)) {
      this.#show({ goals, heldBefore, reached: this.#view.reached || all });
    }
    if (first) this.#options.reached?.(this.#view.step);
  }

  #show(change: Partial<RunView>): void {
    this.#view = { ...this.#view, ...change };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Whether all that begins by itself has begun. */
function isSettled({ server, clients, adding }: WorldView): boolean {
  if (server.phase !== 'running' || adding !== null || clients.length === 0) return false;
  return clients.every(({ phase }) => phase === 'live' || phase === 'offline');
}

function same(left: readonly boolean[], right: readonly boolean[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

function withNewcomers(since: Baseline, now: Baseline): Baseline {
  const news = [...now.hashes].filter(([name, hash]) => hash !== null && (since.hashes.get(name) ?? null) === null);
  return news.length === 0 ? since : { ...since, hashes: new Map([...since.hashes, ...news]) };
}
