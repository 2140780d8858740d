// The film of what happened: a lane for each client and one for the server, an arrow for each message [UI-7].
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import type { MessageView, Party } from '../../world/messages.ts';
import type { ClientView, FlyingView } from '../../world/world.ts';
import { messageSentence } from '../messages/sentence.ts';
import { usePage } from '../page.tsx';
import { TimeBar } from '../time/time-bar.tsx';
import { Help } from '../widgets/help.tsx';
import { Icon } from '../widgets/icon.tsx';
import { arrowsOf, lanesOf, type Lanes } from './arrows.ts';
import { filmOf } from './film.ts';
import { gapsOf } from './gaps.ts';
import { draw } from './geometry.ts';
import { Picture } from './flow-picture.tsx';
import { FrameInHand } from './frame-in-hand.tsx';
import { mermaidText, svgText } from './take-along.ts';
import './flow.css';

/** The diagram with its tools. */
export function FlowPanel() {
  const page = usePage();
  const { messages } = page;
  /** Looking back, what came later stays in sight, faintly: the moment has a place in the film. */
  const film = createMemo(() => filmOf(messages(), page.moment(), page.world.messages.view()));
  const lanes = createMemo(() => lanesOf(page.view().clients), undefined, { equals: sameLanes });
  const arrows = createMemo(() => arrowsOf(film(), lanes()));
  const offline = createMemo(() => offlineIds(page.view().clients));
  const gaps = createMemo(() => gapsOf(film(), lanes(), offline()));
  const drawing = createMemo(() => draw(arrows(), lanes().names.length, gaps()));
  const chosen = createMemo(() => film().find(({ sequence }) => sequence === page.chosenMessage()));

  const [pointedAt, setPointedAt] = createSignal<number | null>(null);
  const pointed = createMemo(() => film().find(({ sequence }) => sequence === pointedAt()));

  const [frameId, setFrameId] = createSignal<number | null>(null);
  // In hand as long as it is under way, and only now: what is past cannot be held.
  const frame = () =>
    page.moment() === null ? page.now().network.flying.find(({ id }) => id === frameId()) : undefined;

  const choose = (sequence: number) => {
    page.chooseMessage(sequence);
    const row = film().find((message) => message.sequence === sequence)?.rows[0];
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
        sentence={sentence(pointed() ?? chosen(), (party) => page.nameOf(party))}
        spoken={pointed() === undefined}
        frame={frame()}
        onLeaveFrame={() => setFrameId(null)}
      />
      <Show when={arrows().length > 0} fallback={<p class="flow-empty soft">Nothing has been sent yet.</p>}>
        <div class="flow-view">
          <ul class="flow-names">
            <For each={lanes().names}>{(name) => <li title={name}>{name}</li>}</For>
            <li class="faint">time</li>
          </ul>
          <Picture
            drawing={drawing()}
            lanes={lanes()}
            frame={frame()?.id ?? null}
            onChoose={choose}
            onPoint={setPointedAt}
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
  /** What is only pointed at is shown and not spoken. */
  readonly spoken: boolean;
  readonly frame: FlyingView | undefined;
  onLeaveFrame(): void;
}

function Tools(props: ToolsProps) {
  return (
    <div class="flow-tools">
      <Show
        when={props.frame}
        fallback={
          <p
            class="flow-sentence"
            aria-live={props.spoken ? 'polite' : 'off'}
            title={props.sentence}
            data-testid="flow-sentence"
          >
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
        text="Time runs to the right, long silences are shortened. An arrow points to who gets the message; its slope is its delay. Where a lane is broken, the client has no connection. A stub with a ring marks a live client that a delta was not sent to, a cross what was lost."
      />
    </div>
  );
}

function sentence(message: MessageView | undefined, nameOf: (party: Party) => string): string {
  return message ? `${messageSentence(message, nameOf)}.` : 'Click an arrow to see its message and its rows.';
}

function offlineIds(clients: readonly ClientView[]): ReadonlySet<ClientId> {
  return new Set(clients.filter(({ phase }) => phase === 'offline').map(({ id }) => id));
}

function sameLanes(before: Lanes | undefined, after: Lanes): boolean {
  return before !== undefined && before.names.join('\n') === after.names.join('\n') && sameKeys(before, after);
}

function sameKeys(before: Lanes, after: Lanes): boolean {
  return before.of.size === after.of.size && [...before.of.keys()].every((id) => after.of.has(id));
}
