// Which rows make clients differ: those that some client does not hold. Pure [UI-3].
import type { Cell, ClientView } from '../../world/world.ts';
import { compareKeys } from '../../protocol/rows.ts';

/** A row of the tableau, whoever holds it. */
export type RowName = Pick<Cell, 'table' | 'key' | 'title'>;

/** The name of a row among all tables. */
export function rowName({ table, key }: Pick<Cell, 'table' | 'key'>): string {
  return JSON.stringify([table, key]);
}

/** Rows of a client that are compared with those of others; of more the cards show no lane of their own. */
const MOST_COMPARED = 2000;

/**
 * Rows that not every client holds, by table and key. A client that is not connected lacks what it missed; what is on its way to one
 * that is catching up does not count as lacking there.
 */
export function scarceRows(clients: readonly ClientView[]): readonly RowName[] {
  if (clients.some(({ heldRows }) => heldRows > MOST_COMPARED)) return [];
  const holders = new Map<string, { readonly row: RowName; count: number }>();
  let settled = 0;
  for (const client of clients) {
    const counts = isSettled(client) ? 1 : 0;
    settled += counts;
    for (const cell of client.tables.flatMap((table) => table.cells)) {
      const known = holders.get(rowName(cell));
      if (known) known.count += counts;
      else holders.set(rowName(cell), { row: cell, count: counts });
    }
  }
  return [...holders.values()]
    .filter(({ count }) => count < settled)
    .map(({ row: { table, key, title } }) => ({ table, key, title }))
    .toSorted((one, other) => one.table.localeCompare(other.table) || compareKeys(one.key, other.key));
}

/** Whether what a client holds is what it shows for the time being; one that never heard of the server holds nothing yet. */
function isSettled({ phase, tables }: ClientView): boolean {
  return phase === 'live' || (phase !== 'catching_up' && tables.some(({ size }) => size > 0));
}

/** Scarce rows of one table drawn in a card, held ones and places of absent ones: more are no picture any more. */
const MOST_SCARCE = { held: 18, absent: 24 } as const;

/** One place of the upper lane: the row where it is held, else its name, so that all cards keep the same order. */
export type Place = Cell | string;

/** Rows of one table in a card, as far as they are drawn. */
export interface Shelf {
  readonly record: string;
  /** Rows that not everybody holds; a string stands for one that this client lacks. */
  readonly scarce: readonly Place[];
  /** Rows that every client holds. */
  readonly common: readonly Cell[];
  /** Rows of either kind that are held and not drawn. */
  readonly more: number;
}

export interface Lanes {
  /** By table; those without a row or a place are left out. */
  readonly shelves: readonly Shelf[];
  readonly scarceHeld: number;
  readonly lacking: number;
}

/** A card's rows, of each table in two lanes: what not everybody holds, and the rest; of the rest at most `most`. */
export function lanesOf(client: ClientView, scarce: readonly RowName[], most: number): Lanes {
  // Of a large crowd none has a lane of its own.
  if (scarce.length === 0) {
    const shelves = client.tables.map((table) => {
      const common = table.first(most);
      return { record: table.record, scarce: [], common, more: table.size - common.length };
    });
    return { shelves: shelves.filter(hasRows), scarceHeld: 0, lacking: 0 };
  }
  const names = new Map(scarce.map((row) => [rowName(row), row]));
  let scarceHeld = 0;
  const shelves = client.tables.map(({ table, record, cells }): Shelf => {
    const held = new Map(cells.map((cell) => [rowName(cell), cell]));
    const places = [...names].flatMap(([name, row]): Place[] => (row.table === table ? [held.get(name) ?? name] : []));
    const common = cells.filter((cell) => !names.has(rowName(cell)));
    scarceHeld += cells.length - common.length;
    const drawn = firstPlaces(places);
    const shown = common.slice(0, most);
    return { record, scarce: drawn, common: shown, more: cells.length - shown.length - drawn.filter(isCell).length };
  });
  return { shelves: shelves.filter(hasRows), scarceHeld, lacking: scarce.length - scarceHeld };
}

/** As many held rows, and as many places of absent ones, as a card has room for. */
function firstPlaces(places: readonly Place[]): readonly Place[] {
  let held = 0;
  let absent = 0;
  return places.filter((place) => (isCell(place) ? held++ < MOST_SCARCE.held : absent++ < MOST_SCARCE.absent));
}

function isCell(place: Place): place is Cell {
  return typeof place !== 'string';
}

function hasRows({ scarce, common }: Shelf): boolean {
  return scarce.length > 0 || common.length > 0;
}

/** Whether two lists name the same rows. */
export function sameRows(before: readonly RowName[], after: readonly RowName[]): boolean {
  return before.length === after.length && before.every((row, index) => isSame(row, after[index]));
}

function isSame(one: RowName, other: RowName | undefined): boolean {
  return one.table === other?.table && one.key === other.key && one.title === other.title;
}
