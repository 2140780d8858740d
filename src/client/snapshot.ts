// What a client shows of itself: its state at a moment, and what changed since.
import type { ClientId, SessionId } from '../base/ids.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { ErrorBody } from '../protocol/errors.ts';
import type { Row, RowKey, SyncCursor } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { HeldTables } from './row-table.ts';

/** Where a client stands [CLIENT-1]. */
export type Phase = 'offline' | 'connecting' | 'catching_up' | 'live';

/** An expected failure, as the protocol words it; a network that fails is `Unavailable`. */
export type ClientError = ErrorBody['error'];

/** Rows by table, then by primary key. Rows are immutable and shared between the clients of a page. */
export type Tables = ReadonlyMap<string, ReadonlyMap<RowKey, Row>>;

/** A client at this moment: plain, and never changed afterwards. */
export interface ClientSnapshot {
  readonly id: ClientId;
  readonly phase: Phase;
  /** Values of the session, as the server told them last; null before the first `connected` of this replica's life. */
  readonly session: SessionValues | null;
  readonly sessionId: SessionId | null;
  readonly databaseEpoch: string | null;
  /** Highest revision heard of in this epoch. */
  readonly serverRevision: number;
  readonly cursor: SyncCursor;
  readonly tables: HeldTables;
  /** Whether rows outlive the page, or live in memory only because storage is missing or failed [CLIENT-4]. */
  readonly storage: 'stored' | 'memory';
  /** The last trouble, until the client is live again; storage trouble stays. */
  readonly lastError: ClientError | null;
  /** Catch-up pages applied since the client was made. */
  readonly pagesApplied: number;
  /** Tables, links and permissions; null until the server (or the cache) told them. */
  readonly schema: SchemaAnswer | null;
}

/** What one step changed. A step that changed nothing a reader could see is not told. */
export interface ClientChange {
  /** Anything but rows: phase, session, cursor, error, schema … */
  readonly state: boolean;
  /** Of that, who the client is and where it stands: phase, session, epoch or schema. */
  readonly face: boolean;
  /** Keys whose row came, changed or left, by table, each once. Empty when no row changed. */
  readonly rows: ReadonlyMap<string, readonly RowKey[]>;
}
