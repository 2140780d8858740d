// The rows that sessions may query, by key: the same SQL that every query runs, permission included, read for one table.
import { isJsonObject, parseJson } from '../base/json.ts';
import type { CompiledQuery, Engine } from '../engine/engine.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import { compareKeys, type RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { flattenSession, type SessionShape } from './session-values.ts';
import { firstCell, quoteName, type SqlParameters, type Transaction } from './storage.ts';

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
    const query = this.#query(table);
    const statement = query?.statements.find(({ include }) => include);
    if (!statement) return null;
    const values = flattenSession(this.#shape, session);
    const parameters: SqlParameters = Object.fromEntries(
      statement.params.map((name) => [`$${name}`, values.get(name) ?? null]),
    );
    const text = firstCell(transaction.all(statement.sql, parameters));
    const rows = typeof text === 'string' ? parseJson(text) : null;
    if (!Array.isArray(rows)) return null;
    // SQLite finds rows in the order of whichever index it took.
    const keys = rows.flatMap((row) => (isJsonObject(row) ? keyIn(row[table.primaryKey]) : []));
    return new Set(keys.toSorted(compareKeys));
  }

  #query(table: SchemaTable): CompiledQuery | null {
    const known = this.#queries.get(table.name);
    if (known !== undefined) return known;
    const root = table.record.charAt(0).toLowerCase() + table.record.slice(1);
    const compiled = this.#engine.query_to_sql(`query View {\n    ${root} {\n        ${table.primaryKey}\n    }\n}\n`);
    const query = compiled.ok ? compiled.value : null;
    this.#queries.set(table.name, query);
    return query;
  }
}

/** All rows of a table, past every permission. */
export function countRows(transaction: Transaction, table: string): number {
  return Number(firstCell(transaction.all(`select count(*) from ${quoteName(table)}`)));
}

function keyIn(value: unknown): readonly RowKey[] {
  return typeof value === 'number' || typeof value === 'string' ? [value] : [];
}
