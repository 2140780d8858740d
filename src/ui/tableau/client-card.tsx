// One client of the tableau: its name outside, a mini grid of its rows inside.
import { createEffect, createMemo, For, Show } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import type { Cell, ClientView } from '../../world/world.ts';
import { counted, inline } from '../format.ts';
import { usePage } from '../page.tsx';
import { PhaseMark, phaseWord } from '../widgets/phase.tsx';
import { lanesOf, type Lanes, type RowName } from './scarce.ts';

interface CardPlace {
  readonly selected: boolean;
  readonly tabStop: boolean;
  /** Rows that not everybody holds, in the order of all cards; empty where there is no room to set them apart. */
  readonly scarce: readonly RowName[];
}

export function ClientCard(props: CardPlace & { readonly id: ClientId }) {
  const page = usePage();
  const client = () => page.client(props.id);
  return <Show when={client()}>{(present) => <Card {...props} client={present()} />}</Show>;
}

type CardProps = CardPlace & { readonly client: ClientView };

function Card(props: CardProps) {
  const user = () => Object.entries(props.client.session ?? {})[0];
  const lanes = createMemo(() => lanesOf(props.client, props.scarce));
  return (
    <div
      class="card"
      role="row"
      aria-selected={props.selected}
      aria-label={spoken(props.client)}
      tabindex={props.tabStop ? 0 : -1}
      data-testid="client-card"
      data-client={props.client.id}
      data-user={inline(user()?.[1])}
      data-phase={props.client.phase}
    >
      <div class="card-who" role="rowheader">
        <span class="card-name" data-testid="client-name">
          {props.client.name}
        </span>
        <span class="card-user">
          <Show when={user()}>{(entry) => <span title={entry()[0]}>{inline(entry()[1])}</span>}</Show>
          <PhaseMark phase={props.client.phase} />
        </span>
        <Show when={props.scarce.length > 0}>
          <Tally lanes={lanes()} />
        </Show>
      </div>
      <Rows client={props.client} lanes={lanes()} />
    </div>
  );
}

/** How this client differs, in numbers. */
function Tally(props: { readonly lanes: Lanes }) {
  return (
    <span class="card-tally">
      <span class="scarce-held" title="Rows here that not every client holds">
        ◆ {props.lanes.scarceHeld} <span class="card-tally-word">not shared</span>
      </span>
      <span title="Rows of other clients that are not here">
        ⊘ {props.lanes.lacking} <span class="card-tally-word">not here</span>
      </span>
    </span>
  );
}

function Rows(props: { readonly client: ClientView; readonly lanes: Lanes }) {
  const records = createMemo(() => props.lanes.common.map(({ record }) => record), [], {
    equals: (before, after) => before.join('\n') === after.join('\n'),
  });
  const isNews = createNews(() => props.client.phase === 'live');
  const isEmpty = () => props.client.tables.every(({ cells }) => cells.length === 0);
  return (
    <div class="card-rows" role="gridcell">
      <Show when={props.lanes.scarce.length > 0}>
        <div class="cells scarce">
          <For each={props.lanes.scarce}>
            {(place) => (typeof place === 'string' ? <Absent /> : <Post cell={place} news={isNews(place)} />)}
          </For>
        </div>
      </Show>
      <For each={records()}>
        {(record) => (
          <>
            <Show when={records().length > 1}>
              <span class="card-table">{record}</span>
            </Show>
            <div class="cells">
              <For each={props.lanes.common.find((lane) => lane.record === record)?.cells ?? []}>
                {(cell) => <Post cell={cell} news={isNews(cell)} />}
              </For>
            </div>
          </>
        )}
      </For>
      <Show when={isEmpty()}>
        <span class="card-empty">{props.client.phase === 'live' ? 'no rows to see' : 'nothing cached'}</span>
      </Show>
    </div>
  );
}

/** Rows that arrive at a client that was live before are news, once; those of a catch-up are not. */
function createNews(live: () => boolean): (cell: Cell) => boolean {
  let wasLive = false;
  const shown = new WeakSet<Cell>();
  createEffect(() => (wasLive = live()));
  return (cell) => {
    const isNew = !shown.has(cell);
    shown.add(cell);
    return isNew && wasLive;
  };
}

/** The place of a row that others hold. */
function Absent() {
  return <span class="absent" title="Others hold a row here; this client does not" aria-hidden="true" />;
}

/** A cell never changes: another version of the row is another cell. */
function Post(props: { readonly cell: Cell; readonly news: boolean }) {
  return (
    <span
      class="cell"
      classList={{ faint: props.cell.faint, news: props.news }}
      data-testid="cell"
      data-table={props.cell.table}
      data-key={String(props.cell.key)}
      title={`${props.cell.table} ${String(props.cell.key)}: ${props.cell.title}`}
    >
      {props.cell.title}
    </span>
  );
}

function spoken(client: ClientView): string {
  const rows = client.tables.map((table) => counted(table.cells.length, `${table.record} row`)).join(', ');
  return `${client.name}, ${phaseWord(client.phase)}, ${rows || 'no rows'}`;
}
