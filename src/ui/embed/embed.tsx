// The page inside another page: one panel, no chrome, started by a click so that many of them stay light [UI-14].
import '../tokens.css';
import '../base.css';
import './embed.css';
import { createSignal, lazy, Match, onCleanup, onMount, Show, Suspense, Switch } from 'solid-js';
import type { World } from '../../world/world.ts';
import { showTheme } from '../shell/theme.ts';
import { hearParent, tellHeight, tellParent } from './frame.ts';
import type { EmbedOptions, EmbedPanel } from './options.ts';

const EmbedWorld = lazy(async () => ({ default: (await import('./embed-world.tsx')).EmbedWorld }));

const NAMES: Readonly<Record<EmbedPanel, readonly [title: string, about: string]>> = {
  tableau: ['Who holds what', 'A server and its clients; each holds only the rows that its user may see.'],
  messages: ['Messages', 'Every frame between a server and its clients, as it is sent.'],
  flow: ['Data flow', 'Requests, answers and deltas on their way between a server and its clients.'],
  query: ['Query', 'Ask and change a database as one of its users.'],
  schema: ['Schema', 'Records and permissions, and what a change of them does.'],
  lesson: ['Lesson', 'Something to try, with a goal that ticks itself.'],
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
  const panel = () => props.options.panel;
  const start = () => {
    if (asked()) return;
    setAsked(true);
    tellParent({ type: 'starting' });
    void worldOfLesson(props.options).then(async (packed) => setWorld(await props.begin(packed)));
  };
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
        <strong>{NAMES[panel()][0]}</strong>
        <span class="push" />
        <a class="embed-full" href={props.fullUrl} target="_blank" rel="noopener">
          Open in full <span aria-hidden="true">↗</span>
        </a>
      </header>
      <Switch>
        <Match when={world()}>
          {(begun) => (
            <Suspense fallback={<p class="embed-wait soft">Loading…</p>}>
              <EmbedWorld world={begun()} options={props.options} />
            </Suspense>
          )}
        </Match>
        <Match when={true}>
          <div class="embed-poster">
            <p>{NAMES[panel()][1]}</p>
            <Show when={!asked()} fallback={<p role="status">Starting a server in this frame…</p>}>
              <button type="button" class="button primary" onClick={start}>
                <span aria-hidden="true">▶</span> Start
              </button>
            </Show>
          </div>
        </Match>
      </Switch>
    </div>
  );
}

/** A lesson brings its own world. */
async function worldOfLesson({ panel, lesson }: EmbedOptions): Promise<string> {
  if (panel !== 'lesson' || lesson === null) return '';
  const [{ lessonNamed }, { packRecipe }] = await Promise.all([
    import('../lessons/all.ts'),
    import('../../world/recipe-link.ts'),
  ]);
  const found = lessonNamed(lesson);
  return found ? packRecipe(found.recipe) : '';
}
