// A replica without a shell: folds events into state, rows and disk, and speaks a tiny language of events.
import { asClientId, asSessionId } from '../../src/base/ids.ts';
import type { SchemaAnswer, SchemaTable } from '../../src/protocol/catalog.ts';
import type { CatchupRequired, DownMessage } from '../../src/protocol/down.ts';
import type { ErrorKind } from '../../src/protocol/errors.ts';
import { STAMP_COLUMN, type AffectedRow, type Row } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import type { SyncTable } from '../../src/protocol/sync.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import type { StoredCache } from '../../src/client/persistence.ts';
import { RowStore } from '../../src/client/row-store.ts';
import { initialState, step } from '../../src/client/sync-state.ts';
import type { Effect, SyncEvent, SyncState } from '../../src/client/sync-types.ts';

/** Settings that tests change. */
export interface ReplicaOptions {
  readonly sessionId?: string;
  readonly pageSize?: number;
  readonly disk?: MemoryCaches;
}

const ID = asClientId('replica');

export class Replica {
  readonly store = new RowStore();
  readonly disk: MemoryCaches;
  state: SyncState;
  /** Effects of the last event. */
  effects: readonly Effect[] = [];
  /** All effects so far but storage, in order. */
  readonly log: Effect[] = [];

  constructor(options: ReplicaOptions = {}) {
    this.disk = options.disk ?? new MemoryCaches();
    const settings = { pageSize: options.pageSize ?? null, pingIntervalMs: 10_000, durable: true };
    this.state = initialState(settings, options.sessionId === undefined ? null : asSessionId(options.sessionId));
  }

  /** Number of the socket in use; 0 when there is none. */
  get socket(): number {
    const { link } = this.state;
    if (link.phase === 'connecting') return link.socket ?? 0;
    return 'chain' in link ? link.chain.socket : 0;
  }

  /** Number of the request under way; 0 when there is none. */
  get request(): number {
    const { link } = this.state;
    return link.phase === 'catching_up' ? (link.request ?? 0) : 0;
  }

  async start(): Promise<void> {
    const cache = await this.disk.forClient(ID).load();
    if (cache) this.store.load(cache.rows, cache.meta.cursor);
    this.feed({ type: 'started', cache: cache?.meta ?? null, online: true });
  }

  feed(event: SyncEvent): void {
    const { state, effects } = step(this.state, event);
    this.state = state;
    this.effects = effects;
    for (const effect of effects) this.#perform(effect);
  }

  play(...script: readonly Saying[]): this {
    for (const saying of script) this.feed(saying(this));
    return this;
  }

  /** What is held, as `posts/1@10`, sorted. */
  get holds(): string[] {
    return listRows(this.store.tables);
  }

  /** What is on disk, in the same words. */
  async stored(): Promise<StoredCache | null> {
    return this.disk.forClient(ID).load();
  }

  /** `posts:10#h` for each cursor entry. */
  get cursor(): string[] {
    const entries = Object.entries(this.state.known.cursor.tables);
    return entries
      .map(([table, entry]) => `${table}:${entry.last_seen_updated_at}#${entry.permission_hash}`)
      .toSorted();
  }

  /** Kinds of the last event's effects, timers by name, without storage. */
  get did(): string[] {
    return this.effects.filter((effect) => effect.type !== 'apply').map(nameOf);
  }

  #perform(effect: Effect): void {
    if (effect.type !== 'apply') return void this.log.push(effect);
    this.store.apply(effect.change);
    const { tables } = this.store;
    const counts = Object.fromEntries([...tables].map(([table, { size }]) => [table, size]));
    void this.disk.forClient(ID).write({ tables, meta: { ...effect.meta, counts } });
  }
}

function nameOf(effect: Effect): string {
  return 'timer' in effect ? `${effect.type} ${effect.timer}` : effect.type;
}

export function listRows(tables: ReadonlyMap<string, ReadonlyMap<unknown, Row>>): string[] {
  const rows = [...tables].flatMap(([table, held]) =>
    [...held].map(([key, row]) => `${table}/${String(key)}@${String(row[STAMP_COLUMN])}`),
  );
  return rows.toSorted();
}

/** One sentence of a script. */
export type Saying = (replica: Replica) => SyncEvent;

export const USER: SessionValues = { userId: 1, role: 'user' };

export interface Greeting {
  readonly session?: SessionValues;
  readonly sessionId?: string;
  readonly epoch?: string;
  readonly revision?: number;
}

export const connected = (greeting: Greeting = {}): Saying =>
  says({
    type: 'connected',
    sessionId: greeting.sessionId ?? 's1',
    session: greeting.session ?? USER,
    databaseEpoch: greeting.epoch ?? 'e1',
    serverRevision: greeting.revision ?? 0,
  });

export const schema = (...tables: readonly string[]): Saying => {
  const answer = schemaOf(...(tables.length === 0 ? ['posts', 'users'] : tables));
  return (replica) => ({ type: 'schemaArrived', request: replica.request, schema: answer });
};

export interface PageWords {
  /** Tables by name, rows as `1@10`. */
  readonly [table: string]: {
    readonly rows?: readonly string[];
    readonly removed?: readonly number[];
    readonly until: number | null;
    readonly hash?: string;
    readonly resync?: true;
    readonly since?: number;
  };
}

export const page = (
  point: number,
  tables: PageWords,
  more: { readonly more?: boolean; readonly epoch?: string; readonly revision?: number } = {},
): Saying => {
  const answer = {
    tables: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, tableOf(table)])),
    has_more: more.more ?? false,
    databaseEpoch: more.epoch ?? 'e1',
    serverRevision: more.revision ?? 0,
    syncPoint: point,
  };
  return (replica) => ({ type: 'pageArrived', request: replica.request, answer });
};

export const reset = (epoch: string): Saying => {
  return (replica) => ({
    type: 'pageArrived',
    request: replica.request,
    answer: { type: 'reset', databaseEpoch: epoch },
  });
};

/** A delta from one revision to the next: `posts/1@10` is a row, `posts/1!12` a removal. */
export const delta = (previousRevision: number, serverRevision: number, ...items: readonly string[]): Saying =>
  says({
    type: 'delta',
    data: { all_affected_rows: items.map(affectedOf), affected_row_indices: items.map((_, index) => index) },
    previousRevision,
    serverRevision,
  });

export const catchup = (
  reason: CatchupRequired['reason'],
  more: { readonly session?: SessionValues; readonly epoch?: string; readonly revision?: number } = {},
): Saying =>
  says({
    type: 'catchupRequired',
    reason,
    serverRevision: more.revision ?? 0,
    databaseEpoch: more.epoch ?? 'e1',
    ...(more.session ? { session: more.session } : {}),
  });

export const pong = (previousRevision: number): Saying => says({ type: 'pong', previousRevision });
export const garbage: Saying = (replica) => ({ type: 'messageUnreadable', socket: replica.socket, problem: 'Noise.' });
export const closed =
  (code = 1006): Saying =>
  (replica) => ({ type: 'socketClosed', socket: replica.socket, code, reason: '' });
export const fails =
  (kind: ErrorKind): Saying =>
  (replica) => ({ type: 'requestFailed', request: replica.request, error: { kind, message: kind } });
export const fires =
  (timer: 'retry' | 'heartbeat' | 'patience'): Saying =>
  () => ({ type: 'timerFired', timer });
export const offline: Saying = () => ({ type: 'wentOffline' });
export const online: Saying = () => ({ type: 'wentOnline' });
export const reconnect: Saying = () => ({ type: 'reconnectAsked' });
export const resync: Saying = () => ({ type: 'resyncAsked' });

/** Live with nothing but an empty first page, sync point 0. */
export const live: readonly Saying[] = [connected(), schema(), page(0, { posts: { until: 0 }, users: { until: 0 } })];

export function says(message: DownMessage): Saying {
  return (replica) => ({ type: 'messageArrived', socket: replica.socket, message });
}

export function schemaOf(...tables: readonly string[]): SchemaAnswer {
  return { source: tables.join(), session: [], unions: [], tables: tables.map(schemaTable) };
}

function schemaTable(name: string): SchemaTable {
  const permissions = { query: 'True', insert: 'True', update: 'True', delete: 'True' };
  return { record: name, name, primaryKey: 'id', columns: [], links: [], synced: true, permissions };
}

function tableOf(words: PageWords[string]): SyncTable {
  return {
    rows: (words.rows ?? []).map(rowOf),
    permission_hash: words.hash ?? 'h',
    last_seen_updated_at: words.until,
    ...(words.removed ? { removed: [...words.removed] } : {}),
    ...(words.resync ? { resync: true as const } : {}),
    ...(words.since === undefined ? {} : { since: words.since }),
  };
}

function rowOf(text: string): Row {
  const [id, stamp] = text.split('@').map(Number);
  return { id: id ?? 0, [STAMP_COLUMN]: stamp ?? 0 };
}

function affectedOf(text: string): AffectedRow {
  const [table = '', rest = ''] = text.split('/');
  if (!rest.includes('!')) return { table_name: table, row: rowOf(rest), headers: ['id', STAMP_COLUMN] };
  const [id, stamp] = rest.split('!').map(Number);
  return { table_name: table, row: { id: id ?? 0 }, headers: ['id'], removed: true, stamp: stamp ?? 0 };
}
