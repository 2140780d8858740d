// Looks for the message that an address means: chosen as soon as it is there, and a quiet line where it is not in this run [UI-13].
import { createEffect, createSignal, Show } from 'solid-js';
import { usePage, type Page } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { findReferred, referenceTo, type MessageReference, type NumberOf } from './message-reference.ts';
import './visit-banner.css';

/** The numbers of the clients of now. */
export function numbersOf(page: Page): NumberOf {
  const { clients } = page.view();
  return (id) => clients.find((client) => client.id === id)?.number ?? null;
}

/** The reference of the chosen message; undefined where none is chosen, or nobody is left whose it was. */
export function chosenReference(page: Page): MessageReference | undefined {
  const sequence = page.chosenMessage();
  const message = sequence === null ? undefined : page.messages().find((one) => one.sequence === sequence);
  return (message && referenceTo(message, numbersOf(page))) ?? undefined;
}

/** Draws a line only where the message was sought in vain. `wanted`: what to look for; null: nothing any more. */
export function ReferredMessage(props: { readonly wanted: MessageReference | null; onSettled(): void }) {
  const page = usePage();
  const [missing, setMissing] = createSignal(false);
  createEffect(() => {
    if (props.wanted === null) return;
    const found = findReferred(props.wanted, page.messages(), numbersOf(page));
    if (!found && !hasBegun(page)) return;
    if (found) page.chooseMessage(found.sequence);
    setMissing(!found);
    props.onSettled();
  });
  return (
    <Show when={missing()}>
      <aside class="visit" aria-label="The message of the link" data-testid="missing-message">
        <p role="status">
          The message of this link is not in this run: messages are of one visit, and this one began anew.
        </p>
        <button
          type="button"
          class="button quiet icon"
          aria-label="Dismiss"
          title="Dismiss"
          onClick={() => setMissing(false)}
        >
          <Icon name="close" />
        </button>
      </aside>
    </Show>
  );
}

/** Whether everybody who was to come is there: a message of the beginning would have been seen. */
function hasBegun(page: Page): boolean {
  const { server, adding, clients } = page.view();
  if (server.phase !== 'running' && server.phase !== 'starting') return true;
  const isThere = clients.every(({ phase }) => phase === 'live' || phase === 'offline');
  return adding === null && clients.length > 0 && isThere;
}
