// One lesson in its world: where one stands, the step, and what comes after.
import { createMemo, createSignal, For, onCleanup, Show } from 'solid-js';
import { usePage } from '../page.tsx';
import { useVisit } from '../share/visit.tsx';
import { LESSONS } from './all.ts';
import { lessonHash } from './hash.ts';
import type { Lesson } from './lesson.ts';
import { NO_PROGRESS, readProgress, writeProgress } from './progress.ts';
import { Prose } from './prose.tsx';
import { LessonRun } from './run.ts';
import { StepView } from './step-view.tsx';

export function LessonView(props: { readonly lesson: Lesson }) {
  const page = usePage();
  const visit = useVisit();
  // eslint-disable-next-line solid/reactivity -- another lesson is another view
  const { lesson } = props;
  const [progress, setProgress] = createSignal(readProgress()[lesson.id] ?? NO_PROGRESS);
  const remember = (step: number, reached: readonly number[]) => {
    setProgress({ step, reached: [...reached] });
    writeProgress(lesson.id, progress());
  };
  const run = new LessonRun({
    world: page.world,
    lesson,
    step: progress().step,
    reached(step) {
      remember(step, [...new Set([...progress().reached, step])]);
      visit.lessonReached(lesson.id, step, lesson.steps.length);
    },
  });
  onCleanup(() => run.stop());
  const [view, setView] = createSignal(run.view());
  onCleanup(run.subscribe(() => setView(run.view())));
  const step = createMemo(() => lesson.steps[view().step]);
  const goTo = (index: number) => {
    run.goTo(index);
    remember(Math.min(index, lesson.steps.length - 1), progress().reached);
  };
  const reset = async () => {
    // The visitor's own world is never made anew for a lesson.
    if (visit.visiting || visit.anyWorld) await run.reset();
    else run.goTo(0);
    remember(0, []);
  };
  return (
    <article class="lesson" aria-label={lesson.title}>
      <header class="lesson-head">
        <h2>{lesson.title}</h2>
        <span class="push" />
        <button type="button" class="button quiet" disabled={view().doing} onClick={() => void reset()}>
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
              onClick={() => goTo(index())}
            >
              <span aria-hidden="true">{progress().reached.includes(index()) ? '✓' : index() + 1}</span>
              <span class="hidden-label">{progress().reached.includes(index()) ? 'done: ' : ''}</span> {each.title}
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
        <Show when={step()} keyed>
          {(shown) => (
            <StepView
              step={shown}
              view={view()}
              isLast={view().step === lesson.steps.length - 1}
              onPredict={(choice) => run.predict(choice)}
              onDoIt={() => void run.doIt()}
              onNext={() => goTo(view().step + 1)}
            />
          )}
        </Show>
      </Show>
    </article>
  );
}

function Finished(props: { readonly lesson: Lesson }) {
  const visit = useVisit();
  const next = () => LESSONS[LESSONS.findIndex(({ id }) => id === props.lesson.id) + 1];
  return (
    <div class="lesson-done" role="status">
      <p>
        <strong>✓ Done.</strong> This world stays open: try what you like.
      </p>
      <Show when={visit.anyWorld ? undefined : next()}>
        {(following) => (
          <button type="button" class="button primary" onClick={() => visit.open(lessonHash(following()))}>
            Next: {following().title}
          </button>
        )}
      </Show>
    </div>
  );
}
