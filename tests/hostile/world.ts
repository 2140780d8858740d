// A server in this process whose every byte towards a session is kept, so that it can be searched for what must not be there.
import type { JsonObject } from '../../src/base/json.ts';
import {
  ask,
  login,
  openServer,
  TestPort,
  type Answered,
  type Opened,
  type TestConnection,
} from '../server/open-server.ts';
import { Replica } from './replica.ts';

/** A schema and its queries, as the server takes them. */
export interface HostileProject {
  readonly schema: string;
  readonly queries: string;
}

export function sourcesOf({ schema, queries }: HostileProject) {
  return [
    { path: 'schema.pyre', source: schema },
    { path: 'queries.pyre', source: queries },
  ];
}

/** One client of a session: its replica, its connection, and all that it was sent. */
export class Victim {
  readonly world: World;
  readonly sessionId: string;
  readonly session: JsonObject;
  readonly replica: Replica;
  connection: TestConnection | null = null;
  #heard = 0;
  /** Text that arrived and was not searched yet. */
  #bytes: string[] = [];

  constructor(world: World, session: JsonObject, sessionId: string) {
    this.world = world;
    this.session = session;
    this.sessionId = sessionId;
    this.replica = new Replica(world.keys);
  }

  connect(): void {
    this.connection = this.world.port.open(`/sync?sessionId=${this.sessionId}`);
    this.#heard = 0;
    this.listen();
  }

  disconnect(): void {
    if (this.connection) this.world.port.leave(this.connection);
    this.connection = null;
  }

  /** Takes what the connection received since the last time. */
  listen(): void {
    const messages = this.connection?.messages ?? [];
    for (const message of messages.slice(this.#heard)) {
      this.#bytes.push(JSON.stringify(message));
      this.replica.hear(message);
    }
    this.#heard = messages.length;
  }

  /** A request of this session; body and headers of its answer are kept. */
  async ask(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    const joint = path.includes('?') ? '&' : '?';
    const answer = await ask(
      this.world.opened.server,
      'POST',
      `${path}${joint}sessionId=${this.sessionId}`,
      body,
      headers,
    );
    this.#bytes.push(answer.text, JSON.stringify([...answer.headers]));
    return answer;
  }

  run(query: string, args: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    return this.ask(`/db/${query}`, args, headers);
  }

  async catchUp(pageSize = 1000): Promise<void> {
    this.replica.gap = false;
    for (let more = true; more;) {
      const { status, text, body } = await this.ask('/sync', { ...this.replica.body, pageSize });
      if (status !== 200) throw new Error(text);
      more = this.replica.page(body);
    }
  }

  /** All that was sent since the last call. */
  takeBytes(): string {
    this.listen();
    const bytes = this.#bytes.join('\n');
    this.#bytes = [];
    return bytes;
  }
}

/** A server, its wire, and the keys of its tables. */
export class World {
  readonly opened: Opened;
  readonly port: TestPort;
  readonly keys: ReadonlyMap<string, string>;

  constructor(opened: Opened, keys: ReadonlyMap<string, string>) {
    this.opened = opened;
    this.port = new TestPort(opened.server);
    this.keys = keys;
  }

  join(session: JsonObject): Victim {
    return new Victim(this, session, login(this.opened.server, session));
  }
}

/** Opens a world; without a project the demo's. */
export async function openWorld(project?: HostileProject, historyKept = 20_000): Promise<World> {
  const opened = await openServer({ historyKept, ...(project ? { sources: sourcesOf(project) } : {}) });
  const { body } = await ask(opened.server, 'GET', '/schema');
  const tables = body['tables'] as unknown as { name: string; primaryKey: string; synced: boolean }[];
  const keys = tables.filter(({ synced }) => synced).map(({ name, primaryKey }) => [name, primaryKey] as const);
  return new World(opened, new Map(keys));
}
