// The trace as people read it: what each frame was, who got it, who was passed over, and which answer belongs to which request [UI-5].
import type { ClientId } from '../base/ids.ts';
import type { Delivery } from '../network/trace.ts';
import type { QueryOperation } from '../protocol/catalog.ts';

/** What a message is about; the filter of the panel. */
export type MessageKind =
  | 'open'
  | 'close'
  | 'connected'
  | 'catchup'
  | 'page'
  | 'query'
  | 'mutation'
  | 'answer'
  | 'delta'
  | 'catchupRequired'
  | 'ping'
  | 'pong'
  | 'catalog'
  | 'error';

/** A client in a message: the name it had then. */
export interface Party {
  readonly id: ClientId;
  readonly name: string;
}

/** A row that a message brought or took away. */
export interface TouchedRow {
  readonly table: string;
  readonly key: string | number;
  readonly removed: boolean;
}

/** What a page of a catch-up brought of one table. */
export interface FetchedTable {
  readonly table: string;
  readonly rows: number;
  readonly removed: number;
  /** Whether the client started over with this table [SYNC-13]. */
  readonly anew: boolean;
}

/** One frame, ready to draw. */
export interface MessageView {
  readonly sequence: number;
  readonly atMs: number;
  /** `up`: from client to server. */
  readonly direction: 'up' | 'down';
  readonly kind: MessageKind;
  /** One sentence without the names. */
  readonly summary: string;
  readonly parties: readonly Party[];
  /** Live clients of this page that a delta was not sent to. */
  readonly skipped: readonly Party[];
  readonly rows: readonly TouchedRow[];
  readonly tables: readonly string[];
  /** Pages only: what they brought. */
  readonly fetched?: readonly FetchedTable[];
  /** Failures on the way only: what they ended. */
  readonly breaks?: 'connection' | 'request';
  readonly bytes: number;
  /** Answers only: since the request. */
  readonly durationMs: number | null;
  /** Sequence of the request, or of the answer. */
  readonly partner: number | null;
  readonly revision: number | null;
  /** Requests of known queries only: what they do to rows. */
  readonly operation?: QueryOperation;
  /** How it fared where a link delayed or lost it; all others have it since `atMs`. Each change is another message object. */
  readonly deliveries: ReadonlyMap<ClientId, Delivery>;
  /** The frame's text; parsed where a person opens it. */
  readonly payload: string;
}

/** The messages of the page, newest last, bounded. */
export interface MessageFeed {
  view(): readonly MessageView[];
  /** How many were let go to stay inside the bound. */
  dropped(): number;
  subscribe(listener: () => void): () => void;
  clear(): void;
}
