// The selected client: who it is, where it stands, and everything that can be done with it [UI-2].
import { createSignal, Show } from 'solid-js';
import type { ClientView } from '../../world/world.ts';
import { sessionLine } from '../format.ts';
import { later } from '../later.tsx';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { PhaseMark } from '../widgets/phase.tsx';
import './client.css';

/** Screens with room for the details from the beginning. */
const ROOMY = '(min-width: 1100px) and (min-height: 1000px)';
const isRoomy = () => window.matchMedia(ROOMY).matches;

const ClientDetails = later(async () => (await import('./client-details.tsx')).ClientDetails);
// There they belong to the first picture.
if (isRoomy()) ClientDetails.preload().catch(() => undefined);

export function ClientStrip() {
  const page = usePage();
  return (
    <Show when={page.selected()}>
      {(client) => (
        <section class="strip" aria-label={`Selected client: ${client().name}`} data-testid="client-strip">
          <StripHead client={client()} />
        </section>
      )}
    </Show>
  );
}

function StripHead(props: { readonly client: ClientView }) {
  const [open, setOpen] = createSignal(isRoomy());
  return (
    <>
      <div class="strip-head">
        <strong>{props.client.name}</strong>
        <PhaseMark phase={props.client.phase} />
        <span class="soft strip-session">{sessionLine(props.client.session)}</span>
        <Show when={props.client.storage === 'memory'}>
          <span class="faint" title="This client's rows are lost when the page closes">
            in memory only
          </span>
        </Show>
        <button type="button" class="button quiet" aria-expanded={open()} onClick={() => setOpen(!open())}>
          Details <Icon name={open() ? 'down' : 'up'} />
        </button>
        <Actions client={props.client} />
      </div>
      <Show when={props.client.lastError}>
        {(error) => (
          <p class="strip-error">
            {error().kind}: {error().message}
          </p>
        )}
      </Show>
      <Show when={open()}>
        <div class="strip-details scroll">
          <ClientDetails client={props.client} />
        </div>
      </Show>
    </>
  );
}

function Actions(props: { readonly client: ClientView }) {
  const { world } = usePage();
  const online = () => props.client.phase !== 'offline';
  return (
    <div class="strip-actions" role="group" aria-label={`Actions for ${props.client.name}`}>
      <button type="button" class="button quiet" onClick={() => world.setOnline(props.client.id, !online())}>
        <Icon name="plug" /> {online() ? 'Go offline' : 'Go online'}
      </button>
      <button
        type="button"
        class="button quiet"
        disabled={!online()}
        title="Drop the connection and make a new one"
        onClick={() => world.reconnect(props.client.id)}
      >
        Reconnect
      </button>
      <button
        type="button"
        class="button quiet"
        title="Clear the cache and catch up from nothing"
        onClick={() => world.resync(props.client.id)}
      >
        <Icon name="refresh" /> Resync
      </button>
      <button
        type="button"
        class="button quiet"
        title="A second client for the same user"
        onClick={() => void world.addSibling(props.client.id)}
      >
        <Icon name="sibling" /> Second client
      </button>
      <button type="button" class="button quiet" onClick={() => void world.removeClient(props.client.id)}>
        <Icon name="close" /> Remove
      </button>
    </div>
  );
}
