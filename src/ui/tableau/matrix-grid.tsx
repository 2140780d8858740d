// The grid of the matrix: only the lines and columns in sight are drawn, all can be reached [UI-4].
import { createEffect, createMemo, createSelector, createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import type { ClientView } from '../../world/world.ts';
import { usePage } from '../page.tsx';
import { rowWords } from '../row/row-words.ts';
import { copyState, type CopyState } from '../row/state.ts';
import { phaseWord } from '../widgets/phase.tsx';
import { createForeseen, FATES, type Fate } from './foreseen.ts';
import { Glyph } from './glyph.tsx';
import type { MatrixData, MatrixRow, MatrixSight } from './matrix-data.ts';
import { isMoveKey, moveFocus } from './roving.ts';
import { placesIn, sameSpan, scrolledTo, spanOf, type Axis } from './window.ts';

/** One cell: a row and a client. */
export interface Place {
  readonly row: MatrixRow;
  readonly client: ClientView;
}

const REM = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
/** As high and as wide as matrix.css makes them. */
const LINES: Axis = { size: 1.125 * REM, margin: 12, unlaid: 48 };
const COLUMNS: Axis = { size: 1.5 * REM, margin: 8, unlaid: 24 };
/** Where all clients have room for it, their names stand upright. */
const WIDE_COLUMNS: Axis = { ...COLUMNS, size: 5.5 * REM };
/** Room that the names of the rows take at most. */
const NAMES = 15 * REM;

/** What is in sight of a grid; `element` is the one that scrolls. */
export interface GridSight extends MatrixSight {
  readonly scrolled: () => { readonly top: number; readonly left: number };
  /** Pixels of one column, and whether that is wide enough for a name. */
  readonly columnSize: () => number;
  readonly isWide: () => boolean;
  watch(element: HTMLElement): void;
  /** Scrolls so that a cell is drawn and in sight. */
  reach(line: number, column: number): void;
}

export function createSightOfGrid(clientCount: () => number): GridSight {
  const [scrolled, setScrolled] = createSignal({ top: 0, left: 0 });
  const [room, setRoom] = createSignal({ height: 0, width: 0 });
  const isWide = createMemo(() => room().width >= NAMES + (clientCount() + 1) * WIDE_COLUMNS.size);
  const axis = () => (isWide() ? WIDE_COLUMNS : COLUMNS);
  let scroller: HTMLElement | undefined;
  const measure = () => {
    if (scroller) setRoom({ height: scroller.clientHeight, width: scroller.clientWidth });
  };
  return {
    scrolled,
    firstLine: createMemo(() => Math.floor(scrolled().top / LINES.size)),
    lines: (count) => spanOf(LINES, scrolled().top, room().height, count),
    columnSize: () => axis().size,
    isWide,
    columns: createMemo(() => spanOf(axis(), scrolled().left, room().width, clientCount()), undefined, {
      equals: sameSpan,
    }),
    watch(element) {
      scroller = element;
      const follow = () => setScrolled({ top: element.scrollTop, left: element.scrollLeft });
      element.addEventListener('scroll', follow, { passive: true });
      onMount(() => {
        measure();
        if (typeof ResizeObserver === 'undefined') return;
        const observer = new ResizeObserver(measure);
        observer.observe(element);
        onCleanup(() => observer.disconnect());
      });
    },
    reach(line, column) {
      // The head covers the first lines in sight, the names the first columns.
      const head = 7.5 * REM;
      const { height, width } = room();
      const top = scrolledTo(LINES, line, scrolled().top, height - head);
      const left = scrolledTo(axis(), column, scrolled().left, width - NAMES);
      setScrolled({ top, left });
      scroller?.scrollTo?.({ top, left });
    },
  };
}

interface GridProps {
  readonly data: MatrixData;
  readonly sight: GridSight;
  /** The cell that has, or would get, the focus. */
  readonly at: number;
  readonly onAt: (index: number) => void;
  readonly onOpen: (index: number) => void;
}

export function Grid(props: GridProps) {
  const page = usePage();
  const clients = () => props.data.clients();
  const lineSpan = createMemo(() => props.sight.lines(props.data.lineCount()), undefined, { equals: sameSpan });
  const lines = createMemo(() => placesIn(lineSpan()));
  const columns = createMemo(() => placesIn(props.sight.columns()));
  const foreseen = createForeseen(page);
  const before = () => props.sight.columns().from * props.sight.columnSize();
  const after = () => (clients().length - props.sight.columns().until) * props.sight.columnSize();
  const lineOf = (index: number) => Math.floor(index / clients().length);
  const columnOf = (index: number) => index % clients().length;
  const isDrawn = (index: number) => lines().includes(lineOf(index)) && columns().includes(columnOf(index));
  // Where the chosen cell is out of sight, the keyboard comes in at the first one that is drawn.
  const tabStop = () => (isDrawn(props.at) ? props.at : (lines()[0] ?? 0) * clients().length + (columns()[0] ?? 0));
  const isTabStop = createSelector(tabStop);
  /** A cell that is to have the focus as soon as its row is read. */
  const [wanted, setWanted] = createSignal<number | null>(null);
  let body: HTMLTableSectionElement | undefined;

  const focus = (index: number) => {
    props.onAt(index);
    setWanted(index);
    props.sight.reach(lineOf(index), columnOf(index));
  };
  createEffect(() => {
    const index = wanted();
    if (index === null || !isDrawn(index) || !props.data.row(lineOf(index))) return;
    body?.querySelector<HTMLElement>(`[data-at="${index}"]`)?.focus({ preventScroll: true });
    setWanted(null);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return props.onOpen(tabStop());
    if (!isMoveKey(event.key)) return;
    event.preventDefault();
    focus(moveFocus(event.key, tabStop(), props.data.lineCount() * clients().length, clients().length));
  };
  return (
    <div
      ref={(element) => props.sight.watch(element)}
      class="matrix-scroll scroll"
      classList={{ wide: props.sight.isWide() }}
      style={{ '--column': `${props.sight.columnSize()}px` }}
    >
      <table
        role="grid"
        aria-label="Rows by client. Arrow keys move, Enter explains."
        aria-rowcount={props.data.lineCount() + 1}
        aria-colcount={clients().length + 2}
        data-testid="matrix"
      >
        <thead>
          <tr aria-rowindex="1">
            <th scope="col">row</th>
            <th scope="col" class="matrix-client">
              <span>{page.moment() === null ? 'server' : 'newest'}</span>
            </th>
            <Gap pixels={before()} />
            <For each={columns()}>
              {(column) => (
                <Show when={clients()[column]}>
                  {(client) => (
                    <th
                      scope="col"
                      class="matrix-client"
                      classList={{ acting: client().id === page.view().selectedId }}
                      aria-colindex={column + 3}
                      data-phase={client().phase}
                      title={`${client().name}, ${phaseWord(client().phase)}`}
                    >
                      <span>
                        {client().name}
                        {client().phase === 'offline' ? ' ○' : ''}
                      </span>
                    </th>
                  )}
                </Show>
              )}
            </For>
            <Gap pixels={after()} />
          </tr>
        </thead>
        <tbody
          ref={(element) => (body = element)}
          onKeyDown={onKeyDown}
          onFocusIn={(event) => props.onAt(indexOf(event.target) ?? props.at)}
          onPointerMove={(event) => {
            // What scrolls by under a pointer that rests was not pointed at.
            if (event.movementX !== 0 || event.movementY !== 0) props.onAt(indexOf(event.target) ?? props.at);
          }}
          onClick={(event) => {
            const index = indexOf(event.target);
            if (index !== null) props.onOpen(index);
          }}
        >
          <tr aria-hidden="true" style={{ height: `${lineSpan().from * LINES.size}px` }} />
          <For each={lines()}>
            {(line) => (
              <tr aria-rowindex={line + 2} style={{ height: `${LINES.size}px` }}>
                <Show when={props.data.row(line)} fallback={<th scope="row">…</th>}>
                  {(row) => (
                    <>
                      <th scope="row" title={rowWords(row(), row().title)}>
                        <span class="matrix-key faint">{row().key}</span>{' '}
                        {row().title === String(row().key) ? '' : row().title}
                      </th>
                      <td>
                        <Glyph state={copyState({ held: row().server?.values ?? null, server: row().server }, null)} />
                      </td>
                      <Gap pixels={before()} />
                      <For each={columns()}>
                        {(column) => (
                          <Show when={clients()[column]}>
                            {(client) => {
                              const index = () => line * clients().length + column;
                              return (
                                <Copy
                                  row={row()}
                                  client={client()}
                                  state={stateOf(props.data, row(), client())}
                                  fate={foreseen()?.get(client().id)?.fate(row())}
                                  index={index()}
                                  column={column}
                                  tabStop={isTabStop(index())}
                                />
                              );
                            }}
                          </Show>
                        )}
                      </For>
                    </>
                  )}
                </Show>
              </tr>
            )}
          </For>
          <tr
            aria-hidden="true"
            style={{ height: `${Math.max(0, props.data.lineCount() - lineSpan().until) * LINES.size}px` }}
          />
        </tbody>
      </table>
    </div>
  );
}

/** The room of columns that are not drawn. */
function Gap(props: { readonly pixels: number }) {
  return (
    <Show when={props.pixels > 0}>
      <td class="matrix-gap" aria-hidden="true" style={{ 'min-width': `${props.pixels}px` }} />
    </Show>
  );
}

interface CopyProps extends Place {
  readonly state: CopyState;
  readonly fate: Fate | undefined;
  readonly index: number;
  readonly column: number;
  readonly tabStop: boolean;
}

function Copy(props: CopyProps) {
  const fate = () => props.fate && FATES[props.fate];
  const words = () => [props.state.word, ...(fate() ? [fate()?.word] : [])].join(', ');
  return (
    <td
      role="gridcell"
      tabindex={props.tabStop ? 0 : -1}
      aria-colindex={props.column + 3}
      data-at={props.index}
      data-testid="matrix-cell"
      data-client={props.client.id}
      data-key={String(props.row.key)}
      data-state={props.state.name}
      data-fate={props.fate}
      aria-label={`${props.client.name}, ${props.row.title}: ${words()}`}
    >
      <Glyph state={fate() ?? props.state} />
    </td>
  );
}

/** How one client's copy of a row stands. */
export function stateOf(data: MatrixData, row: MatrixRow, client: ClientView): CopyState {
  const table = client.tables.find((held) => held.table === row.table);
  const cell = table?.find(row.key);
  return copyState({ held: cell?.row ?? null, server: row.server }, data.verdict(row, client));
}

function indexOf(target: EventTarget | null): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null;
  return cell ? Number(cell.dataset['at']) : null;
}
