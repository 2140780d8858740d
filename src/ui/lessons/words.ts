// The small words that conditions and actions share: clients, rows, values. Pure.
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { parseJson } from '../../base/json.ts';
import type { SchemaAnswer, SchemaTable } from '../../protocol/catalog.ts';
import type { RowKey } from '../../protocol/rows.ts';
import type { ClientView, WorldView } from '../../world/world.ts';

/** A client by its number on the page, or by the beginning of its name. */
export type ClientWord = number | { readonly name: string };

/** A row by its table and key. */
export interface RowWord {
  readonly table: string;
  readonly key: RowKey;
}

/** `2`, `Ann`, `"Ann Lee"`. */
export function readClient(text: string): ClientWord {
  const plain = text.trim().replace(/^"(.*)"$/, '$1');
  return /^\d+$/.test(plain) ? Number(plain) : { name: plain };
}

/** As a teacher writes it. */
export function writeClient(word: ClientWord): string {
  return typeof word === 'number' ? String(word) : JSON.stringify(word.name);
}

/** The client that is meant; undefined while there is none. */
export function clientOf(view: WorldView, word: ClientWord): ClientView | undefined {
  if (typeof word === 'number') return view.clients.find(({ number }) => number === word);
  const wanted = word.name.toLowerCase();
  return view.clients.find(({ name }) => name.toLowerCase().startsWith(wanted));
}

/** The table that is meant: by name or record, in the singular too. */
export function tableOf(schema: SchemaAnswer | null, word: string): SchemaTable | undefined {
  const wanted = word.toLowerCase();
  return schema?.tables.find(({ name, record }) =>
    [name.toLowerCase(), record.toLowerCase()].some((known) => known === wanted || known === `${wanted}s`),
  );
}

/** `7`, `"A-1"`. */
export function readKey(text: string): RowKey | null {
  const value = parseJson(text);
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

/** `id=7 title="Night trains" published=true`: null when it is not of that form. */
export function readValues(text: string): JsonObject | null {
  const pairs: [string, JsonValue][] = [];
  let rest = text.trim();
  while (rest !== '') {
    const [whole = '', name = ''] = /^(\w+)\s*=\s*/.exec(rest) ?? [];
    const value = whole === '' ? null : firstValue(rest.slice(whole.length));
    if (!value) return null;
    pairs.push([name, value.value]);
    rest = rest.slice(whole.length + value.length).trimStart();
  }
  return Object.fromEntries(pairs);
}

/** The JSON value that a text begins with, up to a space or the end. */
function firstValue(text: string): { readonly value: JsonValue; readonly length: number } | null {
  for (let length = 1; length <= text.length; length++) {
    if (length < text.length && !/\s/.test(text[length] ?? '')) continue;
    const value = parseJson(text.slice(0, length));
    if (value !== undefined) return { value, length };
  }
  return null;
}

/** Whether a stored value is the one that a teacher wrote: flags are 0 and 1 in rows. */
export function sameValue(stored: JsonValue | undefined, written: JsonValue): boolean {
  if (typeof written === 'boolean') return stored === written || stored === (written ? 1 : 0);
  return JSON.stringify(stored ?? null) === JSON.stringify(written);
}
