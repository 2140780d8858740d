// The links of all clients that are here at once: their own numbers, and on and off [UI-8].
import { createMemo, Show } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import type { LinkView } from '../../world/world.ts';
import { LinkDials } from '../client/link-dials.tsx';
import { count } from '../format.ts';
import { usePage } from '../page.tsx';

export function NetworkOfAll() {
  const page = usePage();
  const clients = () => page.now().clients;
  const link = createMemo<LinkView | undefined>(() => clients()[0]?.link);
  const differ = createMemo(() => {
    const texts = new Set(clients().map((client) => JSON.stringify(client.link)));
    return texts.size > 1;
  });
  const offline = () => clients().filter(({ phase }) => phase === 'offline').length;
  const forAll = (work: (id: ClientId) => void) => clients().forEach(({ id }) => work(id));
  return (
    <>
      <details class="network-own" data-testid="network-own">
        <summary>Numbers of one’s own</summary>
        <Show when={link()} fallback={<p class="soft">There is no client to change.</p>}>
          {(first) => (
            <div class="network-dials">
              <Show when={differ()}>
                <p class="soft">The clients’ links differ: a change here makes them alike.</p>
              </Show>
              <LinkDials link={first()} onLink={(changed) => forAll((id) => page.world.setLink(id, changed))} />
              <p class="soft">Clients that come later take the preset.</p>
            </div>
          )}
        </Show>
      </details>
      <div class="network-line">
        <button
          type="button"
          class="button"
          disabled={clients().length === offline()}
          onClick={() => forAll((id) => page.world.setOnline(id, false))}
        >
          Take all offline
        </button>
        <button
          type="button"
          class="button"
          disabled={offline() === 0}
          onClick={() => forAll((id) => page.world.setOnline(id, true))}
        >
          Bring all online
        </button>
        <Show when={offline() > 0}>
          <span class="soft">{count(offline())} offline</span>
        </Show>
      </div>
    </>
  );
}
