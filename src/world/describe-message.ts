// One record of the trace in words [UI-5]. Pure.
import { unreachable } from '../base/assert.ts';
import type { ClientId } from '../base/ids.ts';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../base/json.ts';
import type { SharedParse } from '../client/client.ts';
import type { TraceRecord } from '../network/trace.ts';
import type { QueryEntry } from '../protocol/catalog.ts';
import type { CatchupRequired, DownMessage } from '../protocol/down.ts';
import { PATH } from '../protocol/paths.ts';
import { STAMP_COLUMN, type AffectedRow } from '../protocol/rows.ts';
import type { FetchedTable, MessageKind, MessageView, Party, TouchedRow } from './messages.ts';

/** What is known of a query. */
export type KnownQuery = Pick<QueryEntry, 'name' | 'operation'>;

/** What a record is read with. */
export interface Reading {
  readonly parse: SharedParse;
  /** The sender or the recipients, by name. */
  parties(ids: readonly ClientId[]): readonly Party[];
  /** A query by what requests call it; null for one that is not known. */
  query(called: string): KnownQuery | null;
  /** Name of a table's primary key; null for a table that is not known. */
  primaryKey(table: string): string | null;
  /** Responses: where the request went; null when it was dropped from the trace. */
  readonly requestUrl: string | null;
}

/** Why a client has to catch up, as people say it. */
const REASONS: Readonly<Record<CatchupRequired['reason'], string>> = {
  schemaChanged: 'the schema or a permission changed',
  sessionChanged: 'its session changed',
  queueOverflow: 'it was too slow for the deltas',
  serverRestarted: 'the server started again',
};

/** A message without what only its neighbours tell. */
export type LoneMessage = Omit<MessageView, 'partner' | 'skipped'>;

interface Words {
  readonly kind: MessageKind;
  readonly summary: string;
  readonly rows?: readonly TouchedRow[];
  readonly tables?: readonly string[];
  readonly revision?: number | null;
  readonly fetched?: readonly FetchedTable[];
  readonly breaks?: 'connection' | 'request';
  readonly operation?: QueryEntry['operation'];
}

export function describe(record: TraceRecord, reading: Reading): LoneMessage {
  const words = wordsOf(record, reading);
  return {
    sequence: record.sequence,
    atMs: record.atMs,
    direction: record.direction,
    kind: words.kind,
    summary: words.summary,
    parties: reading.parties(record.clients),
    rows: words.rows ?? [],
    tables: words.tables ?? [],
    ...(words.fetched ? { fetched: words.fetched } : {}),
    ...(words.breaks ? { breaks: words.breaks } : {}),
    ...(words.operation ? { operation: words.operation } : {}),
    bytes: record.bytes,
    durationMs: record.kind === 'response' ? record.durationMs : null,
    revision: words.revision ?? null,
    deliveries: record.deliveries,
    payload: record.text ?? '',
  };
}

function wordsOf(record: TraceRecord, reading: Reading): Words {
  switch (record.kind) {
    case 'open':
      return { kind: 'open', summary: record.direction === 'up' ? 'asks for a connection' : 'connection is open' };
    case 'close':
      return { kind: 'close', summary: `connection closed, ${record.code}${record.reason && `: ${record.reason}`}` };
    case 'error':
      return {
        kind: 'error',
        summary: record.message,
        ...(record.clients.length > 0 && { breaks: record.requestId === null ? 'connection' : 'request' }),
      };
    case 'abort':
      return { kind: 'error', summary: 'gives a request up' };
    case 'message':
      return record.direction === 'up' ? upWords(record.text) : downWords(record.text, reading);
    case 'request':
      return requestWords(record.url, record.text, reading);
    case 'response':
      return responseWords(record, reading);
    default:
      return unreachable(record);
  }
}

function upWords(text: string | null): Words {
  return text === '{"type":"ping"}'
    ? { kind: 'ping', summary: 'ping' }
    : { kind: 'error', summary: 'sends what is no message' };
}

function downWords(text: string | null, reading: Reading): Words {
  const parsed = reading.parse.message(text ?? '');
  return parsed.ok
    ? messageWords(parsed.value, reading)
    : { kind: 'error', summary: `unreadable message: ${parsed.problem}` };
}

function messageWords(message: DownMessage, reading: Reading): Words {
  switch (message.type) {
    case 'connected':
      return {
        kind: 'connected',
        summary: `connected as ${pairs(message.session)}`,
        revision: message.serverRevision,
      };
    case 'delta':
      return deltaWords(message, reading);
    case 'catchupRequired':
      return {
        kind: 'catchupRequired',
        summary: `must catch up: ${REASONS[message.reason]}`,
        revision: message.serverRevision,
      };
    case 'pong':
      return { kind: 'pong', summary: `pong, last sent revision ${message.previousRevision}` };
    default:
      return unreachable(message);
  }
}

function deltaWords(message: Extract<DownMessage, { type: 'delta' }>, reading: Reading): Words {
  const { all_affected_rows: all, affected_row_indices: indices } = message.data;
  const rows = indices.flatMap((index) => {
    const affected = all[index];
    return affected ? [touched(affected, reading.primaryKey(affected.table_name))] : [];
  });
  const told = rows.slice(0, 4).map(({ table, key, removed }) => `${table} ${key}${removed ? ' removed' : ''}`);
  const more = rows.length > told.length ? ` and ${rows.length - told.length} more` : '';
  return {
    kind: 'delta',
    summary: `${told.join(', ')}${more}`,
    rows,
    tables: [...new Set(rows.map(({ table }) => table))],
    revision: message.serverRevision,
  };
}

/** A removal names its key and nothing else; a row of a table not known yet goes by its first column. */
function touched({ table_name, row, headers, removed }: AffectedRow, primaryKey: string | null): TouchedRow {
  const name = (removed ? null : primaryKey) ?? headers.find((header) => header !== STAMP_COLUMN) ?? '';
  const key = row[name] ?? null;
  const isKey = typeof key === 'number' || typeof key === 'string';
  return { table: table_name, key: isKey ? key : JSON.stringify(key), removed: removed === true };
}

function requestWords(url: string, text: string | null, reading: Reading): Words {
  const path = new URL(url, 'http://in.tab').pathname;
  if (path === PATH.sync) return catchupWords(parseJson(text ?? ''));
  if (!path.startsWith('/db/')) return { kind: 'catalog', summary: `asks for ${path.slice(1)}` };
  const called = decodeURIComponent(path.slice('/db/'.length));
  const query = reading.query(called);
  return {
    kind: query?.operation === 'query' ? 'query' : 'mutation',
    summary: `runs ${query?.name ?? called}`,
    ...(query && { operation: query.operation }),
  };
}

function catchupWords(body: JsonValue | undefined): Words {
  const cursor = isJsonObject(body) ? body['syncCursor'] : undefined;
  const tables = isJsonObject(cursor) && isJsonObject(cursor['tables']) ? Object.keys(cursor['tables']) : [];
  const since = tables.length === 0 ? 'with an empty cursor' : `from its cursor of ${tables.join(', ')}`;
  return { kind: 'catchup', summary: `catches up ${since}`, tables };
}

function responseWords(record: Extract<TraceRecord, { kind: 'response' }>, reading: Reading): Words {
  const path = reading.requestUrl === null ? '' : new URL(reading.requestUrl, 'http://in.tab').pathname;
  const body = parseJson(record.text ?? '');
  if (record.status >= 400) return { kind: 'error', summary: `${record.status} ${errorKind(body)}` };
  if (path === PATH.sync) return pageWords(body);
  if (!path.startsWith('/db/')) return { kind: 'catalog', summary: `answer ${record.status}` };
  const revision = Number(record.headers.find(([name]) => name === 'pyre-revision')?.[1] ?? Number.NaN);
  const count = isJsonObject(body) ? Object.values(body).reduce<number>((sum, list) => sum + lengthOf(list), 0) : 0;
  const rows = count === 1 ? '1 row' : `${count} rows`;
  return {
    kind: 'answer',
    summary: Number.isNaN(revision) ? `gets ${rows}` : `gets ${rows}, revision ${revision}`,
    revision: Number.isNaN(revision) ? null : revision,
  };
}

function pageWords(body: JsonValue | undefined): Words {
  if (!isJsonObject(body)) return { kind: 'page', summary: 'gets an unreadable page' };
  if (body['type'] === 'reset') return { kind: 'page', summary: 'must start over: another epoch' };
  const tables = isJsonObject(body['tables']) ? Object.entries(body['tables']) : [];
  const fetched = tables.flatMap(([name, table]) => (isJsonObject(table) ? [fetchedOf(name, table)] : []));
  const rest = body['has_more'] === true ? '; more to come' : '';
  return {
    kind: 'page',
    summary: `gets ${fetchedText(fetched)}${rest}`,
    tables: tables.map(([name]) => name),
    fetched,
    revision: typeof body['serverRevision'] === 'number' ? body['serverRevision'] : null,
  };
}

function fetchedOf(table: string, page: JsonObject): FetchedTable {
  const { rows, removed, resync } = page;
  return { table, rows: lengthOf(rows), removed: lengthOf(removed), anew: resync === true };
}

/** `24 rows of posts, all anew`, `25 rows: 1 of users, 24 of posts and 2 removed`. */
function fetchedText(tables: readonly FetchedTable[]): string {
  const [only, ...others] = tables;
  if (!only) return 'nothing new';
  const all = tables.reduce((sum, { rows }) => sum + rows, 0);
  const head = all === 1 ? '1 row' : `${all} rows`;
  return others.length === 0
    ? `${head} ${tailOf(only)}`
    : `${head}: ${tables.map((one) => `${one.rows} ${tailOf(one)}`).join(', ')}`;
}

function tailOf({ table, removed, anew }: FetchedTable): string {
  return `of ${table}${removed > 0 ? ` and ${removed} removed` : ''}${anew ? ', all anew' : ''}`;
}

function lengthOf(value: JsonValue | undefined): number {
  return Array.isArray(value) ? value.length : 0;
}

function errorKind(body: JsonValue | undefined): string {
  const error = isJsonObject(body) ? body['error'] : undefined;
  return isJsonObject(error)
    ? [error['kind'], error['message']].filter((part) => typeof part === 'string').join(': ')
    : '';
}

function pairs(values: JsonObject): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
