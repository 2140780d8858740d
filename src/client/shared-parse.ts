// Reads what the server sends, once per page: the clients of one page share texts, messages and rows.
import type { DownMessage } from '../protocol/down.ts';
import type { Row, RowKey } from '../protocol/rows.ts';

/** What a text says, or why it says nothing. */
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

/** The reading end of a page: handed to all its clients. What it gives is shared and must never be written to. */
export interface SharedParse {
  /** A message of the WebSocket. The same text gives the same object while it is remembered. */
  message(text: string): Parsed<DownMessage>;
  /** An equal row that another client holds, or `row` itself from now on. */
  share(table: string, key: RowKey, row: Row): Row;
}
