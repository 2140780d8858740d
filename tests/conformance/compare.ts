// Compares JSON values and says in a line where they differ.
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../src/base/json.ts';

/** Undefined when equal; else a line that names the place and both values. */
export function difference(place: string, ours: unknown, theirs: unknown): string | undefined {
  if (isDeepStrictEqual(plain(ours), plain(theirs))) return undefined;
  return `${place}: ours ${show(ours)}, recorded ${show(theirs)}`;
}

/** The differences among several, without the agreements. */
export function gather(...lines: readonly (string | undefined)[]): string[] {
  return lines.filter((line) => line !== undefined);
}

/** The rows in an order of their own, so that two bags of rows compare. */
export function asBag(rows: readonly JsonValue[]): JsonValue[] {
  return rows.map((row) => sortKeys(row)).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((entry: JsonValue) => sortKeys(entry));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sortKeys(entry)]),
  );
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
