// One replica of a session's view: the door to the client room.
import type { Clock } from '../base/clock.ts';
import type { ClientId, SessionId } from '../base/ids.ts';
import type { JsonObject } from '../base/json.ts';
import type { Random } from '../base/random.ts';
import type { ClientNetwork } from '../network/socket.ts';
import type { QueryAnswer, QueryEntry, SchemaAnswer } from '../protocol/catalog.ts';
import type { Persistence } from './persistence.ts';
import type { SharedParse } from './shared-parse.ts';
import { ClientShell } from './shell.ts';
import type { ClientChange, ClientError, ClientSnapshot } from './snapshot.ts';

export type { ClientChange, ClientError, ClientSnapshot, Phase, Tables } from './snapshot.ts';
export { RowTable, type HeldTables } from './row-table.ts';
export type { Persistence } from './persistence.ts';
export type { SharedParse } from './shared-parse.ts';

export interface ClientOptions {
  readonly id: ClientId;
  readonly network: ClientNetwork;
  readonly clock: Clock;
  /** Draws the jitter of reconnects [CLIENT-3]. */
  readonly random: Random;
  readonly persistence: Persistence;
  /** A session that the server issued beforehand; left out, a stored one is resumed or a new one asked for [WS-2]. */
  readonly sessionId?: SessionId;
  /** Rows per table and page, 1–5,000; left out, the server decides [SYNC-4]. */
  readonly pageSize?: number;
  /** Shared by the clients of one page, so that a broadcast is parsed once and rows are held once. */
  readonly parse?: SharedParse;
  /** Milliseconds between two pings [WS-5]; default 10,000. */
  readonly pingIntervalMs?: number;
}

/** An answer of the server, or why there is none. Nothing here rejects. */
export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: ClientError };

/** Answer of a query or mutation; `revision` is the mutation's, null where nothing was committed. */
export type RunAnswer =
  | { readonly ok: true; readonly answer: QueryAnswer; readonly revision: number | null }
  | { readonly ok: false; readonly error: ClientError };

/** One replica: a connection, a cursor, a local cache. It knows no table by name [CLIENT-5]. */
export interface Client {
  readonly id: ClientId;
  /** The state now; the same object until something changes. */
  snapshot(): ClientSnapshot;
  /** Tells every change, after it happened, one call a step. Returns how to stop listening. */
  subscribe(listener: (change: ClientChange) => void): () => void;
  /** The same without the moves that `SharedParse.together` tells: a thousand clients make most of theirs together. */
  subscribeAlone(listener: (change: ClientChange) => void): () => void;

  /** Loads the cache, shows it, then connects. Settles when the cache is shown; later calls do nothing. */
  start(): Promise<void>;
  /** Closes the connection and stays away until `goOnline`. */
  goOffline(): void;
  /** Connects at once, also when waiting for the next attempt. */
  goOnline(): void;
  /** Drops the connection and makes a new one at once. */
  reconnect(): void;
  /** Clears the cache and catches up from nothing. */
  resync(): void;
  /** Ends this replica for good. `forget` clears what it stored. */
  stop(options?: { readonly forget?: boolean }): Promise<void>;

  /** `GET /queries` [HTTP-2]. */
  queries(): Promise<Answer<readonly QueryEntry[]>>;
  /** `GET /schema`, fresh [HTTP-5]. */
  schema(): Promise<Answer<SchemaAnswer>>;
  /** Runs a query or mutation by name or id. The same `requestId` is applied once [HTTP-4]. */
  run(query: string, args: JsonObject, requestId?: string): Promise<RunAnswer>;
}

/** Makes a client; it does nothing before `start`. */
export function createClient(options: ClientOptions): Client {
  return new ClientShell(options);
}
