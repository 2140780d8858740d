// The page inside another page: one panel, no chrome, started by a click so that many of them stay light [UI-14].
import '../tokens.css';
import '../base.css';
import './embed.css';
import { createResource, createSignal, lazy, Match, onCleanup, onMount, Show, Suspense, Switch } from 'solid-js';
import type { World } from '../../world/world.ts';
import { showTheme } from '../shell/theme.ts';
import { hearParent, tellHeight, tellParent } from './frame.ts';
import { fullHash, type EmbedOptions, type EmbedPanel } from './options.ts';

const EmbedWorld = lazy(async () => ({ default: (await import('./embed-world.tsx')).EmbedWorld }));
const LessonChoice = lazy(async () => ({ default: (await import('./lesson-choice.tsx')).LessonChoice }));

const NAMES: Readonly<Record<EmbedPanel, readonly [title: string, about: string]>> = {
  tableau: ['Who holds what', 'A server and its clients; each holds only the rows that its user may see.'],
  messages: ['Messages', 'Every frame between a server and its clients, as it is sent.'],
  flow: ['Data flow', 'Requests, answers and deltas on their way between a server and its clients.'],
  query: ['Query', 'Ask and change a database as one of its users.'],
  schema: ['Schema', 'Records and permissions, and what a change of them does.'],
  lesson: ['Lesson', 'Something to try, in a few minutes.'],
};

export interface EmbedProps {
  readonly options: EmbedOptions;
  /** The same world as a page of its own. */
  readonly fullUrl: string;
  /** Makes the world; asked once. `packed`: what it is made by where the address tells nothing. */
  begin(packed: string): Promise<World>;
}

export function Embed(props: EmbedProps) {
  const [world, setWorld] = createSignal<World | null>(null);
  const [asked, setAsked] = createSignal(false);
  const [chosen, setChosen] = createSignal(props.options.lesson);
  const panel = () => props.options.panel;
  const ofLessons = panel() === 'lesson';
  // Only a frame about lessons loads what they are called.
  const [lessons] = createResource(ofLessons, async (wanted) =>
    wanted ? (await import('../lessons/all.ts')).LESSONS : [],
  );
  const lesson = () => lessons()?.find(({ id }) => id === chosen());
  const options = (): EmbedOptions => ({ ...props.options, lesson: chosen() });
  const start = () => {
    if (asked() || (ofLessons && chosen() === null)) return;
    setAsked(true);
    void worldOfLesson(options()).then(async (packed) => {
      // A lesson that does not exist: the list tells which do.
      if (packed === null) {
        setAsked(false);
        return;
      }
      tellParent({ type: 'starting' });
      setWorld(await props.begin(packed));
    });
  };
  const choose = (id: string) => {
    setChosen(id);
    start();
  };
  const title = () => [NAMES[panel()][0], lesson()?.title].filter(Boolean).join(': ');
  const fullUrl = () =>
    chosen() === props.options.lesson ? props.fullUrl : `${location.pathname}${fullHash(location.hash, options())}`;
  let root: HTMLDivElement | undefined;
  onMount(() => {
    document.documentElement.dataset['embed'] = panel();
    showTheme(props.options.theme);
    tellParent({ type: 'ready', panel: panel() });
    if (root) onCleanup(tellHeight(root));
    if (props.options.autoplay) start();
  });
  onCleanup(
    hearParent((command) => {
      if (command.type === 'start') start();
    }),
  );
  return (
    <div
      ref={(element) => (root = element)}
      class="embed"
      data-panel={panel()}
      data-controls={props.options.controls && !props.options.readonly}
      data-testid="embed"
    >
      <header class="embed-head">
        <strong>{title()}</strong>
        <span class="push" />
        <Show when={world() && chosen() !== props.options.lesson}>
          <button type="button" class="button quiet" onClick={() => location.reload()}>
            All lessons
          </button>
        </Show>
        <a class="embed-full" href={fullUrl()} target="_blank" rel="noopener">
          Open in full <span aria-hidden="true">↗</span>
        </a>
      </header>
      <Switch>
        <Match when={world()}>
          {(begun) => (
            <Suspense fallback={<p class="embed-wait soft">Loading…</p>}>
              <EmbedWorld world={begun()} options={options()} />
            </Suspense>
          )}
        </Match>
        <Match when={ofLessons && !asked() && lessons() !== undefined && !lesson()}>
          <Suspense>
            <LessonChoice onChoose={choose} />
          </Suspense>
        </Match>
        <Match when={true}>
          <div class="embed-poster">
            <p>{lesson()?.about ?? NAMES[panel()][1]}</p>
            <Show when={!asked()} fallback={<p role="status">Starting a server in this frame…</p>}>
              <button type="button" class="button primary" onClick={start}>
                <span aria-hidden="true">▶</span> Start{lesson() ? ` · ${lesson()?.minutes} min` : ''}
              </button>
            </Show>
          </div>
        </Match>
      </Switch>
    </div>
  );
}

/** A lesson brings its own world; null where there is no such lesson. */
async function worldOfLesson({ panel, lesson }: EmbedOptions): Promise<string | null> {
  if (panel !== 'lesson') return '';
  const [{ lessonNamed }, { packRecipe }] = await Promise.all([
    import('../lessons/all.ts'),
    import('../../world/recipe-link.ts'),
  ]);
  const found = lessonNamed(lesson ?? '');
  return found ? packRecipe(found.recipe) : null;
}
