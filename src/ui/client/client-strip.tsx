// The selected client: who it is, where it stands, and everything that can be done with it [UI-2].
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import type { ClientView, CursorView } from '../../world/world.ts';
import { bytes, count, counted, sessionLine } from '../format.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { PhaseMark } from '../widgets/phase.tsx';
import { Short } from '../widgets/short.tsx';
import { HashStory } from './hash-story.tsx';
import { LinkForm } from './link-form.tsx';
import { SessionForm } from './session-form.tsx';
import './client.css';

/** Screens with room for the details from the beginning. */
const ROOMY = '(min-width: 1100px) and (min-height: 1000px)';

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
  const [open, setOpen] = createSignal(window.matchMedia(ROOMY).matches);
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
          <SessionForm client={props.client} />
          <LinkForm client={props.client} />
          <Cursor client={props.client} />
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

function Cursor(props: { readonly client: ClientView }) {
  const page = usePage();
  const { world } = page;
  const [size, setSize] = createSignal(0);
  createEffect(
    on(
      () => props.client.tables,
      () => setSize(world.cacheBytes(props.client.id)),
    ),
  );
  return (
    <div class="strip-part">
      <h3 class="section-title">
        Cursor and cache{' '}
        <span class="faint">
          {counted(props.client.heldRows, 'row')}, {bytes(size())}
        </span>
      </h3>
      <table class="plain strip-cursor">
        <thead>
          <tr>
            <th>table</th>
            <th class="number">rows</th>
            <th>seen up to</th>
            <th title="permission hash">hash</th>
          </tr>
        </thead>
        <tbody>
          <For
            each={props.client.cursor}
            fallback={
              <tr>
                <td colspan="4" class="faint">
                  nothing seen yet
                </td>
              </tr>
            }
          >
            {(line) => <CursorLine client={props.client.id} line={line} />}
          </For>
        </tbody>
      </table>
      <Show when={props.client.cursor.find(({ table }) => table === page.openHash())}>
        {(line) => <HashStory client={props.client.id} table={line().table} />}
      </Show>
    </div>
  );
}

function CursorLine(props: { readonly client: ClientView['id']; readonly line: CursorView }) {
  const page = usePage();
  const open = () => page.openHash() === props.line.table;
  return (
    <tr data-testid="cursor" data-table={props.line.table}>
      <td>{props.line.table}</td>
      <td class="number">{count(props.line.heldRows)}</td>
      <td>
        <Short label="stamp" keep={3} text={props.line.lastSeen === null ? null : String(props.line.lastSeen)} />
      </td>
      <td>
        <Short label="permission hash" keep={3} text={props.line.permissionHash} />{' '}
        <button
          type="button"
          class="help"
          aria-expanded={open()}
          aria-label={`Why the hash of ${props.line.table}`}
          title="What went into it, and what changed"
          onClick={() => page.setOpenHash(open() ? null : props.line.table)}
        >
          ?
        </button>
      </td>
    </tr>
  );
}
