// The hero: a card for every client with the rows it holds [UI-3].
import { createMemo, createSelector, createSignal, For, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import { usePage, type RowChoice } from '../page.tsx';
import { ClientCard } from './client-card.tsx';
import { createForeseen } from './foreseen.ts';
import { GlowBudget } from './glow.ts';
import { HighlightRow } from './highlight-row.tsx';
import { Legend } from './legend.tsx';
import { columnsOf, isMoveKey, moveFocus } from './roving.ts';
import { rowName, sameRows, scarceRows, type RowName } from './scarce.ts';
import { createSight } from './sight.ts';
import { TableauToolbar } from './toolbar.tsx';
import './tableau.css';

const WhyLine = lazy(async () => ({ default: (await import('./why-line.tsx')).WhyLine }));
const Matrix = lazy(async () => ({ default: (await import('./matrix.tsx')).Matrix }));

/** Up to this many clients have room for longer titles, and for what makes them differ in a lane of its own. */
const FEW = 8;

/** Up to this many clients are drawn before anybody knows which of them are in sight. */
const DRAWN_AT_ONCE = 24;

/** Beyond this many clients dots are as small as they can be. */
const CROWD = 60;

/** Rows of one table that a card draws: more than fit on a screen are no picture any more. */
const MOST_CELLS = { cards: 240, dots: 600 } as const;

export function Tableau() {
  const page = usePage();
  const [hovered, setHovered] = createSignal<RowChoice | null>(null);
  return (
    <section class="tableau" aria-label="Clients and what they hold" aria-busy={page.view().adding !== null}>
      <TableauToolbar />
      <Switch fallback={<Cards onHover={setHovered} />}>
        <Match when={page.clientIds().length === 0 && page.view().adding === null}>
          <NoClients />
        </Match>
        <Match when={page.density() === 'matrix'}>
          <Matrix />
        </Match>
      </Switch>
      <HighlightRow row={hovered() ?? page.chosenRow()} touched={page.touchedRows()} />
    </section>
  );
}

function NoClients() {
  const page = usePage();
  return (
    <div class="empty">
      <strong>No clients</strong>
      <p>
        The server runs, but nobody is connected to it. A client connects, catches up, and shows here what its user may
        see.
      </p>
      <button type="button" class="button primary" onClick={() => void page.world.addClient()}>
        Add client
      </button>
    </div>
  );
}

/** Six empty cards explain nothing by themselves. */
function NobodySees() {
  const page = usePage();
  return (
    <p class="tableau-note">
      No client may see a row: the tables are empty, or no permission lets anybody.
      <button type="button" class="button quiet" onClick={() => page.openTab('schema')}>
        Look at the permissions
      </button>
      <button type="button" class="button quiet" onClick={() => page.openTab('server')}>
        Look at the server’s rows
      </button>
    </p>
  );
}

function Cards(props: { readonly onHover: (row: RowChoice | null) => void }) {
  const page = usePage();
  const [focusedId, setFocusedId] = createSignal<ClientId | null>(null);
  const isSelected = createSelector(() => page.view().selectedId);
  const tabStop = () => focusedId() ?? page.view().selectedId ?? page.clientIds()[0] ?? null;
  const isTabStop = createSelector(tabStop);
  const isRoomy = () => page.density() === 'cards' && page.clientIds().length <= FEW;
  const scarce = createMemo<readonly RowName[]>(() => (isRoomy() ? scarceRows(page.view().clients) : []), [], {
    equals: sameRows,
  });
  const nobodySees = () => {
    const { clients, adding } = page.view();
    const live = clients.filter(({ phase }) => phase === 'live');
    return adding === null && live.length > 0 && live.every(({ tables }) => tables.every(({ size }) => size === 0));
  };
  const foreseen = createForeseen(page);
  let list: HTMLDivElement | undefined;
  const sight = createSight(() => list);
  const glow = new GlowBudget();

  const focusCard = (index: number) => {
    const card = list?.children[index];
    if (card instanceof HTMLElement) card.focus();
  };
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLDivElement }) => {
    const index = page.clientIds().findIndex((id) => id === tabStop());
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const id = page.clientIds()[index];
      if (id !== undefined) page.world.select(id);
    } else if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      event.preventDefault();
      stepRow(event.key === 'ArrowRight' ? 1 : -1);
    } else if (isMoveKey(event.key)) {
      event.preventDefault();
      const cards = [...event.currentTarget.children];
      const columns = columnsOf(cards.map((card) => Math.round(card.getBoundingClientRect().top)));
      focusCard(moveFocus(event.key, index, cards.length, columns));
    }
  };
  const stepRow = (by: number) => {
    const id = tabStop();
    const held = (id === null ? undefined : page.client(id))?.tables.flatMap((table) => table.cells) ?? [];
    // As they stand in the card: what not everybody holds first, and of that also what is not here.
    const first = new Set(scarce().map(rowName));
    const rows = [...scarce(), ...held.filter((cell) => !first.has(rowName(cell)))];
    const chosen = page.chosenRow();
    const at = rows.findIndex((row) => row.table === chosen?.table && row.key === chosen.key);
    const next = rows[at === -1 ? 0 : (at + by + rows.length) % rows.length];
    if (next) page.chooseRow({ table: next.table, key: next.key });
  };

  return (
    <>
      <Legend scarce={scarce().length > 0} />
      <Show when={nobodySees()}>
        <NobodySees />
      </Show>
      <div
        ref={(element) => (list = element)}
        class="cards scroll"
        data-density={page.density() === 'dots' ? 'dots' : isRoomy() ? 'roomy' : 'dense'}
        data-crowd={page.clientIds().length > CROWD ? '' : undefined}
        role="grid"
        aria-multiselectable="false"
        aria-label="Clients. Arrow keys move, Enter selects, Shift with arrows steps through rows."
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const row = rowAt(event.target);
          const id = clientAt(event.target);
          if (row) page.chooseRow(row);
          if (id) page.world.select(id);
        }}
        onPointerOver={(event) => props.onHover(rowAt(event.target))}
        onPointerLeave={() => props.onHover(null)}
        onFocusIn={(event) => setFocusedId(clientAt(event.target))}
      >
        <For each={page.clientIds()}>
          {(id) => (
            <ClientCard
              id={id}
              selected={isSelected(id)}
              tabStop={isTabStop(id)}
              scarce={scarce()}
              mostCells={MOST_CELLS[page.density() === 'dots' ? 'dots' : 'cards']}
              sight={sight}
              glow={glow}
              foreseen={foreseen()?.get(id)}
              drawnAtOnce={page.clientIds().length <= DRAWN_AT_ONCE}
            />
          )}
        </For>
      </div>
      <Show when={page.chosenRow()}>
        <Suspense>
          <WhyLine />
        </Suspense>
      </Show>
    </>
  );

  function clientAt(target: EventTarget | null): ClientId | null {
    const card = target instanceof Element ? target.closest<HTMLElement>('[data-client]') : null;
    return page.clientIds().find((id) => id === card?.dataset['client']) ?? null;
  }

  function rowAt(target: EventTarget | null): RowChoice | null {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null;
    const id = clientAt(target);
    if (!cell || id === null) return null;
    const table = page.client(id)?.tables.find((held) => held.table === cell.dataset['table']);
    const isIt = (row: RowName) => row.table === cell.dataset['table'] && String(row.key) === cell.dataset['key'];
    const found = table?.cells.find(isIt) ?? scarce().find(isIt);
    return found ? { table: found.table, key: found.key } : null;
  }
}
