// Who may query which rows, in bulk: the permission as SQL, once for all sessions that it cannot tell apart, as many as fit into a slice of time.
import type { JsonValue } from '../base/json.ts';
import { isJsonObject, parseJson } from '../base/json.ts';
import { argumentName } from '../engine/argument-name.ts';
import type { CompiledQuery, SqlValue } from '../engine/engine.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { ControlAnswer } from '../protocol/control.ts';
import type { Verdicts, VerdictsRequest } from '../protocol/inspection.ts';
import type { RowKey } from '../protocol/rows.ts';
import { Answer } from './answer.ts';
import { invalidInput } from './invalid-input.ts';
import { readRevision } from './mutate.ts';
import { checkSession, flattenSession } from './session-values.ts';
import type { ServerState } from './state.ts';
import type { Transaction } from './storage.ts';
import { tableNamed, unknownTable } from './table-rows.ts';

/** How long one call may keep the server busy. The first session is judged however long it takes. */
export const SLICE_MS = 8;

/** Judges the first sessions of the request, at least one. */
export function judge(state: ServerState, request: VerdictsRequest): ControlAnswer<Verdicts> {
  const table = tableNamed(state.project, request.table);
  if (!table) return unknownTable(state.project, request.table);
  const view = compiledView(state, table, request.keys);
  if (!view.ok) return view;
  const bench = new Bench(state, view.value, table.primaryKey, request.keys && new Set(request.keys));
  return state.storage.transaction((transaction): ControlAnswer<Verdicts> => {
    const untilMs = state.clock.nowMs() + SLICE_MS;
    for (const session of request.sessions) {
      const problem = bench.judge(transaction, session);
      if (problem !== null) return { ok: false, message: problem };
      if (state.clock.nowMs() > untilMs) break;
    }
    const { listOf, lists } = bench;
    const serverRevision = readRevision(transaction);
    return { ok: true, value: { databaseEpoch: state.databaseEpoch, serverRevision, listOf, lists } };
  });
}

/** Rows that are looked up by their keys; with more, the whole table is read. */
const MOST_KEYS = 20;

/** A query for keys, and what it binds beside the session. */
interface View {
  readonly query: CompiledQuery;
  readonly keys: ReadonlyMap<string, RowKey>;
}

function compiledView(state: ServerState, table: SchemaTable, keys: readonly RowKey[] | null): ControlAnswer<View> {
  if (keys && keys.length > 0 && keys.length <= MOST_KEYS) {
    const some = state.engine.query_to_sql(viewOf(table, keys.length));
    const named = keys.map((key, index) => [argumentName(`key${index}`), key] as const);
    if (some.ok) return { ok: true, value: { query: some.value, keys: new Map(named) } };
  }
  const whole = state.engine.query_to_sql(viewOf(table, 0));
  if (whole.ok) return { ok: true, value: { query: whole.value, keys: new Map() } };
  return { ok: false, message: whole.diagnostics[0]?.message ?? 'the table cannot be queried' };
}

/** Rows that a session may query, by key alone: all of them, or those of so many keys. */
function viewOf({ record, primaryKey, columns }: SchemaTable, keyCount: number): string {
  const name = `${record.slice(0, 1).toLowerCase()}${record.slice(1)}`;
  if (keyCount === 0) return `query Verdicts { ${name} { ${primaryKey} } }`;
  const column = columns.find((each) => each.name === primaryKey);
  const type = column?.valueType.kind === 'id' ? `${record}.${primaryKey}` : (column?.type ?? 'Int');
  const places = Array.from({ length: keyCount }, (_, index) => `$key${index}`);
  const parameters = places.map((place) => `${place}: ${type}`).join(', ');
  const where = places.map((place) => `${primaryKey} == ${place}`).join(' || ');
  return `query Verdicts(${parameters}) { ${name} { @where { ${where} } ${primaryKey} } }`;
}

class Bench {
  readonly listOf: number[] = [];
  readonly lists: (readonly RowKey[])[] = [];
  readonly #state: ServerState;
  readonly #view: View;
  readonly #primaryKey: string;
  readonly #wanted: ReadonlySet<RowKey> | null;
  /** By the values that the rule reads. */
  readonly #placeOf = new Map<string, number>();

  constructor(state: ServerState, view: View, primaryKey: string, wanted: ReadonlySet<RowKey> | null) {
    this.#state = state;
    this.#view = view;
    this.#primaryKey = primaryKey;
    this.#wanted = wanted;
  }

  /** What is wrong with the session; null when it was judged. */
  judge(transaction: Transaction, session: VerdictsRequest['sessions'][number]): string | null {
    const { sessionShape } = this.#state.project;
    const checked = checkSession(sessionShape, session);
    if (!checked.ok) return invalidInput('the session values do not fit the schema', checked.problems).message;
    const read = this.#view.query.sessionFields.map((field) => checked.values[field] ?? null);
    const name = JSON.stringify(read);
    const known = this.#placeOf.get(name);
    const place = known ?? this.lists.length;
    if (known === undefined) {
      this.#placeOf.set(name, place);
      this.lists.push(this.#read(transaction, flattenSession(sessionShape, checked.values)));
    }
    this.listOf.push(place);
    return null;
  }

  #read(transaction: Transaction, values: ReadonlyMap<string, SqlValue>): readonly RowKey[] {
    const answer = new Answer();
    const { query, keys: named } = this.#view;
    for (const { sql, params, include } of query.statements) {
      const bound = Object.fromEntries(params.map((name) => [`$${name}`, named.get(name) ?? values.get(name) ?? null]));
      const result = transaction.all(sql, bound);
      if (include) answer.add(result);
    }
    const keys = keysIn(parseJson(answer.toJson()), this.#primaryKey);
    const wanted = this.#wanted;
    return wanted ? keys.filter((key) => wanted.has(key)) : keys;
  }
}

/** `{ "post": [{ "id": 1 }, …] }` → 1, … */
function keysIn(answer: JsonValue | undefined, primaryKey: string): RowKey[] {
  const [rows] = isJsonObject(answer ?? null) ? Object.values(answer ?? {}) : [];
  if (!Array.isArray(rows)) return [];
  const values: readonly JsonValue[] = rows;
  return values.flatMap((row): RowKey[] => {
    const key = isJsonObject(row) ? row[primaryKey] : null;
    return typeof key === 'number' || typeof key === 'string' ? [key] : [];
  });
}
