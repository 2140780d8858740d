// The door of this room: the world that the page draws, and everything a person can ask of it.
import type { ClientId } from '../base/ids.ts';
import type { JsonObject } from '../base/json.ts';
import type { RunAnswer } from '../client/client.ts';
import type { ControlAnswer, Explanation, RowOperation, SessionInfo, TableContents } from '../protocol/control.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { DatabaseIntents } from './database.ts';
import type { FilesIntents } from './files.ts';
import type { MessageFeed } from './messages.ts';
import type { RecordingFeed } from './recording.ts';
import type { ProjectIntents } from './project.ts';
import type { WorldStart } from './recipe.ts';
import type { LinkView, PresetId, WorldView } from './view.ts';

export type { DatabaseIntents, SqlRun } from './database.ts';
export type * from './view.ts';

/** What a person does to the network of the whole page. */
export interface WeatherIntents {
  /** Named weather for one client, or for all and those to come. */
  setPreset(id: ClientId | 'all', preset: PresetId): void;
  /** The server answers nobody until it is back; it loses nothing. */
  setServerDown(down: boolean): void;
  /** Does something to a frame under way; one that arrived in the meantime is passed over. */
  alterFrame(frame: number, how: 'hold' | 'release' | 'drop'): void;
}

/** What a person does to the world's time [UI-9]. */
export interface TimeIntents {
  /** The world's time now, in milliseconds; what frames and messages are dated by. */
  nowMs(): number;
  /** Stops time and every frame where they are, or lets them go on. */
  setPaused(paused: boolean): void;
  /** While paused: moves on to the moment at which the frame that is due first arrives. */
  step(): void;
  /** Milliseconds of the world in one on the wall; brought into the range of `RATES`. */
  setRate(rate: number): void;
}

/** Many clients, their links and one server. Intents never throw: what fails becomes part of the view, or of the answer. */
export interface World {
  /** The picture now; the same object until something changes. */
  view(): WorldView;
  /** Tells that `view()` changed, at most once a frame. Returns how to stop listening. */
  subscribe(listener: () => void): () => void;
  readonly messages: MessageFeed;
  readonly weather: WeatherIntents;
  readonly time: TimeIntents;
  readonly project: ProjectIntents;
  /** What the page showed, to look back at. */
  readonly recording: RecordingFeed;

  /** One more client. Without values the server draws the user [WS-1]. */
  addClient(values?: SessionValues): Promise<void>;
  /** Many more, drawn by the server; progress is in the view. */
  addClients(count: number): Promise<void>;
  cancelAdding(): void;
  /** A second replica for the user of `id` [CLIENT-6]. */
  addSibling(id: ClientId): Promise<void>;
  /** Takes a client away; `undo` brings the last one back. */
  removeClient(id: ClientId): Promise<void>;
  undo(): Promise<void>;
  dismissNotice(): void;

  select(id: ClientId): void;
  setOnline(id: ClientId, online: boolean): void;
  reconnect(id: ClientId): void;
  /** Clears the cache and catches up from nothing. */
  resync(id: ClientId): void;
  /** New values for the client's session, while it is live [WS-4]. */
  changeSession(id: ClientId, values: SessionValues): Promise<ControlAnswer<SessionInfo>>;
  setLink(id: ClientId, link: LinkView): void;
  /** Bytes of the rows a client holds, as JSON text. */
  cacheBytes(id: ClientId): number;

  /** Runs a query or mutation as one client. */
  submit(id: ClientId, query: string, args: JsonObject): Promise<RunAnswer>;

  /** Databases as files. */
  readonly files: FilesIntents;
  /** How to make this world again, its rows aside [UI-13]. */
  start(): WorldStart;
  /** Everything as it began: a new database, the clients and the weather of the beginning; the notice offers the way back. */
  again(): Promise<void>;
  /** A new database from the files that are served now: another epoch. */
  reset(options: { readonly seed: number; readonly empty: boolean }): Promise<void>;
  table(name: string, limit: number, offset: number): Promise<ControlAnswer<TableContents>>;
  sessions(): Promise<ControlAnswer<readonly SessionInfo[]>>;
  /** The server's inside: rows, SQL, verdicts; stopping it and starting it [UI-12]. */
  readonly database: DatabaseIntents;
  /** Why the session of `id` may or may not see, or else update or delete, a row. */
  explain(
    id: ClientId,
    table: string,
    key: RowKey,
    operation?: RowOperation,
  ): Promise<ControlAnswer<Explanation | null>>;
}
