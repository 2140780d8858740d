// The shipped lessons, read and compiled as the build does it.
import { readdirSync, readFileSync } from 'node:fs';
import { compileLesson, problemText } from '../../src/ui/lessons/compile.ts';
import type { Lesson } from '../../src/ui/lessons/lesson.ts';

const folder = new URL('../../src/ui/lessons/files/', import.meta.url);

export const lessonFiles: readonly { readonly name: string; readonly text: string }[] = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

/** A lesson from text; throws with everything that is wrong with it. */
export function compiled(name: string, text: string): Lesson {
  const result = compileLesson(name, text);
  if (!result.ok) throw new Error(problemText(result.problems));
  return result.lesson;
}
