// Whether a client's copy of a row says what the server's row says.
import type { JsonObject, JsonValue } from '../base/json.ts';
import { STAMP_COLUMN } from '../protocol/rows.ts';

/** The server's row, and when it was written where that is known. */
export interface ServerRow {
  readonly values: JsonObject;
  readonly stamp: number | null;
}

/**
 * Copies of another write differ. Those of the same write are compared value by value; columns that travel in another shape (a
 * union is spread over several) are on one side only, or nested, and told apart by their stamps alone.
 */
export function agrees(held: JsonObject, { values, stamp }: ServerRow): boolean {
  const heldStamp = held[STAMP_COLUMN];
  if (stamp !== null && heldStamp !== undefined && heldStamp !== stamp) return false;
  return Object.entries(values).every(([column, value]) => {
    const copy = held[column];
    return copy === undefined || isNested(copy) || isNested(value) || copy === value;
  });
}

function isNested(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

/** Remembers which copies agreed with which rows: a thousand clients share their copies. Rows are never changed in place. */
export class Agreements {
  readonly #found = new WeakMap<JsonObject, { readonly row: ServerRow; readonly agreed: boolean }>();

  agrees(held: JsonObject, row: ServerRow): boolean {
    const known = this.#found.get(held);
    if (known && sameVersion(known.row, row)) return known.agreed;
    const agreed = agrees(held, row);
    this.#found.set(held, { row, agreed });
    return agreed;
  }
}

function sameVersion(one: ServerRow, other: ServerRow): boolean {
  return one.stamp === null ? one.values === other.values : one.stamp === other.stamp;
}
