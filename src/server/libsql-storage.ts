// Storage over libSQL: a database in a file that outlives the process. For Node alone.
import Database from 'libsql';
import { assert } from '../base/assert.ts';
import type { SqlValue } from '../engine/engine.ts';
import { asStorageError } from './storage-errors.ts';
import {
  StorageError,
  type SqlParameters,
  type SqlResult,
  type SqlRow,
  type Storage,
  type SynchronousOnly,
  type Transaction,
} from './storage.ts';

/** Prepared statements kept; the one that was used longest ago makes room. */
const STATEMENT_CACHE_SIZE = 256;

/**
 * A commit is on the disk before it returns [SYNC-11]. One process at a time: a second writer would go past what the first one
 * tells its clients.
 */
const SETTINGS = [
  'pragma journal_mode = wal',
  'pragma locking_mode = exclusive',
  'pragma synchronous = full',
  'pragma recursive_triggers = on',
  'pragma temp_store = memory',
  'pragma foreign_keys = off',
];

/** Opens the database in `file`, an empty one where there is none. Throws `StorageError` when it cannot be had. */
export function openLibsqlStorage(file: string): Storage {
  try {
    return new LibsqlStorage(new Database(file));
  } catch (error) {
    throw asStorageError(error);
  }
}

/** What libSQL offers of a statement, as far as it is used here. */
interface Prepared {
  readonly reader: boolean;
  raw(): this;
  safeIntegers(): this;
  columns(): readonly { readonly name: string }[];
  all(parameters: Readonly<Record<string, Bound>>): unknown[];
  run(parameters: Readonly<Record<string, Bound>>): unknown;
}

/** A number would be bound as a real one, whatever it is. */
type Bound = string | number | bigint | null;

class LibsqlStorage implements Storage, Transaction {
  readonly lasting = true;
  readonly #database: Database.Database;
  /** In order of use: a Map remembers insertion, and a used statement is inserted again. */
  readonly #statements = new Map<string, Prepared>();
  #open = false;

  constructor(database: Database.Database) {
    this.#database = database;
    for (const setting of SETTINGS) this.all(setting);
    // In exclusive mode the lock is taken by the first write and kept: better now than in the middle of a request.
    this.transaction(() => undefined);
  }

  transaction<Result>(work: (transaction: Transaction) => Result, ..._guard: SynchronousOnly<Result>): Result {
    assert(!this.#open, 'transactions do not nest');
    this.all('begin immediate');
    this.#open = true;
    try {
      const result = work(this);
      this.all('commit');
      return result;
    } catch (error) {
      // SQLite ends the transaction by itself after some errors; then there is nothing left to undo.
      if (this.#database.inTransaction) this.all('rollback');
      throw error;
    } finally {
      this.#open = false;
    }
  }

  all(sql: string, parameters: SqlParameters = {}): SqlResult {
    try {
      const statement = this.#prepared(sql);
      const bound = bind(parameters);
      if (!statement.reader) {
        statement.run(bound);
        return NOTHING;
      }
      const columns = statement.columns().map(({ name }) => name);
      return { columns, rows: statement.all(bound).map((row) => readRow(row, columns)) };
    } catch (error) {
      throw asStorageError(error);
    }
  }

  execute(sql: string): void {
    try {
      // What was prepared before may mean something else after a change of tables.
      this.#statements.clear();
      this.#database.exec(sql);
    } catch (error) {
      throw asStorageError(error);
    }
  }

  /** What is in the log goes into the file. The lock ends with the process, or when its last statement is collected. */
  close(): void {
    this.all('pragma wal_checkpoint(truncate)');
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): Prepared {
    const statement = this.#statements.get(sql) ?? this.#prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    const [oldest] = this.#statements.keys();
    if (this.#statements.size > STATEMENT_CACHE_SIZE && oldest !== undefined) this.#statements.delete(oldest);
    return statement;
  }

  #prepare(sql: string): Prepared {
    const statement: Prepared = this.#database.prepare(sql);
    return statement.reader ? statement.raw().safeIntegers() : statement;
  }
}

const NOTHING: SqlResult = { columns: [], rows: [] };

/** Names without their dollar, integers as integers. */
function bind(parameters: SqlParameters): Record<string, Bound> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name.slice(1),
      Number.isInteger(value) ? BigInt(Number(value)) : value,
    ]),
  );
}

function readRow(row: unknown, columns: readonly string[]): SqlRow {
  assert(Array.isArray(row), 'rows are lists in raw mode');
  return row.map((cell: unknown, index) => readCell(cell, columns[index] ?? 'a column'));
}

function readCell(cell: unknown, column: string): SqlValue {
  if (cell === null || typeof cell === 'string' || typeof cell === 'number') return cell;
  if (typeof cell !== 'bigint')
    throw new StorageError('failed', 'a blob was selected: documents are read through json()');
  if (Number.isSafeInteger(Number(cell))) return Number(cell);
  throw new StorageError('integerTooLarge', `${column} holds ${cell}, which is beyond 2^53 and cannot be read exactly`);
}
