// One message: a line, and below it on demand the payload, the recipients, and why others were passed over.
import { For, Show } from 'solid-js';
import { parseJson } from '../../base/json.ts';
import type { MessageView } from '../../world/messages.ts';
import { bytes, duration, elapsed, listed } from '../format.ts';
import { usePage } from '../page.tsx';
import { JsonTree } from '../widgets/json-tree.tsx';
import { WhyNot } from '../row/why-not.tsx';

export interface MessageRowProps {
  readonly message: MessageView;
  readonly startMs: number;
  readonly open: boolean;
  /** Whether this is the request or answer of the open message. */
  readonly partner: boolean;
  onToggle(): void;
  onOpen(sequence: number): void;
}

export function MessageRow(props: MessageRowProps) {
  const page = usePage();
  const message = () => props.message;
  const names = () =>
    listed(
      message().parties.map((party) => page.nameOf(party)),
      2,
    );
  return (
    <li
      class="message"
      classList={{ partner: props.partner }}
      data-testid="message"
      data-kind={message().kind}
      data-sequence={message().sequence}
    >
      <button type="button" class="message-line" aria-expanded={props.open} onClick={() => props.onToggle()}>
        <span class="message-time mono">{elapsed(message().atMs - props.startMs)}</span>
        <span class="message-way" title={message().direction === 'up' ? 'to the server' : 'from the server'}>
          <span aria-hidden="true">{message().direction === 'up' ? '↑' : '↓'}</span>
          <span class="hidden-label">{message().direction === 'up' ? 'to the server' : 'from the server'}</span>
        </span>
        <span class="message-kind" data-kind={message().kind}>
          {message().kind}
        </span>
        <span class="message-text">
          <strong>{names()}</strong> {message().summary}
          <Show when={message().skipped.length > 0}>
            <span class="denied">
              {' '}
              ⊘ not{' '}
              {listed(
                message().skipped.map((party) => page.nameOf(party)),
                2,
              )}
            </span>
          </Show>
        </span>
        <span class="message-size faint">
          <Show when={message().durationMs !== null}>{duration(message().durationMs ?? 0)} · </Show>
          {bytes(message().bytes)}
        </span>
      </button>
      <Show when={props.open}>
        <MessageDetails message={message()} onOpen={(sequence) => props.onOpen(sequence)} />
      </Show>
    </li>
  );
}

function MessageDetails(props: { readonly message: MessageView; onOpen(sequence: number): void }) {
  const page = usePage();
  const payload = () => (props.message.payload === '' ? undefined : parseJson(props.message.payload));
  return (
    <div class="message-details">
      <Show when={props.message.partner}>
        {(partner) => (
          <button type="button" class="button" onClick={() => props.onOpen(partner())}>
            {props.message.direction === 'up' ? 'Go to the answer' : 'Go to the request'}
          </button>
        )}
      </Show>
      <Show when={props.message.kind === 'delta'}>
        <p>
          <span class="soft">Sent to</span>{' '}
          {listed(
            props.message.parties.map((party) => page.nameOf(party)),
            12,
          )}
          .
        </p>
        <For each={props.message.rows}>
          {(row) => (
            <p>
              <button
                type="button"
                class="button"
                onClick={() => {
                  page.chooseRow(row);
                  page.openTab('row');
                }}
              >
                {row.table} {row.key}
                {row.removed ? ', removed' : ''}
              </button>
            </p>
          )}
        </For>
        <WhyNot message={props.message} />
      </Show>
      <Show when={payload() !== undefined} fallback={<PlainPayload text={props.message.payload} />}>
        <JsonTree value={payload() ?? null} openDepth={3} />
      </Show>
    </div>
  );
}

function PlainPayload(props: { readonly text: string }) {
  return (
    <Show when={props.text !== ''} fallback={<p class="faint">No payload.</p>}>
      {<pre>{props.text}</pre>}
    </Show>
  );
}
