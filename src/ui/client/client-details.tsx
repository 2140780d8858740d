// The details of the selected client: its session, its link, its cursor and what the hashes are made of [UI-2].
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import type { ClientView, CursorView } from '../../world/world.ts';
import { bytes, count, counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { Short } from '../widgets/short.tsx';
import { HashStory } from './hash-story.tsx';
import { LinkForm } from './link-form.tsx';
import { SessionForm } from './session-form.tsx';

export function ClientDetails(props: { readonly client: ClientView }) {
  return (
    <>
      <SessionForm client={props.client} />
      <LinkForm client={props.client} />
      <Cursor client={props.client} />
    </>
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
            <th title="The stamp of the newest write that it has seen of the table, in microseconds: where its next catch-up goes on">
              seen up to
            </th>
            <th title="Permission hash: the rule of the table with this session’s values in it. Another hash, and the table is fetched anew.">
              hash
            </th>
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
