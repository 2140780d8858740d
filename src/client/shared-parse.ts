// Reads what the server sends, once per page: the clients of one page share texts, messages and rows.
import * as v from 'valibot';
import { parseJson } from '../base/json.ts';
import { schemaAnswer, type SchemaAnswer } from '../protocol/catalog.ts';
import { downMessage, type DownMessage } from '../protocol/down.ts';
import type { Row, RowKey } from '../protocol/rows.ts';
import { sameJson } from './same-json.ts';

/** What a text says, or why it says nothing. */
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

/** The reading end of a page: handed to all its clients. What it gives is shared and must never be written to. */
export interface SharedParse {
  /** A message of the WebSocket. The same text gives the same object while it is remembered. */
  message(text: string): Parsed<DownMessage>;
  /** An answer of `GET /schema`, remembered likewise. */
  schema(text: string): Parsed<SchemaAnswer>;
  /** An equal row that another client holds, or `row` itself from now on. */
  share(table: string, key: RowKey, row: Row): Row;
}

/** How many texts of each kind are remembered: a broadcast reaches all clients of a page before many others follow. */
const REMEMBERED_TEXTS = 32;

/** A reading end for one page. */
export function createSharedParse(): SharedParse {
  const pool = new RowPool();
  return {
    message: remembering((text) => parseAs(downMessage, text)),
    schema: remembering((text) => parseAs(schemaAnswer, text)),
    share: (table, key, row) => pool.share(table, key, row),
  };
}

/** Parses and checks one text; the problem names the place and what was expected there. */
export function parseAs<Value>(schema: v.GenericSchema<unknown, Value>, text: string): Parsed<Value> {
  const json = parseJson(text);
  if (json === undefined) return { ok: false, problem: 'It is not JSON.' };
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  return { ok: false, problem: path === null ? issue.message : `At ${path}: ${issue.message}` };
}

function remembering<Value>(read: (text: string) => Parsed<Value>): (text: string) => Parsed<Value> {
  const known = new Map<string, Parsed<Value>>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    const parsed = read(text);
    known.set(text, parsed);
    if (known.size > REMEMBERED_TEXTS) forgetOldest(known);
    return parsed;
  };
}

function forgetOldest(known: Map<string, unknown>): void {
  for (const text of known.keys()) {
    known.delete(text);
    return;
  }
}

/** The newest row of each key that some client of the page still holds. */
class RowPool {
  readonly #tables = new Map<string, Map<RowKey, WeakRef<Row>>>();
  readonly #gone = new FinalizationRegistry<{ table: string; key: RowKey }>(({ table, key }) =>
    this.#sweep(table, key),
  );

  share(table: string, key: RowKey, row: Row): Row {
    let rows = this.#tables.get(table);
    if (!rows) this.#tables.set(table, (rows = new Map()));
    const held = rows.get(key)?.deref();
    if (held === row) return row;
    // Equal stamps are not enough: after a schema change the same write may travel in another shape.
    if (held !== undefined && sameJson(held, row)) return held;
    rows.set(key, new WeakRef(row));
    this.#gone.register(row, { table, key });
    return row;
  }

  #sweep(table: string, key: RowKey): void {
    const rows = this.#tables.get(table);
    if (rows?.get(key)?.deref() === undefined) rows?.delete(key);
  }
}
