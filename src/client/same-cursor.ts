// Cursors that clients of one page hold alike are one object: they are stored once, and move together.
import type { SyncCursor } from '../protocol/rows.ts';
import type { Stamps } from './sync-types.ts';

/** Cursors in use, by what they say. */
const cursors = new Map<string, WeakRef<SyncCursor>>();
const FEWEST = 256;
let largest = FEWEST;

/** An equal cursor that somebody holds, or this one. */
export function sharedCursor(cursor: SyncCursor): SyncCursor {
  const name = JSON.stringify(cursor);
  const known = cursors.get(name)?.deref();
  if (known) return known;
  cursors.set(name, new WeakRef(cursor));
  if (cursors.size > largest) sweep();
  return cursor;
}

/** Where deltas led a cursor last: the clients of a page that hold it are all told the same. */
const lastMove = new WeakMap<SyncCursor, { readonly stamps: Stamps; readonly to: SyncCursor }>();

/** Moves the cursor of known tables forward to `stamps`; never back, never for a table without a hash. */
export function advanced(cursor: SyncCursor, stamps: Stamps): SyncCursor {
  const last = lastMove.get(cursor);
  if (last?.stamps === stamps) return last.to;
  const to = advancedAnew(cursor, stamps);
  lastMove.set(cursor, { stamps, to });
  return to;
}

function advancedAnew(cursor: SyncCursor, stamps: Stamps): SyncCursor {
  let tables: SyncCursor['tables'] | null = null;
  for (const [table, stamp] of Object.entries(stamps)) {
    const entry = cursor.tables[table];
    if (entry === undefined || (entry.last_seen_updated_at ?? -1) >= stamp) continue;
    tables ??= { ...cursor.tables };
    tables[table] = { ...entry, last_seen_updated_at: stamp };
  }
  return tables === null ? cursor : { tables };
}

function sweep(): void {
  for (const [name, reference] of cursors) if (reference.deref() === undefined) cursors.delete(name);
  largest = Math.max(FEWEST, 2 * cursors.size);
}
