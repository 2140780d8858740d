// Frames under way, seen and taken in hand: dots that travel along their arrows [UI-8].
import { createEffect, createMemo, For, on } from 'solid-js';
import type { FlyingView } from '../../world/world.ts';
import { usePage } from '../page.tsx';
import type { Lanes } from './arrows.ts';
import { dotsOf, placeOn, wayOf, type Dot } from './dots.ts';
import type { Drawing } from './geometry.ts';

export interface FlowDotsProps {
  readonly drawing: Drawing;
  readonly lanes: Lanes;
  /** The frame in hand. */
  readonly chosen: number | null;
  onChoose(frame: FlyingView): void;
}

/** Keys on a dot, and what they do to its frame. */
const KEYS: Readonly<Record<string, 'hold' | 'release' | 'drop'>> = { h: 'hold', Enter: 'release', Delete: 'drop' };

export function FlowDots(props: FlowDotsProps) {
  const page = usePage();
  const dots = createMemo(() => dotsOf(props.drawing, props.lanes, page.view().network.flying));
  const ids = createMemo(() => dots().map(({ frame }) => frame.id), [], { equals: sameNumbers });
  return (
    <div class="flow-dots">
      <For each={ids()}>
        {(id) => {
          let last: Dot | undefined;
          // A dot that is about to go is drawn once more where it was.
          const dot = createMemo(() => (last = dots().find(({ frame }) => frame.id === id) ?? last));
          return <OneDot dot={dot()} chosen={props.chosen === id} onChoose={(frame) => props.onChoose(frame)} />;
        }}
      </For>
    </div>
  );
}

interface OneDotProps {
  readonly dot: Dot | undefined;
  readonly chosen: boolean;
  onChoose(frame: FlyingView): void;
}

function OneDot(props: OneDotProps) {
  const page = usePage();
  let button: HTMLButtonElement | undefined;
  const move = () => {
    const { dot } = props;
    if (!button || !dot) return;
    const { paused, rate } = page.now().time;
    const earlier = page.moment();
    const nowMs = earlier?.atMs ?? page.world.time.nowMs();
    const { from, wallMs } = wayOf(dot.frame, { nowMs, rate, still: paused || earlier !== null });
    button.style.transition = 'none';
    button.style.transform = placeOn(dot.line, from);
    if (wallMs === null || isCalm()) return;
    // Read, so that the dot stands at its beginning before it is sent on its way.
    button.getBoundingClientRect();
    button.style.transition = `transform ${Math.round(wallMs)}ms linear`;
    button.style.transform = placeOn(dot.line, 1);
  };
  const pace = createMemo(() => `${page.now().time.paused} ${page.now().time.rate} ${page.moment()?.serial ?? ''}`);
  createEffect(on([() => props.dot?.line, () => props.dot?.frame.dueMs, () => props.dot?.frame.held, pace], move));

  const act = (event: KeyboardEvent) => {
    const how = KEYS[event.key];
    const { dot } = props;
    if (how === undefined || !dot || page.moment() !== null) return;
    event.preventDefault();
    event.stopPropagation();
    page.world.weather.alterFrame(dot.frame.id, how);
  };
  return (
    <button
      ref={(element) => (button = element)}
      type="button"
      class="flow-dot"
      classList={{ chosen: props.chosen, held: props.dot?.frame.held ?? false }}
      data-testid="flow-dot"
      data-frame={props.dot?.frame.id}
      aria-label={spoken()}
      title={`${spoken()}. H holds, Enter delivers, Delete drops`}
      onFocus={() => props.dot && props.onChoose(props.dot.frame)}
      onClick={(event) => {
        event.stopPropagation();
        if (props.dot) props.onChoose(props.dot.frame);
      }}
      onKeyDown={act}
    />
  );

  function spoken(): string {
    const frame = props.dot?.frame;
    if (!frame) return '';
    const name = page.face(frame.client)?.name ?? frame.client;
    const way = frame.direction === 'up' ? `${name} to the server` : `Server to ${name}`;
    return `${way}, ${frame.held ? 'held' : 'under way'}`;
  }
}

/** Whether a person asked for little movement: dots then stand where they were when last drawn. */
function isCalm(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function sameNumbers(before: readonly number[], after: readonly number[]): boolean {
  return before.length === after.length && before.every((id, index) => id === after[index]);
}
