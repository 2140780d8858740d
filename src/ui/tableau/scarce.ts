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

/** Places of scarce rows drawn in every card; more would push the rows that all hold out of sight. */
const MOST_PLACES = 24;

/** One place of the upper lane: the row where it is held, else its name, so that all cards keep the same order. */
export type Place = Cell | string;

/** Rows of one table, as far as they are drawn. */
export interface Lane {
  readonly record: string;
  readonly cells: readonly Cell[];
  /** Rows beyond those. */
  readonly more: number;
}

export interface Lanes {
  /** Rows that not everybody holds; a string stands for one that this client lacks. */
  readonly scarce: readonly Place[];
  /** Rows of every client, by table; tables without one are left out. */
  readonly common: readonly Lane[];
  readonly scarceHeld: number;
  readonly lacking: number;
}

/** A card's rows in two lanes: what not everybody holds, and the rest; of the rest at most `most` of each table. */
export function lanesOf(client: ClientView, scarce: readonly RowName[], most: number): Lanes {
  // Of a large crowd none has a lane of its own.
  if (scarce.length === 0) {
    const common = client.tables.map((table) => laneOf(table.record, table.first(most), table.size));
    return { scarce: [], common: common.filter(hasCells), scarceHeld: 0, lacking: 0 };
  }
  const names = new Set(scarce.map(rowName));
  const held = new Map<string, Cell>();
  const common = client.tables.map(({ record, cells }) => {
    const rest = cells.filter((cell) => {
      const name = rowName(cell);
      if (names.has(name)) held.set(name, cell);
      return !names.has(name);
    });
    return laneOf(record, rest.slice(0, most), rest.length);
  });
  const all = scarce.map((row): Place => held.get(rowName(row)) ?? rowName(row));
  // Rows that are held are always drawn; places of absent ones only as far as there is room.
  const places = all.filter((place, index) => typeof place !== 'string' || index < MOST_PLACES);
  return {
    scarce: places,
    common: common.filter(hasCells),
    scarceHeld: held.size,
    lacking: scarce.length - held.size,
  };
}

function laneOf(record: string, cells: readonly Cell[], size: number): Lane {
  return { record, cells, more: size - cells.length };
}

function hasCells({ cells }: Lane): boolean {
  return cells.length > 0;
}

/** Whether two lists name the same rows. */
export function sameRows(before: readonly RowName[], after: readonly RowName[]): boolean {
  return before.length === after.length && before.every((row, index) => isSame(row, after[index]));
}

function isSame(one: RowName, other: RowName | undefined): boolean {
  return one.table === other?.table && one.key === other.key && one.title === other.title;
}
