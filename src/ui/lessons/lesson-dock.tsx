// The lesson in a bar that stays in sight on every tab: what to do now, the goals as they tick, help, and the way on [UI-15].
import { createSignal, Show } from 'solid-js';
import { usePage } from '../page.tsx';
import { useVisit } from '../share/visit.tsx';
import { Icon } from '../widgets/icon.tsx';
import { Finished } from './finished.tsx';
import { Goals } from './goals.tsx';
import { StepHelp } from './help.tsx';
import { Prose } from './prose.tsx';
import { useLessonSession, type LessonSession } from './session.ts';
import { LessonStatus } from './status.tsx';
import { Verdict } from './verdict.tsx';
import './lessons.css';

export function LessonDock() {
  const page = usePage();
  const session = useLessonSession();
  return (
    <Show when={session()} keyed>
      {(open) => (
        <>
          <LessonStatus session={open} />
          {/* Where the whole text is in sight, the bar would say it twice. */}
          <Show when={page.tab() !== 'lessons'}>
            <Dock session={open} />
          </Show>
        </>
      )}
    </Show>
  );
}

function Dock(props: { readonly session: LessonSession }) {
  const page = usePage();
  // eslint-disable-next-line solid/reactivity -- another session is another bar
  const { session } = props;
  const [folded, setFolded] = createSignal(false);
  const read = () => page.openTab('lessons');
  const next = () => {
    session.next();
    // What comes next has to be read, and guessed, first.
    read();
  };
  return (
    <aside class="lesson-dock" aria-label={`Lesson: ${session.lesson.title}`} data-testid="lesson-dock">
      <DockHead session={session} folded={folded()} onFold={() => setFolded(!folded())} onRead={read} />
      <Show when={!folded()}>
        <div class="lesson-dock-body scroll">
          <Show when={!session.view().finished} fallback={<Finished lesson={session.lesson} />}>
            <Show
              when={!session.view().reached}
              fallback={<Verdict session={session} belowGuess={false} onNext={next} />}
            >
              <Show when={!session.asking()} fallback={<GuessFirst session={session} onRead={read} />}>
                <div class="prose lesson-dock-task">
                  <Prose blocks={session.step().task} />
                </div>
                <Goals session={session} />
                <StepHelp session={session} />
              </Show>
            </Show>
          </Show>
        </div>
      </Show>
    </aside>
  );
}

interface DockHeadProps {
  readonly session: LessonSession;
  readonly folded: boolean;
  onFold(): void;
  onRead(): void;
}

function DockHead(props: DockHeadProps) {
  const view = () => props.session.view();
  const count = () => `${view().step + 1} of ${props.session.lesson.steps.length}`;
  const met = () => view().goals.filter(Boolean).length;
  return (
    <div class="lesson-dock-head">
      <strong class="lesson-dock-title">
        <Show when={!view().finished} fallback={props.session.lesson.title}>
          {props.session.step().title}
        </Show>
      </strong>
      <span class="faint">
        step {count()}
        <Show when={props.folded && !props.session.asking()}>
          {' '}
          · {view().reached ? '✓ reached' : `${met()} of ${view().goals.length} goals`}
        </Show>
      </span>
      <span class="push" />
      <button type="button" class="button quiet" onClick={() => props.onRead()}>
        Read
      </button>
      <button
        type="button"
        class="button quiet icon"
        aria-expanded={!props.folded}
        aria-label={props.folded ? 'Unfold the lesson' : 'Fold the lesson'}
        title={props.folded ? 'Unfold the lesson' : 'Fold the lesson'}
        onClick={() => props.onFold()}
      >
        <Icon name={props.folded ? 'down' : 'up'} />
      </button>
      <Leave />
    </div>
  );
}

/** The lesson's world is kept; whoever has a world of their own goes back to it. */
function Leave() {
  const page = usePage();
  const visit = useVisit();
  const label = () => (visit.visiting ? 'Leave the lesson, back to my world' : 'Leave the lesson');
  const leave = () => (visit.visiting && page.triedLesson() === null ? visit.goHome() : page.openLesson(null));
  return (
    <button type="button" class="button quiet icon" aria-label={label()} title={label()} onClick={leave}>
      <Icon name="close" />
    </button>
  );
}

function GuessFirst(props: { readonly session: LessonSession; onRead(): void }) {
  return (
    <>
      <div class="prose">
        <Prose blocks={props.session.step().prediction?.question ?? []} />
      </div>
      <p class="lesson-help">
        <button type="button" class="button primary" onClick={() => props.onRead()}>
          Read and guess
        </button>
        <button type="button" class="button quiet" onClick={() => props.session.withholdGuess()}>
          Skip the guess
        </button>
      </p>
    </>
  );
}
