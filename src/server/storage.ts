// What the server needs of a database: synchronous transactions, and errors that say what was wrong without saying any SQL.
import type { SqlValue } from '../engine/engine.ts';

/** `$name` → value, dollar included. */
export type SqlParameters = Readonly<Record<string, SqlValue>>;
export type SqlRow = readonly SqlValue[];

/** What a statement gave: column names, and the rows as arrays in that order. */
export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly SqlRow[];
}

/** An open transaction. Must not be kept beyond the callback that it was handed to. */
export interface Transaction {
  /** Runs one statement to its end and gives its rows. Throws `StorageError`. */
  all(sql: string, parameters?: SqlParameters): SqlResult;
  /** Runs one statement that nobody wants rows of, unprepared: for statements that run once, such as DDL. */
  execute(sql: string): void;
}

/**
 * An asynchronous callback would leave the transaction open while others write: such a call lacks an argument that nobody
 * can give, and so does not compile.
 */
export type SynchronousOnly<Result> = Result extends PromiseLike<unknown> ? [transactionsAreSynchronous: never] : [];

/** One SQL database with one writer. */
export interface Storage {
  /** Whether what is committed outlives the process, so that nobody needs a journal. */
  readonly lasting?: boolean;
  /**
   * Runs `work` as one transaction: everything it did is committed when it returns, nothing of it is when it throws, whatever
   * it throws. Transactions do not nest.
   */
  transaction<Result>(work: (transaction: Transaction) => Result, ...guard: SynchronousOnly<Result>): Result;
  /**
   * The whole database as the file that SQLite would write, hidden tables included. Not within a transaction. Absent where the
   * database is a file already. `also`: statements that run on the copy.
   */
  image?(also?: readonly string[]): Uint8Array<ArrayBuffer>;
  /**
   * Another database in memory that holds what this one does, and goes its own way; whoever asks for it closes it. Not within a
   * transaction. Absent where none is at hand.
   */
  copy?(): Storage;
  /** Frees the database; nothing may be called afterwards. */
  close(): void;
}

export type StorageErrorKind = 'unique' | 'notNull' | 'constraint' | 'integerTooLarge' | 'failed';

/** A statement failed. The message is for us; `kind` and `columns` may be shown to a user. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly kind: StorageErrorKind;
  /** Columns that a constraint named, as `table.column`. */
  readonly columns: readonly string[];

  constructor(kind: StorageErrorKind, message: string, columns: readonly string[] = []) {
    super(message);
    this.kind = kind;
    this.columns = columns;
  }
}

/** The first cell of the first row; null when there is none. */
export function firstCell(result: SqlResult): SqlValue {
  return result.rows[0]?.[0] ?? null;
}

/** Rows as objects: for the few places that are handed on by name. */
export function rowObjects(result: SqlResult): Record<string, SqlValue>[] {
  return result.rows.map((row) =>
    Object.fromEntries(result.columns.map((column, index) => [column, row[index] ?? null])),
  );
}

/** An SQL identifier, quoted. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
