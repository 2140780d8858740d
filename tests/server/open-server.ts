// A whole server for tests: the real engine, sql.js, a clock that stands still, and a port that remembers what was sent.
import { readdirSync, readFileSync } from 'node:fs';
import { VirtualClock } from '../../src/base/clock.ts';
import { asConnectionId, type ConnectionId } from '../../src/base/ids.ts';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import type { SocketPort } from '../../src/network/socket.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import { createServer, type CreateServerOptions } from '../../src/server/create.ts';
import type { Server } from '../../src/server/server.ts';
import type { Storage } from '../../src/server/storage.ts';
import { testEngine } from '../engine/load-engine.ts';
import { testJournal, testStorage } from './open-storage.ts';

const schemaFolder = new URL('../../schema/', import.meta.url);
const read = (path: string): SourceFile => ({ path, source: readFileSync(new URL(path, schemaFolder), 'utf8') });

/** The demo project. */
export const demoSources: readonly SourceFile[] = [
  read('schema.pyre'),
  ...readdirSync(new URL('queries/', schemaFolder)).map((name) => read(`queries/${name}`)),
];

export interface Opened {
  readonly server: Server;
  readonly storage: Storage;
  readonly clock: VirtualClock;
  /** Errors that the server reported as its own; a test that expects none checks that. */
  readonly reported: unknown[];
}

/** Opens a server over the demo project without rows, unless told otherwise. */
export async function openServer(options: Partial<CreateServerOptions> = {}): Promise<Opened> {
  const clock = new VirtualClock();
  const storage = options.storage ?? (await testStorage(clock));
  const reported: unknown[] = [];
  const created = createServer({
    engine: await testEngine(),
    storage,
    clock,
    random: seededRandom('sessions'),
    secrets: seededSecrets(seededRandom('secrets')),
    sources: demoSources,
    seed: 1,
    empty: true,
    devLogin: false,
    journal: testJournal(storage),
    report: (error) => reported.push(error),
    ...options,
  });
  if (!created.ok) throw new Error(created.diagnostics.map(({ rendered, title }) => rendered || title).join('\n\n'));
  return { server: created.server, storage, clock, reported };
}

/** What one connection received, and how it ended. */
export interface TestConnection {
  readonly id: ConnectionId;
  readonly messages: JsonObject[];
  closed: { readonly code: number; readonly reason: string } | null;
}

/** A port without a wire: sends arrive at once, and each send is counted. */
export class TestPort implements SocketPort {
  readonly #server: Server;
  readonly connections = new Map<ConnectionId, TestConnection>();
  /** Every send: its recipients and its text. */
  readonly sends: { readonly to: readonly ConnectionId[]; readonly text: string }[] = [];
  /** What `queuedBytes` answers. */
  readonly queued = new Map<ConnectionId, number>();
  #next = 1;

  constructor(server: Server) {
    this.#server = server;
  }

  send(connections: readonly ConnectionId[], text: string): void {
    this.sends.push({ to: connections, text });
    const message: unknown = JSON.parse(text);
    if (!isJsonObject(message)) throw new Error(`not a message: ${text}`);
    for (const id of connections) this.connections.get(id)?.messages.push(message);
  }

  close(id: ConnectionId, code: number, reason: string): void {
    const connection = this.connections.get(id);
    if (connection) connection.closed ??= { code, reason };
  }

  queuedBytes(id: ConnectionId): number {
    return this.queued.get(id) ?? 0;
  }

  /** Opens a WebSocket at `path`. */
  open(path = '/sync'): TestConnection {
    const connection: TestConnection = { id: asConnectionId(this.#next++), messages: [], closed: null };
    this.connections.set(connection.id, connection);
    this.#server.handler.opened(this, connection.id, new URL(path, 'http://in.tab'));
    return connection;
  }

  say(connection: TestConnection, data: string | ArrayBuffer): void {
    this.#server.handler.received(this, connection.id, data);
  }

  /** The client goes away. */
  leave(connection: TestConnection): void {
    this.#server.handler.closed(this, connection.id, 1000, '');
  }
}

/** A session with the values given. */
export function login(server: Server, session: JsonObject): string {
  const issued = server.control.issueSession(session);
  if (!issued.ok) throw new Error(issued.message);
  return issued.value.sessionId;
}

export const user = (userId: number): JsonObject => ({ userId, role: 'user' });

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly body: JsonObject;
}

/** Sends one request. A body that is not text is sent as JSON. */
export async function ask(
  server: Server,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const raw =
    body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
  const request = new Request(new URL(path, 'http://in.tab'), {
    method,
    headers,
    body: raw ? ((body as string | undefined) ?? null) : JSON.stringify(body),
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
  const response = await server.handler.fetch(request);
  const text = await response.text();
  const parsed: unknown = JSON.parse(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJsonObject(parsed) ? parsed : { list: parsed as never },
  };
}

/** Posts text through the door for requests that are in hand already. */
export async function askPlainly(
  server: Server,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const url = new URL(path, 'http://in.tab');
  const answer = await server.handler.exchange({ method: 'POST', url, headers: Object.entries(headers), body });
  return { ...answer, headers: Object.fromEntries(answer.headers) };
}

/** Runs a query as a session. */
export function run(
  server: Server,
  sessionId: string,
  query: string,
  args: unknown = {},
  headers: Record<string, string> = {},
): Promise<Answered> {
  return ask(server, 'POST', `/db/${query}?sessionId=${sessionId}`, args, headers);
}

/** Asks for one page. */
export function page(
  server: Server,
  sessionId: string,
  body: object = { syncCursor: { tables: {} } },
): Promise<Answered> {
  return ask(server, 'POST', `/sync?sessionId=${sessionId}`, body);
}
