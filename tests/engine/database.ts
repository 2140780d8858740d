// A database of a schema for the engine's tests: made by the engine's own migration, with its triggers in place.
import initSqlJs, { type Database } from 'sql.js';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import type {
  BoundStatement,
  ChangedRow,
  Checked,
  CompiledQuery,
  Engine,
  Introspection,
  SqlValue,
} from '../../src/engine/engine.ts';
import type { SyncCursor } from '../../src/protocol/rows.ts';
import { testEngine } from './load-engine.ts';

const library = initSqlJs();

/** One database with its engine. */
export class Bench {
  readonly engine: Engine;
  readonly database: Database;

  private constructor(engine: Engine, database: Database) {
    this.engine = engine;
    this.database = database;
  }

  /** An empty database of the schema. */
  static async open(source: string): Promise<Bench> {
    const engine = await testEngine();
    const { Database } = await library;
    const bench = new Bench(engine, new Database());
    bench.database.run('pragma recursive_triggers = on');
    bench.apply(valueOf(engine.migrate('start', source)));
    return bench;
  }

  /** Runs a migration, records it, and loads what the database then says it is. */
  apply(migration: { readonly sql: readonly string[]; readonly mark_success: BoundStatement }): void {
    for (const statement of migration.sql) this.database.run(statement);
    this.all(migration.mark_success.sql, migration.mark_success.params);
    valueOf(this.engine.set_schema(this.introspect()));
    for (const statement of this.engine.sql_triggers()) this.database.run(statement);
  }

  introspect(): Introspection {
    return JSON.parse(String(this.all(this.engine.sql_introspect())[0]?.['result'])) as Introspection;
  }

  /** Migrates to another schema. */
  migrateTo(source: string, drop: readonly string[] = []): void {
    this.apply(valueOf(this.engine.migrate_with_introspection('next', source, this.introspect(), { drop })));
  }

  /** The introspection, with what only the database's owner can add: which tables have rows. */
  introspectRows(): Introspection {
    const { tables, ...rest } = this.introspect();
    const hasRows = (name: unknown): boolean => this.all(`select 1 from "${String(name)}" limit 1`).length > 0;
    return { ...rest, tables: tables.map((table) => ({ ...table, has_rows: hasRows(table['name']) })) };
  }

  /** The introspection, with how many rows hold variants that `to` no longer has. */
  introspectVariants(to: string): Introspection {
    const introspection = this.introspect();
    const sql = this.engine.sql_stored_variants(to, introspection);
    return { ...introspection, stored_variants: sql === '' ? [] : this.all(sql) };
  }

  all(sql: string, params: Readonly<Record<string, SqlValue>> = {}): Record<string, SqlValue>[] {
    const statement = this.database.prepare(sql);
    try {
      statement.bind({ ...params });
      const rows: Record<string, SqlValue>[] = [];
      while (statement.step()) rows.push(statement.getAsObject() as Record<string, SqlValue>);
      return rows;
    } finally {
      statement.free();
    }
  }

  run(...statements: readonly string[]): void {
    for (const statement of statements) this.database.run(statement);
  }

  /** Compiles and runs one operation; `values` are SQL parameters by bare name. */
  query(source: string, values: Readonly<Record<string, SqlValue>> = {}): JsonObject {
    return this.execute(valueOf(this.engine.query_to_sql(source)), values);
  }

  /** Runs an operation that the engine generated. */
  generated(name: string, values: Readonly<Record<string, SqlValue>> = {}): JsonObject {
    const query = valueOf(this.engine.compile_queries([])).find((entry) => entry.name === name);
    if (!query) throw new Error(`no generated operation ${name}`);
    return this.execute(query, values);
  }

  private execute(query: CompiledQuery, values: Readonly<Record<string, SqlValue>>): JsonObject {
    const answer: Record<string, JsonValue[]> = {};
    for (const { sql, params, include } of query.statements) {
      const rows = this.all(sql, Object.fromEntries(params.map((name) => [`$${name}`, values[name] ?? null])));
      if (include) for (const key of this.columnNames(sql)) answer[key] ??= [];
      if (include) for (const row of rows) merge(answer, row);
    }
    return answer;
  }

  private columnNames(sql: string): string[] {
    const statement = this.database.prepare(sql);
    const names = statement.getColumnNames();
    statement.free();
    return names;
  }

  /** What the triggers noted since the last time. */
  changes(): ChangedRow[] {
    const noted = this.all('select * from _pyre_changes order by sequence');
    this.run('delete from _pyre_changes');
    return noted.map((row) => this.changedRow(row));
  }

  private changedRow(noted: Record<string, SqlValue>): ChangedRow {
    const { table_name, stamp, before_image, after_image } = noted;
    return {
      table_name: String(table_name),
      headers: this.columns(String(table_name)),
      stamp: Number(stamp),
      ...(typeof before_image === 'string' ? { before: JSON.parse(before_image) as JsonValue[] } : {}),
      ...(typeof after_image === 'string' ? { row: JSON.parse(after_image) as JsonValue[] } : {}),
    };
  }

  /** Physical columns, the stamp left out. */
  columns(table: string): string[] {
    const rows = this.all('select name from pragma_table_info($table) order by cid', { $table: table });
    return rows.map(({ name }) => String(name)).filter((name) => name !== '_pyre_stamp');
  }

  /** One round of catch-up: each table's page, parsed. */
  page(session: JsonObject, cursor: SyncCursor = { tables: {} }, pageSize = 1000): Record<string, TablePage> {
    const status = this.engine.get_sync_status_sql(cursor, session);
    const { tables } = this.engine.get_sync_sql(this.all(status.sql, status.params), cursor, session, pageSize);
    return Object.fromEntries(tables.map((table) => [table.table_name, this.tablePage(table)]));
  }

  private tablePage(table: ReturnType<Engine['get_sync_sql']>['tables'][number]): TablePage {
    const row = this.all(table.sql, table.params)[0] ?? {};
    return {
      rows: JSON.parse(String(row['rows'])) as JsonObject[],
      removed: JSON.parse(String(row['removed'])) as JsonValue[],
      last: Number(row['last_seen_updated_at']),
      hasMore: row['has_more'] === 1,
      hash: table.permission_hash,
      resync: table.resync,
      since: table.since,
    };
  }
}

export interface TablePage {
  readonly rows: readonly JsonObject[];
  readonly removed: readonly JsonValue[];
  readonly last: number;
  readonly hasMore: boolean;
  readonly hash: string;
  readonly resync: boolean;
  readonly since: number | null;
}

/** The cursor after a page, as a client keeps it. */
export function cursorAfter(pages: Record<string, TablePage>, before: SyncCursor = { tables: {} }): SyncCursor {
  const entries = Object.entries(pages).map(([table, page]) => [
    table,
    {
      last_seen_updated_at: page.last,
      permission_hash: page.hash,
      ...(page.hasMore && page.since !== null ? { since: page.since } : {}),
    },
  ]);
  return { tables: { ...before.tables, ...Object.fromEntries(entries) } };
}

/** The value, or the diagnostics as an error. */
export function valueOf<Value>(checked: Checked<Value>): Value {
  if (checked.ok) return checked.value;
  throw new Error(checked.diagnostics.map((diagnostic) => diagnostic.rendered).join('\n'));
}

function merge(answer: Record<string, JsonValue[]>, row: Readonly<Record<string, SqlValue>>): void {
  for (const [key, text] of Object.entries(row)) {
    if (text === null) continue;
    const value = JSON.parse(String(text)) as JsonValue;
    if (Array.isArray(value)) answer[key] = [...(value as JsonValue[])];
    else (answer[key] ??= []).push(value);
  }
}
