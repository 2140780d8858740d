// The typed door to the Pyre engine: the functions of the sync architecture by their own names, and what they take and give.
import type { JsonObject, JsonValue } from '../base/json.ts';
import { MissingPart } from '../base/part.ts';
import type { Diagnostic, Explanation, SourceFile } from '../protocol/control.ts';
import type { AffectedRow, SyncCursor } from '../protocol/rows.ts';
import type { QueryEntry, SchemaAnswer } from '../protocol/catalog.ts';
import type { SessionValues } from '../protocol/session.ts';

/** A value that SQLite can bind or give. Lists and documents are bound as JSON text. */
export type SqlValue = null | number | string;

/** One statement with named parameters: `$name` in the text, the bare name in `params`. */
export interface Statement {
  readonly sql: string;
  /** Names of the parameters that the text uses: arguments by `argumentName` (argument-name.ts), session values as `session_<field>` / `session_<field>__<payload>`. */
  readonly params: readonly string[];
  /** Whether its result is part of the answer. */
  readonly include: boolean;
}

/** One statement with its values, ready to run. */
export interface BoundStatement {
  readonly sql: string;
  /** `$name` → value, dollar included. */
  readonly params: Readonly<Record<string, SqlValue>>;
}

/** A query ready to run: what `GET /queries` tells, and its SQL. */
export interface CompiledQuery extends QueryEntry {
  readonly statements: readonly Statement[];
  /** Session fields the query reads. */
  readonly sessionFields: readonly string[];
}

/** Several errors, or the value. */
export type Checked<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What `sql_introspect` gives as one row, one column `result`, parsed. */
export interface Introspection {
  /** A table may be given `has_rows` (`false`, 0): in one that has none, required columns may be added and columns may change. */
  readonly tables: readonly JsonObject[];
  /** What `sql_stored_variants` asks for: with it, a variant may go that no row holds. */
  readonly stored_variants?: readonly JsonObject[];
  readonly migration_state: JsonValue;
  readonly schema_source: string;
  readonly links: readonly JsonValue[];
}

/** `drop`: names of tables (`posts`) and columns (`posts.title`) that may be dropped with their data. */
export interface MigrationOptions {
  readonly drop?: readonly string[];
}

/** DDL to reach a schema, in order, and the statement that records it. */
export interface Migration {
  readonly sql: readonly string[];
  readonly mark_success: BoundStatement;
  readonly mark_failure: BoundStatement;
}

/**
 * A row image that a write left behind: physical columns in the table's order (`headers`), storage values, Json columns
 * parsed. `before` is absent for an insert, `row` for a delete. `stamp` is that of the write: for a delete or an update that
 * takes the row out of view it becomes the removal's stamp.
 */
export interface ChangedRow {
  readonly table_name: string;
  readonly headers: readonly string[];
  readonly row?: readonly JsonValue[];
  readonly before?: readonly JsonValue[];
  readonly stamp: number;
}

/** Rows of one table: values in the order of `headers`. */
export interface TableGroup {
  readonly table_name: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly JsonValue[])[];
}

/** Who gets what: rows (and removals) once, and groups of sessions that share the same indices into them. */
export interface SyncDeltas {
  readonly all_affected_rows: readonly AffectedRow[];
  readonly groups: readonly DeltaGroup[];
}

/**
 * The same without naming the many: a session in no group gets the rows that `everyone` lists; a session in a group gets
 * exactly the group's rows (which may be none), and not `everyone`'s.
 */
export interface SyncAudiences extends SyncDeltas {
  readonly everyone: readonly number[];
}

export interface DeltaGroup {
  readonly session_ids: readonly string[];
  readonly affected_row_indices: readonly number[];
}

/** How to read one table's page: run `sql`, get one row with the columns described at `get_sync_sql`. */
export interface SyncTableSql {
  readonly table_name: string;
  readonly permission_hash: string;
  /** The cursor's hash differs, or the cursor is older than the history: the table starts anew. */
  readonly resync: boolean;
  /**
   * The sync point at which this pass over the table began from nothing; null when it goes on from a cursor. While the
   * table has more, the cursor's entry carries it, so that history pruned meanwhile does not start the pass anew.
   */
  readonly since: number | null;
  readonly sql: string;
  readonly params: Readonly<Record<string, SqlValue>>;
  readonly headers: readonly string[];
  readonly json_columns: readonly string[];
}

/** One row of the status query. */
export type StatusRow = JsonObject;

/**
 * The engine. Pure: it makes SQL and judges rows, it never touches a database. One instance holds one schema at a time.
 * A user's mistake comes back as diagnostics; only our own bugs throw (`EngineTrap`).
 */
export interface Engine {
  /** All diagnostics of a schema file and its query files, in stable order; empty when all is well. */
  check(sources: readonly SourceFile[]): readonly Diagnostic[];
  /** Canonical text of one file; as it is when it does not parse. `schemaFiles` (all of them) tell which reverse links are missing. */
  format(source: SourceFile, schemaFiles?: readonly SourceFile[]): string;

  /** DDL for an empty database (tables, indexes, `_pyre_*` tables). */
  migrate(name: string, source: string): Checked<Migration>;
  /** DDL from the database as introspected to `source`; refuses destructive steps by name. */
  migrate_with_introspection(
    name: string,
    source: string,
    introspection: Introspection,
    options?: MigrationOptions,
  ): Checked<Migration>;
  /**
   * Asks a database how many rows hold variants that `source` no longer has: one row for each place. Its rows, as objects, belong
   * into the introspection (`stored_variants`). Empty when there is nothing to ask.
   */
  sql_stored_variants(source: string, introspection: Introspection): string;
  /** One row, column `is_initialized`: 0 or 1. */
  sql_is_initialized(): string;
  /** One row, column `result`: JSON text of an `Introspection`. */
  sql_introspect(): string;
  sql_introspect_uninitialized(): string;
  /** Loads the schema that the database recorded: required before everything below. */
  set_schema(introspection: Introspection): Checked<SchemaAnswer>;
  /** The loaded schema for the part of the engine that only syncs (`PreparedProject.schema`). */
  compiled_schema(): JsonValue;
  /**
   * Statements to run at every opening of the database: temporary triggers that stamp each written row, note both of its
   * images in `_pyre_changes`, and keep earlier images in `_pyre_history`.
   */
  sql_triggers(): readonly string[];

  /** All queries of all files, compiled against the loaded schema; also those the engine makes itself (`PostCreate`). */
  compile_queries(sources: readonly SourceFile[]): Checked<readonly CompiledQuery[]>;
  /** One operation, compiled: for free text. */
  query_to_sql(source: string): Checked<CompiledQuery>;

  /** Which tables have news for this cursor and session: run it, hand the rows to `get_sync_sql`. */
  get_sync_status_sql(syncCursor: SyncCursor, session: SessionValues): BoundStatement;
  /**
   * How to read a page of each table that has news. Each statement gives one row:
   * `rows` (JSON text: array of row objects in wire form, stamp order, at most pageSize), `last_seen_updated_at`
   * (highest stamp of the page, or the sync point when it is the last page), `has_more` (0 or 1), `removed` (JSON text: keys).
   */
  get_sync_sql(
    statusRows: readonly StatusRow[],
    syncCursor: SyncCursor,
    session: SessionValues,
    pageSize: number,
  ): { readonly tables: readonly SyncTableSql[] };

  /**
   * Over the sessions given (id → values). These and the changes may come from anywhere: throws `EngineInputError` when they
   * do not fit the schema. Sessions to be registered are checked by whoever issues them.
   */
  calculate_sync_deltas(
    affectedRows: readonly ChangedRow[],
    connectedSessions: Readonly<Record<string, SessionValues>>,
  ): SyncDeltas;
  /** Over the registered sessions; costs what it delivers [PERM-4]. */
  calculate_registered_deltas(affectedRows: readonly ChangedRow[]): SyncDeltas;
  /** The same, without naming those who get what everybody gets: costs what differs, however many are connected. */
  calculate_audiences(affectedRows: readonly ChangedRow[]): SyncAudiences;
  connect_session(id: string, session: SessionValues): void;
  disconnect_session(id: string): void;

  /**
   * Rows as tables hold them, in logical shape: a union's columns become one object with `_type`. Columns that are no
   * field's, such as the stamp, and groups of unknown tables stay as they are.
   */
  reshape_sync_table_groups(groups: readonly TableGroup[]): readonly TableGroup[];

  /** SHA-256, hexadecimal [SYNC-5]; null for a table that is never synced. */
  calculate_permission_hash(table: string, session: SessionValues): string | null;
  /** The permission as a tree with values and verdicts; `row` is column → storage value. */
  explain_permission(
    table: string,
    operation: 'query' | 'insert' | 'update' | 'delete',
    row: JsonObject,
    session: SessionValues,
  ): Explanation;

  /** Deterministic seed statements. */
  seed_database(source: string, options: { seed: number; rowsPerTable?: number }): readonly string[];

  /** Frees what the last calls left behind; call it between requests. */
  collect(): void;

  /**
   * Resolves when every call can be made. An engine that began as its core (`loadCore`) fetches the rest, and rejects with
   * `MissingPart` when that cannot be had: then it is as it was, and the next call tries again.
   */
  complete(): Promise<void>;
}

/** The call needs the whole engine, which is not there (yet); nothing has changed. */
export class EngineIncomplete extends MissingPart {
  override readonly name = 'EngineIncomplete';
}

/** What was handed to the engine does not fit its schema; the message names what, and what was expected. */
export class EngineInputError extends Error {
  override readonly name = 'EngineInputError';
}

/** The engine broke: our bug. The instance is spent; load another. */
export class EngineTrap extends Error {
  override readonly name = 'EngineTrap';
}
