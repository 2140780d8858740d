// The matrix of an earlier moment: what clients held then, against the newest version that any of them held. Pure [UI-9].
import type { Cell, ClientView, HeldTable } from '../../world/world.ts';
import { compareKeys } from '../../protocol/rows.ts';
import type { MatrixRow } from './matrix-data.ts';

/** What clients hold of one table; what they hold alike is told once. */
export function heldBy(clients: readonly ClientView[], table: string): ReadonlySet<HeldTable> {
  return new Set(clients.flatMap(({ tables }) => tables.find((held) => held.table === table) ?? []));
}

/** Rows of one table as its holders knew them; the server's own are not recorded. */
export function rowsHeld(table: string, clients: readonly ClientView[]): readonly MatrixRow[] {
  const newest = new Map<Cell['key'], Cell>();
  for (const held of heldBy(clients, table)) {
    for (const cell of held.cells) {
      const known = newest.get(cell.key);
      if (!known || (cell.stamp ?? 0) > (known.stamp ?? 0)) newest.set(cell.key, cell);
    }
  }
  return [...newest.values()]
    .toSorted((one, other) => compareKeys(one.key, other.key))
    .map(({ key, title, row, stamp }) => ({ table, key, title, server: { values: row, stamp } }));
}
