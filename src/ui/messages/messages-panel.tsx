// Every frame between clients and server, in order [UI-5].
import { createEffect, createMemo, createSelector, createSignal, For, on, Show } from 'solid-js';
import type { MessageView } from '../../world/messages.ts';
import { count, counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { asLines, hiddenAsQuiet, NO_FILTER, passes, type MessageFilter } from './filter.ts';
import { MessageRow } from './message-row.tsx';
import { MessagesToolbar } from './messages-toolbar.tsx';
import './messages.css';

/** Rows drawn at once; older ones are a click away. */
const PAGE = 200;

export function MessagesPanel() {
  const page = usePage();
  const feed = page.world.messages;
  const [paused, setPaused] = createSignal(false);
  // A list that was stopped stands while the world goes on; looking back moves it all the same.
  const messages = createMemo<readonly MessageView[]>(
    (before) => (paused() && page.moment() === null ? before : page.messages()),
    feed.view(),
  );
  const [filter, setFilter] = createSignal<MessageFilter>(NO_FILTER);
  const [shown, setShown] = createSignal(PAGE);
  const openSequence = page.chosenMessage;

  const passing = createMemo(() => messages().filter((message) => passes(message, filter())));
  const hidden = createMemo(() => hiddenAsQuiet(messages(), filter()));
  const newest = createMemo(() => passing().slice(-shown()).toReversed());
  const startMs = () => messages()[0]?.atMs ?? 0;
  const isOpen = createSelector(openSequence);
  const isPartner = createSelector(
    () => messages().find(({ sequence }) => sequence === openSequence())?.partner ?? null,
  );

  let list: HTMLOListElement | undefined;
  // Chosen elsewhere, or a partner: it must be among those drawn, and in sight.
  createEffect(
    on(openSequence, (sequence) => {
      const place = passing().findIndex((message) => message.sequence === sequence);
      if (place === -1) return;
      setShown((before) => Math.max(before, passing().length - place));
      const line = list?.querySelector(`[data-sequence="${sequence}"]`);
      // Chosen in another view, it comes to the top: there is room below for its payload.
      line?.scrollIntoView?.({ block: list && line && isInSight(line, list) ? 'nearest' : 'start' });
    }),
  );

  return (
    <div class="messages" data-testid="messages-panel">
      <MessagesToolbar
        filter={filter()}
        paused={paused()}
        onFilter={setFilter}
        onPause={setPaused}
        onClear={() => feed.clear()}
        onCopy={() => void navigator.clipboard.writeText(asLines(passing()))}
        onExport={() => saveFile('messages.ndjson', asLines(passing()))}
      />
      <p class="messages-count faint" role="status">
        {shownText(passing().length, messages().length - hidden())}, newest first
        <Show when={feed.dropped() > 0}>; {count(feed.dropped())} older ones were let go</Show>
        <Show when={paused()}>; paused</Show>
        <Show when={hidden() > 0 || filter().quiet}>
          {hidden() > 0 ? `; ${counted(hidden(), 'ping')} and the like hidden ` : '; pings and the like among them '}
          <button
            type="button"
            class="link"
            aria-pressed={filter().quiet}
            onClick={() => setFilter((before) => ({ ...before, quiet: !before.quiet }))}
          >
            {filter().quiet ? 'Hide them' : 'Show them'}
          </button>
        </Show>
      </p>
      <ol ref={(element) => (list = element)} class="messages-list scroll" aria-label="Messages, newest first">
        <For each={newest()} fallback={<NoMessages filtered={messages().length > 0} />}>
          {(message: MessageView) => (
            <MessageRow
              message={message}
              startMs={startMs()}
              open={isOpen(message.sequence)}
              partner={isPartner(message.sequence)}
              onToggle={() => page.chooseMessage(isOpen(message.sequence) ? null : message.sequence)}
              onOpen={(sequence) => page.chooseMessage(sequence)}
            />
          )}
        </For>
        <Show when={passing().length > shown()}>
          <li>
            <button type="button" class="button quiet" onClick={() => setShown((before) => before + PAGE)}>
              Show older messages
            </button>
          </li>
        </Show>
      </ol>
    </div>
  );
}

/** `43 messages`, `12 of 43 messages`. */
function shownText(shown: number, all: number): string {
  return shown === all ? counted(all, 'message') : `${count(shown)} of ${counted(all, 'message')}`;
}

function isInSight(line: Element, list: Element): boolean {
  const [inner, outer] = [line.getBoundingClientRect(), list.getBoundingClientRect()];
  return inner.top >= outer.top && inner.top < outer.bottom - inner.height;
}

function NoMessages(props: { readonly filtered: boolean }) {
  return (
    <li class="empty">
      <Show when={props.filtered} fallback={<p>Nothing has been sent yet.</p>}>
        <p>No message fits the filter.</p>
      </Show>
    </li>
  );
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}
