// The lessons: which there are and how far one came; and the one that is open [UI-15].
import { createSignal, For, lazy, Match, onMount, Show, Suspense, Switch } from 'solid-js';
import { counted } from '../format.ts';
import { usePage, type Page } from '../page.tsx';
import { useVisit } from '../share/visit.tsx';
import { Help } from '../widgets/help.tsx';
import { LESSONS } from './all.ts';
import { beginLesson } from './begin.ts';
import { DRAFT, storedDraft } from './draft-store.ts';
import { LessonView } from './lesson-view.tsx';
import type { Lesson } from './lesson.ts';
import { NO_PROGRESS, readProgress } from './progress.ts';
import { openLesson, useLessonSession } from './session.ts';
import './lessons.css';

const Author = lazy(async () => ({ default: (await import('./author.tsx')).Author }));

export function LessonsPanel() {
  const page = usePage();
  const open = () => openLesson(page);
  const [writing, setWriting] = createSignal(page.lesson() === DRAFT);
  onMount(() => {
    if (page.lesson() === DRAFT) void tryDraft(page);
  });
  return (
    <div class="lessons scroll" data-testid="lessons">
      <Switch fallback={<LessonList onWrite={() => setWriting(true)} />}>
        <Match when={open()} keyed>
          {(lesson) => <LessonPlace lesson={lesson} />}
        </Match>
        <Match when={writing()}>
          <Suspense fallback={<p class="empty">Loading…</p>}>
            <Author onClose={() => setWriting(false)} />
          </Suspense>
        </Match>
      </Switch>
    </div>
  );
}

/** The compiler is loaded only for those who write lessons. */
async function tryDraft(page: Page): Promise<void> {
  const { compileLesson } = await import('./compile.ts');
  const compiled = compileLesson(`${DRAFT}.md`, storedDraft() ?? '');
  if (compiled.ok) page.tryLesson(compiled.lesson);
}

function LessonList(props: { onWrite(): void }) {
  const visit = useVisit();
  const progress = readProgress();
  return (
    <>
      <div class="toolbar">
        <h2>Lessons</h2>
        <Help
          about="a lesson"
          text="A few minutes each, in a world of its own: yours stays as it is. Each step asks for a guess, then watches what you do and ticks its goals by itself."
        />
        <span class="push" />
        <button type="button" class="button quiet" onClick={() => props.onWrite()}>
          Write one
        </button>
      </div>
      <ol class="lesson-list">
        <For each={LESSONS}>
          {(lesson) => {
            const { reached } = progress[lesson.id] ?? NO_PROGRESS;
            const done = reached.length >= lesson.steps.length;
            return (
              <li>
                <button type="button" class="lesson-choice" onClick={() => beginLesson(lesson, visit)}>
                  <span class="lesson-mark" classList={{ done }} aria-hidden="true">
                    {done ? '✓' : reached.length > 0 ? '◐' : '○'}
                  </span>
                  <span>
                    <strong>{lesson.title}</strong>
                    <span class="soft">{lesson.about}</span>
                  </span>
                  <span class="faint">
                    {lesson.minutes} min
                    <Show when={reached.length > 0}>
                      , {reached.length} of {counted(lesson.steps.length, 'step')}
                    </Show>
                  </span>
                </button>
              </li>
            );
          }}
        </For>
      </ol>
    </>
  );
}

/** The lesson, or the way to its world. */
function LessonPlace(props: { readonly lesson: Lesson }) {
  const page = usePage();
  const visit = useVisit();
  const session = useLessonSession();
  return (
    <Show
      when={session()}
      keyed
      fallback={
        <div class="empty">
          <strong>{props.lesson.title}</strong>
          <p>{props.lesson.about} It has a world of its own; yours stays as it is.</p>
          <button type="button" class="button primary" onClick={() => beginLesson(props.lesson, visit)}>
            Open its world
          </button>
          <button type="button" class="button" onClick={() => page.openLesson(null)}>
            All lessons
          </button>
        </div>
      }
    >
      {(open) => <LessonView session={open} />}
    </Show>
  );
}
