// After the last step: that it is done, and where to go from here.
import { Show } from 'solid-js';
import { useVisit } from '../share/visit.tsx';
import { LESSONS } from './all.ts';
import { beginLesson } from './begin.ts';
import type { Lesson } from './lesson.ts';

export function Finished(props: { readonly lesson: Lesson }) {
  const visit = useVisit();
  const next = () => LESSONS[LESSONS.findIndex(({ id }) => id === props.lesson.id) + 1];
  return (
    <div class="lesson-done">
      <p>
        <strong>✓ Done.</strong> This world stays open: try what you like.
      </p>
      <Show when={visit.anyWorld ? undefined : next()}>
        {(following) => (
          <button type="button" class="button primary" onClick={() => beginLesson(following(), visit)}>
            Next lesson: {following().title}
          </button>
        )}
      </Show>
    </div>
  );
}
