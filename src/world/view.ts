// What the page draws: plain immutable pictures of the world, shared from one to the next wherever nothing changed.
import type { ClientId } from '../base/ids.ts';
import type { ClientError, Phase } from '../client/client.ts';
import type { ConditionsPreset } from '../network/presets.ts';
import type { QueryEntry, SchemaAnswer } from '../protocol/catalog.ts';
import type { Diagnostic, Keeping } from '../protocol/control.ts';
import type { Row, RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { ProjectView } from './project.ts';

/** Name of a weather that people know. */
export type PresetId = ConditionsPreset['id'];

/** The server of this page, as far as the page can tell. */
export type ServerView =
  | { readonly phase: 'starting' }
  | {
      readonly phase: 'running';
      readonly databaseEpoch: string;
      readonly host: WorkerKind;
      /** Address of a server elsewhere. */
      readonly at?: string;
    }
  | { readonly phase: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly phase: 'failed'; readonly message: string; readonly at?: string }
  | { readonly phase: 'stopped' };

/** Where the server runs: shared by the tabs of this browser, belonging to this tab alone, or not in this browser at all. */
export type WorkerKind = 'shared' | 'dedicated' | 'elsewhere';

/** One held row as the tableau draws it. The same row gives the same cell, whoever holds it. */
export interface Cell {
  readonly table: string;
  readonly key: RowKey;
  /** The first text column, else the key. */
  readonly title: string;
  /** The table's first yes-or-no column says no: an unpublished post, an unfinished task. */
  readonly faint: boolean;
  readonly stamp: number | null;
  readonly row: Row;
}

/**
 * The rows of one table that a client holds, by key. Cells are made as they are asked for, and are the same every time; an
 * old picture goes on telling what was held then.
 */
export interface HeldTable {
  readonly table: string;
  readonly record: string;
  /** How many rows there are. */
  readonly size: number;
  /** All of them: as much work as there are rows. */
  readonly cells: readonly Cell[];
  /** The first ones by key, at most `count`. */
  first(count: number): readonly Cell[];
  /** The row of one key. */
  find(key: RowKey): Cell | undefined;
}

/** Where a client stands in one table. */
export interface CursorView {
  readonly table: string;
  readonly lastSeen: number | null;
  readonly permissionHash: string | null;
  readonly heldRows: number;
}

/** Delay and chance of one direction of a client's link. */
export interface DirectionView {
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Chance from 0 to 1 that a frame is lost. */
  readonly loss: number;
  /** What each direction carries; null: no bound. */
  readonly bandwidthBytesPerSecond: number | null;
}

/** A client's link: server to client, and the other way where that is another. */
export interface LinkView extends DirectionView {
  /** Client to server; absent: the same both ways. */
  readonly up?: DirectionView;
}

/** One client of the page [UI-2]. */
export interface ClientView {
  readonly id: ClientId;
  /** Its number on this page, from 1. */
  readonly number: number;
  /** The user's name, else e-mail, else `Client 3`. */
  readonly name: string;
  readonly session: SessionValues | null;
  readonly phase: Phase;
  readonly tables: readonly HeldTable[];
  readonly cursor: readonly CursorView[];
  readonly heldRows: number;
  readonly serverRevision: number;
  readonly storage: 'stored' | 'memory';
  readonly lastError: ClientError | null;
  readonly link: LinkView;
  /** The named weather its link has; null for weather of its own. */
  readonly preset: PresetId | null;
}

/** A frame under way to or from one client. */
export interface FlyingView {
  readonly id: number;
  readonly client: ClientId;
  /** Of the message it belongs to. */
  readonly sequence: number;
  readonly direction: 'up' | 'down';
  /** When it left and when it is due, by the world's time. */
  readonly sinceMs: number;
  readonly dueMs: number;
  readonly held: boolean;
  /** It carries a sign of life and nothing else. */
  readonly quiet?: true;
}

/** The network of all clients. */
export interface NetworkView {
  /** What was last chosen for all. */
  readonly preset: PresetId;
  readonly serverDown: boolean;
  readonly flyingCount: number;
  /** The first of them. */
  readonly flying: readonly FlyingView[];
}

/** How the world's time passes [UI-9]. */
export interface TimeView {
  /** Whether it stands still, and every frame with it. */
  readonly paused: boolean;
  /** Milliseconds of the world in one on the wall. */
  readonly rate: number;
  /** Seed of the page's chance: the same seed and the same actions give the same run. Null where it is not known. */
  readonly chance: number | null;
}

/** Clients on their way: `done` of `total` are made. */
export interface AddingView {
  readonly done: number;
  readonly total: number;
}

/** A sentence about what just happened, with a way back where there is one. */
export interface NoticeView {
  readonly id: number;
  readonly tone: 'plain' | 'trouble';
  readonly text: string;
  readonly undo: boolean;
}

/** A row that a settled client should not hold as it does, or does not hold though it should. */
export interface FaultView {
  readonly client: ClientId;
  readonly name: string;
  readonly table: string;
  readonly key: RowKey;
  readonly what: 'forbidden' | 'missing' | 'older' | 'deleted';
}

/** Whether every live client holds exactly what it may see [UI-17]. */
export type ProofView =
  /** Nobody to prove, or no server. */
  | { readonly state: 'waiting' }
  /** Something changed; `checked` clients are found exact since. */
  | { readonly state: 'settling'; readonly checked: number }
  | { readonly state: 'exact'; readonly checked: number }
  /** `message`: the first one that concerned a fault; null when it was let go. */
  | { readonly state: 'broken'; readonly faults: readonly FaultView[]; readonly message: number | null };

/** The whole page at a moment. */
export interface WorldView {
  readonly server: ServerView;
  /** Whether the server's rows outlive the page. */
  readonly keeping: Keeping;
  /** Highest revision any client of this page heard of in this epoch. */
  readonly revision: number;
  readonly schema: SchemaAnswer | null;
  readonly queries: readonly QueryEntry[];
  readonly project: ProjectView;
  readonly clients: readonly ClientView[];
  readonly selectedId: ClientId | null;
  readonly adding: AddingView | null;
  readonly notice: NoticeView | null;
  readonly proof: ProofView;
  readonly network: NetworkView;
  readonly time: TimeView;
}
