// The lesson that is open on this page: one run of it, wherever it is drawn [UI-15]. It lasts as long as the lesson is open.
import { createMemo, createRoot, createSignal, onCleanup, untrack, type Accessor } from 'solid-js';
import { packRecipe } from '../../world/recipe-link.ts';
import type { World } from '../../world/world.ts';
import { usePage, type Page } from '../page.tsx';
import { useVisit, type Visit } from '../share/visit.tsx';
import { lessonNamed } from './all.ts';
import type { Lesson, Step } from './lesson.ts';
import { NO_PROGRESS, readProgress, writeProgress, type Progress } from './progress.ts';
import { isAsking, LessonRun, type RunView } from './run.ts';

export interface LessonSession {
  readonly lesson: Lesson;
  readonly view: Accessor<RunView>;
  readonly step: Accessor<Step>;
  readonly isLast: Accessor<boolean>;
  /** Whether a guess is still open: until then nothing is told that would give it away. */
  readonly asking: Accessor<boolean>;
  readonly progress: Accessor<Progress>;
  predict(choice: number): void;
  withholdGuess(): void;
  doIt(): void;
  goTo(step: number): void;
  next(): void;
  /** Begins at the first step, in a world made anew where that is the lesson's own. */
  startOver(): Promise<void>;
}

/** A page has one session at a time, whoever asks for it. */
const sessions = new WeakMap<Page, Accessor<LessonSession | null>>();

/** The session of the open lesson; null while none is open, or while this is not its world. */
export function useLessonSession(): Accessor<LessonSession | null> {
  const page = usePage();
  const visit = useVisit();
  const known = sessions.get(page);
  if (known) return known;
  // It outlives the panel that asked first, and ends with the page.
  const made = createRoot(() =>
    createMemo(() => {
      const lesson = openLesson(page);
      // What happens in the lesson does not begin it anew.
      return untrack(() => (lesson && isItsWorld(lesson, page, visit) ? startSession(lesson, page, visit) : null));
    }),
  );
  sessions.set(page, made);
  return made;
}

/** The lesson that the page has open, in whatever world. */
export function openLesson(page: Page): Lesson | undefined {
  return page.triedLesson() ?? lessonNamed(page.lesson() ?? '');
}

/** A lesson runs in its own world alone: what it asks for would puzzle in another one. */
function isItsWorld({ recipe }: Lesson, page: Page, visit: Visit): boolean {
  if (visit.anyWorld || page.triedLesson() !== null) return true;
  const { lesson: _name, ...plain } = recipe;
  // A link that was shared from a lesson tells the world alone.
  return visit.packed === packRecipe(recipe) || visit.packed === packRecipe(plain);
}

function startSession(lesson: Lesson, page: Page, visit: Visit): LessonSession {
  const [progress, setProgress] = createSignal(begunBefore(lesson, visit));
  const remember = (step: number, reached: readonly number[]) => {
    setProgress({ step, reached: [...reached] });
    // A figure in somebody's text is not how far its reader came.
    if (!visit.anyWorld) writeProgress(lesson.id, progress());
  };
  const { world } = page;
  const run = new LessonRun({
    world,
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
  const step = () => stepOf(lesson, view().step);
  const goTo = (index: number) => {
    run.goTo(index);
    remember(Math.min(index, lesson.steps.length - 1), progress().reached);
  };
  // The visitor's own world is never made anew for a lesson.
  const mayReset = () => visit.visiting || visit.anyWorld;
  if (progress().fresh) {
    remember(progress().step, progress().reached);
    const anew = () => isUsed(world, lesson) && void run.reset();
    if (mayReset()) onCleanup(onceRunning(world, anew));
  }
  return {
    lesson,
    view,
    step,
    isLast: () => view().step === lesson.steps.length - 1,
    asking: () => isAsking(step(), view()),
    progress,
    predict: (choice) => run.predict(choice),
    withholdGuess: () => run.withholdGuess(),
    doIt: () => void run.doIt(),
    goTo,
    next: () => goTo(view().step + 1),
    async startOver() {
      if (mayReset()) await run.reset();
      else run.goTo(0);
      remember(0, []);
    },
  };
}

function begunBefore(lesson: Lesson, visit: Visit): Progress {
  return visit.anyWorld ? NO_PROGRESS : (readProgress()[lesson.id] ?? NO_PROGRESS);
}

function stepOf({ steps }: Lesson, index: number): Step {
  const step = steps[Math.min(index, steps.length - 1)];
  if (!step) throw new Error('a lesson has a step');
  return step;
}

/** Whether anything happened in the lesson's world. */
function isUsed(world: World, { recipe }: Lesson): boolean {
  const { revision, clients } = world.view();
  const starters = recipe.clients?.length ?? clients.length;
  return revision > 0 || clients.length !== starters || clients.some(({ phase }) => phase === 'offline');
}

/** Calls back when the first clients have caught up. Returns how to wait no longer. */
function onceRunning(world: World, then: () => void): () => void {
  let stop = nothing;
  const look = (): boolean => {
    const { server, clients, adding } = world.view();
    const isRunning = server.phase === 'running' && clients.length > 0 && adding === null;
    if (!isRunning || clients.some(({ phase }) => phase !== 'live' && phase !== 'offline')) return false;
    stop();
    then();
    return true;
  };
  if (!look()) stop = world.subscribe(look);
  return () => stop();
}

function nothing(): void {}
