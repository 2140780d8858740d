// An open message: where it leads, how it fared, whom it passed over and why, and its payload [UI-5].
import { For, Show } from 'solid-js';
import { parseJson } from '../../base/json.ts';
import { momentOf } from '../../world/as-of.ts';
import type { MessageView } from '../../world/messages.ts';
import { usePage } from '../page.tsx';
import { WhyNot } from '../row/why-not.tsx';
import { Icon } from '../widgets/icon.tsx';
import { JsonTree } from '../widgets/json-tree.tsx';
import { fateOf } from './fates.ts';

/** Parties told of one by one. */
const MOST_PARTIES = 12;

export function MessageDetails(props: { readonly message: MessageView; onOpen(sequence: number): void }) {
  const payload = () => (props.message.payload === '' ? undefined : parseJson(props.message.payload));
  return (
    <div class="message-details">
      <Ways message={props.message} onOpen={(sequence) => props.onOpen(sequence)} />
      <Parties message={props.message} />
      <Show when={props.message.rows.length > 0}>
        <Rows message={props.message} />
      </Show>
      <Show when={props.message.kind === 'delta'}>
        <WhyNot message={props.message} />
      </Show>
      <Show when={payload() !== undefined} fallback={<PlainPayload text={props.message.payload} />}>
        <JsonTree value={payload() ?? null} openDepth={3} />
      </Show>
    </div>
  );
}

/** Where one goes from a message: its answer, its moment, the clipboard. */
function Ways(props: { readonly message: MessageView; onOpen(sequence: number): void }) {
  const page = usePage();
  const moment = () => (page.now(), momentOf(page.world.recording.moments(), props.message.sequence));
  const isShown = () => page.moment() !== null && page.moment()?.serial === moment()?.serial;
  return (
    <div class="message-ways">
      <Show when={props.message.partner}>
        {(partner) => (
          <button type="button" class="button" onClick={() => props.onOpen(partner())}>
            {props.message.direction === 'up' ? 'Go to the answer' : 'Go to the request'}
          </button>
        )}
      </Show>
      <Show when={!isShown() && moment()}>
        {(then) => (
          <button
            type="button"
            class="button"
            title="Show clients, messages and data flow as they were then"
            onClick={() => page.lookAt(then())}
          >
            Look at this moment
          </button>
        )}
      </Show>
      <Show when={props.message.payload !== ''}>
        <button
          type="button"
          class="button quiet"
          onClick={() => void navigator.clipboard.writeText(props.message.payload).catch(() => undefined)}
        >
          <Icon name="copy" /> Copy the payload
        </button>
      </Show>
    </div>
  );
}

function Parties(props: { readonly message: MessageView }) {
  const page = usePage();
  const rest = () => props.message.parties.length - MOST_PARTIES;
  return (
    <p>
      <span class="soft">{props.message.direction === 'up' ? 'Sent by' : 'Sent to'}</span>{' '}
      <For each={props.message.parties.slice(0, MOST_PARTIES)}>
        {(party, index) => (
          <>
            {index() > 0 ? ', ' : ''}
            {page.nameOf(party)} <span class="faint">({fateOf(props.message, party)})</span>
          </>
        )}
      </For>
      <Show when={rest() > 0}> and {rest()} more</Show>.
    </p>
  );
}

function Rows(props: { readonly message: MessageView }) {
  const page = usePage();
  return (
    <ul class="message-rows" aria-label="Rows that it brought or took">
      <For each={props.message.rows}>
        {(row) => (
          <li>
            <button
              type="button"
              class="button"
              onClick={() => {
                page.chooseRow({ table: row.table, key: row.key });
                page.openTab('row');
              }}
            >
              {row.table} {row.key}
              {row.removed ? ', removed' : ''}
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}

function PlainPayload(props: { readonly text: string }) {
  return (
    <Show when={props.text !== ''} fallback={<p class="faint">No payload.</p>}>
      {<pre>{props.text}</pre>}
    </Show>
  );
}
