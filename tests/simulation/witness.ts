// Remembers every committed version of every row, and judges what clients were sent and hold.
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import { downMessage } from '../../src/protocol/down.ts';
import { STAMP_COLUMN, type Row } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import { syncAnswer } from '../../src/protocol/sync.ts';
import { parseAs } from '../../src/client/shared-parse.ts';
import { sameJson } from '../../src/client/same-json.ts';
import { rowObjects, type Storage, type Transaction } from '../../src/server/storage.ts';
import { oraclesOf, tables, type TableOracle } from './project.ts';

interface Version {
  readonly row: Row;
  readonly revision: number;
}

export class Witness {
  /** `posts/1@3` → the row, and the revision that wrote it. */
  readonly #versions = new Map<string, Version>();
  /** Title → post: a title is inserted once. */
  readonly #titles = new Map<string, { readonly id: string; readonly revision: number }>();
  /** Variants of the rules that were in force, the last one current. */
  readonly variants: number[] = [0];
  /** What a commit did that none may do. */
  readonly problems: string[] = [];
  readonly #historyKept: number;
  #revision = -1;
  #stamp = -1;

  constructor(historyKept: number) {
    this.#historyKept = historyKept;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Notes what a commit wrote. */
  note(transaction: Transaction): void {
    const current = readNumber(transaction, 'select coalesce(max(server_revision), -1) from _pyre_sync');
    if (current === this.#revision || current === -1) return;
    if (this.#revision !== -1 && current !== this.#revision + 1)
      this.problems.push(`[SYNC-11] revision ${current} follows ${this.#revision}`);
    this.#revision = current;
    for (const { name } of tables) {
      const rows = rowObjects(
        transaction.all(`select * from ${name} where _pyre_stamp > $stamp`, { $stamp: this.#stamp }),
      );
      for (const row of rows) this.#noteRow(name, row);
    }
    this.#stamp = readNumber(transaction, 'select stamp from _pyre_clock');
    const images = readNumber(transaction, 'select count(*) from _pyre_history');
    if (images > this.#historyKept * 1.25) this.problems.push(`[SYNC-7] ${images} earlier images are kept`);
    if (readNumber(transaction, 'select count(*) from _pyre_changes') > 0)
      this.problems.push('[SYNC-11] a commit left changes behind');
  }

  /** Another life of the server: what was not durable never was. */
  restored(transaction: Transaction): void {
    this.#revision = readNumber(transaction, 'select server_revision from _pyre_sync');
    this.#stamp = readNumber(transaction, 'select stamp from _pyre_clock');
    for (const [name, { revision }] of this.#versions) if (revision > this.#revision) this.#versions.delete(name);
    for (const [title, { revision }] of this.#titles) if (revision > this.#revision) this.#titles.delete(title);
  }

  #noteRow(table: string, row: Row): void {
    const revision = this.#revision;
    this.#versions.set(versionOf(table, row), { row, revision });
    if (table !== 'posts') return;
    const [id, title] = [String(row['id']), String(row['title'])];
    const known = this.#titles.get(title);
    if (known && known.id !== id) this.problems.push(`[HTTP-4] ${title} was inserted twice`);
    this.#titles.set(title, known ?? { id, revision });
  }

  /** Why a row must not be with a session of these values under these rules; null when it may. */
  judge(table: string, row: Row, sessions: readonly SessionValues[], variants: readonly number[]): string | null {
    const name = versionOf(table, row);
    const committed = this.#versions.get(name)?.row;
    if (!committed) return `${name} was never committed`;
    if (!sameJson(committed, row))
      return `${name} differs: ${JSON.stringify(row)}, committed ${JSON.stringify(committed)}`;
    const oracles = variants.map((variant) => oraclesOf(variant).find((oracle) => oracle.name === table));
    return sessions.some((session) => oracles.some((oracle) => oracle?.sees(committed, session)))
      ? null
      : `${name} is not for ${JSON.stringify(sessions)}: ${JSON.stringify(committed)}`;
  }

  /** What is wrong with a text that went down to a session; null when nothing is. */
  judgeText(text: string, sessions: readonly SessionValues[], variants: readonly number[]): string | null {
    const rows = [...rowsOfMessage(text), ...rowsOfPage(text)];
    for (const { table, row } of rows) {
      const problem = this.judge(table, row, sessions, variants);
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
