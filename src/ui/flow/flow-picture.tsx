// The picture of the film: lanes with their gaps, times, arrows, the moment that is looked at, and dots of what is under way [UI-7].
import { createEffect, createMemo, createSelector, For, Index, Match, on, Show, Switch } from 'solid-js';
import type { MessageView } from '../../world/messages.ts';
import { elapsed } from '../format.ts';
import { usePage, type RowChoice } from '../page.tsx';
import type { Lanes } from './arrows.ts';
import { FlowDots } from './flow-dots.tsx';
import {
  AXIS_HEIGHT,
  headOf,
  laneY,
  momentX,
  type Drawing,
  type DrawnArrow,
  type DrawnGap,
  type Line,
} from './geometry.ts';

export interface PictureProps {
  readonly drawing: Drawing;
  readonly lanes: Lanes;
  /** The frame in hand. */
  readonly frame: number | null;
  onChoose(sequence: number): void;
  /** The pointer is over an arrow, or over none. */
  onPoint(sequence: number | null): void;
  onFrame(id: number): void;
  onKeyDown(event: KeyboardEvent): void;
}

export function Picture(props: PictureProps) {
  const page = usePage();
  const isChosen = createSelector(page.chosenMessage);
  const cursor = createMemo(() => {
    const moment = page.moment();
    return moment && momentX(props.drawing, moment);
  });
  const startMs = () => page.world.messages.view()[0]?.atMs ?? 0;
  const touching = createMemo(() => sequencesOf(page.messages(), page.chosenRow()));
  let view: HTMLDivElement | undefined;
  // New messages stand at the right end; the picture follows unless a person looks at older ones.
  createEffect(
    on(
      () => props.drawing,
      (drawing, before) => {
        if (!view) return;
        const followed = !before || view.scrollLeft + view.clientWidth >= before.width - 40;
        if (followed && page.moment() === null) view.scrollLeft = drawing.width;
      },
    ),
  );
  // The moment that is looked at stays in sight.
  createEffect(
    on(cursor, (x) => {
      if (x === null || !view) return;
      const isInSight = x > view.scrollLeft + 20 && x < view.scrollLeft + view.clientWidth - 20;
      if (!isInSight) view.scrollLeft = x - view.clientWidth / 2;
    }),
  );
  // Chosen in another view: its arrow comes into sight.
  createEffect(
    on(page.chosenMessage, (sequence) => {
      const arrow = view?.querySelector(`[data-testid=flow-arrow][data-sequence="${sequence}"]`);
      arrow?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    }),
  );
  // Whose frame arrived under the keyboard goes on from the picture.
  createEffect(
    on(
      () => props.frame,
      (frame, before) => {
        const isGone = frame === null && typeof before === 'number';
        if (isGone && document.activeElement === document.body) view?.focus();
      },
    ),
  );
  return (
    <div
      ref={(element) => (view = element)}
      class="flow-picture scroll"
      role="group"
      tabindex="0"
      aria-label="Data flow. Left and right arrows step through the messages, Enter opens the message."
      onKeyDown={(event) => props.onKeyDown(event)}
      onPointerOver={(event) => props.onPoint(sequenceAt(event.target))}
      onPointerLeave={() => props.onPoint(null)}
      onClick={(event) => {
        const sequence = sequenceAt(event.target);
        if (sequence === null) return;
        props.onChoose(sequence);
        page.openTab('messages');
      }}
    >
      <div class="flow-canvas">
        <svg width={props.drawing.width} height={props.drawing.height + AXIS_HEIGHT} aria-hidden="true">
          <For each={props.lanes.names}>
            {(_, lane) => <line class="flow-lane" x1="0" x2="100%" y1={laneY(lane())} y2={laneY(lane())} />}
          </For>
          <Index each={props.drawing.gaps}>{(gap) => <OneGap gap={gap()} />}</Index>
          <Index each={props.drawing.ticks}>
            {(tick) => (
              <text class="flow-tick" x={tick().x} y={props.drawing.height + AXIS_HEIGHT - 4}>
                {elapsed(tick().atMs - startMs())}
              </text>
            )}
          </Index>
          <Index each={props.drawing.arrows}>
            {(drawn) => (
              <OneArrow
                drawn={drawn()}
                chosen={isChosen(drawn().arrow.sequence)}
                touches={touching().has(drawn().arrow.sequence)}
                later={drawn().arrow.sequence > (page.moment()?.upTo ?? Number.POSITIVE_INFINITY)}
              />
            )}
          </Index>
          <Show when={cursor() !== null}>
            <line
              class="flow-moment"
              data-testid="flow-moment"
              x1={cursor() ?? 0}
              x2={cursor() ?? 0}
              y1="0"
              y2={props.drawing.height}
            />
          </Show>
        </svg>
        <FlowDots
          drawing={props.drawing}
          lanes={props.lanes}
          chosen={props.frame}
          onChoose={(frame) => props.onFrame(frame.id)}
        />
      </div>
    </div>
  );
}

function OneGap(props: { readonly gap: DrawnGap }) {
  const at = () => ({ x1: props.gap.x1, x2: props.gap.x2, y1: laneY(props.gap.lane), y2: laneY(props.gap.lane) });
  return (
    <g data-testid="flow-gap" data-lane={props.gap.lane}>
      <line class="flow-gap-ground" {...at()} />
      <line class="flow-gap" {...at()} />
    </g>
  );
}

interface OneArrowProps {
  readonly drawn: DrawnArrow;
  readonly chosen: boolean;
  readonly touches: boolean;
  /** Sent after the moment that is looked at. */
  readonly later: boolean;
}

function OneArrow(props: OneArrowProps) {
  return (
    <g
      class="flow-arrow"
      classList={{ chosen: props.chosen, touches: props.touches, later: props.later }}
      data-testid="flow-arrow"
      data-sequence={props.drawn.arrow.sequence}
      data-kind={props.drawn.arrow.kind}
      data-direction={props.drawn.arrow.direction}
    >
      <title>{`${props.drawn.arrow.kind}: ${props.drawn.arrow.summary}`}</title>
      <Index each={props.drawn.lines}>{(line) => <OneLine line={line()} />}</Index>
    </g>
  );
}

function OneLine(props: { readonly line: Line }) {
  const at = () => ({ x1: props.line.x1, y1: props.line.y1, x2: props.line.x2, y2: props.line.y2 });
  return (
    <>
      <line class="flow-touch" {...at()} />
      <line class="flow-line" data-fate={props.line.fate} {...at()} />
      <Switch>
        <Match when={props.line.fate === 'arrived'}>
          <polygon class="flow-head" points={headOf(props.line)} />
        </Match>
        <Match when={props.line.fate === 'lost'}>
          <path class="flow-cross" d="M-3-3 3 3M-3 3 3-3" transform={`translate(${props.line.x2} ${props.line.y2})`} />
        </Match>
        <Match when={props.line.fate === 'skipped'}>
          <circle class="flow-end" data-fate="skipped" cx={props.line.x2} cy={props.line.y2} r="2.2" />
        </Match>
      </Switch>
    </>
  );
}

/** The message of the arrow that something belongs to. */
function sequenceAt(target: Element): number | null {
  const arrow = target.closest<SVGElement>('[data-sequence]');
  return arrow ? Number(arrow.dataset['sequence']) : null;
}

/** Messages that brought or took the row. */
function sequencesOf(messages: readonly MessageView[], row: RowChoice | null): ReadonlySet<number> {
  const touches = (message: MessageView) =>
    message.rows.some(({ table, key }) => table === row?.table && key === row.key);
  return new Set(row === null ? [] : messages.filter(touches).map(({ sequence }) => sequence));
}
