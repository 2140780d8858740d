// What lies between the server and the page: frames are lost there, and answers say no more than they must.
import { isJsonObject, parseJson, type JsonObject } from '../../src/base/json.ts';
import type { Random } from '../../src/base/random.ts';
import type { RowKey } from '../../src/protocol/rows.ts';
import { isWeak } from './weakness.ts';
import type { Witness } from './witness.ts';

export interface CableOptions {
  readonly random: Random;
  /** Chance of a delta to be lost on its way to one connection, which does not break. */
  readonly silentLoss: number;
  /** Pages leave out removals of rows that a client cannot have by its cursor: the rules allow it. */
  readonly terse: boolean;
  readonly witness: () => Witness;
}

export class Cable {
  readonly #options: CableOptions;
  #silentLoss: number;
  /** Requests for pages → the tables of their cursors. */
  readonly #cursors = new Map<unknown, JsonObject>();

  constructor(options: CableOptions) {
    this.#options = options;
    this.#silentLoss = options.silentLoss;
  }

  /** Nothing is lost any more. */
  behave(): void {
    this.#silentLoss = 0;
  }

  /** A frame from the page as the server gets it. */
  up(frame: unknown): unknown {
    if (typeof frame !== 'object' || frame === null) return frame;
    if (this.#options.terse) this.#noteCursor(frame);
    return isWeak('request ids are lost') ? withoutRequestId(frame) : frame;
  }

  /** A frame from the server as the page gets it; null when it does not. */
  down(frame: unknown): unknown {
    if (typeof frame !== 'object' || frame === null || !('type' in frame)) return frame;
    if (frame.type === 'response') return this.#answer(frame);
    if (frame.type !== 'message' || !('data' in frame) || !('connections' in frame)) return frame;
    const { data, connections } = frame;
    if (typeof data !== 'string' || !Array.isArray(connections)) return frame;
    if (isWeak('nobody hears of changed session values') && data.includes('"sessionChanged"')) return null;
    if (isWeak('nobody hears of a changed schema') && data.includes('"schemaChanged"')) return null;
    if (this.#silentLoss === 0 || !data.startsWith('{"type":"delta"')) return frame;
    const lucky: unknown[] = connections.filter(() => this.#options.random.fraction() >= this.#silentLoss);
    return lucky.length === 0 ? null : { ...frame, connections: lucky };
  }

  #noteCursor(frame: object): void {
    if (!('id' in frame && 'body' in frame && typeof frame.body === 'string')) return;
    if (!frame.body.startsWith('{"syncCursor"')) return;
    const asked = parseJson(frame.body);
    const cursor = isJsonObject(asked) ? asked['syncCursor'] : null;
    const tables = isJsonObject(cursor) ? cursor['tables'] : null;
    if (isJsonObject(tables)) this.#cursors.set(frame.id, tables);
  }

  #answer(frame: object): unknown {
    const forgets = isWeak('catch-up forgets removals');
    const cursors = 'id' in frame ? this.#cursors.get(frame.id) : undefined;
    if ('id' in frame) this.#cursors.delete(frame.id);
    if (!('body' in frame) || typeof frame.body !== 'string') return frame;
    if (isWeak('pages are out of order')) return withTables(frame, frame.body, reversed);
    if (!frame.body.includes('"removed"')) return frame;
    if (!forgets && !cursors) return frame;
    return withRemovals(frame, frame.body, (table, keys) => {
      if (forgets) return [];
      const entry = cursors?.[table];
      const seen = isJsonObject(entry) ? Number(entry['last_seen_updated_at'] ?? -1) : -1;
      return keys.filter((key) => this.#options.witness().wroteBy(table, key, seen));
    });
  }
}

/** A page whose removals are those that `choose` leaves. */
function withRemovals(
  frame: object,
  body: string,
  choose: (table: string, keys: readonly RowKey[]) => readonly RowKey[],
): unknown {
  return withTables(frame, body, (table, name) => {
    if (!Array.isArray(table['removed'])) return table;
    const { removed, ...rest } = table;
    const left = choose(name, removed as readonly RowKey[]);
    return left.length === 0 ? rest : { ...rest, removed: left };
  });
}

function reversed(table: JsonObject): JsonObject {
  return Array.isArray(table['rows'])
    ? { ...table, rows: (table['rows'] as readonly JsonObject[]).toReversed() }
    : table;
}

function withTables(frame: object, body: string, change: (table: JsonObject, name: string) => JsonObject): unknown {
  const page = parseJson(body);
  if (!isJsonObject(page) || !isJsonObject(page['tables'])) return frame;
  const tables = Object.entries(page['tables']).map(([name, table]) => [
    name,
    isJsonObject(table) ? change(table, name) : table,
  ]);
  return { ...frame, body: JSON.stringify({ ...page, tables: Object.fromEntries(tables) }) };
}

function withoutRequestId(frame: object): unknown {
  if (!('headers' in frame) || !Array.isArray(frame.headers)) return frame;
  const headers: unknown[] = frame.headers.filter((pair) => !Array.isArray(pair) || pair[0] !== 'pyre-request-id');
  return { ...frame, headers };
}
