// One message: a line, and below it on demand the payload, the recipients, and why others were passed over.
import { Show } from 'solid-js';
import type { MessageView } from '../../world/messages.ts';
import { bytes, duration, elapsed, listedBy } from '../format.ts';
import { usePage } from '../page.tsx';
import { trouble } from './fates.ts';
import { kindName } from './kinds.ts';
import { MessageDetails } from './message-details.tsx';

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
  const names = () => listedBy(message().parties, page.nameOf, 2);
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
          {kindName(message().kind)}
        </span>
        <span class="message-text" title={`${names()} ${message().summary}`}>
          <strong>{names()}</strong> {message().summary}
          <Show when={message().skipped.length > 0}>
            <span class="denied"> ⊘ not {listedBy(message().skipped, page.nameOf, 2)}</span>
          </Show>
        </span>
        <span class="message-size faint">
          <Show when={trouble(message())}>
            {(what) => (
              <span class="trouble">
                <span aria-hidden="true">{what().glyph}</span> {what().word} ·{' '}
              </span>
            )}
          </Show>
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
