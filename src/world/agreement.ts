// Whether a client's copy of a row says what the server's row says. Pure.
import type { JsonObject } from '../base/json.ts';

/**
 * Columns that travel in another shape (a union is spread over several) are on one side only, or nested, and not compared.
 */
export function agrees(held: JsonObject, server: JsonObject): boolean {
  return Object.entries(server).every(([column, value]) => {
    const copy = held[column];
    return copy === undefined || isNested(copy) || isNested(value) || copy === value;
  });
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
