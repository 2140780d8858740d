// A replica written from the rules of the protocol alone: cursor, rows, and what it makes of pages, deltas and removals.
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts';

/** What a page says of one table. */
interface PageTable {
  readonly rows: readonly JsonObject[];
  readonly permission_hash: string;
  readonly last_seen_updated_at: number | null;
  readonly removed?: readonly (number | string)[];
  readonly resync?: true;
  readonly since?: number;
}

interface Affected {
  readonly table_name: string;
  readonly row: JsonObject;
  readonly headers: readonly string[];
  readonly removed?: true;
  readonly stamp?: number;
}

/** Reads a member that has to be an object. */
export function objectAt(value: JsonValue | undefined, ...path: readonly string[]): JsonObject {
  let found = value;
  for (const name of path) found = isJsonObject(found) ? found[name] : undefined;
  if (!isJsonObject(found)) throw new TypeError(`expected an object at ${path.join('.')} of ${JSON.stringify(value)}`);
  return found;
}

/** A member as text: texts as they are, everything else as JSON. */
export function textAt(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** One client's cache [SYNC-1] [SYNC-6] to [SYNC-10] [SYNC-12]. It never moves its cursor by deltas, which is allowed. */
export class Replica {
  readonly #keys: ReadonlyMap<string, string>;
  readonly #rows = new Map<string, Map<number | string, JsonObject>>();
  readonly #tombstones = new Map<string, Map<number | string, number>>();
  cursor: Record<string, JsonObject> = {};
  epoch: string | null = null;
  /** The last link of the chain of this connection. */
  revision = -1;
  /** The chain broke, or the server said so: the next thing to do is to catch up. */
  gap = true;

  /** `keys`: table → primary key, as `GET /schema` tells. */
  constructor(keys: ReadonlyMap<string, string>) {
    this.#keys = keys;
    this.forget();
  }

  /** Another epoch, or another user: everything goes. */
  forget(): void {
    this.cursor = {};
    for (const table of this.#keys.keys()) {
      this.#rows.set(table, new Map());
      this.#tombstones.set(table, new Map());
    }
  }

  rows(table: string): readonly JsonObject[] {
    return [...this.#held(table).values()];
  }

  get body(): JsonObject {
    return { syncCursor: { tables: this.cursor }, ...(this.epoch === null ? {} : { databaseEpoch: this.epoch }) };
  }

  /** One message of the WebSocket. */
  hear(message: JsonObject): void {
    const { type, serverRevision, previousRevision } = message;
    if (type === 'connected') this.#enter(textAt(message, 'databaseEpoch'));
    if (type === 'catchupRequired') this.gap = true;
    if (type === 'delta' || type === 'pong') this.gap ||= previousRevision !== this.revision;
    if (type === 'delta') this.#delta(message);
    if (typeof serverRevision === 'number') this.revision = serverRevision;
    if (type === 'connected') this.gap = true;
  }

  #enter(epoch: string): void {
    if (this.epoch !== null && this.epoch !== epoch) this.forget();
    this.epoch = epoch;
  }

  #delta(message: JsonObject): void {
    const data = objectAt(message, 'data') as unknown as {
      readonly all_affected_rows: readonly Affected[];
      readonly affected_row_indices: readonly number[];
    };
    for (const index of data.affected_row_indices) {
      const affected = data.all_affected_rows[index];
      if (!affected) throw new Error(`index ${index} points nowhere`);
      const key = this.#keyOf(affected.table_name, affected.row);
      if (affected.removed) this.#remove(affected.table_name, key, affected.stamp ?? Number.MAX_SAFE_INTEGER);
      else this.#put(affected.table_name, key, affected.row);
    }
  }

  /** A page, or the news that everything is void. Gives whether another page must be asked for. */
  page(answer: JsonObject): boolean {
    if (answer['type'] === 'reset') {
      this.forget();
      this.epoch = textAt(answer, 'databaseEpoch');
      return true;
    }
    const syncPoint = Number(answer['syncPoint']);
    for (const [table, news] of Object.entries(objectAt(answer, 'tables')))
      this.#table(table, news as unknown as PageTable, syncPoint);
    this.epoch = textAt(answer, 'databaseEpoch');
    const more = answer['has_more'] === true;
    if (!more) for (const tombstones of this.#tombstones.values()) tombstones.clear();
    return more;
  }

  #table(table: string, news: PageTable, syncPoint: number): void {
    const held = this.#held(table);
    if (news.resync) {
      for (const [key, row] of held) if (Number(row['_pyre_stamp']) <= syncPoint) held.delete(key);
    }
    for (const key of news.removed ?? []) this.#remove(table, key, syncPoint);
    for (const row of news.rows) this.#put(table, this.#keyOf(table, row), row);
    const { permission_hash, last_seen_updated_at, since } = news;
    this.cursor[table] = { permission_hash, last_seen_updated_at, ...(since === undefined ? {} : { since }) };
  }

  #put(table: string, key: number | string, row: JsonObject): void {
    const stamp = Number(row['_pyre_stamp']);
    if (!(stamp > 0)) throw new Error(`a row without stamp: ${JSON.stringify(row)}`);
    const held = this.#held(table);
    const known = Number(held.get(key)?.['_pyre_stamp'] ?? 0);
    const gone = this.#tombstones.get(table)?.get(key) ?? 0;
    if (stamp >= known && stamp > gone) held.set(key, row);
  }

  #remove(table: string, key: number | string, stamp: number): void {
    const held = this.#held(table);
    if (Number(held.get(key)?.['_pyre_stamp'] ?? 0) > stamp) return;
    held.delete(key);
    const tombstones = this.#tombstones.get(table);
    tombstones?.set(key, Math.max(stamp, tombstones.get(key) ?? 0));
  }

  #held(table: string): Map<number | string, JsonObject> {
    const held = this.#rows.get(table);
    if (!held) throw new Error(`no table ${table}`);
    return held;
  }

  #keyOf(table: string, row: JsonObject): number | string {
    const key = row[this.#keys.get(table) ?? ''];
    if (typeof key !== 'number' && typeof key !== 'string') throw new Error(`no key in ${JSON.stringify(row)}`);
    return key;
  }
}
