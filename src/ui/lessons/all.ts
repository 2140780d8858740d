// The lessons of this page, in order. Loaded when somebody looks for them.
import type { Lesson } from './lesson.ts';

const files = import.meta.glob<Lesson>('./files/*.md', { import: 'default', eager: true });

/** All lessons, in the order in which to offer them. */
export const LESSONS: readonly Lesson[] = Object.values(files).toSorted((left, right) => left.order - right.order);

/** The lesson of this name. */
export function lessonNamed(id: string): Lesson | undefined {
  return LESSONS.find((lesson) => lesson.id === id);
}
