// A server of two tables, just big enough to be a world's other side: one rule a table, no SQL, no engine.
import type { Clock } from '../../src/base/clock.ts';
import type { Inspection } from '../../src/protocol/inspection.ts';
import { closedInspection } from '../../src/world/inspection.ts';
import type { ConnectionId } from '../../src/base/ids.ts';
import type { Random } from '../../src/base/random.ts';
import { servePort } from '../../src/network/host.ts';
import { openPage } from '../../src/network/page.ts';
import { memoryFramePorts } from '../../src/network/port.ts';
import type { ServerHandler, SocketPort } from '../../src/network/socket.ts';
import type { QueryEntry, SchemaAnswer, SchemaTable, ValueType } from '../../src/protocol/catalog.ts';
import type { Control, Explanation, ServerStatus, SessionInfo } from '../../src/protocol/control.ts';
import type { AffectedRow, Row } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import type { Connect } from '../../src/world/connection.ts';
import { closedProject } from './closed-project.ts';

type Values = Readonly<Record<string, string | number>>;

const kind = (name: 'int' | 'string' | 'bool'): ValueType => ({ kind: name });

function table(record: string, name: string, columns: Readonly<Record<string, ValueType>>, rule: string): SchemaTable {
  return {
    record,
    name,
    primaryKey: 'id',
    columns: Object.entries(columns).map(([column, valueType]) => ({
      name: column,
      type: valueType.kind,
      valueType,
      nullable: false,
    })),
    links: [],
    synced: true,
    permissions: { query: rule, insert: 'True', update: rule, delete: rule },
  };
}

export const schema: SchemaAnswer = {
  source: 'a small schema',
  session: [
    { name: 'userId', type: kind('int'), nullable: false },
    { name: 'role', type: kind('string'), nullable: false },
  ],
  unions: [],
  tables: [
    table('User', 'users', { id: kind('int'), name: kind('string'), email: kind('string') }, 'id == Session.userId'),
    table(
      'Post',
      'posts',
      { id: kind('int'), title: kind('string'), authorUserId: kind('int'), published: kind('bool') },
      'authorUserId == Session.userId || published == True',
    ),
  ],
};

const queries: readonly QueryEntry[] = [
  {
    id: 'publish',
    name: 'PublishPost',
    operation: 'update',
    params: [],
    source: 'update PublishPost',
    generated: false,
  },
];

/** What a test may do with the server beside talking to it. */
export interface SmallServer {
  readonly connect: Connect;
  /** Sessions by id, as issued. */
  readonly sessions: ReadonlyMap<string, SessionValues>;
  epoch(): string;
  /** Ends the worker's life: another database, no session known. */
  restart(): void;
}

export interface SmallServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** What the server says when it was asked to start. */
  readonly status?: ServerStatus;
}

export function smallServer({ clock, random, status }: SmallServerOptions): SmallServer {
  const sessions = new Map<string, SessionValues>();
  const connections = new Map<ConnectionId, { port: SocketPort; sessionId: string; revision: number }>();
  let epochNumber = 0;
  let epoch = '';
  let revision = 0;
  let stamp = 0;
  let rows = new Map<string, Map<number, Row>>();
  begin(false);

  function begin(empty: boolean): void {
    epoch = `epoch-${++epochNumber}`;
    revision = 0;
    sessions.clear();
    for (const [id, { port }] of connections) port.close(id, 1012, 'starts over');
    connections.clear();
    rows = new Map(schema.tables.map(({ name }) => [name, new Map()]));
    if (empty) return;
    for (const [id, name] of ['Ann', 'Ben', 'Cleo'].entries())
      put('users', { id: id + 1, name, email: `${name}@home` });
    for (let id = 1; id <= 6; id++) {
      put('posts', { id, title: `Post ${id}`, authorUserId: (id % 3) + 1, published: id % 2 });
    }
  }

  function put(name: string, values: Values): Row {
    const row = { ...values, _pyre_stamp: ++stamp };
    rows.get(name)?.set(Number(values['id']), row);
    return row;
  }

  function issue(values: SessionValues): SessionInfo {
    const sessionId = `session-${random.between(1, 1e9)}`;
    sessions.set(sessionId, values);
    return { sessionId, session: values, connections: 0 };
  }

  function broadcast(name: string, before: Row, after: Row): void {
    revision++;
    for (const [id, connection] of connections) {
      const session = sessions.get(connection.sessionId) ?? {};
      const affected = affectedFor(name, before, after, session);
      if (!affected) continue;
      const data = { all_affected_rows: [affected], affected_row_indices: [0] };
      const previousRevision = connection.revision;
      connection.revision = revision;
      connection.port.send([id], JSON.stringify({ type: 'delta', data, serverRevision: revision, previousRevision }));
    }
  }

  const handler: ServerHandler = {
    async fetch(request) {
      const url = new URL(request.url);
      const session = sessions.get(url.searchParams.get('sessionId') ?? '');
      if (url.pathname === '/schema') return Response.json(schema);
      if (url.pathname === '/queries') return Response.json(queries);
      if (!session) return Response.json({ error: { kind: 'UnknownSession', message: 'who?' } }, { status: 401 });
      if (url.pathname === '/sync') return Response.json(page(session));
      const { id } = (await request.json()) as { id: number };
      const before = rows.get('posts')?.get(id);
      if (!before || before['authorUserId'] !== session['userId']) return Response.json({ post: [] });
      broadcast('posts', before, put('posts', { ...before, published: 1 - Number(before['published']) }));
      return Response.json({ post: [{ id }] }, { headers: { 'pyre-revision': String(revision) } });
    },
    opened(port, connection, url) {
      const wanted = url.searchParams.get('sessionId');
      if (wanted !== null && !sessions.has(wanted)) return port.close(connection, 4401, 'unknown session');
      const sessionId = wanted ?? issue({ userId: random.between(1, 100), role: 'user' }).sessionId;
      connections.set(connection, { port, sessionId, revision });
      const session = sessions.get(sessionId);
      const hello = { type: 'connected', sessionId, session, databaseEpoch: epoch, serverRevision: revision };
      port.send([connection], JSON.stringify(hello));
    },
    received(port, connection) {
      const previousRevision = connections.get(connection)?.revision ?? 0;
      port.send([connection], JSON.stringify({ type: 'pong', previousRevision }));
    },
    closed: (_port, connection) => void connections.delete(connection),
  };

  /** One page with everything: the small server knows no history, so every catch-up starts the tables anew. */
  function page(session: SessionValues): object {
    const tables = schema.tables.map(({ name }) => {
      const seen = [...(rows.get(name)?.values() ?? [])].filter((row) => maySee(name, row, session));
      const hash = `${name} of ${JSON.stringify(session)}`;
      return [name, { rows: seen, permission_hash: hash, last_seen_updated_at: stamp, resync: true }] as const;
    });
    const shared = { has_more: false, databaseEpoch: epoch, serverRevision: revision, syncPoint: stamp };
    return { tables: Object.fromEntries(tables), ...shared };
  }

  const running = (): ServerStatus => ({
    phase: 'running',
    databaseEpoch: epoch,
    serverRevision: revision,
    connections: connections.size,
  });
  const control: Control = {
    status: async () => ({ ok: true, value: running() }),
    async reset(options) {
      begin(options.empty);
      return { ok: true, value: running() };
    },
    async table(name) {
      const held = [...(rows.get(name)?.values() ?? [])];
      const columns = Object.keys(held[0] ?? {});
      return {
        ok: true,
        value: { table: name, columns, rows: held.map(Object.values), stamps: held.map(stampOf), total: held.length },
      };
    },
    sessions: async () => ({
      ok: true,
      value: [...sessions].map(([sessionId, session]) => ({ sessionId, session, connections: 0 })),
    }),
    issueSession: async (values) => ({ ok: true, value: issue(values) }),
    async changeSession(sessionId, values) {
      sessions.set(sessionId, values);
      for (const [id, connection] of connections) {
        if (connection.sessionId !== sessionId) continue;
        const news = { type: 'catchupRequired', reason: 'sessionChanged', session: values, serverRevision: revision };
        connection.port.send([id], JSON.stringify({ ...news, databaseEpoch: epoch }));
      }
      return { ok: true, value: { sessionId, session: values, connections: 1 } };
    },
    async explain(name, key, values) {
      const row = rows.get(name)?.get(Number(key));
      if (!row) return { ok: true, value: null };
      const verdict = maySee(name, row, values) ? 'true' : 'false';
      const text = schema.tables.find((candidate) => candidate.name === name)?.permissions.query ?? '';
      const explanation: Explanation = { text, verdict, operands: [], parts: [] };
      return { ok: true, value: explanation };
    },
  };

  const inspection: Inspection = {
    ...closedInspection('the small server shows verdicts only'),
    async verdicts({ table, sessions: judged, keys }) {
      const all = [...(rows.get(table) ?? [])].filter(([key]) => !keys || keys.includes(key));
      const lists = judged.map((session) => all.filter(([, row]) => maySee(table, row, session)).map(([key]) => key));
      const value = { databaseEpoch: epoch, serverRevision: revision, listOf: [...lists.keys()], lists };
      return { ok: true, value };
    },
  };

  return {
    sessions,
    epoch: () => epoch,
    restart: () => begin(false),
    connect({ trace, clock: worldClock, random: worldRandom }) {
      const [pageEnd, serverEnd] = memoryFramePorts(clock);
      servePort(serverEnd, handler, () => undefined);
      const network = openPage({ port: pageEnd, clock: worldClock, random: worldRandom, trace });
      return {
        network,
        control,
        project: closedProject,
        inspection,
        started: Promise.resolve({ host: 'shared', status: status ?? running() }),
      };
    },
  };
}

function maySee(name: string, row: Row, session: SessionValues): boolean {
  if (name === 'users') return row['id'] === session['userId'];
  return row['authorUserId'] === session['userId'] || row['published'] === 1;
}

function stampOf(row: Row): number {
  return Number(row['_pyre_stamp']);
}

function affectedFor(name: string, before: Row, after: Row, session: SessionValues): AffectedRow | null {
  if (maySee(name, after, session)) return { table_name: name, row: after, headers: Object.keys(after) };
  if (!maySee(name, before, session)) return null;
  const key = { id: after['id'] ?? null };
  return { table_name: name, row: key, headers: ['id'], removed: true, stamp: Number(after['_pyre_stamp']) };
}
