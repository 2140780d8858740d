// One lesson in its world: where one stands, the step, and what comes after.
import { For, Show } from 'solid-js';
import { usePage } from '../page.tsx';
import { useVisit } from '../share/visit.tsx';
import { Finished } from './finished.tsx';
import { Prose } from './prose.tsx';
import type { LessonSession } from './session.ts';
import { StepView } from './step-view.tsx';

export function LessonView(props: { readonly session: LessonSession }) {
  const page = usePage();
  const visit = useVisit();
  // eslint-disable-next-line solid/reactivity -- another session is another view
  const { session } = props;
  const { lesson, view, progress } = session;
  const isDone = (index: number) => progress().reached.includes(index);
  return (
    <article class="lesson" aria-label={lesson.title}>
      <header class="lesson-head">
        <h2>{lesson.title}</h2>
        <span class="push" />
        <button type="button" class="button quiet" disabled={view().doing} onClick={() => void session.startOver()}>
          Start over
        </button>
        <Show when={!visit.anyWorld}>
          <button type="button" class="button quiet" onClick={() => page.openLesson(null)}>
            {page.triedLesson() ? 'Back to the text' : 'All lessons'}
          </button>
        </Show>
      </header>
      <nav class="lesson-steps" aria-label="Steps">
        <For each={lesson.steps}>
          {(each, index) => (
            <button
              type="button"
              class="lesson-step"
              aria-current={index() === view().step && !view().finished ? 'step' : undefined}
              onClick={() => session.goTo(index())}
            >
              <span aria-hidden="true">{isDone(index()) ? '✓' : index() + 1}</span>
              <span class="hidden-label">{isDone(index()) ? 'done: ' : ''}</span> {each.title}
            </button>
          )}
        </For>
      </nav>
      <Show when={!view().finished} fallback={<Finished lesson={lesson} />}>
        <Show when={view().step === 0}>
          <div class="prose">
            <Prose blocks={lesson.intro} />
          </div>
        </Show>
        <StepView session={session} beside={visit.anyWorld} />
      </Show>
    </article>
  );
}
