// The world itself: carries intents to clients, links and server, and draws one picture a frame.
import type { Clock } from '../base/clock.ts';
import { asClientId, type ClientId } from '../base/ids.ts';
import type { JsonObject } from '../base/json.ts';
import type { Random } from '../base/random.ts';
import type { Persistence, RunAnswer } from '../client/client.ts';
import { createSharedParse } from '../client/shared-parse.ts';
import { Trace } from '../network/trace.ts';
import type { QueryEntry } from '../protocol/catalog.ts';
import type { ServerOptions, ServerStatus, SourceFile } from '../protocol/control.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { readCatalog } from './catalog.ts';
import type { Connect, ServerConnection, Started } from './connection.ts';
import { MessageLog } from './message-log.ts';
import type { Party } from './messages.ts';
import { starterSession } from './names.ts';
import { Population } from './population.ts';
import { Proof } from './proof.ts';
import { subjectsOf } from './subjects.ts';
import type { PageMemory } from './remembered.ts';
import { SchemaPicture, type Replica } from './replica.ts';
import type { AddingView, ClientView, LinkView, NoticeView, ServerView, WorkerKind, WorldView } from './view.ts';
import { Weather } from './weather.ts';
import type { World } from './world.ts';

export interface WorldOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: Random;
  /** The store of one client's cache; asked again for every new life of the client. */
  readonly persistence: (id: ClientId) => Persistence;
  readonly memory: PageMemory;
  /** Runs a task once, before the next picture is drawn. */
  readonly nextFrame: (task: () => void) => void;
  readonly sources: readonly SourceFile[];
  readonly seed: number;
  /** Clients of different users to begin with. */
  readonly starters: number;
}

/** Asks for queries and schema; a link of its own, so that no client's conditions slow it. */
const CATALOG_ID = asClientId('page');
/** Clients made together while many are added: their caches are read and their frames sent side by side. */
const ADDED_AT_ONCE = 25;

/** How long news stays that asks for nothing. */
const NOTICE_MS = 8000;

/** Makes a world and starts its server. */
export function createWorld(options: WorldOptions): World {
  const world = new LiveWorld(options);
  void world.begin();
  return world;
}

class LiveWorld implements World {
  readonly messages: MessageLog;
  readonly weather: Weather;
  readonly #options: WorldOptions;
  readonly #connection: ServerConnection;
  readonly #population: Population;
  readonly #schema = new SchemaPicture();
  readonly #proof: Proof;
  readonly #listeners = new Set<() => void>();
  #server: ServerView = { phase: 'starting' };
  #host: WorkerKind = 'shared';
  #lostEpoch: string | null = null;
  #queries: readonly QueryEntry[] = [];
  #adding: AddingView | null = null;
  #notice: NoticeView | null = null;
  #noticeCount = 0;
  #clients: readonly ClientView[] = [];
  #view: WorldView | null = null;
  #scheduled = false;
  #following = false;
  #schemaDrawn: unknown = null;

  constructor(options: WorldOptions) {
    this.#options = options;
    const { clock, random } = options;
    const trace = new Trace({ clock });
    const parse = createSharedParse();
    this.#connection = options.connect({
      server: { sources: options.sources, seed: options.seed, empty: false },
      clock,
      random: random.fork('network'),
      trace,
      onTrouble: (message) => this.#tell('trouble', `The server reports: ${message}`),
      onLost: () => this.#serverLost(),
      onRestarted: (started) => void this.#serverRestarted(started),
    });
    this.weather = new Weather({
      network: this.#connection.network,
      replicas: () => this.#population.replicas,
      changed: () => this.#changed(),
    });
    this.#population = new Population({
      clock,
      control: this.#connection.control,
      memory: options.memory,
      changed: () => this.#changed(),
      surroundings: {
        link: (id) => this.weather.link(id),
        options: (id) => ({ clock, parse, random: random.fork(id), persistence: options.persistence(id) }),
        schema: this.#schema,
        changed: () => this.#changed(),
      },
    });
    this.messages = new MessageLog({
      trace,
      parse,
      nextFrame: options.nextFrame,
      party: (id) => this.#party(id),
      live: () => this.#live(),
      primaryKey: (table) => this.#schema.answer?.tables.find(({ name }) => name === table)?.primaryKey ?? null,
      operation: (name) => this.#queries.find((query) => query.name === name || query.id === name)?.operation ?? null,
    });
    this.#proof = new Proof({
      clock,
      control: this.#connection.control,
      tables: () =>
        this.#server.phase === 'running' ? (this.#schema.answer?.tables.filter(({ synced }) => synced) ?? []) : [],
      subjects: () => subjectsOf(this.#population.replicas, this.#connection.network.flight),
      messages: () => this.messages.view(),
      changed: () => this.#changed(),
    });
    this.messages.subscribe(() => this.#proof.heard(this.messages.newestNews));
  }

  async begin(): Promise<void> {
    const recalled = this.#population.recall();
    const { host, status } = await this.#connection.started;
    this.#host = host;
    if (!(await this.#serverIs(status))) return;
    if (recalled) await this.#population.revive();
    else await this.#addStarters();
  }

  view(): WorldView {
    return (this.#view ??= this.#draw());
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async addClient(values?: SessionValues): Promise<void> {
    const problem = await this.#population.add(values ?? null);
    if (problem !== null) this.#tell('trouble', `No client was added: ${problem}`);
  }

  async addClients(count: number): Promise<void> {
    this.#adding = { done: 0, total: count };
    this.#changed();
    for (let done = 0; done < count;) {
      const batch = Math.min(ADDED_AT_ONCE, count - done);
      await Promise.all(Array.from({ length: batch }, () => this.#population.add(null)));
      // Removing the progress in the meantime means: cancelled.
      if (!this.#adding) break;
      done += batch;
      this.#adding = { done, total: count };
      this.#changed();
      await this.#frame();
    }
    this.#adding = null;
    this.#changed();
  }

  cancelAdding(): void {
    this.#adding = null;
    this.#changed();
  }

  async addSibling(id: ClientId): Promise<void> {
    const session = this.#population.find(id)?.remembered().session;
    if (session) await this.addClient(session);
  }

  async removeClient(id: ClientId): Promise<void> {
    const name = await this.#population.remove(id);
    if (name !== null) this.#tell('plain', `${name} was removed.`, true);
  }

  async undo(): Promise<void> {
    this.#notice = null;
    await this.#population.undoRemove();
    this.#changed();
  }

  dismissNotice(): void {
    this.#population.forgetRemoved();
    this.#notice = null;
    this.#changed();
  }

  select(id: ClientId): void {
    this.#population.select(id);
  }

  setOnline(id: ClientId, online: boolean): void {
    this.#population.setOnline(id, online);
  }

  reconnect(id: ClientId): void {
    this.#population.find(id)?.client.reconnect();
  }

  resync(id: ClientId): void {
    this.#population.find(id)?.client.resync();
  }

  async changeSession(id: ClientId, values: SessionValues): ReturnType<World['changeSession']> {
    const sessionId = this.#population.find(id)?.remembered().sessionId;
    if (!sessionId) return { ok: false, message: 'The client has no session yet.' };
    const answer = await this.#connection.control.changeSession(sessionId, values);
    this.#population.sessionChanged();
    return answer;
  }

  setLink(id: ClientId, link: LinkView): void {
    this.#population.find(id)?.setLink(link);
  }

  cacheBytes(id: ClientId): number {
    return this.#population.find(id)?.cacheBytes() ?? 0;
  }

  async submit(id: ClientId, query: string, args: JsonObject): Promise<RunAnswer> {
    const replica = this.#population.find(id);
    if (replica) return replica.client.run(query, args);
    return { ok: false, error: { kind: 'Unavailable', message: 'The client is gone.' } };
  }

  async reset({ seed, empty }: { readonly seed: number; readonly empty: boolean }): Promise<void> {
    const options: ServerOptions = { sources: this.#options.sources, seed, empty };
    this.#following = true;
    await this.#population.through(async () => {
      const answer = await this.#connection.control.reset(options);
      if (!answer.ok) this.#tell('trouble', `The server did not start over: ${answer.message}`);
      return answer.ok && (await this.#serverIs(answer.value));
    });
    this.#following = false;
    if (this.#server.phase === 'running')
      this.#tell('plain', 'The server started over: a new database, every cache void.');
  }

  table(name: string, limit: number, offset: number): ReturnType<World['table']> {
    return this.#connection.control.table(name, limit, offset);
  }

  sessions(): ReturnType<World['sessions']> {
    return this.#connection.control.sessions();
  }

  async explain(id: ClientId, table: string, key: RowKey): ReturnType<World['explain']> {
    const session = this.#population.find(id)?.client.snapshot().session;
    if (!session) return { ok: false, message: 'The client has no session yet.' };
    return this.#connection.control.explain(table, key, session);
  }

  async #addStarters(): Promise<void> {
    const schema = this.#schema.answer;
    for (let number = 1; number <= this.#options.starters; number++) {
      await this.#population.add(schema && starterSession(schema, number));
    }
  }

  /** Takes the server's status; when it runs, also what it can be asked. Returns whether it runs. */
  async #serverIs(status: ServerStatus): Promise<boolean> {
    if (status.phase !== 'running') {
      this.#server = status;
      this.#changed();
      return false;
    }
    await this.#readCatalog();
    this.#server = { phase: 'running', databaseEpoch: status.databaseEpoch, host: this.#host };
    this.#changed();
    return true;
  }

  async #readCatalog(): Promise<void> {
    const { clock, random } = this.#options;
    const { network } = this.#connection.network.link(CATALOG_ID);
    const { schema, queries, problem } = await readCatalog({
      id: CATALOG_ID,
      network,
      clock,
      random: random.fork('catalog'),
    });
    if (schema) this.#schema.take(schema);
    if (queries) this.#queries = queries;
    if (problem !== null) this.#tell('trouble', `The server did not tell its queries: ${problem}`);
  }

  #party(id: ClientId): Party {
    return { id, name: this.#population.find(id)?.view().name ?? (id === CATALOG_ID ? 'This page' : id) };
  }

  #live(): readonly Party[] {
    return this.#population.replicas
      .filter((replica) => replica.client.snapshot().phase === 'live')
      .map((replica) => this.#party(replica.id));
  }

  #tell(tone: NoticeView['tone'], text: string, undo = false): void {
    const notice = { id: ++this.#noticeCount, tone, text, undo };
    this.#notice = notice;
    this.#changed();
    if (undo || tone === 'trouble') return;
    this.#options.clock.setTimer(NOTICE_MS, () => {
      if (this.#notice === notice) this.dismissNotice();
    });
  }

  #frame(): Promise<void> {
    return new Promise((resolve) => this.#options.nextFrame(resolve));
  }

  #serverLost(): void {
    if (this.#server.phase === 'running') this.#lostEpoch = this.#server.databaseEpoch;
    this.#server = { phase: 'starting' };
    this.#tell('trouble', 'The server stopped and is being started again. Clients show what they cached.');
  }

  async #serverRestarted({ host, status }: Started): Promise<void> {
    this.#host = host;
    if (!(await this.#serverIs(status)) || status.phase !== 'running') return;
    const same = status.databaseEpoch === this.#lostEpoch;
    this.#tell(
      'plain',
      same ? 'The server is back, with all that it had acknowledged.' : 'The server is back with a new database.',
    );
  }

  /** Another page of this browser started the server over: take what it is now, and keep our clients who they were. */
  async #followServer(): Promise<void> {
    if (this.#following || this.#server.phase !== 'running') return;
    if (!this.#population.replicas.some((replica) => replica.isStranded)) return;
    this.#following = true;
    const status = await this.#connection.control.status();
    if (status.ok && (await this.#serverIs(status.value))) await this.#population.rescue();
    this.#following = false;
  }

  #changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.nextFrame(() => {
      this.#scheduled = false;
      this.#view = null;
      void this.#followServer();
      // Drawn though nobody may look: what changed has to be proven.
      this.view();
      for (const listener of this.#listeners) listener();
    });
  }

  #draw(): WorldView {
    this.#redrawUnderNewSchema();
    const clients = this.#population.replicas.map((replica) => replica.view());
    if (!sameItems(clients, this.#clients)) {
      this.#clients = clients;
      this.#proof.touch();
    }
    return {
      server: this.#server,
      revision: this.#revision(),
      schema: this.#schema.answer,
      queries: this.#queries,
      clients: this.#clients,
      selectedId: this.#population.selectedId,
      adding: this.#adding,
      notice: this.#notice,
      proof: this.#proof.view,
      network: this.weather.view,
    };
  }

  #redrawUnderNewSchema(): void {
    if (this.#schemaDrawn === this.#schema.answer) return;
    this.#schemaDrawn = this.#schema.answer;
    for (const replica of this.#population.replicas) replica.redraw();
  }

  /** Only clients of the present epoch count: one that is offline may remember an older database. */
  #revision(): number {
    const epoch = this.#server.phase === 'running' ? this.#server.databaseEpoch : null;
    return this.#population.replicas.reduce((highest, replica: Replica) => {
      const { databaseEpoch, serverRevision } = replica.client.snapshot();
      return databaseEpoch === epoch ? Math.max(highest, serverRevision) : highest;
    }, 0);
  }
}

function sameItems<Item>(before: readonly Item[], after: readonly Item[]): boolean {
  return before.length === after.length && before.every((item, index) => item === after[index]);
}
