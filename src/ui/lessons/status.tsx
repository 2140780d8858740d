// Tells those who do not see the marks which goal was just reached.
import { createMemo } from 'solid-js';
import { usePage } from '../page.tsx';
import { named } from './named.ts';
import type { LessonSession } from './session.ts';

export function LessonStatus(props: { readonly session: LessonSession }) {
  const page = usePage();
  let shownStep = -1;
  let goalsBefore: readonly boolean[] = [];
  const sentence = createMemo<string>((before) => {
    const { session } = props;
    const { step: at, goals, heldBefore, reached, finished } = session.view();
    const fresh = goals.findIndex((goal, index) => goal && goalsBefore[index] !== true && heldBefore[index] !== true);
    const wasHere = at === shownStep;
    shownStep = at;
    goalsBefore = goals;
    if (finished) return `Lesson done: ${session.lesson.title}.`;
    if (reached)
      return `Step reached: ${session.step().title}. ${session.isLast() ? 'Finish' : 'Next step'} is offered.`;
    if (session.asking()) return `Step: ${session.step().title}. Guess first.`;
    const goal = session.step().goals[fresh];
    return goal && wasHere ? `Goal reached: ${named(goal.text, page.view())}.` : wasHere ? before : '';
  }, '');
  return (
    <p class="hidden-label" role="status" data-testid="lesson-status">
      {sentence()}
    </p>
  );
}
