// Beginning a lesson that somebody chose: in its own world, and anew where it was done before.
import type { Visit } from '../share/visit.tsx';
import { lessonHash } from './hash.ts';
import type { Lesson } from './lesson.ts';
import { NO_PROGRESS, readProgress, writeProgress } from './progress.ts';

/** Opens the lesson's world. A lesson in the middle goes on where it was left; any other one finds no rows of before. */
export function beginLesson(lesson: Lesson, visit: Pick<Visit, 'open'>): void {
  const { step, reached } = readProgress()[lesson.id] ?? NO_PROGRESS;
  const isUnderWay = (step > 0 || reached.length > 0) && reached.length < lesson.steps.length;
  if (!isUnderWay) writeProgress(lesson.id, { step: 0, reached, fresh: true });
  visit.open(lessonHash(lesson));
}
