// Reads what was sent to each connection, and judges it: rows, removals, and the chain of revisions.
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../src/base/json.ts';
import type { ConnectionId } from '../../src/base/ids.ts';
import type { TraceRecord } from '../../src/network/trace.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import type { Histories } from './histories.ts';
import { stampOf, type Witness } from './witness.ts';

interface Greeted {
  readonly sessionId: string;
  readonly epoch: string;
  /** The revision last sent on it. */
  revision: number;
}

export class Mail {
  frames = 0;
  readonly #histories: Histories;
  readonly #gaps: boolean;
  readonly #pageSize: number;
  readonly #witnessOf: (epoch: string) => Witness | undefined;
  readonly #greeted = new Map<ConnectionId, Greeted>();
  /** Request → the session that asked. */
  readonly #requests = new Map<number, string>();
  readonly #arrived: TraceRecord[] = [];

  constructor(
    histories: Histories,
    { gaps, pageSize }: { readonly gaps: boolean; readonly pageSize: number },
    witnessOf: (epoch: string) => Witness | undefined,
  ) {
    this.#histories = histories;
    this.#gaps = gaps;
    this.#pageSize = pageSize;
    this.#witnessOf = witnessOf;
  }

  /** Takes a frame to be judged after the step. */
  take(record: TraceRecord): void {
    if (record.kind === 'request')
      this.#requests.set(record.requestId, new URL(record.url).searchParams.get('sessionId') ?? '');
    else if (record.direction === 'down' && record.text !== null) this.#arrived.push(record);
  }

  /** What was wrong with what was sent since the last time; null when nothing was. */
  problem(): string | null {
    for (const record of this.#arrived.splice(0)) {
      this.frames++;
      const found = this.#judge(record);
      if (found !== null) return `${found}, in ${record.text}`;
    }
    return null;
  }

  #judge(record: TraceRecord): string | null {
    const message = parseJson(record.text ?? '');
    if (!isJsonObject(message)) return null;
    if (record.kind === 'response') return this.#judgePage(record.requestId, message);
    for (const connection of record.connections) {
      const problem = this.#judgeMessage(connection, message);
      if (problem !== null) return `${problem}, to connection ${connection}`;
    }
    return null;
  }

  #judgeMessage(connection: ConnectionId, message: JsonObject): string | null {
    const { type, serverRevision } = message;
    const revision = Number(serverRevision);
    if (type === 'connected') {
      const [sessionId, epoch] = [String(message['sessionId']), String(message['databaseEpoch'])];
      this.#greeted.set(connection, { sessionId, epoch, revision });
      return null;
    }
    const greeted = this.#greeted.get(connection);
    if (!greeted) return `[WS-3] it was sent ${String(type)} before it was greeted`;
    if (type === 'catchupRequired') greeted.revision = revision;
    return type === 'delta' ? this.#judgeDelta(greeted, message) : null;
  }

  #judgeDelta(greeted: Greeted, delta: JsonObject): string | null {
    const [previous, revision] = [Number(delta['previousRevision']), Number(delta['serverRevision'])];
    if (!this.#gaps && previous !== greeted.revision)
      return `[WS-3] ${previous} follows ${greeted.revision} on its chain`;
    if (revision < previous) return `[WS-6] ${revision} follows ${previous} on its chain`;
    greeted.revision = revision;
    const data = objectIn(delta, 'data');
    for (const affected of listIn(data, 'all_affected_rows')) {
      if (!isJsonObject(affected)) return '[WS-3] an affected row is no object';
      const problem = this.#judgeRow(greeted.epoch, greeted.sessionId, String(affected['table_name']), affected);
      if (problem !== null) return problem;
    }
    return null;
  }

  #judgeRow(epoch: string, sessionId: string, table: string, affected: JsonObject): string | null {
    const witness = this.#witnessOf(epoch);
    if (!witness) return '[SYNC-12] it is of no database';
    const row = objectIn(affected, 'row');
    const [sessions, variants] = [this.#histories.recent(sessionId), this.#histories.recentVariants()];
    if (affected['removed'] !== true) return leak(witness.judge(table, row, sessions, variants));
    const values = Object.values(row);
    if (values.length !== 1) return `[SYNC-7] a removal tells more than a key`;
    const [key] = values;
    return witness.judgeRemoval({ table, key, stamp: Number(affected['stamp']) }, sessions, variants);
  }

  /** Values that a session had under no rule matter not: pages tell who they are of by the request. */
  #judgePage(requestId: number, page: JsonObject): string | null {
    const tables = page['tables'];
    if (!isJsonObject(tables) || !('syncPoint' in page)) return null;
    const sessionId = this.#requests.get(requestId) ?? '';
    const witness = this.#witnessOf(String(page['databaseEpoch']));
    if (!witness) return '[SYNC-12] it is of no database';
    const [sessions, variants] = [this.#histories.recent(sessionId), this.#histories.recentVariants()];
    for (const [table, news] of Object.entries(tables)) {
      if (!isJsonObject(news)) return '[SYNC-4] the news of a table is no object';
      const problem = this.#judgeOrder(news) ?? judgeNews(witness, table, news, sessions, variants);
      if (problem !== null) return problem;
    }
    return null;
  }

  /** [SYNC-4] A page is no larger than asked for, its rows are in the order of their stamps, and it vouches for all of them. */
  #judgeOrder(news: JsonObject): string | null {
    const stamps = listIn(news, 'rows').map((row) => (isJsonObject(row) ? stampOf(row) : -1));
    if (stamps.length > this.#pageSize) return `[SYNC-4] a page of ${stamps.length} rows, asked for ${this.#pageSize}`;
    if (stamps.some((stamp, index) => stamp <= (stamps[index - 1] ?? -1))) return '[SYNC-4] rows are out of order';
    const seen = Number(news['last_seen_updated_at']);
    return seen < (stamps.at(-1) ?? -1) ? `[SYNC-4] a page up to ${seen} holds a row of ${stamps.at(-1)}` : null;
  }
}

function judgeNews(
  witness: Witness,
  table: string,
  news: JsonObject,
  sessions: readonly SessionValues[],
  variants: readonly number[],
): string | null {
  for (const row of listIn(news, 'rows')) {
    const problem = isJsonObject(row)
      ? leak(witness.judge(table, row, sessions, variants))
      : '[SYNC-4] a row is no object';
    if (problem !== null) return problem;
  }
  for (const key of listIn(news, 'removed')) {
    const problem = witness.judgeRemoval({ table, key, stamp: null }, sessions, variants);
    if (problem !== null) return problem;
  }
  return null;
}

function leak(problem: string | null): string | null {
  return problem === null ? null : `[SYNC-2] it may not see this: ${problem}`;
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

function listIn(object: JsonObject, name: string): readonly JsonValue[] {
  const value = object[name];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
