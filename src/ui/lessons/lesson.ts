// A lesson as the page has it: compiled from a file that a teacher wrote [UI-15].
import type { Recipe } from '../../world/recipe.ts';
import type { Action } from './actions.ts';
import type { Condition } from './conditions.ts';
import type { Block, Inline } from './prose.ts';

export interface Lesson {
  /** Name of its file, without the ending. */
  readonly id: string;
  readonly title: string;
  /** What is learned, in a sentence. */
  readonly about: string;
  readonly minutes: number;
  /** Place among the lessons. */
  readonly order: number;
  /** The world that it happens in. */
  readonly recipe: Recipe;
  readonly intro: readonly Block[];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly title: string;
  readonly prose: readonly Block[];
  /** Asked before anything happens; null where there is nothing to foresee. */
  readonly prediction: Prediction | null;
  /** What to do now and where, in a sentence. */
  readonly task: readonly Block[];
  /** All must hold at the same time. */
  readonly goals: readonly Goal[];
  readonly hint: readonly Block[];
  /** What reaches the goals, one after the other. */
  readonly actions: readonly Action[];
  /** Told when the goals are reached. */
  readonly why: readonly Block[];
}

export interface Prediction {
  readonly question: readonly Block[];
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly text: readonly Inline[];
  readonly right: boolean;
  /** Why it is so, or is not; told when the goals are reached. */
  readonly because: readonly Inline[];
}

/** A condition with the words that the teacher wrote. */
export interface Goal {
  readonly text: string;
  readonly condition: Condition;
}

/** What is wrong with a lesson's file. */
export interface LessonProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type CompiledLesson =
  { readonly ok: true; readonly lesson: Lesson } | { readonly ok: false; readonly problems: readonly LessonProblem[] };
