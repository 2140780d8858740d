// Where a lesson is found: the hash of an address that opens its world and shows it. Pure.
import { packRecipe } from '../../world/recipe-link.ts';
import type { Lesson } from './lesson.ts';

/** Where a lesson happens: its own world, and the lesson open in it. */
export function lessonHash(lesson: Lesson): string {
  return `${packRecipe(lesson.recipe)}&tab=lessons&lesson=${lesson.id}`;
}
