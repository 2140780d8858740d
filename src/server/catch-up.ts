// One page of catch-up: which tables have news, their rows and removals, read in one transaction [SYNC-4] [SYNC-9].
import type { SyncTableSql } from '../engine/engine.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { SyncCursor } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { readRevision } from './mutate.ts';
import type { ServerState } from './state.ts';
import { PROBLEMS_TOLD } from './values.ts';
import { firstCell, rowObjects, type Transaction } from './storage.ts';

/** JSON text of a `SyncPage`: what SQLite wrote as JSON goes into it as it is. */
export function readPage(state: ServerState, cursor: SyncCursor, session: SessionValues, pageSize: number): string {
  return state.storage.transaction((transaction) => {
    const status = state.engine.get_sync_status_sql(cursor, session);
    const statusRows = rowObjects(transaction.all(status.sql, status.params));
    const { tables } = state.engine.get_sync_sql(statusRows, cursor, session, pageSize);
    const pages = tables.map((table) => readTable(transaction, table));
    return joinPage(pages, {
      databaseEpoch: state.databaseEpoch,
      serverRevision: readRevision(transaction),
      syncPoint: Number(firstCell(transaction.all('select stamp from _pyre_clock'))),
    });
  });
}

/** Refuses a cursor that names a table the schema does not have: with a right epoch it cannot come from this server. */
export function checkCursorTables(state: ServerState, named: readonly string[]): void {
  const tables = state.project.schema.tables.map(({ name }) => name);
  const strange = named.filter((name) => !tables.includes(name));
  if (strange.length === 0) return;
  const unknown = strange.slice(0, PROBLEMS_TOLD).map((name) => name.slice(0, 200));
  throw new ProtocolError('Malformed', `syncCursor names unknown tables: ${unknown.join(', ')}`, {
    unknown,
    known: tables,
  });
}

interface TablePage {
  readonly text: string;
  readonly hasMore: boolean;
}

function readTable(transaction: Transaction, table: SyncTableSql): TablePage {
  const page = rowObjects(transaction.all(table.sql, table.params))[0] ?? {};
  const { rows, last_seen_updated_at: lastSeen = null, has_more: hasMore, removed } = page;
  let text = `${JSON.stringify(table.table_name)}:{"permission_hash":${JSON.stringify(table.permission_hash)}`;
  text += `,"last_seen_updated_at":${lastSeen}`;
  if (typeof removed === 'string' && removed !== '[]') text += `,"removed":${removed}`;
  if (table.since !== null && hasMore === 1) text += `,"since":${table.since}`;
  if (table.resync) text += ',"resync":true';
  text += `,"rows":${typeof rows === 'string' ? rows : '[]'}}`;
  return { text, hasMore: hasMore === 1 };
}

/** Texts are only ever put behind each other: to join a list of them would copy every row. */
function joinPage(pages: readonly TablePage[], rest: Readonly<Record<string, string | number>>): string {
  let tables = '';
  for (const { text } of pages) tables += tables === '' ? text : `,${text}`;
  const hasMore = pages.some((page) => page.hasMore);
  return `{"tables":{${tables}},"has_more":${hasMore},${JSON.stringify(rest).slice(1)}`;
}
