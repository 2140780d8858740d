// One client of the tableau: its name outside, a mini grid of its rows inside.
import { createEffect, createMemo, For, Show, untrack } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import type { Cell, ClientView, HeldTable } from '../../world/world.ts';
import { counted, inline } from '../format.ts';
import { usePage } from '../page.tsx';
import { PhaseMark, phaseWord } from '../widgets/phase.tsx';

export function ClientCard(props: { readonly id: ClientId; readonly selected: boolean; readonly tabStop: boolean }) {
  const page = usePage();
  const client = () => page.client(props.id);
  return <Show when={client()}>{(present) => <Card {...props} client={present()} />}</Show>;
}

interface CardProps {
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly client: ClientView;
}

function Card(props: CardProps) {
  const user = () => Object.entries(props.client.session ?? {})[0];
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
      </div>
      <Rows client={props.client} />
    </div>
  );
}

function Rows(props: { readonly client: ClientView }) {
  const tables = createMemo(() => props.client.tables.filter((table) => table.cells.length > 0));
  const names = createMemo(() => tables().map((table) => table.table), [], {
    equals: (before, after) => before.join('\n') === after.join('\n'),
  });
  const isNews = createNews(() => props.client.phase === 'live');
  return (
    <div class="card-rows" role="gridcell">
      <For each={names()}>
        {(name) => (
          <Show when={tables().find((table) => table.table === name)}>
            {(table) => <Table table={table()} titled={names().length > 1} isNews={isNews} />}
          </Show>
        )}
      </For>
      <Show when={tables().length === 0}>
        <span class="card-empty">{props.client.phase === 'live' ? 'no rows to see' : 'nothing cached'}</span>
      </Show>
    </div>
  );
}

/** Rows that arrive at a client that was live before are news; those of a catch-up are not. */
function createNews(live: () => boolean): () => boolean {
  let wasLive = false;
  createEffect(() => (wasLive = live()));
  return () => wasLive;
}

function Table(props: { readonly table: HeldTable; readonly titled: boolean; readonly isNews: () => boolean }) {
  return (
    <>
      <Show when={props.titled}>
        <span class="card-table">{props.table.record}</span>
      </Show>
      <div class="cells">
        <For each={props.table.cells}>{(cell) => <Post cell={cell} news={untrack(props.isNews)} />}</For>
      </div>
    </>
  );
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
