// What a page may ask a server beside control and sync, to look inside: rows as they are, SQL as it runs, verdicts in bulk. Crosses by comlink.
import * as v from 'valibot';
import type { JsonValue } from '../base/json.ts';
import type { QueryEntry } from './catalog.ts';
import type { ControlAnswer, Diagnostic, ServerStatus, TableContents } from './control.ts';
import { rowKey, type RowKey } from './rows.ts';
import { sessionValues, type SessionValues } from './session.ts';

/** A part of a table: which rows, in which order. */
export const rowsRequest = v.object({
  table: v.string(),
  limit: v.number(),
  offset: v.number(),
  /** By key when null. Rows that are equal in the column follow their keys. */
  sort: v.nullable(v.object({ column: v.string(), descending: v.boolean() })),
  /** Only rows of which any column holds this text, upper and lower case alike; empty for all. */
  filter: v.string(),
  /** The row of this key alone. */
  key: v.exactOptional(rowKey),
});
export type RowsRequest = v.InferOutput<typeof rowsRequest>;

/** Who may query which rows of a table. */
export const verdictsRequest = v.object({
  table: v.string(),
  /** Sessions are judged in this order; those that fit into a slice of time are answered, the rest is to be asked again. */
  sessions: v.array(sessionValues),
  /** Only these rows; null for all. */
  keys: v.nullable(v.array(rowKey)),
});
export type VerdictsRequest = v.InferOutput<typeof verdictsRequest>;

/** The rule's word on the first sessions of a request. */
export interface Verdicts {
  /** Of the server when all of them were judged, in one read. */
  readonly databaseEpoch: string;
  readonly serverRevision: number;
  /** For each judged session, in order, the place of its list. Sessions that the rule cannot tell apart share one. */
  readonly listOf: readonly number[];
  /** Keys of the rows that may be queried. */
  readonly lists: readonly (readonly RowKey[])[];
}

/** What became of text that a person typed. */
export type CompiledText =
  /** Its operations can be asked for by id, as any other, until the schema changes; `GET /queries` does not list them. */
  | { readonly fits: true; readonly queries: readonly QueryEntry[] }
  | { readonly fits: false; readonly diagnostics: readonly Diagnostic[] };

/** One statement of a query as SQLite gets it. */
export interface StatementText {
  readonly sql: string;
  /** Without the dollar. */
  readonly params: readonly string[];
  /** Whether its rows are part of the answer. */
  readonly include: boolean;
}

/** A statement that ran. */
export interface RunStatement {
  readonly sql: string;
  /** `$name` → value. */
  readonly params: Readonly<Record<string, JsonValue>>;
  readonly durationMs: number;
  readonly rows: number;
}

/** A request for which statements ran in one transaction. */
export interface RunRequest {
  /** Counts up from 1 in one server's life. */
  readonly sequence: number;
  readonly atMs: number;
  /** As in the address: `/db/UpdatePost`, `/sync`. */
  readonly path: string;
  readonly session: SessionValues;
  readonly durationMs: number;
  /** Why it was rolled back; null when it was committed. */
  readonly failed: string | null;
  readonly statements: readonly RunStatement[];
  /** Statements beyond those. */
  readonly more: number;
}

/** What an SQL statement of a person's own gave, or why it gave nothing. */
export type ConsoleAnswer =
  | {
      readonly ok: true;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly JsonValue[])[];
      /** Whether there are more rows than these. */
      readonly cut: boolean;
    }
  | { readonly ok: false; readonly message: string };

/** The database as one file. */
export interface DatabaseImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly serverRevision: number;
}

/** What a page may ask. Every method answers with an envelope. */
export interface Inspection {
  /** Rows past every permission, in any order, with their stamps. */
  rows(request: RowsRequest): Promise<ControlAnswer<TableContents>>;
  /** As many verdicts as fit into a slice of time, so that nobody waits for a thousand sessions. */
  verdicts(request: VerdictsRequest): Promise<ControlAnswer<Verdicts>>;
  /** Checks typed text against the running schema and makes its operations known by their ids. */
  compile(text: string): Promise<ControlAnswer<CompiledText>>;
  /** The SQL of a query by name or id. */
  sqlOf(query: string): Promise<ControlAnswer<readonly StatementText[]>>;
  /** Requests that ran after the one of this sequence. Asking makes the server note them for some seconds more. */
  requests(after: number): Promise<ControlAnswer<readonly RunRequest[]>>;
  image(): Promise<ControlAnswer<DatabaseImage>>;
  /** Ends the server: connections close, nothing is answered until `start`. */
  stop(): Promise<ControlAnswer<ServerStatus>>;
  /** Goes on where the stopped server was: same epoch, rows and sessions. */
  start(): Promise<ControlAnswer<ServerStatus>>;
}
