// The goals of a step, with marks that come as the world goes: in the text of the lesson and in its bar.
import { For } from 'solid-js';
import { usePage } from '../page.tsx';
import { named } from './named.ts';
import type { LessonSession } from './session.ts';

type Standing = 'met' | 'held' | 'open';
const MARKS: Readonly<Record<Standing, readonly [glyph: string, spoken: string]>> = {
  met: ['✓', 'reached: '],
  held: ['–', 'holds already, and has to: '],
  open: ['○', 'open: '],
};

export function Goals(props: { readonly session: LessonSession }) {
  const page = usePage();
  const standing = (index: number): Standing => {
    const { reached, goals, heldBefore } = props.session.view();
    if (!reached && goals[index] !== true) return 'open';
    return heldBefore[index] === true && !reached ? 'held' : 'met';
  };
  return (
    <ul class="lesson-goal-list">
      <For each={props.session.step().goals}>
        {(goal, index) => {
          const mark = () => MARKS[standing(index())];
          return (
            <li data-testid="goal" data-met={standing(index()) !== 'open'} data-standing={standing(index())}>
              <span class="lesson-mark" aria-hidden="true">
                {mark()[0]}
              </span>
              <span>
                <span class="hidden-label">{mark()[1]}</span>
                {named(goal.text, page.view())}
                {standing(index()) === 'held' ? <span class="faint"> (holds already)</span> : null}
              </span>
            </li>
          );
        }}
      </For>
    </ul>
  );
}
