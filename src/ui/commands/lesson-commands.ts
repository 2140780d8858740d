// Commands that begin a lesson, each found by its title and by what it is about.
import type { Lesson } from '../lessons/lesson.ts';
import type { Visit } from '../share/visit.tsx';
import type { Command } from './command.ts';

export function lessonCommands(lessons: readonly Lesson[], visit: Pick<Visit, 'open'>): readonly Command[] {
  return lessons.map((lesson): Command => ({
    id: `lesson ${lesson.id}`,
    title: `Lesson: ${lesson.title}`,
    group: 'Page',
    alike: `learn teach tutorial course ${lesson.about}`,
    // What a lesson's world is packed with is loaded for those who go there.
    run: () => void import('../lessons/begin.ts').then(({ beginLesson }) => beginLesson(lesson, visit)),
  }));
}
