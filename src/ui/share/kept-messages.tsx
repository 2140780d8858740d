// A message log from a file, to look at; nothing of it happens here.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { parseJson } from '../../base/json.ts';
import { bytes, count, elapsed, listed } from '../format.ts';
import { JsonTree } from '../widgets/json-tree.tsx';
import type { KeptMessage } from './message-file.ts';
import '../messages/messages.css';

/** Rows drawn at once. */
const PAGE = 200;

export function KeptMessages(props: {
  readonly name: string;
  readonly messages: readonly KeptMessage[];
  readonly cut: boolean;
}) {
  const [text, setText] = createSignal('');
  const [shown, setShown] = createSignal(PAGE);
  const [open, setOpen] = createSignal<number | null>(null);
  const passing = createMemo(() => {
    const wanted = text().toLowerCase();
    return props.messages.filter((message) => JSON.stringify(message).toLowerCase().includes(wanted));
  });
  const startMs = () => props.messages[0]?.atMs ?? 0;
  return (
    <div class="kept-messages">
      <p>
        {props.name}, read only: {count(passing().length)} of {count(props.messages.length)} messages
        <Show when={props.cut}>; later ones were left out</Show>
      </p>
      <input
        type="search"
        class="field-input"
        placeholder="Filter"
        aria-label="Text in the message"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <ol class="messages-list scroll" aria-label={`Messages of ${props.name}`}>
        <For each={passing().slice(0, shown())}>
          {(message) => (
            <li class="message" data-testid="kept-message">
              <button
                type="button"
                class="message-line"
                aria-expanded={open() === message.sequence}
                onClick={() => setOpen(open() === message.sequence ? null : message.sequence)}
              >
                <span class="message-time mono">{elapsed(message.atMs - startMs())}</span>
                <span class="message-way">{message.direction === 'up' ? '↑' : '↓'}</span>
                <span class="message-kind" data-kind={message.kind}>
                  {message.kind}
                </span>
                <span class="message-text">
                  <strong>
                    {listed(
                      message.parties.map(({ name }) => name),
                      2,
                    )}
                  </strong>{' '}
                  {message.summary}
                </span>
                <span class="message-size faint">{bytes(message.bytes)}</span>
              </button>
              <Show when={open() === message.sequence}>
                <div class="message-details">
                  <Show when={parseJson(message.payload)} fallback={<pre>{message.payload}</pre>}>
                    {(payload) => <JsonTree value={payload()} openDepth={3} />}
                  </Show>
                </div>
              </Show>
            </li>
          )}
        </For>
      </ol>
      <Show when={passing().length > shown()}>
        <button type="button" class="button quiet" onClick={() => setShown((before) => before + PAGE)}>
          Show more
        </button>
      </Show>
    </div>
  );
}
