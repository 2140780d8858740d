// A stand-in for a libSQL service: speaks its protocol over HTTP (pipelines of JSON) in front of libSQL in memory, and fails when told to.
import Database from 'libsql';
import * as v from 'valibot';

/** What the stand-in does wrong. `lost answer`: everything is done, and nobody hears of it. */
export type Fault = 'lost request' | 'lost answer' | 'broken answer' | 'busy';

const value = v.variant('type', [
  v.object({ type: v.literal('null') }),
  v.object({ type: v.literal('integer'), value: v.string() }),
  v.object({ type: v.literal('float'), value: v.number() }),
  v.object({ type: v.literal('text'), value: v.string() }),
]);
const statement = v.object({
  sql: v.exactOptional(v.string()),
  sql_id: v.exactOptional(v.number()),
  args: v.exactOptional(v.array(value)),
  named_args: v.exactOptional(v.array(v.object({ name: v.string(), value }))),
});
type Statement = v.InferOutput<typeof statement>;

type Condition =
  | { readonly type: 'ok' | 'error'; readonly step: number }
  | { readonly type: 'not'; readonly cond: Condition }
  | { readonly type: 'and' | 'or'; readonly conds: readonly Condition[] };
const condition: v.GenericSchema<Condition> = v.lazy(() =>
  v.variant('type', [
    v.object({ type: v.picklist(['ok', 'error']), step: v.number() }),
    v.object({ type: v.literal('not'), cond: condition }),
    v.object({ type: v.picklist(['and', 'or']), conds: v.array(condition) }),
  ]),
);
const request = v.variant('type', [
  v.object({ type: v.literal('close') }),
  v.object({ type: v.literal('execute'), stmt: statement }),
  v.object({ type: v.literal('store_sql'), sql_id: v.number(), sql: v.string() }),
  v.object({ type: v.literal('close_sql'), sql_id: v.number() }),
  v.object({
    type: v.literal('batch'),
    batch: v.object({ steps: v.array(v.object({ condition: v.nullish(condition), stmt: statement })) }),
  }),
]);
type PipelineRequest = v.InferOutput<typeof request>;
const pipeline = v.object({ requests: v.array(request) });

/** One database, as a service would offer it. */
export class StandIn {
  /** The database itself, past the protocol. */
  readonly database: Database.Database;
  /** Requests whose `Authorization` is another are refused; null: everybody may. */
  token: string | null = null;
  /** What the next requests meet, one each; then all goes well. */
  faults: Fault[] = [];
  /** Nobody answers while it is true. */
  isDown = false;
  /** Requests that were answered well. */
  answered = 0;
  /** Waits before each request is looked at. */
  before: () => Promise<void> = async () => undefined;

  /** Holds what is in `file`, or nothing. */
  constructor(file = ':memory:') {
    this.database = new Database(file);
  }

  /** Answers one request; rejects where a real one would give no answer. */
  readonly fetch = async (asked: Request): Promise<Response> => {
    await this.before();
    const fault = this.isDown ? 'lost request' : this.faults.shift();
    if (fault === 'lost request') throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    if (this.token !== null && asked.headers.get('authorization') !== `Bearer ${this.token}`)
      return Response.json({ error: 'Unauthorized' }, { status: 401 });
    if (fault === 'busy') return new Response('try later', { status: 503, headers: { 'content-type': 'text/plain' } });
    const path = new URL(asked.url).pathname;
    if (path !== '/v2/pipeline') return new Response('not found', { status: 404 });
    const { requests } = v.parse(pipeline, await asked.json());
    const texts = new Map<number, string>();
    const results = requests.map((one) => answerOf(() => this.#perform(one, texts)));
    if (fault === 'lost answer') throw new TypeError('fetch failed', { cause: new Error('socket hang up') });
    if (fault === 'broken answer') return new Response('<html>', { status: 502 });
    this.answered++;
    return Response.json({ baton: null, base_url: null, results });
  };

  #perform(asked: PipelineRequest, texts: Map<number, string>): unknown {
    switch (asked.type) {
      case 'close':
        return { type: 'close' };
      case 'store_sql':
        texts.set(asked.sql_id, asked.sql);
        return { type: 'store_sql' };
      case 'close_sql':
        texts.delete(asked.sql_id);
        return { type: 'close_sql' };
      case 'execute':
        return { type: 'execute', result: this.#run(asked.stmt, texts) };
      case 'batch':
        return { type: 'batch', result: this.#batch(asked.batch.steps, texts) };
    }
  }

  #batch(
    steps: readonly { readonly condition?: Condition | null | undefined; readonly stmt: Statement }[],
    texts: ReadonlyMap<number, string>,
  ): unknown {
    const results: unknown[] = [];
    const errors: unknown[] = [];
    for (const { condition: when, stmt } of steps) {
      const runs = !when || holds(when, results, errors);
      const result = runs ? answerOf(() => this.#run(stmt, texts)) : null;
      results.push(result?.type === 'ok' ? result.response : null);
      errors.push(result?.type === 'error' ? result.error : null);
    }
    return { step_results: results, step_errors: errors };
  }

  #run({ sql, sql_id: id, args = [], named_args: named = [] }: Statement, texts: ReadonlyMap<number, string>): unknown {
    const prepared = this.database.prepare(sql ?? texts.get(id ?? -1) ?? '');
    const bound = named.map(({ name, value: given }) => [name, toSql(given)]);
    const parameters = named.length > 0 ? [Object.fromEntries(bound)] : args.map(toSql);
    if (!prepared.reader) {
      const { changes } = prepared.run(...parameters);
      return { cols: [], rows: [], affected_row_count: changes, last_insert_rowid: null };
    }
    const rows: readonly unknown[] = prepared
      .raw()
      .safeIntegers()
      .all(...parameters);
    const cols = prepared.columns().map(({ name, type }) => ({ name, decltype: type }));
    return {
      cols,
      rows: rows.map((row) => (Array.isArray(row) ? row.map(fromSql) : [])),
      affected_row_count: 0,
      last_insert_rowid: null,
    };
  }
}

type Result =
  | { readonly type: 'ok'; readonly response: unknown }
  | { readonly type: 'error'; readonly error: { readonly message: string; readonly code: string } };

function answerOf(work: () => unknown): Result {
  try {
    return { type: 'ok', response: work() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'SQLITE_ERROR';
    return { type: 'error', error: { message: error instanceof Error ? error.message : String(error), code } };
  }
}

function holds(when: Condition, results: readonly unknown[], errors: readonly unknown[]): boolean {
  switch (when.type) {
    case 'ok':
      return results[when.step] !== null && results[when.step] !== undefined;
    case 'error':
      return errors[when.step] !== null && errors[when.step] !== undefined;
    case 'not':
      return !holds(when.cond, results, errors);
    case 'and':
      return when.conds.every((one) => holds(one, results, errors));
    case 'or':
      return when.conds.some((one) => holds(one, results, errors));
  }
}

function toSql(given: v.InferOutput<typeof value>): string | number | bigint | null {
  switch (given.type) {
    case 'null':
      return null;
    case 'integer':
      return BigInt(given.value);
    case 'float':
    case 'text':
      return given.value;
  }
}

function fromSql(cell: unknown): unknown {
  if (cell === null || cell === undefined) return { type: 'null' };
  if (typeof cell === 'bigint') return { type: 'integer', value: String(cell) };
  if (typeof cell === 'number') return { type: 'float', value: cell };
  if (typeof cell === 'string') return { type: 'text', value: cell };
  if (cell instanceof Uint8Array) return { type: 'blob', base64: Buffer.from(cell).toString('base64') };
  throw new TypeError(`a cell of an unknown type: ${typeof cell}`);
}
