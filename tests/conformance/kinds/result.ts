// Result cases: what a query answers over HTTP from a seeded database, and what the tables hold afterwards.
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/base/json.ts';
import { realClock } from '../../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../../src/base/random.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { createServer } from '../../../src/server/create.ts';
import type { Server } from '../../../src/server/server.ts';
import { openSqlJsStorage } from '../../../src/server/sql-js-storage.ts';
import { quoteName, type Storage } from '../../../src/server/storage.ts';
import type { Case } from '../cases.ts';
import { asBag, difference, gather } from '../compare.ts';
import { sqlite } from '../database.ts';
import { compareErrors } from '../diagnostics.ts';
import { fixture } from '../fixtures.ts';
import type { Findings } from '../outcome.ts';

type Tables = Readonly<Record<string, readonly JsonObject[]>>;

export async function resultFindings(engine: Engine, { data }: Case): Promise<Findings> {
  const schema = fixture(String(data.schema));
  const written = String(data.query);
  const generated = written.startsWith('@') ? written.slice(1) : undefined;
  const sources = [
    { path: 'schema.pyre', source: schema.source },
    ...(generated ? [] : [{ path: 'queries/case.pyre', source: written }]),
  ];
  const storage = openSqlJsStorage(await sqlite(), realClock);
  const chance = seededRandom(1);
  const created = createServer({
    engine,
    storage,
    clock: realClock,
    random: chance,
    secrets: seededSecrets(chance),
    sources,
    seed: 1,
    empty: true,
    devLogin: false,
  });
  if (!created.ok)
    return data.verdict === 'error' ? compareErrors(created.diagnostics, data.errors) : refusals(created.diagnostics);
  if (data.verdict === 'error') return ['ours accepts it'];
  try {
    seed(storage, schema.seed);
    const session = schema.sessions[String(data.session)] ?? {};
    return await compareRun(created.server, storage, data, generated ?? nameOf(written), session);
  } finally {
    created.server.stop();
  }
}

const refusals = (diagnostics: readonly { kind: string; message: string }[]): Findings =>
  diagnostics.map((diagnostic) => `ours refuses: ${diagnostic.kind} ${diagnostic.message}`);

const nameOf = (source: string): string => /\b(?:query|insert|update|delete)\s+(\w+)/.exec(source)?.[1] ?? 'Run';

function seed(storage: Storage, statements: readonly string[]): void {
  storage.transaction((transaction) => {
    for (const statement of statements) transaction.execute(statement);
    transaction.execute('delete from _pyre_changes');
  });
}

async function compareRun(
  server: Server,
  storage: Storage,
  data: JsonObject,
  query: string,
  session: JsonObject,
): Promise<Findings> {
  const before = readTables(storage);
  const issued = server.control.issueSession(session);
  if (!issued.ok) return [`the session is refused: ${issued.message}`];
  const answer = await server.handler.fetch(
    new Request(`http://server/db/${query}?sessionId=${issued.value.sessionId}`, {
      method: 'POST',
      body: JSON.stringify(data.args ?? {}),
    }),
  );
  const body: JsonValue = await answer.json();
  const after = readTables(storage);
  const changed = changedTables(before, after);
  if (data.error !== undefined) {
    const kind = isJsonObject(body) && isJsonObject(body.error) ? body.error.kind : undefined;
    return gather(difference('error', kind, data.error), tableDifference(changed, data));
  }
  if (!answer.ok) return [`ours answers ${answer.status}: ${JSON.stringify(body)}`];
  return gather(responseDifference(body, data), tableDifference(changed, data));
}

/** Rows compare in order where the query sorts them, else as bags. */
function responseDifference(body: JsonValue, data: JsonObject): string | undefined {
  const recorded = withNow(data.corrected_response ?? data.response ?? null);
  const ours = withNow(body, recorded);
  const sorts = String(data.query).includes('@sort');
  if (sorts && difference('response', ours, recorded) === undefined) return undefined;
  return difference('response', bagged(ours, sorts), bagged(recorded, sorts));
}

/** Every list becomes a bag; with `keepOrder` the lists at the root stay in order. */
function bagged(value: JsonValue, keepOrder = false, depth = 0): JsonValue {
  if (Array.isArray(value)) {
    const parts = value.map((part: JsonValue) => bagged(part, keepOrder, depth + 1));
    return keepOrder && depth === 1 ? parts : asBag(parts);
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, bagged(part, keepOrder, depth + 1)]));
}

const NOW = '<now>';
const RECENT_SECONDS = 60;

/** Replaces seconds of the present by the recording's word for it, wherever the recording has that word. */
function withNow(ours: JsonValue, recorded: JsonValue = null): JsonValue {
  if (!JSON.stringify(recorded).includes(NOW)) return ours;
  const now = realClock.nowMs() / 1000;
  const isNow = (value: JsonValue): boolean => typeof value === 'number' && Math.abs(value - now) < RECENT_SECONDS;
  const replace = (value: JsonValue): JsonValue => {
    if (isNow(value)) return NOW;
    if (Array.isArray(value)) return value.map((part: JsonValue) => replace(part));
    if (isJsonObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replace(part)]));
    return value;
  };
  return replace(ours);
}

function tableDifference(changed: Tables, data: JsonObject): string | undefined {
  if (!isJsonObject(data.changed_tables)) return undefined;
  const recorded = data.changed_tables;
  return difference('changed tables', bagged(withNow(changed, recorded)), bagged(recorded));
}

function changedTables(before: Tables, after: Tables): Tables {
  return Object.fromEntries(
    Object.entries(after).filter(([table, rows]) => difference(table, rows, before[table]) !== undefined),
  );
}

function readTables(storage: Storage): Tables {
  return storage.transaction((transaction) => {
    const names = transaction
      .all(
        "select name from sqlite_master where type = 'table' and name not like '\\_pyre\\_%' escape '\\' and name <> 'sqlite_sequence'",
      )
      .rows.map(([name]) => String(name));
    return Object.fromEntries(
      names.map((table) => {
        const columns = transaction
          .all(`select name, type from pragma_table_info('${table.replaceAll("'", "''")}')`)
          .rows.map(([name, type]) => ({ name: String(name), document: type === 'BLOB' }))
          .filter(({ name }) => name !== '_pyre_stamp');
        const list = columns
          .map(({ name, document }) => (document ? `json(${quoteName(name)})` : quoteName(name)))
          .join(', ');
        const { rows } = transaction.all(`select ${list} from ${quoteName(table)}`);
        return [table, rows.map((row) => toObject(row, columns))];
      }),
    );
  });
}

function toObject(row: readonly JsonValue[], columns: readonly { name: string; document: boolean }[]): JsonObject {
  return Object.fromEntries(
    columns.map(({ name, document }, index) => {
      const cell = row[index] ?? null;
      return [name, document && typeof cell === 'string' ? (JSON.parse(cell) as JsonValue) : cell];
    }),
  );
}
