// The film of what happened: a lane for each client and one for the server, an arrow for each message [UI-7].
import { createEffect, createMemo, createSelector, createSignal, For, Index, on, Show } from 'solid-js';
import type { MessageView, Party } from '../../world/messages.ts';
import type { FlyingView } from '../../world/world.ts';
import { listed } from '../format.ts';
import { usePage, type RowChoice } from '../page.tsx';
import { TimeBar } from '../time/time-bar.tsx';
import { Help } from '../widgets/help.tsx';
import { Icon } from '../widgets/icon.tsx';
import { arrowsOf, lanesOf, type Lanes } from './arrows.ts';
import { draw, laneY, type Drawing, type DrawnArrow, type Line } from './geometry.ts';
import { FlowDots } from './flow-dots.tsx';
import { FrameInHand } from './frame-in-hand.tsx';
import { mermaidText, svgText } from './take-along.ts';
import './flow.css';

/** The diagram with its tools. */
export function FlowPanel() {
  const page = usePage();
  const messages = page.messages;
  const lanes = createMemo(() => lanesOf(page.view().clients), undefined, { equals: sameLanes });
  const arrows = createMemo(() => arrowsOf(messages(), lanes()));
  const drawing = createMemo(() => draw(arrows(), lanes().names.length));
  const chosen = createMemo(() => messages().find(({ sequence }) => sequence === page.chosenMessage()));

  const [frameId, setFrameId] = createSignal<number | null>(null);
  // In hand as long as it is under way, and only now: what is past cannot be held.
  const frame = () =>
    page.moment() === null ? page.now().network.flying.find(({ id }) => id === frameId()) : undefined;

  const choose = (sequence: number) => {
    page.chooseMessage(sequence);
    const row = messages().find((message) => message.sequence === sequence)?.rows[0];
    if (row) page.chooseRow({ table: row.table, key: row.key });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return page.openTab('messages');
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = arrows();
    if (step === undefined || all.length === 0) return;
    event.preventDefault();
    const at = all.findIndex(({ sequence }) => sequence === page.chosenMessage());
    const next = all[at === -1 ? all.length - 1 : Math.min(all.length - 1, Math.max(0, at + step))];
    if (next) choose(next.sequence);
  };

  return (
    <div class="flow" data-testid="flow">
      <Show when={page.desk.narrow()}>
        <TimeBar />
      </Show>
      <Tools
        svg={() => svgText(drawing(), lanes())}
        mermaid={() => mermaidText(arrows(), lanes())}
        sentence={sentence(chosen(), (party) => page.nameOf(party))}
        frame={frame()}
        onLeaveFrame={() => setFrameId(null)}
      />
      <Show when={arrows().length > 0} fallback={<p class="flow-empty soft">Nothing has been sent yet.</p>}>
        <div class="flow-view">
          <ul class="flow-names">
            <For each={lanes().names}>{(name) => <li title={name}>{name}</li>}</For>
          </ul>
          <Picture
            drawing={drawing()}
            lanes={lanes()}
            frame={frame()?.id ?? null}
            onChoose={choose}
            onFrame={(id) => setFrameId(id)}
            onKeyDown={onKeyDown}
          />
        </div>
      </Show>
    </div>
  );
}

interface ToolsProps {
  svg(): string;
  mermaid(): string;
  readonly sentence: string;
  readonly frame: FlyingView | undefined;
  onLeaveFrame(): void;
}

function Tools(props: ToolsProps) {
  return (
    <div class="flow-tools">
      <Show
        when={props.frame}
        fallback={
          <p class="flow-sentence" aria-live="polite">
            {props.sentence}
          </p>
        }
      >
        {(frame) => <FrameInHand frame={frame()} onLeave={() => props.onLeaveFrame()} />}
      </Show>
      <button type="button" class="button quiet" onClick={() => void navigator.clipboard.writeText(props.svg())}>
        <Icon name="copy" /> Copy as SVG
      </button>
      <button type="button" class="button quiet" onClick={() => void navigator.clipboard.writeText(props.mermaid())}>
        <Icon name="copy" /> Copy as Mermaid
      </button>
      <Help
        about="the data flow"
        text="Time runs to the right, long silences are shortened. An arrow up is a client speaking, one down the server; its slope is its delay. A broken stub marks a live client that a delta was not sent to."
      />
    </div>
  );
}

interface PictureProps {
  readonly drawing: Drawing;
  readonly lanes: Lanes;
  /** The frame in hand. */
  readonly frame: number | null;
  onChoose(sequence: number): void;
  onFrame(id: number): void;
  onKeyDown(event: KeyboardEvent): void;
}

function Picture(props: PictureProps) {
  const page = usePage();
  const isChosen = createSelector(page.chosenMessage);
  const touching = createMemo(() => sequencesOf(page.messages(), page.chosenRow()));
  let view: HTMLDivElement | undefined;
  // New messages stand at the right end; the picture follows unless a person looks at older ones.
  createEffect(
    on(
      () => props.drawing,
      (drawing, before) => {
        if (!view) return;
        const followed = !before || view.scrollLeft + view.clientWidth >= before.width - 40;
        if (followed) view.scrollLeft = drawing.width;
      },
    ),
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
        if (frame === null && before !== null && document.activeElement === document.body) view?.focus();
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
      onClick={(event) => {
        const arrow = event.target.closest<SVGElement>('[data-sequence]');
        if (!arrow) return;
        props.onChoose(Number(arrow.dataset['sequence']));
        page.openTab('messages');
      }}
    >
      <div class="flow-canvas">
        <svg width={props.drawing.width} height={props.drawing.height} aria-hidden="true">
          <For each={props.lanes.names}>
            {(_, lane) => <line class="flow-lane" x1="0" x2="100%" y1={laneY(lane())} y2={laneY(lane())} />}
          </For>
          <Index each={props.drawing.arrows}>
            {(drawn) => (
              <OneArrow
                drawn={drawn()}
                chosen={isChosen(drawn().arrow.sequence)}
                touches={touching().has(drawn().arrow.sequence)}
              />
            )}
          </Index>
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

function OneArrow(props: { readonly drawn: DrawnArrow; readonly chosen: boolean; readonly touches: boolean }) {
  return (
    <g
      class="flow-arrow"
      classList={{ chosen: props.chosen, touches: props.touches }}
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
      <Show when={props.line.fate !== 'flying'}>
        <circle class="flow-end" data-fate={props.line.fate} cx={props.line.x2} cy={props.line.y2} r="2.2" />
      </Show>
    </>
  );
}

/** Messages that brought or took the row. */
function sequencesOf(messages: readonly MessageView[], row: RowChoice | null): ReadonlySet<number> {
  const touches = (message: MessageView) =>
    message.rows.some(({ table, key }) => table === row?.table && key === row.key);
  return new Set(row === null ? [] : messages.filter(touches).map(({ sequence }) => sequence));
}

function sentence(message: MessageView | undefined, nameOf: (party: Party) => string): string {
  if (!message) return 'Click an arrow to see its message and its rows.';
  const who = listed(message.parties.map(nameOf));
  return message.direction === 'up' ? `${who} ${message.summary}.` : `${message.kind} to ${who}: ${message.summary}.`;
}

function sameLanes(before: Lanes | undefined, after: Lanes): boolean {
  return before !== undefined && before.names.join('\n') === after.names.join('\n') && sameKeys(before, after);
}

function sameKeys(before: Lanes, after: Lanes): boolean {
  return before.of.size === after.of.size && [...before.of.keys()].every((id) => after.of.has(id));
}
