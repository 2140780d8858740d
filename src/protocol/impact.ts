// What other sources would do before they do it: the migration, and who gains and loses which rows [UI-10].
import type { SchemaAnswer } from './catalog.ts';
import type { Diagnostic } from './control.ts';
import type { RowKey } from './rows.ts';
import type { SessionValues } from './session.ts';

/** Rows by their keys: how many, and the first of them. */
export interface KeySample {
  readonly count: number;
  readonly keys: readonly RowKey[];
}

/** What a session's view of one table becomes. */
export interface TableImpact {
  readonly table: string;
  /** Null where the table is not synced, or does not exist. */
  readonly hashBefore: string | null;
  /** Another hash than before: the table starts anew [SYNC-6]. */
  readonly hashAfter: string | null;
  readonly gained: KeySample;
  readonly lost: KeySample;
  /** Rows that stay. */
  readonly kept: number;
  /** False where there were too many rows to compare: then the numbers are 0 and say nothing. */
  readonly compared: boolean;
}

/** What one session would notice. */
export interface SessionImpact {
  readonly sessionId: string;
  /** Values that the session would have under the new session block. */
  readonly session: SessionValues;
  readonly valuesChange: boolean;
  /** Tables whose permission hash changes; the others stay as they are. */
  readonly tables: readonly TableImpact[];
}

/** What serving other sources would mean; nothing has happened yet. */
export interface ProjectPreview {
  /** The schema as it would be answered. */
  readonly schema: SchemaAnswer;
  /** Statements that bring the database to the new schema, in order; empty where it fits already. */
  readonly migration: readonly string[];
  readonly sessions: readonly SessionImpact[];
  /** False when not every session and table could be compared within the bounds. */
  readonly complete: boolean;
}

/** A preview, or why these sources cannot be served. */
export type PreviewAnswer =
  | { readonly ok: true; readonly value: ProjectPreview }
  | { readonly ok: false; readonly message: string; readonly diagnostics: readonly Diagnostic[] };
