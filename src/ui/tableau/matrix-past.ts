// The matrix of an earlier moment: what clients held then, against the newest version that any of them held. Pure [UI-9].
import type { Cell, ClientView } from '../../world/world.ts';
import { compareKeys } from '../../world/titles.ts';
import type { MatrixRow } from './matrix-data.ts';

/** Rows of one table as its holders knew them; the server's own are not recorded. */
export function rowsHeld(table: string, clients: readonly ClientView[]): readonly MatrixRow[] {
  const newest = new Map<Cell['key'], Cell>();
  for (const client of clients) {
    for (const cell of client.tables.find((held) => held.table === table)?.cells ?? []) {
      const known = newest.get(cell.key);
      if (!known || (cell.stamp ?? 0) > (known.stamp ?? 0)) newest.set(cell.key, cell);
    }
  }
  return [...newest.values()]
    .toSorted((one, other) => compareKeys(one.key, other.key))
    .map(({ key, title, row, stamp }) => ({ table, key, title, server: { values: row, stamp } }));
}
