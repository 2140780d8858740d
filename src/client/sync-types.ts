// What the sync state is, what can happen to it, and what it asks the shell to do.
import type { SessionId } from '../base/ids.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { DownMessage } from '../protocol/down.ts';
import type { SyncCursor } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { SyncAnswer, SyncRequest } from '../protocol/sync.ts';
import type { CacheMeta } from './persistence.ts';
import type { StoreChange } from './row-store.ts';
import type { ClientError } from './snapshot.ts';

/** What outlives a connection. */
export interface Known {
  readonly sessionId: SessionId | null;
  readonly session: SessionValues | null;
  readonly databaseEpoch: string | null;
  readonly serverRevision: number;
  readonly cursor: SyncCursor;
  readonly schema: SchemaAnswer | null;
  /** Synced tables → name of the primary key. */
  readonly keys: ReadonlyMap<string, string>;
  /** Sync point of the newest page: whatever a delta tells of a write up to it, pages have told or are about to tell. */
  readonly pagedUntil: number;
  readonly pagesApplied: number;
  readonly storage: 'stored' | 'memory';
  /** Trouble with storage stays; any other is over when the client is live again. */
  readonly storageError: ClientError | null;
  readonly lastError: ClientError | null;
}

/** A connection that was greeted: number of its socket, revision last received on it, pings without a pong. */
export interface Chain {
  readonly socket: number;
  readonly revision: number;
  readonly missedPongs: number;
}

export interface Offline {
  readonly phase: 'offline';
}

export interface Connecting {
  readonly phase: 'connecting';
  /** Null while waiting for the next attempt. */
  readonly socket: number | null;
  /** Attempts that failed in a row. */
  readonly attempt: number;
}

export interface CatchingUp {
  readonly phase: 'catching_up';
  readonly chain: Chain;
  /** Failures in a row, of connections and of requests. */
  readonly attempt: number;
  /** The request under way; null while waiting to try again. */
  readonly request: number | null;
  /** What is asked next: rows need keys, so the schema comes first. */
  readonly asking: 'schema' | 'page';
  /** Another catch-up was asked for while a page was under way: it follows this one [SYNC-9]. */
  readonly again: boolean;
  /** Per table, the highest stamp that deltas brought since this catch-up began: the cursor's once it has ended [SYNC-10]. */
  readonly staging: Stamps;
}

export interface Live {
  readonly phase: 'live';
  readonly chain: Chain;
}

export type Link = Offline | Connecting | CatchingUp | Live;

/** Table → stamp. */
export type Stamps = Readonly<Record<string, number>>;

export interface Settings {
  readonly pageSize: number | null;
  readonly pingIntervalMs: number;
  /** Whether what is stored outlives the page. */
  readonly durable: boolean;
}

export interface SyncState {
  readonly settings: Settings;
  readonly known: Known;
  readonly link: Link;
  /** The last number given to a socket or request: numbers tell late events from expected ones. */
  readonly serial: number;
}

/** The three alarms: another attempt, the next ping, patience with a socket or request. Setting one replaces it. */
export type TimerName = 'retry' | 'heartbeat' | 'patience';

export type SyncEvent =
  /** The cache was read (null: there was none). */
  | { readonly type: 'started'; readonly cache: CacheMeta | null; readonly online: boolean }
  | { readonly type: 'wentOnline' }
  | { readonly type: 'wentOffline' }
  | { readonly type: 'reconnectAsked' }
  | { readonly type: 'resyncAsked' }
  | { readonly type: 'messageArrived'; readonly socket: number; readonly message: DownMessage }
  | { readonly type: 'messageUnreadable'; readonly socket: number; readonly problem: string }
  | { readonly type: 'socketClosed'; readonly socket: number; readonly code: number; readonly reason: string }
  | { readonly type: 'schemaArrived'; readonly request: number; readonly schema: SchemaAnswer }
  | { readonly type: 'pageArrived'; readonly request: number; readonly answer: SyncAnswer }
  | { readonly type: 'requestFailed'; readonly request: number; readonly error: ClientError }
  | { readonly type: 'timerFired'; readonly timer: TimerName }
  | { readonly type: 'storageFailed'; readonly problem: string };

export type Effect =
  | { readonly type: 'openSocket'; readonly socket: number; readonly sessionId: SessionId | null }
  | { readonly type: 'closeSocket'; readonly socket: number; readonly reason: string }
  | { readonly type: 'sendPing'; readonly socket: number }
  | { readonly type: 'requestSchema'; readonly request: number }
  | {
      readonly type: 'requestPage';
      readonly request: number;
      readonly sessionId: SessionId | null;
      readonly body: SyncRequest;
    }
  | { readonly type: 'abortRequest'; readonly request: number }
  /** Apply the change and store it together with `meta`, in one transaction [CLIENT-2]. */
  | { readonly type: 'apply'; readonly change: StoreChange; readonly meta: CacheMeta }
  /** Fire after `delayMs`, less a random part of it up to `jitter` (a fraction). */
  | { readonly type: 'setTimer'; readonly timer: TimerName; readonly delayMs: number; readonly jitter: number }
  | { readonly type: 'cancelTimer'; readonly timer: TimerName };

export interface Outcome {
  readonly state: SyncState;
  readonly effects: readonly Effect[];
}
