// One client of the tableau: its name outside, a mini grid of its rows inside.
import { createEffect, createMemo, createSignal, For, Show } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import type { Cell, ClientView } from '../../world/world.ts';
import { count, counted, inline } from '../format.ts';
import { usePage, type ClientFace } from '../page.tsx';
import { titleOf } from '../row/row-words.ts';
import { PhaseMark, phaseWord } from '../widgets/phase.tsx';
import { FATES, foreseenWords, type Fate, type Foreseen, type RowPlace } from './foreseen.ts';
import { lanesOf, rowName, type Lanes, type RowName } from './scarce.ts';
import { pictureTimeMs, type GlowBudget } from './glow.ts';
import type { Sight } from './sight.ts';

interface CardPlace {
  readonly selected: boolean;
  readonly tabStop: boolean;
  /** Rows that not everybody holds, in the order of all cards; empty where there is no room to set them apart. */
  readonly scarce: readonly RowName[];
  /** Most rows drawn of each table; the rest is told as a number. */
  readonly mostCells: number;
  /** Tells when the card comes into sight; before it did, only a small crowd's cards draw their rows. */
  readonly sight: Sight;
  readonly drawnAtOnce: boolean;
  readonly glow: GlowBudget;
  /** What a change of the schema that is being prepared would do to its rows. */
  readonly foreseen: Foreseen | undefined;
}

export function ClientCard(props: CardPlace & { readonly id: ClientId }) {
  const page = usePage();
  return <Show when={page.face(props.id)}>{(face) => <Card {...props} face={face()} />}</Show>;
}

type CardProps = CardPlace & { readonly face: ClientFace };

/** Its own part changes with name, phase and user alone: a delta to a thousand clients concerns only the cards in sight. */
function Card(props: CardProps) {
  const page = usePage();
  const user = () => Object.entries(props.face.session ?? {})[0];
  // eslint-disable-next-line solid/reactivity -- afterwards the card's sight decides
  const [inSight, setInSight] = createSignal(props.drawnAtOnce);
  const client = () => (inSight() ? page.client(props.face.id) : undefined);
  const lanes = createMemo(() => {
    const drawn = client();
    return drawn && lanesOf(drawn, props.scarce, props.mostCells);
  });
  return (
    <div
      ref={(element) => props.sight.watch(element, setInSight)}
      class="card"
      role="row"
      aria-selected={props.selected}
      aria-label={`${spoken(props.face, client())}${foreseenWords(props.foreseen)}`}
      tabindex={props.tabStop ? 0 : -1}
      data-testid="client-card"
      data-client={props.face.id}
      data-user={inline(user()?.[1])}
      data-phase={props.face.phase}
    >
      <div class="card-who" role="rowheader">
        <span class="card-name" data-testid="client-name">
          {props.face.name}
        </span>
        <span class="card-user">
          <Show when={user()}>
            {(entry) => (
              <span class="card-value">
                {entry()[0]} {inline(entry()[1])}
              </span>
            )}
          </Show>
          <PhaseMark phase={props.face.phase} />
        </span>
        <Show when={props.scarce.length > 0 && lanes()}>{(shown) => <Tally lanes={shown()} />}</Show>
        <Show when={props.foreseen}>{(foreseen) => <Would foreseen={foreseen()} />}</Show>
      </div>
      <div class="card-rows" role="gridcell">
        <Show when={lanes()}>
          {(shown) => (
            <Rows
              phase={props.face.phase}
              lanes={shown()}
              scarce={props.scarce}
              glow={props.glow}
              foreseen={props.foreseen}
            />
          )}
        </Show>
      </div>
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

/** What the change that is being prepared would do here, in numbers. */
function Would(props: { readonly foreseen: Foreseen }) {
  const count = (fate: Fate) => props.foreseen.count[fate];
  return (
    <span class="card-tally" data-testid="would">
      <Show when={count('lost') > 0}>
        <span class="denied" title={`Rows here that would go: ${FATES.lost.word}`}>
          {FATES.lost.glyph} {count('lost')} <span class="card-tally-word">if applied</span>
        </span>
      </Show>
      <Show when={count('gained') > 0}>
        <span class="trouble" title={`Rows that would come: ${FATES.gained.word}`}>
          {FATES.gained.glyph} {count('gained')} <span class="card-tally-word">if applied</span>
        </span>
      </Show>
    </span>
  );
}

interface RowsPlace {
  readonly phase: ClientView['phase'];
  readonly lanes: Lanes;
  readonly scarce: readonly RowName[];
  readonly glow: GlowBudget;
  readonly foreseen: Foreseen | undefined;
}

function Rows(props: RowsPlace) {
  const records = createMemo(() => props.lanes.shelves.map(({ record }) => record), [], {
    equals: (before, after) => before.join('\n') === after.join('\n'),
  });
  const shelf = (record: string) => props.lanes.shelves.find((candidate) => candidate.record === record);
  const holdsNothing = () =>
    props.lanes.scarceHeld === 0 && props.lanes.shelves.every(({ common }) => common.length === 0);
  const fate = (row: RowPlace) => props.foreseen?.fate(row);
  /** Rows that would come and have no place in any lane. */
  const newcomers = createMemo(() => {
    const placed = new Set(
      props.lanes.shelves.flatMap(({ scarce }) => scarce.filter((place) => typeof place === 'string')),
    );
    return (props.foreseen?.gained ?? []).filter((row) => !placed.has(rowName(row)));
  });
  const isNews = createNews(
    () => props.phase === 'live',
    () => props.glow.allows(pictureTimeMs()),
  );
  return (
    <>
      <For each={records()}>
        {(record) => (
          <>
            <Show when={records().length > 1}>
              <span class="card-table">{record}</span>
            </Show>
            <Show when={shelf(record)?.scarce.length}>
              <div class="cells scarce" data-more={shelf(record)?.common.length ? '' : undefined}>
                <For each={shelf(record)?.scarce ?? []}>
                  {(place) =>
                    typeof place === 'string' ? (
                      <Absent name={place} scarce={props.scarce} fate={fate} />
                    ) : (
                      <Post cell={place} news={isNews(place)} fate={fate(place)} />
                    )
                  }
                </For>
              </div>
            </Show>
            <div class="cells">
              <For each={shelf(record)?.common ?? []}>
                {(cell) => <Post cell={cell} news={isNews(cell)} fate={fate(cell)} />}
              </For>
              <Show when={shelf(record)?.more}>
                {(more) => <span class="card-more">and {count(more())} more</span>}
              </Show>
            </div>
          </>
        )}
      </For>
      <Show when={newcomers().length > 0}>
        <div class="cells">
          <For each={newcomers()}>{(row) => <Newcomer row={row} />}</For>
        </div>
      </Show>
      <Show when={holdsNothing()}>
        <span class="card-empty">{props.phase === 'live' ? 'may see no row' : 'nothing cached'}</span>
      </Show>
    </>
  );
}

/** Rows that arrive at a client that was live before are news, once; those of a catch-up are not. */
function createNews(live: () => boolean, allowed: () => boolean): (cell: Cell) => boolean {
  let wasLive = false;
  const shown = new WeakSet<Cell>();
  createEffect(() => (wasLive = live()));
  return (cell) => {
    const isNew = !shown.has(cell);
    shown.add(cell);
    return isNew && wasLive && allowed();
  };
}

/** The place of a row that others hold: a click asks why it is not here. */
function Absent(props: {
  readonly name: string;
  readonly scarce: readonly RowName[];
  fate(row: RowPlace): Fate | undefined;
}) {
  const row = () => props.scarce.find((candidate) => rowName(candidate) === props.name);
  const comes = () => {
    const here = row();
    return here !== undefined && props.fate(here) === 'gained';
  };
  return (
    <span
      class="absent"
      classList={{ 'would-come': comes() }}
      data-table={row()?.table}
      data-key={String(row()?.key)}
      title={`${row()?.table} ${row()?.key} “${row()?.title}”: ${comes() ? FATES.gained.word : 'not here'}`}
      aria-hidden="true"
    />
  );
}

/** A cell never changes: another version of the row is another cell. */
function Post(props: { readonly cell: Cell; readonly news: boolean; readonly fate: Fate | undefined }) {
  return (
    <span
      class="cell"
      classList={{ faint: props.cell.faint, news: props.news, 'would-go': props.fate === 'lost' }}
      data-testid="cell"
      data-table={props.cell.table}
      data-key={String(props.cell.key)}
      title={`${props.cell.table} ${String(props.cell.key)}: ${props.cell.title}${props.fate === 'lost' ? `; ${FATES.lost.word}` : ''}`}
    >
      {props.cell.title}
    </span>
  );
}

/** A row that would come, and that no card has a place for yet. */
function Newcomer(props: { readonly row: RowPlace }) {
  const page = usePage();
  const title = () => titleOf(props.row, page.view().clients) ?? String(props.row.key);
  return (
    <span
      class="cell would-come"
      data-testid="newcomer"
      title={`${props.row.table} ${props.row.key}: ${FATES.gained.word}`}
    >
      {title()}
    </span>
  );
}

/** What the card says of itself; how many rows only while it draws them. */
function spoken(face: ClientFace, client: ClientView | undefined): string {
  const who = `${face.name}, ${phaseWord(face.phase)}`;
  if (!client) return who;
  const rows = client.tables.map((table) => counted(table.size, `${table.record} row`)).join(', ');
  return `${who}, ${rows || 'no rows'}`;
}
