// The messages that brought or took a row, newest first: from the row back to what changed it [UI-5].
import { createMemo, For, Show } from 'solid-js';
import type { MessageView } from '../../world/messages.ts';
import { elapsed, listedBy } from '../format.ts';
import { usePage, type RowChoice } from '../page.tsx';

/** Messages listed. */
const MOST = 8;

export function RowMessages(props: { readonly row: RowChoice }) {
  const page = usePage();
  const found = createMemo(() => touching(page.messages(), props.row));
  const startMs = () => page.messages()[0]?.atMs ?? 0;
  return (
    <section class="row-messages" aria-label="Messages about this row">
      <h3 class="section-title">Messages</h3>
      <Show
        when={found().length > 0}
        fallback={<p class="soft">No delta about this row is in the list: whoever holds it fetched it by catch-up.</p>}
      >
        <ul>
          <For each={found()}>
            {(message) => (
              <li>
                <button
                  type="button"
                  class="row-message"
                  onClick={() => {
                    page.chooseMessage(message.sequence);
                    page.openTab('messages');
                  }}
                >
                  <span class="mono faint">{elapsed(message.atMs - startMs())}</span>
                  <span>
                    {wasTaken(message, props.row) ? 'taken from' : 'sent to'} {listedBy(message.parties, page.nameOf)}
                    <Show when={message.skipped.length > 0}>
                      <span class="denied"> ⊘ not {listedBy(message.skipped, page.nameOf)}</span>
                    </Show>
                  </span>
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}

/** The newest ones, newest first. */
function touching(messages: readonly MessageView[], row: RowChoice): readonly MessageView[] {
  const found: MessageView[] = [];
  for (let index = messages.length - 1; index >= 0 && found.length < MOST; index--) {
    const message = messages[index];
    if (message?.rows.some(({ table, key }) => table === row.table && key === row.key)) found.push(message);
  }
  return found;
}

function wasTaken(message: MessageView, row: RowChoice): boolean {
  return message.rows.some(({ table, key, removed }) => removed && table === row.table && key === row.key);
}
