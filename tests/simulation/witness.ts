// Remembers every committed version of every row, and judges what clients were sent and hold.
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import { downMessage } from '../../src/protocol/down.ts';
import { STAMP_COLUMN, type Row } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import { syncAnswer } from '../../src/protocol/sync.ts';
import { parseAs } from '../../src/client/shared-parse.ts';
import { sameJson } from '../../src/client/same-json.ts';
import { rowObjects, type Storage, type Transaction } from '../../src/server/storage.ts';
import { tables, type TableOracle } from './project.ts';

/** A storage that tells the witness of every commit. */
export function witnessed(storage: Storage, committed: (transaction: Transaction) => void): Storage {
  const transaction = (work: (transaction: Transaction) => unknown): unknown => {
    const result: unknown = storage.transaction(work as (transaction: Transaction) => string);
    storage.transaction(committed);
    return result;
  };
  return { transaction: transaction as Storage['transaction'], close: () => storage.close() };
}

export class Witness {
  /** `posts/1@3` → the row. */
  readonly #versions = new Map<string, Row>();
  #revision = -1;

  /** Notes all rows as they are now. */
  note(transaction: Transaction): void {
    const revision = readNumber(transaction, `select count(*) from sqlite_master where name = '_pyre_sync'`);
    if (revision === 0) return;
    const current = readNumber(transaction, 'select coalesce(max(server_revision), -1) from _pyre_sync');
    if (current === this.#revision || current === -1) return;
    this.#revision = current;
    for (const { name } of tables) {
      for (const row of rowObjects(transaction.all(`select * from ${name}`)))
        this.#versions.set(versionOf(name, row), row);
    }
  }

  /** Why a row must not be with a session of these values; null when it may. */
  judge(table: string, row: Row, sessions: readonly SessionValues[]): string | null {
    const oracle = tables.find(({ name }) => name === table);
    if (!oracle) return `there is no synced table ${table}`;
    const name = versionOf(table, row);
    const committed = this.#versions.get(name);
    if (!committed) return `${name} was never committed`;
    if (!sameJson(committed, row))
      return `${name} differs: ${JSON.stringify(row)}, committed ${JSON.stringify(committed)}`;
    return sessions.some((session) => oracle.sees(committed, session))
      ? null
      : `${name} is not for ${JSON.stringify(sessions)}: ${JSON.stringify(committed)}`;
  }

  /** What is wrong with a text that went down to a session; null when nothing is. */
  judgeText(text: string, sessions: readonly SessionValues[]): string | null {
    const rows = [...rowsOfMessage(text), ...rowsOfPage(text)];
    for (const { table, row } of rows) {
      const problem = this.judge(table, row, sessions);
      if (problem !== null) return `${problem}, in ${text}`;
    }
    return null;
  }
}

interface TableRow {
  readonly table: string;
  readonly row: Row;
}

/** Rows of a delta, all of them: what is sent is known, whatever the indices say. A removal is its key and nothing else. */
function rowsOfMessage(text: string): TableRow[] {
  const message = parseAs(downMessage, text);
  if (!message.ok || message.value.type !== 'delta') return [];
  return message.value.data.all_affected_rows.flatMap((affected) =>
    affected.removed && Object.keys(affected.row).length === 1
      ? []
      : [{ table: affected.table_name, row: affected.row }],
  );
}

function rowsOfPage(text: string): TableRow[] {
  const page = parseAs(syncAnswer, text);
  if (!page.ok || 'type' in page.value) return [];
  return Object.entries(page.value.tables).flatMap(([table, { rows }]) => rows.map((row) => ({ table, row })));
}

/** What a session sees now, asked of SQLite by the hand-written rule: `posts/1@3`. */
export function viewOf(storage: Storage, oracle: TableOracle, session: SessionValues): string[] {
  const parameters = { $userId: Number(session['userId']), $role: String(session['role']) };
  const used = Object.fromEntries(Object.entries(parameters).filter(([name]) => oracle.where.includes(name)));
  const rows = storage.transaction((transaction) =>
    rowObjects(transaction.all(`select * from ${oracle.name} where ${oracle.where}`, used)),
  );
  return rows.map((row) => versionOf(oracle.name, row)).toSorted();
}

export function versionOf(table: string, row: JsonObject): string {
  return `${table}/${String(row['id'])}@${String(row[STAMP_COLUMN])}`;
}

function readNumber(transaction: Transaction, sql: string): number {
  return Number(transaction.all(sql).rows[0]?.[0]);
}

/** JSON text as an object; empty when it is none. */
export function objectOf(text: string | null): JsonObject {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
