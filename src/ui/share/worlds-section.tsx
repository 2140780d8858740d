// The worlds of this browser: open one, make it the own one, give it a title, forget it [UI-13].
import { createMemo, createResource, createSignal, For, onCleanup, Show } from 'solid-js';
import { realClock } from '../../base/clock.ts';
import {
  entitle,
  letGo,
  LINKS_KEPT,
  LONGEST_TITLE,
  notebook,
  notedWorlds,
  ownWorld,
  strikeGoing,
} from '../../world/worlds.ts';
import { bytes } from '../format.ts';
import { LESSONS } from '../lessons/all.ts';
import { usePage } from '../page.tsx';
import { useVisit, type Visit } from './visit.tsx';
import { ago, listWorlds, type ListedWorld } from './world-list.ts';
import './worlds.css';

export function WorldsSection() {
  const page = usePage();
  const visit = useVisit();
  const [turn, setTurn] = createSignal(0);
  const [journals] = createResource(() => visit.shelf.kept());
  const journalsOf = (world: ListedWorld) => journals()?.find((kept) => kept.world === world.name);
  const names = new Map([
    ...page.world.project.shipped.map(({ id, name }) => [id, name] as const),
    ...LESSONS.map(({ id, title }) => [id, title] as const),
  ]);
  const worlds = createMemo(() => {
    turn();
    const { own, shipped, world } = visit;
    return listWorlds({ noted: notedWorlds(notebook), mine: ownWorld(notebook), here: world, own, shipped, names });
  });
  const change = (how: () => void) => {
    how();
    setTurn((now) => now + 1);
  };
  onCleanup(() => {
    const gone = strikeGoing(notebook);
    if (gone.length > 0) void visit.shelf.forget(gone);
  });
  return (
    <div class="share-section">
      <p>
        This browser keeps each world with its rows and its clients: yours, and the last {LINKS_KEPT} that links and
        lessons opened. What you kept as yours goes only when you forget it.
      </p>
      <ul class="worlds" aria-label="Worlds of this browser">
        <For each={worlds()}>
          {(world) => (
            <li data-testid="world" data-here={world.here} data-mine={world.mine}>
              <Show when={!world.going} fallback={<Gone world={world} change={change} />}>
                <WorldLine
                  world={world}
                  visit={visit}
                  size={journalsOf(world)?.characters}
                  elsewhere={!world.here && journalsOf(world)?.inUse === true}
                  change={change}
                />
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={worlds().length === 1}>
        <p class="soft">No other world yet: links and lessons open worlds of their own, and they are listed here.</p>
      </Show>
    </div>
  );
}

interface LineProps {
  readonly world: ListedWorld;
  readonly visit: Visit;
  /** Characters that its server keeps. */
  readonly size: number | undefined;
  /** Whether another tab shows it. */
  readonly elsewhere: boolean;
  change(how: () => void): void;
}

function WorldLine(props: LineProps) {
  const [naming, setNaming] = createSignal(false);
  const facts = () => {
    const { openedAtMs, contents } = props.world;
    const opened = openedAtMs === null ? [] : [`opened ${ago(openedAtMs, realClock.nowMs())}`];
    const size = props.size === undefined ? [] : [`about ${bytes(props.size)}`];
    return [...opened, ...size, ...contents].join(' · ');
  };
  return (
    <>
      <div class="world-head">
        <Show
          when={naming()}
          fallback={
            <strong class="world-name" title={props.world.name ?? undefined}>
              {props.world.called}
            </strong>
          }
        >
          <TitleField world={props.world} change={props.change} done={() => setNaming(false)} />
        </Show>
        <Marks {...props} />
      </div>
      <p class="faint">{facts()}</p>
      <div class="world-actions">
        <Actions {...props} />
        <Show when={props.world.name !== null && !naming()}>
          <button type="button" class="button quiet" onClick={() => setNaming(true)}>
            Rename
          </button>
        </Show>
      </div>
    </>
  );
}

function Marks(props: LineProps) {
  return (
    <>
      <Show when={props.world.here}>
        <span class="world-mark">● open here</span>
      </Show>
      <Show when={props.elsewhere}>
        <span class="world-mark">○ open in another tab</span>
      </Show>
      <Show when={props.world.mine}>
        <span class="world-mark">★ yours</span>
      </Show>
      <Show when={!props.world.mine && props.world.kept && props.world.name !== null}>
        <span class="world-mark">☆ kept</span>
      </Show>
    </>
  );
}

function Actions(props: LineProps) {
  const open = () => {
    const { hash, mine } = props.world;
    if (mine) props.visit.goHome();
    else if (hash !== null) props.visit.open(hash);
  };
  const forget = () => {
    const { name } = props.world;
    if (name !== null) props.change(() => letGo(notebook, name, true));
  };
  const about = () => `: ${props.world.called}`;
  return (
    <>
      <Show when={!props.world.here && (props.world.mine || props.world.hash !== null)}>
        <button type="button" class="button" aria-label={`Open${about()}`} onClick={open}>
          Open
        </button>
      </Show>
      <Show when={!props.world.mine && props.world.asOwn} keyed>
        {(asOwn) => (
          <button
            type="button"
            class="button"
            aria-label={`Keep as mine${about()}`}
            onClick={() => props.visit.makeMine(asOwn)}
          >
            Keep as mine
          </button>
        )}
      </Show>
      <Show when={!props.world.mine && props.world.name === null}>
        <button type="button" class="button" onClick={() => props.visit.makeMine(null)}>
          Make it mine again
        </button>
      </Show>
      <Show when={props.world.name !== null && !props.world.mine && !props.world.here && !props.elsewhere}>
        <button type="button" class="button quiet" aria-label={`Forget${about()}`} onClick={forget}>
          Forget
        </button>
      </Show>
    </>
  );
}

function Gone(props: Pick<LineProps, 'world' | 'change'>) {
  const undo = () => {
    const { name } = props.world;
    if (name !== null) props.change(() => letGo(notebook, name, false));
  };
  return (
    <div class="world-head" role="status">
      <span class="world-name faint">{props.world.called} is forgotten: its rows go when this dialog closes.</span>
      <button type="button" class="button" onClick={undo}>
        Undo
      </button>
    </div>
  );
}

function TitleField(props: { readonly world: ListedWorld; change(how: () => void): void; done(): void }) {
  let input: HTMLInputElement | undefined;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const { name } = props.world;
    const title = input?.value ?? '';
    props.done();
    if (name !== null) props.change(() => entitle(notebook, name, title));
  };
  return (
    <form class="world-title" onSubmit={save}>
      <input
        ref={(element) => {
          input = element;
          queueMicrotask(() => element.select());
        }}
        class="field-input"
        aria-label="Title of the world"
        maxLength={LONGEST_TITLE}
        value={props.world.called}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          props.done();
        }}
      />
      <button type="submit" class="button">
        Save
      </button>
    </form>
  );
}
