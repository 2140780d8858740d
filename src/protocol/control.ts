// The control plane: what a page may ask the worker beside the protocol. Crosses by comlink; never carries sync.
import * as v from 'valibot';
import type { JsonValue } from '../base/json.ts';
import type { PreviewAnswer } from './impact.ts';
import type { SessionValues } from './session.ts';

/** A schema or query file by its path, e.g. `schema.pyre`, `queries/createPost.pyre`. */
export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

/** What the engine says of a source: see `wasm/assembly/diagnostic.ts`. Lines and columns are 1-based, columns count bytes. */
export interface Diagnostic {
  readonly kind: string;
  readonly title: string;
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
  readonly ranges: readonly DiagnosticRange[];
  /** The whole message with source lines and carets, for a terminal or a `<pre>`. */
  readonly rendered: string;
}

export interface DiagnosticRange {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** How a server starts. */
export interface ServerOptions {
  readonly sources: readonly SourceFile[];
  /** Decides the seed rows, the drawn userIds, and nothing secret. */
  readonly seed: number;
  /** Start without rows. */
  readonly empty: boolean;
  /** Name of this world among those that this browser keeps; absent: the visitor's own, null: kept nowhere. */
  readonly world?: string | null | undefined;
}

/** How the server is. */
export type ServerStatus =
  | { readonly phase: 'starting' }
  | {
      readonly phase: 'running';
      readonly databaseEpoch: string;
      readonly serverRevision: number;
      readonly connections: number;
    }
  /** The sources have errors: nothing runs until they are mended. */
  | { readonly phase: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly phase: 'failed'; readonly message: string }
  /** A person stopped it; it can be started again. */
  | { readonly phase: 'stopped' };

/** Whether what the server acknowledges outlives its worker [SYNC-11]; where it does not, why, in a sentence. */
export type Keeping = { readonly kept: true } | { readonly kept: false; readonly why: string };

/** Rows of one table as they are in the database, past every permission: for the server's own panel. */
export interface TableContents {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly JsonValue[])[];
  /** Stamps of the rows [SYNC-8]; null where a row has none. */
  readonly stamps: readonly (number | null)[];
  /** All rows of the table that were asked for; `rows` may hold fewer. */
  readonly total: number;
}

/** A session as the server knows it. */
export interface SessionInfo {
  readonly sessionId: string;
  readonly session: SessionValues;
  readonly connections: number;
}

/** What a rule may let somebody do with a row that is there. */
export const rowOperation = v.picklist(['query', 'update', 'delete']);
export type RowOperation = v.InferOutput<typeof rowOperation>;

/** One part of a permission with its verdict on one row and session: a tree [PERM-1]. */
export interface Explanation {
  /** The part as the schema writes it. */
  readonly text: string;
  readonly verdict: 'true' | 'false' | 'unknown';
  /** Operands as the schema writes them, with the values they had: `authorUserId` → 3, `Session.userId` → 2, `published` → false. */
  readonly operands: readonly { readonly text: string; readonly value: JsonValue }[];
  readonly parts: readonly Explanation[];
}

/** What a page may ask. Every method answers with an envelope, as comlink drops the fields of thrown errors. */
export interface Control {
  status(): Promise<ControlAnswer<ServerStatus>>;
  /** Throws everything away and starts with `options`: a new epoch. */
  reset(options: ServerOptions): Promise<ControlAnswer<ServerStatus>>;
  table(name: string, limit: number, offset: number): Promise<ControlAnswer<TableContents>>;
  sessions(): Promise<ControlAnswer<readonly SessionInfo[]>>;
  /** A session with chosen values, as a login would give [WS-2]. */
  issueSession(values: SessionValues): Promise<ControlAnswer<SessionInfo>>;
  /** New values for a live session; its connections are told to catch up [WS-4]. */
  changeSession(sessionId: string, values: SessionValues): Promise<ControlAnswer<SessionInfo>>;
  /** Why this session may or may not query, or else update or delete, that row; null when there is no such row. */
  explain(
    table: string,
    key: number | string,
    values: SessionValues,
    operation?: RowOperation,
  ): Promise<ControlAnswer<Explanation | null>>;
}

/** What a page may ask of a worker whose schema it edits, beside `Control`. */
export interface ProjectControl {
  /** The files that are served now. */
  sources(): Promise<ControlAnswer<readonly SourceFile[]>>;
  /** Everything that is wrong with these files; nothing of it touches what is served. */
  checkSources(sources: readonly SourceFile[]): Promise<ControlAnswer<readonly Diagnostic[]>>;
  /** The file in its canonical form; as it is when it does not parse. `schemaFiles` tell which reverse links are missing. */
  formatSource(file: SourceFile, schemaFiles: readonly SourceFile[]): Promise<ControlAnswer<string>>;
  /** What `changeProject` would do: the migration, and who gains and loses which rows. Nothing has changed afterwards [UI-10]. */
  previewProject(sources: readonly SourceFile[], options?: PreviewRequest): Promise<PreviewAnswer>;
  /**
   * Serves other sources from now on [SYNC-13]: rows, sessions and connections are kept, and clients are told to catch up.
   * Sources with errors and steps that would lose data are refused, and then nothing has changed. `drop` names tables
   * (`posts`) and columns (`posts.title`) whose data may be lost.
   */
  changeProject(sources: readonly SourceFile[], drop?: readonly string[]): Promise<ProjectAnswer>;
}

export interface PreviewRequest {
  /** Sessions to look at beside those that are connected. */
  readonly sessionIds?: readonly string[];
  /** Tables and columns whose data may be lost. */
  readonly drop?: readonly string[];
}

/** `added`: tables and columns that are there since; naming them in `drop` allows the way back. */
export type ProjectAnswer =
  | { readonly ok: true; readonly value: ServerStatus; readonly added: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly diagnostics: readonly Diagnostic[] };

export type ControlAnswer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

/** First message on the worker's own port: the two planes, each a port of its own. */
export interface Hello {
  readonly type: 'hello';
  readonly build: string;
  readonly options: ServerOptions;
  readonly data: MessagePort;
  readonly control: MessagePort;
  /** Web Lock that the page holds while it lives, so that the worker notices when it is gone; null where there are none. */
  readonly lock: string | null;
}

const sourceFile = v.object({ path: v.string(), source: v.string() });
export const serverOptions = v.object({
  sources: v.array(sourceFile),
  seed: v.number(),
  empty: v.boolean(),
  world: v.optional(v.nullable(v.string())),
});

export const hello = v.object({
  type: v.literal('hello'),
  build: v.string(),
  options: serverOptions,
  data: v.instance(MessagePort),
  control: v.instance(MessagePort),
  lock: v.nullable(v.string()),
}) satisfies v.GenericSchema<Hello>;

/** What the worker says on its own port: that it heard, what it can keep, or that it broke. */
export type WorkerNotice =
  /** Its first word. `life`: Web Lock that it holds while it lives: who gets it knows that the worker is gone. Null where there are none. */
  | { readonly type: 'here'; readonly life: string | null }
  | { readonly type: 'ready'; readonly status: ServerStatus; readonly life: string | null; readonly keeping: Keeping }
  /** Its storage failed, or works again. */
  | { readonly type: 'keeping'; readonly keeping: Keeping }
  | { readonly type: 'error'; readonly message: string };
