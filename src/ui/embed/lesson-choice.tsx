// The lessons that there are, in a frame that was not told which one to show.
import { For } from 'solid-js';
import { LESSONS } from '../lessons/all.ts';
import '../lessons/lessons.css';

export function LessonChoice(props: { onChoose(id: string): void }) {
  return (
    <ol class="lesson-list embed-choice" aria-label="Lessons">
      <For each={LESSONS}>
        {(lesson) => (
          <li>
            <button type="button" class="lesson-choice" onClick={() => props.onChoose(lesson.id)}>
              <span class="lesson-mark" aria-hidden="true">
                ▶
              </span>
              <span>
                <strong>{lesson.title}</strong>
                <span class="soft">{lesson.about}</span>
              </span>
              <span class="faint">{lesson.minutes} min</span>
            </button>
          </li>
        )}
      </For>
    </ol>
  );
}
