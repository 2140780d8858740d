// Every frame between clients and server, in order [UI-5].
import { createEffect, createMemo, createSelector, createSignal, For, on, Show } from 'solid-js';
import type { MessageView } from '../../world/messages.ts';
import { count } from '../format.ts';
import { usePage } from '../page.tsx';
import { asLines, NO_FILTER, passes, type MessageFilter } from './filter.ts';
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
      list?.querySelector(`[data-sequence="${sequence}"]`)?.scrollIntoView?.({ block: 'nearest' });
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
        {count(passing().length)} of {count(messages().length)} messages, newest first
        <Show when={feed.dropped() > 0}>; {count(feed.dropped())} older ones were let go</Show>
        <Show when={paused()}>; paused</Show>
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
