// Rows against clients, the server's truth first: who holds what, who may, and why [UI-4].
import { createMemo, createSignal, For, Show } from 'solid-js';
import { createAnswer } from '../ask.ts';
import { usePage } from '../page.tsx';
import { delayWords, rowWords } from '../row/row-words.ts';
import { copyState, LEGEND } from '../row/state.ts';
import { speakerFor, whySentence } from '../row/why.ts';
import { Glyph } from './glyph.tsx';
import { ForeseenLegend } from './legend.tsx';
import { createMatrixData, type MatrixData } from './matrix-data.ts';
import { createSightOfGrid, Grid, stateOf, type GridSight, type Place } from './matrix-grid.tsx';
import './matrix.css';

/** What is known of earlier moments: who held a row, and who the newest version. */
const PAST_LEGEND = [
  ...LEGEND.filter(({ name }) => name === 'current' || name === 'older'),
  copyState({ held: null, server: null }, null),
];

export function Matrix() {
  const page = usePage();
  const tables = createMemo(() => page.view().clients[0]?.tables.map(({ table }) => table) ?? [], [], {
    equals: (before, after) => before.join('\n') === after.join('\n'),
  });
  const [chosen, setChosen] = createSignal<string | null>(null);
  const table = () => tables().find((name) => name === chosen()) ?? tables()[0];
  const sight = createSightOfGrid(() => page.clientIds().length);
  const data = createMatrixData(page, table, sight);
  const isPast = () => page.moment() !== null;
  const legend = () => (isPast() ? PAST_LEGEND : LEGEND);
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
          <For each={legend()}>
            {(state) => (
              <li>
                <Glyph state={state} /> {state.word}
              </li>
            )}
          </For>
          <ForeseenLegend glyphs />
        </ul>
      </div>
      <Show when={isPast()}>
        <p class="matrix-past soft" data-testid="matrix-past">
          The server’s own rows of earlier moments are not recorded: the first column is the newest version that any
          client held.
        </p>
      </Show>
      <Explained data={data} sight={sight} />
    </div>
  );
}

/** The grid, and the sentence about the cell that is pointed at. */
function Explained(props: { readonly data: MatrixData; readonly sight: GridSight }) {
  const page = usePage();
  const [at, setAt] = createSignal(0);
  const columns = () => props.data.clients().length;

  const place = (index: number): Place | undefined => {
    const row = props.data.row(Math.floor(index / columns()));
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
    const { name, phase } = here.client;
    const row = rowWords(here.row, here.row.title);
    const state = stateAt(here);
    if (told?.of !== cellName(here)) return `${name}, ${row}: ${state.word}.`;
    const because = whySentence(name, row, told.explanation, speakerFor(page.view().schema, here.row.table));
    return `${because} ${delayWords(name, phase, state.name)}`;
  };
  const open = (index: number) => {
    const here = place(index);
    if (!here) return;
    page.chooseRow({ table: here.row.table, key: here.row.key });
    page.world.select(here.client.id);
    page.openTab('row');
  };
  return (
    <>
      <Grid data={props.data} sight={props.sight} at={at()} onAt={setAt} onOpen={open} />
      <p class="matrix-sentence" aria-live="polite">
        {sentence()}
      </p>
    </>
  );
}

function cellName({ row, client }: Place): string {
  return `${client.id} ${row.table} ${row.key}`;
}
