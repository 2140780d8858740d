// Where a client keeps its cache between two lives of the page: four methods, so that memory and IndexedDB are alike.
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { Row, RowKey, SyncCursor } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { HeldTables } from './row-table.ts';

/** What belongs to the rows: never stored apart from them [CLIENT-2]. */
export interface CacheMeta {
  readonly sessionId: string | null;
  readonly session: SessionValues | null;
  readonly databaseEpoch: string | null;
  readonly serverRevision: number;
  readonly cursor: SyncCursor;
  readonly schema: SchemaAnswer | null;
}

export interface StoredMeta extends CacheMeta {
  /** Rows per table as of this write: a store that holds another number is partial and is not trusted. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface StoredRow {
  readonly table: string;
  readonly key: RowKey;
  readonly row: Row;
}

/** All that a client holds, and what belongs to it: stored in one transaction [CLIENT-2]. */
export interface StoredBatch {
  readonly tables: HeldTables;
  readonly meta: StoredMeta;
}

/** What was stored, checked; rows in no order. */
export interface StoredCache {
  readonly meta: StoredMeta;
  readonly rows: readonly StoredRow[];
}

/**
 * Storage of one client. Every method may reject: the client then goes on in memory [CLIENT-4]. Batches are written in the
 * order of the calls.
 */
export interface Persistence {
  /** Whether what is written outlives the page. */
  readonly durable: boolean;
  /** What is stored; null when nothing is, or when what is there cannot be trusted (it is then cleared). */
  load(): Promise<StoredCache | null>;
  /** Puts `batch` in place of what was stored, all of it or nothing; settles when it is stored. */
  write(batch: StoredBatch): Promise<void>;
  /** Forgets this client. */
  clear(): Promise<void>;
  /** Finishes what is under way; nothing may be called afterwards. */
  close(): Promise<void>;
}
