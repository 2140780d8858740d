// Running a query or a mutation: one transaction, the answer, and for mutations the rows that changed and the revision [SYNC-11].
import { assert, unreachable } from '../base/assert.ts';
import { parseJson, type JsonValue } from '../base/json.ts';
import type { ChangedRow, CompiledQuery, SqlValue } from '../engine/engine.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { Answer } from './answer.ts';
import type { History } from './history.ts';
import { forgetPassingImages, netChanges } from './net-changes.ts';
import { firstCell, StorageError, type SqlParameters, type SqlRow, type Storage, type Transaction } from './storage.ts';

/** A query with everything it needs to run. */
export interface PreparedQuery {
  readonly query: CompiledQuery;
  /** Arguments by name and flattened session values, without dollars. */
  readonly values: ReadonlyMap<string, SqlValue>;
}

/** What a committed mutation did. */
export interface Mutated {
  readonly body: string;
  /** The server's revision after it: a new one only when rows changed. */
  readonly revision: number;
  /** Every row write, in order. */
  readonly written: readonly ChangedRow[];
  /** What they come to, row by row. */
  readonly changes: readonly ChangedRow[];
}

/** Reads; gives the body of the answer. */
export function runQuery(storage: Storage, prepared: PreparedQuery): string {
  return explainingErrors(prepared, () => storage.transaction((transaction) => runStatements(transaction, prepared)));
}

/** What the transaction of a mutation needs to know beside the query. */
export interface MutationContext {
  readonly nowMs: number;
  readonly physicalColumns: ReadonlyMap<string, readonly string[]>;
  /** Where each table's key stands among its physical columns. */
  readonly keyIndexes: ReadonlyMap<string, number>;
  /** Earlier row images [SYNC-7]. */
  readonly history: History;
  /** Told of the answer before the commit: what it writes is part of it. */
  readonly answered?: (transaction: Transaction, body: string, revision: number) => void;
}

/** Writes: all of its rows, images, stamps and the revision, or nothing. */
export function runMutation(storage: Storage, prepared: PreparedQuery, context: MutationContext): Mutated {
  return explainingErrors(prepared, () =>
    storage.transaction((transaction) => {
      const stampBefore = readClock(transaction);
      raiseClock(transaction, context.nowMs);
      const body = runStatements(transaction, prepared);
      const written = takeChanges(transaction, context.physicalColumns);
      const { changes, passingStamps } = netChanges(written, context.keyIndexes);
      forgetPassingImages(transaction, passingStamps);
      const images = written.filter((change) => change.before).length;
      if (images > 0) context.history.grew(transaction, images);
      // What wrote nothing is in no journal: a page must not tell a sync point that a restarted server knows nothing of.
      if (written.length === 0) transaction.all('update _pyre_clock set stamp = $stamp', { $stamp: stampBefore });
      const revision = written.length > 0 ? raiseRevision(transaction) : readRevision(transaction);
      context.answered?.(transaction, body, revision);
      return { body, revision, written, changes };
    }),
  );
}

/** Stamps follow the machine's clock when it is ahead and count on when it is not: they never run back. */
export function raiseClock(transaction: Transaction, nowMs: number): void {
  const nowMicroseconds = Math.floor(nowMs * 1000);
  transaction.all('update _pyre_clock set stamp = max(stamp, cast($now as integer))', { $now: nowMicroseconds });
}

function readClock(transaction: Transaction): SqlValue {
  return firstCell(transaction.all('select stamp from _pyre_clock'));
}

/** The number of committed mutations. */
export function readRevision(transaction: Transaction): number {
  return Number(firstCell(transaction.all('select server_revision from _pyre_sync')));
}

function raiseRevision(transaction: Transaction): number {
  const raised = 'update _pyre_sync set server_revision = server_revision + 1 returning server_revision';
  return Number(firstCell(transaction.all(raised)));
}

/** Reads what the triggers noted since the last time, and forgets it. */
export function takeChanges(
  transaction: Transaction,
  physicalColumns: ReadonlyMap<string, readonly string[]>,
): readonly ChangedRow[] {
  const noted = transaction.all(
    'select table_name, stamp, before_image, after_image from _pyre_changes order by sequence',
  ).rows;
  if (noted.length > 0) transaction.all('delete from _pyre_changes');
  return noted.map((row) => toChangedRow(row, physicalColumns));
}

function toChangedRow(noted: SqlRow, physicalColumns: ReadonlyMap<string, readonly string[]>): ChangedRow {
  const [table, stamp, before, after] = noted;
  const headers = physicalColumns.get(String(table));
  assert(headers, `the change of a row names a table of the schema, not ${table}`);
  const change = { table_name: String(table), headers, stamp: Number(stamp) };
  return {
    ...change,
    ...(typeof before === 'string' ? { before: parseImage(before) } : {}),
    ...(typeof after === 'string' ? { row: parseImage(after) } : {}),
  };
}

function parseImage(text: string): readonly JsonValue[] {
  const image = parseJson(text);
  assert(Array.isArray(image), 'a row image is a JSON list');
  return image;
}

function runStatements(transaction: Transaction, { query, values }: PreparedQuery): string {
  const answer = new Answer();
  for (const statement of query.statements) {
    const result = transaction.all(statement.sql, parametersOf(statement.params, values));
    if (statement.include) answer.add(result);
  }
  return answer.toJson();
}

function parametersOf(names: readonly string[], values: ReadonlyMap<string, SqlValue>): SqlParameters {
  return Object.fromEntries(names.map((name) => [`$${name}`, values.get(name) ?? null]));
}

/** A broken constraint is the user's to mend; every other failure of a statement is ours. */
function explainingErrors<Result>({ query }: PreparedQuery, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof StorageError ? explain(query, error) : error;
  }
}

function explain(query: CompiledQuery, error: StorageError): Error {
  const columns = error.columns.join(', ');
  const details = error.columns.map((name) => ({
    name,
    expected: EXPECTED[error.kind] ?? '',
    found: FOUND[error.kind] ?? '',
  }));
  switch (error.kind) {
    case 'unique':
      return new ProtocolError(
        'InvalidInput',
        `${query.name}: another row has this ${columns || 'value'} already`,
        details,
      );
    case 'notNull':
      return new ProtocolError('InvalidInput', `${query.name}: ${columns || 'a column'} may not be null`, details);
    case 'constraint':
      return new ProtocolError('InvalidInput', `${query.name}: a constraint of the table does not hold`, details);
    case 'integerTooLarge':
      return new ProtocolError('InvalidInput', `${query.name}: ${error.message}`);
    case 'failed':
      return error;
    default:
      return unreachable(error.kind);
  }
}

const EXPECTED: Readonly<Record<string, string>> = { unique: 'a value that no other row has', notNull: 'a value' };
const FOUND: Readonly<Record<string, string>> = { unique: 'a value in use', notNull: 'null' };
