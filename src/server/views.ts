// The rows that sessions may query, by key: the same SQL that every query runs, permission included, read for one table.
import { isJsonObject, parseJson } from '../base/json.ts';
import { argumentName } from '../engine/argument-name.ts';
import type { CompiledQuery, Engine, SqlValue } from '../engine/engine.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import { compareKeys, type RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { flattenSession, type SessionShape } from './session-values.ts';
import { firstCell, quoteName, type SqlParameters, type Transaction } from './storage.ts';

/** Keys of one page: so few that reading them keeps nobody waiting. */
const PAGE = 5_000;

/** Some keys of a view, in order. */
export interface KeyPage {
  readonly keys: readonly RowKey[];
  readonly isLast: boolean;
}

/** Reads views of one schema: the one that `engine` holds, of sessions of `shape`. */
export class Views {
  readonly #engine: Engine;
  readonly #shape: SessionShape;
  readonly #queries = new Map<string, CompiledQuery | null>();

  constructor(engine: Engine, shape: SessionShape) {
    this.#engine = engine;
    this.#shape = shape;
  }

  /** Keys of the table's rows that the session may query, in order. Null where there is no way to ask. */
  keys(transaction: Transaction, table: SchemaTable, session: SessionValues): ReadonlySet<RowKey> | null {
    const keys = this.#read(transaction, table, `query View { ${rootOf(table)} { ${table.primaryKey} } }`, session);
    // SQLite finds rows in the order of whichever index it took.
    return keys && new Set(keys.toSorted(compareKeys));
  }

  /** The same, a page at a time: the keys behind `after`, in order. Null where there is no way to ask so. */
  page(transaction: Transaction, table: SchemaTable, session: SessionValues, after: RowKey | null): KeyPage | null {
    const { primaryKey: key } = table;
    const name = argumentName('after');
    const [parameter, where] =
      after === null ? ['', ''] : [`($after: ${keyType(table)})`, `@where { ${key} > $after } `];
    const text = `query Page${parameter} { ${rootOf(table)} { @limit(${PAGE}) @sort(${key}, Asc) ${where}${key} } }`;
    const keys = this.#read(transaction, table, text, session, after === null ? new Map() : new Map([[name, after]]));
    return keys && { keys, isLast: keys.length < PAGE };
  }

  #read(
    transaction: Transaction,
    table: SchemaTable,
    text: string,
    session: SessionValues,
    named: ReadonlyMap<string, SqlValue> = new Map(),
  ): readonly RowKey[] | null {
    const statement = this.#query(text)?.statements.find(({ include }) => include);
    if (!statement) return null;
    const values = flattenSession(this.#shape, session);
    const parameters: SqlParameters = Object.fromEntries(
      statement.params.map((name) => [`$${name}`, named.get(name) ?? values.get(name) ?? null]),
    );
    const found = firstCell(transaction.all(statement.sql, parameters));
    const rows = typeof found === 'string' ? parseJson(found) : null;
    if (!Array.isArray(rows)) return null;
    return rows.flatMap((row) => (isJsonObject(row) ? keyIn(row[table.primaryKey]) : []));
  }

  #query(text: string): CompiledQuery | null {
    const known = this.#queries.get(text);
    if (known !== undefined) return known;
    const compiled = this.#engine.query_to_sql(text);
    const query = compiled.ok ? compiled.value : null;
    this.#queries.set(text, query);
    return query;
  }
}

/** Name of the table's record in queries. */
function rootOf({ record }: SchemaTable): string {
  return record.charAt(0).toLowerCase() + record.slice(1);
}

function keyType({ record, primaryKey, columns }: SchemaTable): string {
  const column = columns.find(({ name }) => name === primaryKey);
  return column?.valueType.kind === 'id' ? `${record}.${primaryKey}` : (column?.type ?? 'Int');
}

/** All rows of a table, past every permission. */
export function countRows(transaction: Transaction, table: string): number {
  return Number(firstCell(transaction.all(`select count(*) from ${quoteName(table)}`)));
}

function keyIn(value: unknown): readonly RowKey[] {
  return typeof value === 'number' || typeof value === 'string' ? [value] : [];
}
