// Rows against clients, the server's truth first: who holds what, who may, and why [UI-4].
import { createMemo, createSelector, createSignal, For, Index, Show } from 'solid-js';
import type { ClientView } from '../../world/world.ts';
import { createAnswer } from '../ask.ts';
import { counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { copyState, LEGEND, type CopyState } from '../row/state.ts';
import { speakerFor, whySentence } from '../row/why.ts';
import { createMatrixData, LARGEST, type MatrixData, type MatrixRow } from './matrix-data.ts';
import { isMoveKey, moveFocus } from './roving.ts';
import './matrix.css';

export function Matrix() {
  const page = usePage();
  const tables = createMemo(() => page.view().clients[0]?.tables.map(({ table }) => table) ?? [], [], {
    equals: (before, after) => before.join('\n') === after.join('\n'),
  });
  const [chosen, setChosen] = createSignal<string | null>(null);
  const table = () => tables().find((name) => name === chosen()) ?? tables()[0];
  const data = createMatrixData(page, table);
  return (
    <div class="matrix">
      <div class="matrix-head">
        <Show when={tables().length > 1}>
          <select
            class="field-input matrix-table"
            aria-label="Table"
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            <For each={tables()}>{(name) => <option selected={name === table()}>{name}</option>}</For>
          </select>
        </Show>
        <ul class="legend" aria-label="Legend">
          <For each={LEGEND}>
            {(state) => (
              <li>
                <Glyph state={state} /> {state.word}
              </li>
            )}
          </For>
        </ul>
      </div>
      <Grid data={data} />
    </div>
  );
}

function Glyph(props: { readonly state: CopyState }) {
  return (
    <span class={`glyph ${props.state.tone}`} aria-hidden="true">
      {props.state.glyph}
    </span>
  );
}

interface Place {
  readonly row: MatrixRow;
  readonly client: ClientView;
}

function Grid(props: { readonly data: MatrixData }) {
  const page = usePage();
  const [at, setAt] = createSignal(0);
  const columns = () => props.data.clients().length;
  const isAt = createSelector(at);
  let body: HTMLTableSectionElement | undefined;

  const place = (index: number): Place | undefined => {
    const row = props.data.rows()[Math.floor(index / columns())];
    const client = props.data.clients()[index % columns()];
    return row && client && { row, client };
  };
  const stateAt = ({ row, client }: Place) => stateOf(props.data, row, client);
  const why = createAnswer(
    () => {
      const here = place(at());
      return here && { ...here, revision: page.view().revision };
    },
    async (asked) => {
      if (!asked || asked.row.server === null || page.moment() !== null) return undefined;
      const answer = await page.world.explain(asked.client.id, asked.row.table, asked.row.key);
      return answer.ok && answer.value ? { of: cellName(asked), explanation: answer.value } : undefined;
    },
  );
  const sentence = () => {
    const here = place(at());
    if (!here) return '';
    const told = why();
    const name = `${here.row.table} ${here.row.key}`;
    const because =
      told?.of === cellName(here)
        ? whySentence(here.client.name, name, told.explanation, speakerFor(page.view().schema, here.row.table))
        : `${here.client.name}, ${name}.`;
    return `${because} It is ${stateAt(here).word}.`;
  };
  const open = (index: number) => {
    const here = place(index);
    if (!here) return;
    page.chooseRow({ table: here.row.table, key: here.row.key });
    page.world.select(here.client.id);
    page.openTab('row');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return open(at());
    if (!isMoveKey(event.key)) return;
    event.preventDefault();
    const next = moveFocus(event.key, at(), props.data.rows().length * columns(), columns());
    setAt(next);
    body?.querySelector<HTMLElement>(`[data-at="${next}"]`)?.focus();
  };

  return (
    <>
      <div class="matrix-scroll scroll">
        <table role="grid" aria-label="Rows by client. Arrow keys move, Enter explains." data-testid="matrix">
          <thead>
            <tr>
              <th scope="col">row</th>
              <th scope="col" class="matrix-client">
                <span>{page.moment() === null ? 'server' : 'newest'}</span>
              </th>
              <Index each={props.data.clients()}>
                {(client) => (
                  <th
                    scope="col"
                    class="matrix-client"
                    classList={{ acting: client().id === page.view().selectedId }}
                    title={client().name}
                  >
                    <span>{client().name}</span>
                  </th>
                )}
              </Index>
            </tr>
          </thead>
          <tbody
            ref={(element) => (body = element)}
            onKeyDown={onKeyDown}
            onFocusIn={(event) => setAt(indexOf(event.target) ?? at())}
            onPointerOver={(event) => setAt(indexOf(event.target) ?? at())}
            onClick={(event) => {
              const index = indexOf(event.target);
              if (index !== null) open(index);
            }}
          >
            <Index each={props.data.rows()}>
              {(row, line) => (
                <tr>
                  <th scope="row" title={row().title}>
                    {row().title}
                  </th>
                  <td>
                    <Glyph state={copyState({ held: row().server?.values ?? null, server: row().server }, null)} />
                  </td>
                  <Index each={props.data.clients()}>
                    {(client, column) => {
                      const index = () => line * columns() + column;
                      return (
                        <Copy
                          row={row()}
                          client={client()}
                          state={stateOf(props.data, row(), client())}
                          index={index()}
                          tabStop={isAt(index())}
                        />
                      );
                    }}
                  </Index>
                </tr>
              )}
            </Index>
          </tbody>
        </table>
        <Show when={page.clientIds().length > LARGEST.clients}>
          <p class="empty">
            The matrix shows the first {LARGEST.clients} of {counted(page.clientIds().length, 'client')}; the cards and
            dots show all.
          </p>
        </Show>
      </div>
      <p class="matrix-sentence" aria-live="polite">
        {sentence()}
      </p>
    </>
  );
}

function Copy(props: Place & { readonly state: CopyState; readonly index: number; readonly tabStop: boolean }) {
  return (
    <td
      role="gridcell"
      tabindex={props.tabStop ? 0 : -1}
      data-at={props.index}
      data-testid="matrix-cell"
      data-client={props.client.id}
      data-key={String(props.row.key)}
      data-state={props.state.name}
      aria-label={`${props.client.name}, ${props.row.title}: ${props.state.word}`}
    >
      <Glyph state={props.state} />
    </td>
  );
}

function cellName({ row, client }: Place): string {
  return `${client.id} ${row.table} ${row.key}`;
}

function stateOf(data: MatrixData, row: MatrixRow, client: ClientView): CopyState {
  const table = client.tables.find((held) => held.table === row.table);
  const cell = table?.find(row.key);
  return copyState({ held: cell?.row ?? null, server: row.server }, data.verdict(row, client));
}

function indexOf(target: EventTarget | null): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null;
  return cell ? Number(cell.dataset['at']) : null;
}
