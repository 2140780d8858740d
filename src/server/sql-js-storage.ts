// Storage over sql.js: one database in memory, prepared statements in a bounded cache, integers exact or refused.
import type { Database, SqlJsStatic, Statement } from 'sql.js';
import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { SqlValue } from '../engine/engine.ts';
import {
  StorageError,
  type SqlParameters,
  type SqlResult,
  type SqlRow,
  type Storage,
  type SynchronousOnly,
  type Transaction,
} from './storage.ts';
import { asStorageError } from './storage-errors.ts';

/** Prepared statements kept; the one that was used longest ago makes room. */
export const STATEMENT_CACHE_SIZE = 256;

/** The database lives in memory and every commit is whole or absent, so nothing is gained by syncing a file. */
const SETTINGS = [
  'pragma journal_mode = memory',
  'pragma synchronous = off',
  'pragma recursive_triggers = on',
  'pragma temp_store = memory',
  'pragma locking_mode = exclusive',
];

/**
 * Opens an empty database. `sqlJs` is handed in because it loads differently in Node and in a worker; `clock` answers the
 * SQL function `unixepoch()`, so that a run on a virtual clock writes the same rows every time. `file`: a database to begin with.
 */
export function openSqlJsStorage(sqlJs: SqlJsStatic, clock: Clock, file?: Uint8Array): Storage {
  return new SqlJsStorage(sqlJs, clock, new sqlJs.Database(file));
}

/** Where sql.js keeps a database among its files: beyond its published types. */
interface NamedFile {
  readonly filename?: string;
}

class SqlJsStorage implements Storage, Transaction {
  readonly #sqlJs: SqlJsStatic;
  readonly #clock: Clock;
  readonly #database: Database;
  /** In order of use: a Map remembers insertion, and a used statement is inserted again. */
  readonly #statements = new Map<string, Statement>();
  #open = false;

  constructor(sqlJs: SqlJsStatic, clock: Clock, database: Database) {
    this.#sqlJs = sqlJs;
    this.#clock = clock;
    this.#database = database;
    database.create_function('unixepoch', () => Math.floor(clock.nowMs() / 1000));
    for (const setting of SETTINGS) database.run(setting);
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
      this.#rollBack();
      throw error;
    } finally {
      this.#open = false;
    }
  }

  all(sql: string, parameters?: SqlParameters): SqlResult {
    try {
      const statement = this.#prepared(sql);
      try {
        return read(statement, parameters);
      } finally {
        statement.reset();
      }
    } catch (error) {
      throw asStorageError(error);
    }
  }

  execute(sql: string): void {
    try {
      this.#database.run(sql);
    } catch (error) {
      throw asStorageError(error);
    }
  }

  image(also: readonly string[] = []): Uint8Array<ArrayBuffer> {
    const copy = this.#copied();
    try {
      for (const sql of also) copy.run(sql);
      return new Uint8Array(copy.export());
    } finally {
      copy.close();
    }
  }

  copy(): Storage {
    return new SqlJsStorage(this.#sqlJs, this.#clock, this.#copied());
  }

  /** Written into another database: sql.js would close this one to read it, and its triggers and functions would be gone. */
  #copied(): Database {
    assert(!this.#open, 'a database is copied between transactions');
    const copy: Database & NamedFile = new this.#sqlJs.Database();
    try {
      this.all('vacuum into $file', { $file: copy.filename ?? '' });
      return copy;
    } catch (error) {
      copy.close();
      throw error;
    }
  }

  close(): void {
    for (const statement of this.#statements.values()) statement.free();
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) this.#statements.delete(sql);
    const statement = known ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > STATEMENT_CACHE_SIZE) this.#forgetOldest();
    return statement;
  }

  #forgetOldest(): void {
    const [sql, statement] = this.#statements.entries().next().value ?? [];
    if (sql === undefined || !statement) return;
    this.#statements.delete(sql);
    statement.free();
  }

  /** SQLite ends the transaction by itself after some errors; then there is nothing left to undo. */
  #rollBack(): void {
    try {
      this.all('rollback');
    } catch (error) {
      if (!String(error).includes('no transaction is active')) throw error;
    }
  }
}

function read(statement: Statement, parameters: SqlParameters | undefined): SqlResult {
  if (parameters) statement.bind(parameters);
  const rows: SqlRow[] = [];
  while (statement.step()) rows.push(readRow(statement));
  return { columns: statement.getColumnNames(), rows };
}

function readRow(statement: Statement): SqlRow {
  const cells = statement.get();
  for (const cell of cells) if (typeof cell === 'number' && !isExact(cell)) refuseRoundedInteger(statement);
  return cells.map(asSqlValue);
}

function isExact(number: number): boolean {
  return Number.isSafeInteger(number) || Math.abs(number) < Number.MAX_SAFE_INTEGER;
}

/** What sql.js offers beyond its published types. */
interface ExactReader {
  get(parameters: null, options: { readonly useBigInt: true }): unknown[];
}

/** sql.js reads every number as a double; only asked for big integers it tells which of them were integers. */
function refuseRoundedInteger(statement: Statement): void {
  const reader: ExactReader = statement;
  const exact = reader.get(null, { useBigInt: true });
  exact.forEach((cell, index) => {
    if (typeof cell !== 'bigint' || Number.isSafeInteger(Number(cell))) return;
    const column = statement.getColumnNames()[index] ?? 'a column';
    throw new StorageError(
      'integerTooLarge',
      `${column} holds ${cell}, which is beyond 2^53 and cannot be read exactly`,
    );
  });
}

function asSqlValue(cell: number | string | Uint8Array | null): SqlValue {
  if (cell instanceof Uint8Array)
    throw new StorageError('failed', 'a blob was selected: documents are read through json()');
  return cell;
}
