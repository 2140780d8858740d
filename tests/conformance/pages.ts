// Reads one page of catch-up by the engine's SQL.
import type { Database } from 'sql.js';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { SyncCursor } from '../../src/protocol/rows.ts';
import { runBound } from './database.ts';

export interface PageTable {
  readonly rows: readonly JsonObject[];
  readonly removed: readonly unknown[];
  readonly hasMore: boolean;
  readonly lastSeen: number | null;
  readonly hash: string;
}

export interface Page {
  readonly tables: ReadonlyMap<string, PageTable>;
}

export function readPages(
  engine: Engine,
  database: Database,
  cursor: SyncCursor,
  session: JsonObject,
  pageSize: number,
): Page {
  const status = runBound(database, engine.get_sync_status_sql(cursor, session));
  const tables = new Map<string, PageTable>();
  for (const table of engine.get_sync_sql(status, cursor, session, pageSize).tables) {
    const answer = runBound(database, { sql: table.sql, params: table.params })[0] ?? {};
    tables.set(table.table_name, {
      rows: (JSON.parse(String(answer.rows ?? '[]')) as unknown[]).filter((row) => isJsonObject(row)),
      removed: JSON.parse(String(answer.removed ?? '[]')) as unknown[],
      hasMore: answer.has_more === 1,
      lastSeen: typeof answer.last_seen_updated_at === 'number' ? answer.last_seen_updated_at : null,
      hash: table.permission_hash,
    });
  }
  return { tables };
}
