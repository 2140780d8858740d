// A model of a server: two tables, views that change, bounded history. It tells as little as the protocol allows.
import type { DownMessage } from '../../src/protocol/down.ts';
import { STAMP_COLUMN, type AffectedRow, type Row, type SyncCursor } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import type { SyncAnswer, SyncRequest, SyncTable } from '../../src/protocol/sync.ts';

export const TABLES = ['posts', 'users'] as const;
export type Table = (typeof TABLES)[number];

interface Image {
  readonly value: number;
  readonly stamp: number;
}

/** An image that a write replaced: until `replacedAt` it was the row. */
interface Earlier extends Image {
  readonly table: Table;
  readonly key: number;
  readonly replacedAt: number;
}

export interface Write {
  readonly table: Table;
  readonly key: number;
  /** Null deletes. */
  readonly value: number | null;
}

export class ModelServer {
  epoch = 1;
  user = 0;
  /** What the socket still has to deliver; null while nobody is connected. */
  queue: DownMessage[] | null = null;
  readonly #rows: Record<Table, Map<number, Image>> = { posts: new Map(), users: new Map() };
  readonly #rule: Record<Table, number> = { posts: 0, users: 0 };
  #history: Earlier[] = [];
  #horizon = 0;
  #stamp = 0;
  #revision = 0;
  #sent = 0;

  get session(): SessionValues {
    return { userId: this.user };
  }

  /** Whether the session may see a value: rule 0 lets everybody see the even ones, rule 1 each user a third. */
  #sees(table: Table, value: number): boolean {
    return this.#rule[table] === 0 ? value % 2 === 0 : value % 3 === this.user;
  }

  hash(table: Table): string {
    return this.#rule[table] === 0 ? 'even' : `third ${this.user}`;
  }

  /** What the client should hold, as `posts/1@3`. */
  view(upTo: (table: Table) => number = () => Infinity): string[] {
    return TABLES.flatMap((table) =>
      [...this.#rows[table]]
        .filter(([, image]) => this.#sees(table, image.value) && image.stamp <= upTo(table))
        .map(([key, image]) => `${table}/${key}@${image.stamp}`),
    ).toSorted();
  }

  connect(): void {
    this.#sent = this.#revision;
    const { session, epoch } = this;
    const databaseEpoch = String(epoch);
    this.queue = [{ type: 'connected', sessionId: 's', session, databaseEpoch, serverRevision: this.#revision }];
  }

  /** One transaction. */
  commit(writes: readonly Write[]): void {
    const affected = writes.flatMap((write) => this.#write(write));
    this.#revision++;
    if (affected.length === 0 || this.queue === null) return;
    const data = { all_affected_rows: affected, affected_row_indices: affected.map((_, index) => index) };
    const previousRevision = this.#sent;
    this.#sent = this.#revision;
    this.queue.push({ type: 'delta', data, serverRevision: this.#revision, previousRevision });
  }

  changeRule(table: Table): void {
    this.#rule[table] = 1 - this.#rule[table];
    this.#demand('schemaChanged');
  }

  changeUser(): void {
    this.user = (this.user + 1) % 3;
    this.#demand('sessionChanged');
  }

  prune(): void {
    this.#history = [];
    this.#horizon = this.#stamp;
  }

  newEpoch(): void {
    this.epoch++;
    for (const table of TABLES) this.#rows[table].clear();
    this.prune();
    this.#stamp = 0;
    this.#horizon = 0;
    this.#revision = 0;
    this.queue = null;
  }

  pong(): void {
    this.queue?.push({ type: 'pong', previousRevision: this.#sent });
  }

  /** Null stands for a refusal: the session is not this one's. */
  answer(request: SyncRequest): SyncAnswer | null {
    if (request.databaseEpoch !== String(this.epoch)) return { type: 'reset', databaseEpoch: String(this.epoch) };
    if (request.session?.['userId'] !== this.user) return null;
    const pageSize = request.pageSize ?? 1000;
    const pages = TABLES.map((table) => this.#readTable(table, request.syncCursor, pageSize));
    const told = TABLES.flatMap((table, index) => {
      const page = pages[index]?.page;
      return page ? [[table, page] as const] : [];
    });
    return {
      tables: Object.fromEntries(told),
      has_more: pages.some((page) => page.more),
      databaseEpoch: String(this.epoch),
      serverRevision: this.#revision,
      syncPoint: this.#stamp,
    };
  }

  #readTable(table: Table, cursor: SyncCursor, pageSize: number): { page: SyncTable | null; more: boolean } {
    const entry = cursor.tables[table];
    const hash = this.hash(table);
    const after = entry?.permission_hash === hash ? (entry.last_seen_updated_at ?? -1) : -1;
    const old = after !== -1 && (entry?.since ?? after) < this.#horizon;
    const from = old ? -1 : after;
    const since = from === -1 ? this.#stamp : entry?.since;
    const visible = [...this.#rows[table]].filter(([, image]) => image.stamp > from && this.#sees(table, image.value));
    const rows = visible.toSorted(([, a], [, b]) => a.stamp - b.stamp).slice(0, pageSize);
    const more = visible.length > pageSize;
    const removed = entry === undefined || old ? [] : this.#removedSince(table, from);
    if (rows.length === 0 && removed.length === 0 && entry?.permission_hash === hash && !old)
      return { page: null, more };
    const last = rows.at(-1)?.[1].stamp ?? null;
    return {
      more,
      page: {
        rows: rows.map(([key, image]) => rowOf(key, image)),
        permission_hash: hash,
        last_seen_updated_at: more ? last : this.#stamp,
        ...(removed.length > 0 ? { removed } : {}),
        ...(old ? { resync: true as const } : {}),
        ...(more && since !== undefined ? { since } : {}),
      },
    };
  }

  /** Keys that a client with this cursor may hold and may not see: no more than it needs to be told. */
  #removedSince(table: Table, cursor: number): number[] {
    const gone = this.#history.filter((image) => {
      const held = image.table === table && image.stamp <= cursor && image.replacedAt > cursor;
      const now = this.#rows[table].get(image.key);
      return held && this.#sees(table, image.value) && !(now && this.#sees(table, now.value));
    });
    return [...new Set(gone.map((image) => image.key))];
  }

  #write({ table, key, value }: Write): AffectedRow[] {
    const before = this.#rows[table].get(key);
    if (before === undefined && value === null) return [];
    const stamp = ++this.#stamp;
    if (before) this.#history.push({ table, key, ...before, replacedAt: stamp });
    if (value === null) this.#rows[table].delete(key);
    else this.#rows[table].set(key, { value, stamp });
    if (value !== null && this.#sees(table, value)) {
      return [{ table_name: table, row: rowOf(key, { value, stamp }), headers: [] }];
    }
    if (!before || !this.#sees(table, before.value)) return [];
    return [{ table_name: table, row: { id: key }, headers: ['id'], removed: true, stamp }];
  }

  #demand(reason: 'schemaChanged' | 'sessionChanged'): void {
    this.#sent = this.#revision;
    const databaseEpoch = String(this.epoch);
    const session = reason === 'sessionChanged' ? { session: this.session } : {};
    this.queue?.push({ type: 'catchupRequired', reason, serverRevision: this.#revision, databaseEpoch, ...session });
  }
}

function rowOf(id: number, { value, stamp }: Image): Row {
  return { id, value, [STAMP_COLUMN]: stamp };
}
