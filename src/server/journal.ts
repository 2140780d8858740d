// What outlives a server: a snapshot of its database, and a record of everything that was committed since.
import * as v from 'valibot';
import type { JsonValue } from '../base/json.ts';
import type { SourceFile } from '../protocol/control.ts';
import { sessionValues, type SessionValues } from '../protocol/session.ts';
import type { Outage } from './outage.ts';

const json = v.custom<JsonValue>((value) => value !== undefined, 'JSON');

const dump = v.object({
  name: v.string(),
  columns: v.array(v.string()),
  /** Columns that hold documents, as JSONB. */
  documents: v.array(v.string()),
  /** JSON text: a list of rows, each a list in the order of the columns. */
  rows: v.string(),
});
/** One table as it was, internal ones included. */
export type TableDump = v.InferOutput<typeof dump>;

const keptSession = v.object({ type: v.literal('session'), id: v.string(), values: sessionValues });

const change = v.object({
  table: v.string(),
  stamp: v.number(),
  before: v.nullable(v.array(json)),
  row: v.nullable(v.array(json)),
});
/** One row write: physical columns before and after, null where there was no row. */
export type KeptChange = v.InferOutput<typeof change>;

const request = v.object({
  sessionId: v.string(),
  id: v.string(),
  asked: v.string(),
  body: v.string(),
  revision: v.number(),
});
/** A request that was answered, so that it is not applied again [HTTP-4]. */
export type KeptRequest = v.InferOutput<typeof request>;

const keptMutation = v.object({
  type: v.literal('mutation'),
  revision: v.number(),
  changes: v.array(change),
  request: v.nullable(request),
});

const journalRecord = v.variant('type', [keptMutation, keptSession]);
/** One thing that happened: a committed mutation, or a session that was issued or changed. */
export type JournalRecord = v.InferOutput<typeof journalRecord>;

const snapshot = v.object({
  sources: v.array(v.object({ path: v.string(), source: v.string() })),
  tables: v.array(dump),
  sessions: v.array(keptSession),
  requests: v.array(request),
});
/** A server at one moment. */
export interface Snapshot {
  readonly sources: readonly SourceFile[];
  readonly tables: readonly TableDump[];
  readonly sessions: readonly { readonly type: 'session'; readonly id: string; readonly values: SessionValues }[];
  readonly requests: readonly KeptRequest[];
}

const kept = v.object({ snapshot, records: v.array(journalRecord), forsaken: v.exactOptional(v.literal(true)) });
/** All that a journal holds: the server is the snapshot with the records applied in order. */
export interface Kept {
  readonly snapshot: Snapshot;
  readonly records: readonly JournalRecord[];
  /** Later commits were acknowledged that it does not hold: whoever goes on from here is a new epoch [SYNC-12]. */
  readonly forsaken?: true;
}

/** What was read from a store, trusted no further than it has the right shape; null when it has not. */
export function checkKept(read: unknown): Kept | null {
  const parsed = v.safeParse(kept, read);
  return parsed.success ? parsed.output : null;
}

/** A durable log. Calls take effect in the order they were made; a promise rejects when the store failed. */
export interface Journal {
  /** What is kept; null when that is nothing, or nothing that can be trusted. */
  read(): Promise<Kept | null>;
  /** Begins anew from `snapshot`; everything before it is forgotten in the same step. */
  begin(snapshot: Snapshot): Promise<void>;
  /** Resolves when the record is durable. After one that failed none is taken until `begin`. */
  append(record: JournalRecord): Promise<void>;
  /** Notes that what is kept is no longer all, in a way that works when nothing can be stored any more. */
  forsake?(): Promise<void>;
  /** Tells when all that was kept is gone though nobody here asked for it. */
  watch?(gone: () => void): void;
  /** Where the store is elsewhere: the times at which it cannot be reached. Writes wait then, and fail by nothing else. */
  readonly outage?: Outage;
}
