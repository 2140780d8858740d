// Reads what the server sends, once per page: the clients of one page share texts, messages and rows.
import * as v from 'valibot';
import { parseJson } from '../base/json.ts';
import { schemaAnswer, type SchemaAnswer } from '../protocol/catalog.ts';
import { downMessage, type DownMessage } from '../protocol/down.ts';
import { Beats } from './beats.ts';
import { SharedRows } from './shared-rows.ts';
import { Together } from './together.ts';

/** What a text says, or why it says nothing. */
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

/** The reading end of a page: handed to all its clients. What it gives is shared and must never be written to. */
export interface SharedParse {
  /** A message of the WebSocket. The same text gives the same object while it is remembered. */
  message(text: string): Parsed<DownMessage>;
  /** An answer of `GET /schema`, remembered likewise. */
  schema(text: string): Parsed<SchemaAnswer>;
  /** Rows and tables that clients hold alike. */
  readonly rows: SharedRows;
  /** Where its live clients stand. */
  readonly together: Together;
  /** When they give signs of life. */
  readonly beats: Beats;
}

/** How many texts of each kind are remembered: a broadcast reaches all clients of a page before many others follow. */
const REMEMBERED_TEXTS = 32;

/** A reading end for one page. */
export function createSharedParse(): SharedParse {
  const rows = new SharedRows();
  const message = remembering((text) => parseAs(downMessage, text));
  return {
    message,
    schema: remembering((text) => parseAs(schemaAnswer, text)),
    rows,
    together: new Together(message, rows),
    beats: new Beats(),
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
  let last: { readonly text: string; readonly parsed: Parsed<Value> } | null = null;
  return (text) => {
    if (last?.text === text) return last.parsed;
    const before = known.get(text);
    const parsed = before ?? read(text);
    last = { text, parsed };
    if (before) return before;
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
