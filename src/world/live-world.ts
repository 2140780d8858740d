// The world itself: carries intents to clients, links and server, and draws one picture a frame.
import type { Clock } from '../base/clock.ts';
import { asClientId, type ClientId } from '../base/ids.ts';
import type { JsonObject } from '../base/json.ts';
import type { Random } from '../base/random.ts';
import { sameItems } from '../base/same-items.ts';
import type { Persistence, RunAnswer } from '../client/client.ts';
import { createSharedParse } from '../client/shared-parse.ts';
import { Trace } from '../network/trace.ts';
import type { SessionValues } from '../protocol/session.ts';
import { Adding } from './adding.ts';
import { beginAgain } from './again.ts';
import { Beginning, type BeginningOptions } from './beginning.ts';
import { servingPage } from './catalog.ts';
import type { Connect, ServerConnection } from './connection.ts';
import { Database } from './database.ts';
import { KeepWatch } from './keep-watch.ts';
import { MessageLog } from './message-log.ts';
import { Files } from './files.ts';
import { addStarters, starterCount } from './starters.ts';
import { Notices } from './notices.ts';
import { Population } from './population.ts';
import { Project } from './project.ts';
import { Proof } from './proof.ts';
import { subjectsOf } from './subjects.ts';
import { Recording } from './recording.ts';
import { Roster } from './roster.ts';
import type { PageMemory } from './remembered.ts';
import type { WorldStart } from './recipe.ts';
import { Standing } from './standing.ts';
import { Succession } from './succession.ts';
import type { ClientView, LinkView, WorldView } from './view.ts';
import { WorldTime } from './time.ts';
import { Weather } from './weather.ts';
import type { World } from './world.ts';

export interface WorldOptions extends BeginningOptions {
  readonly connect: Connect;
  /** The machine's time; the world's own runs by it. */
  readonly clock: Clock;
  readonly random: Random;
  /** The seed of `random`, where people may know it. */
  readonly chance?: number;
  /** The store of one client's cache; asked again for every new life of the client. */
  readonly persistence: (id: ClientId) => Persistence;
  readonly memory: PageMemory;
  /** Runs a task once, before the next picture is drawn. */
  readonly nextFrame: (task: () => void) => void;
}

/** Asks for queries and schema; a link of its own, so that no client's conditions slow it. */
const CATALOG_ID = asClientId('page');
/** Makes a world and starts its server. */
export function createWorld(options: WorldOptions): World {
  const world = new LiveWorld(options);
  void world.begin();
  return world;
}

class LiveWorld implements World {
  readonly messages: MessageLog;
  readonly weather: Weather;
  readonly time: WorldTime;
  readonly project: Project;
  readonly recording: Recording;
  readonly database: Database;
  readonly files: Files;
  readonly #options: WorldOptions;
  readonly #beginning: Beginning;
  readonly #connection: ServerConnection;
  readonly #population: Population;
  readonly #roster: Roster;
  readonly #standing: Standing;
  readonly #notices: Notices;
  readonly #keeping: KeepWatch;
  readonly #adding: Adding;
  readonly #proof: Proof;
  readonly #succession: Succession;
  readonly #listeners = new Set<() => void>();
  #clients: readonly ClientView[] = [];
  #view: WorldView | null = null;
  #scheduled = false;
  #schemaDrawn: unknown = null;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#beginning = new Beginning(options, options.memory.load()?.beginning);
    const { clock: machineClock, random, chance = null } = options;
    const changed = () => this.#changed();
    const flight = () => this.#connection.network.flight;
    this.time = new WorldTime({ clock: machineClock, chance, flight, changed });
    const { clock } = this.time;
    const trace = new Trace({ clock });
    const parse = createSharedParse();
    this.#connection = options.connect({
      server: () => this.#beginning.server(),
      clock,
      machineClock,
      random: random.fork('network'),
      trace,
      onTrouble: (message) => this.#notices.tell('trouble', `The server reports: ${message}`),
      onKeeping: (keeping) => this.#keeping.is(keeping),
      onLost: () => this.#succession.lost(),
      onRestarted: (started) => void this.#succession.restarted(started),
    });
    this.#notices = new Notices({ clock: machineClock, changed, wayBackGone: () => this.#population.forgetRemoved() });
    this.#keeping = new KeepWatch({
      isRunning: () => this.#standing.isRunning,
      tell: (tone, text) => this.#notices.tell(tone, text),
    });
    this.#adding = new Adding({ addOne: () => this.#population.add(null), frame: () => this.#frame(), changed });
    this.#standing = new Standing({
      catalogId: CATALOG_ID,
      catalogNetwork: () => servingPage(this.#connection.network.link(CATALOG_ID)),
      clock,
      random,
      changed,
      trouble: (text) => this.#notices.tell('trouble', text),
    });
    const { schema } = this.#standing;
    this.weather = new Weather({
      network: this.#connection.network,
      replicas: () => this.#population.replicas,
      changed,
    });
    this.#population = new Population({
      clock: machineClock,
      control: this.#connection.control,
      memory: options.memory,
      together: parse.together,
      weather: this.weather,
      beginning: () => this.#beginning.remembered(),
      changed,
      surroundings: {
        link: (id) => this.weather.link(id),
        options: (id) => ({ clock, parse, random: random.fork(id), persistence: options.persistence(id) }),
        schema,
        linkChanged: () => this.#population.sessionChanged(),
        changed,
        faceChanged: () => this.#roster.changed(),
      },
    });
    this.#roster = new Roster({
      replicas: () => this.#population.replicas,
      find: (id) => this.#population.find(id),
      stranger: (id) => (id === CATALOG_ID ? 'This page' : (this.#population.nameOfRemoved(id) ?? id)),
    });
    // It hears of messages before the log does.
    this.recording = new Recording({
      trace,
      nowMs: () => clock.nowMs(),
      newestMessage: () => this.messages.newestNews,
      draw: () => this.#draw(),
      crowd: () => this.#population.replicas.length,
    });
    this.messages = new MessageLog({
      trace,
      parse,
      nextFrame: options.nextFrame,
      parties: (ids) => this.#roster.parties(ids),
      live: () => this.#roster.live(),
      primaryKey: (table) => schema.answer?.tables.find(({ name }) => name === table)?.primaryKey ?? null,
      query: (called) => this.#standing.query(called),
      cleared: (count, wayBack) => this.#notices.tell('plain', `${count} messages were cleared.`, wayBack),
    });
    this.project = new Project({
      control: this.#connection.project,
      shipped: options.shipped ?? [],
      began: this.#beginning.project,
      clients: () => this.#population.replicas.map((replica) => replica.projectClient()),
      readCatalog: () => this.#standing.readCatalog(),
      startOver: ({ id, sources }) => this.#succession.startOver({ sources }, id),
      rowsBack: () => this.files.wayBack(),
      tell: (tone, text, wayBack) => this.#notices.tell(tone, text, wayBack),
      changed,
    });
    this.#succession = new Succession({
      clock: machineClock,
      control: this.#connection.control,
      beginning: this.#beginning,
      standing: this.#standing,
      population: this.#population,
      notices: this.#notices,
      project: () => this.project,
      goOn: () => this.time.setPaused(false),
    });
    this.files = new Files({
      control: this.#connection.files,
      succession: () => this.#succession,
      notices: () => this.#notices,
    });
    this.#proof = new Proof({
      clock: machineClock,
      control: this.#connection.control,
      judge: (...question) => this.database.verdicts(...question),
      tables: () => (this.#standing.isRunning ? (schema.answer?.tables.filter(({ synced }) => synced) ?? []) : []),
      // A server elsewhere shows nobody all of its rows: there is nothing to prove against.
      subjects: () => subjectsOf(this.#connection.elsewhere ? [] : this.#population.replicas, flight()),
      messages: () => this.messages.view(),
      changed,
    });
    this.database = new Database({
      clock: machineClock,
      control: this.#connection.control,
      inspection: this.#connection.inspection,
      stands: (status) => this.#succession.stands(status),
      learn: (typed) => this.#standing.learn(typed),
      tell: (tone, text) => this.#notices.tell(tone, text),
    });
    this.messages.subscribe(() => {
      this.#proof.heard(this.messages.newestNews);
      // Where a picture is about to be drawn, the message belongs to that one.
      if (!this.#scheduled) this.recording.take(this.view());
    });
  }

  async begin(): Promise<void> {
    const recalled = this.#population.recall();
    const started = await this.#connection.started;
    this.#standing.met(started);
    const settle = async () => (recalled ? this.#succession.revive() : this.#addStarters());
    if (!recalled) this.#adding.follow(0, starterCount(this.#options.starters));
    if (!(await this.#standing.take(started.status))) return this.#succession.settleLater(settle);
    void this.project.refresh();
    await settle();
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
    if (problem !== null) this.#notices.tell('trouble', `No client was added: ${problem}`);
  }

  addClients(count: number): Promise<void> {
    return this.#adding.add(count);
  }

  cancelAdding(): void {
    this.#adding.cancel();
  }

  async addSibling(id: ClientId): Promise<void> {
    const session = this.#population.find(id)?.remembered().session;
    if (session) await this.addClient(session);
  }

  async removeClient(id: ClientId): Promise<void> {
    const name = this.#population.remove(id);
    if (name !== null) this.#notices.tell('plain', `${name} was removed.`, () => this.#population.undoRemove());
  }

  async undo(): Promise<void> {
    await this.#notices.undo();
    this.#changed();
  }

  dismissNotice(): void {
    this.#notices.dismiss();
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

  start(): WorldStart {
    const { preset } = this.weather.view;
    const { replicas } = this.#population;
    const { sources } = this.project.view;
    return this.#beginning.start({ schema: this.#standing.schema.answer, replicas, preset, sources });
  }

  async again(): Promise<void> {
    const place = { succession: this.#succession, weather: this.weather, files: this.files };
    await beginAgain({ ...place, options: this.#options, addStarters: () => this.#addStarters() });
    // Who asked for it wants to see it.
    await this.#frame();
  }

  async reset(options: { readonly seed: number; readonly empty: boolean }): Promise<void> {
    await this.#succession.reset(options, await this.files.wayBack());
  }

  table(name: string, limit: number, offset: number): ReturnType<World['table']> {
    return this.#connection.control.table(name, limit, offset);
  }

  sessions(): ReturnType<World['sessions']> {
    return this.#connection.control.sessions();
  }

  async explain(...[id, table, key, operation]: Parameters<World['explain']>): ReturnType<World['explain']> {
    const session = this.#population.find(id)?.client.snapshot().session;
    if (!session) return { ok: false, message: 'The client has no session yet.' };
    return this.#connection.control.explain(table, key, session, operation);
  }

  async #addStarters(): Promise<void> {
    const trouble = (text: string) => this.#notices.tell('trouble', text);
    const place = { population: this.#population, weather: this.weather, adding: this.#adding };
    const frame = () => this.#frame();
    await addStarters({ ...place, frame, trouble }, this.#standing.schema.answer, this.#options);
  }

  #frame(): Promise<void> {
    return new Promise((resolve) => this.#options.nextFrame(resolve));
  }

  #changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.nextFrame(() => {
      this.#scheduled = false;
      this.#view = null;
      void this.#succession.follow();
      // Drawn though nobody may look: what changed has to be proven.
      this.recording.take(this.view());
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
      server: this.#standing.view,
      keeping: this.#keeping.view,
      revision: this.#population.revisionIn(this.#standing.epoch),
      schema: this.#standing.schema.answer,
      queries: this.#standing.queries,
      project: this.project.view,
      clients: this.#clients,
      selectedId: this.#population.selectedId,
      adding: this.#adding.view,
      notice: this.#notices.view,
      proof: this.#proof.view,
      network: this.weather.view,
      time: this.time.view,
    };
  }

  #redrawUnderNewSchema(): void {
    const { answer } = this.#standing.schema;
    if (this.#schemaDrawn === answer) return;
    this.#schemaDrawn = answer;
    // It may have been another page that changed it.
    void this.project.refresh();
    for (const replica of this.#population.replicas) replica.redraw();
  }
}
