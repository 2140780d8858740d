// The clients of the page: who is there, who comes and goes, who is selected, and what of it is remembered.
import type { Clock } from '../base/clock.ts';
import type { SharedParse } from '../client/client.ts';
import { asClientId, asSessionId, type ClientId, type SessionId } from '../base/ids.ts';
import type { Control } from '../protocol/control.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { PageMemory, RememberedBeginning, RememberedClient, RememberedPage } from './remembered.ts';
import type { Weather } from './weather.ts';
import { Replica, type ReplicaSurroundings } from './replica.ts';

export interface PopulationOptions {
  readonly clock: Clock;
  readonly control: Control;
  readonly memory: PageMemory;
  readonly surroundings: ReplicaSurroundings;
  /** Tells what clients do together. */
  readonly together: SharedParse['together'];
  /** The weather of all links, remembered with the clients. */
  readonly weather?: Weather;
  /** How the server started over last; remembered with the clients. */
  readonly beginning: () => RememberedBeginning | undefined;
  /** Called when clients came, left or were selected. */
  changed(): void;
}

/** Changes within this time are remembered together. */
const REMEMBER_AFTER_MS = 300;

/** A client that was taken away and may come back. */
interface Removed {
  readonly remembered: RememberedClient;
  readonly name: string;
  readonly index: number;
  readonly selected: boolean;
  /** Settles when it is off the line and its cache is written. */
  readonly gone: Promise<void>;
}

export class Population {
  readonly #options: PopulationOptions;
  #replicas: readonly Replica[] = [];
  /** The same by id, for the list it was made of: a message to a thousand clients asks for each. */
  #index: { readonly of: readonly Replica[]; readonly byId: ReadonlyMap<ClientId, Replica> } = {
    of: [],
    byId: new Map(),
  };
  #selectedId: ClientId | null = null;
  #removed: Removed | null = null;
  #heard: { epoch: string | null; revision: number } = { epoch: null, revision: 0 };
  #nextNumber = 1;
  #remembers = false;
  /** Who is to leave when it has caught up, and how to let it stay. */
  readonly #leaving = new Map<ClientId, () => void>();

  constructor(options: PopulationOptions) {
    this.#options = options;
    const { changed, surroundings, together } = options;
    // Heard of at every single move, and cheap: pictures are looked at when one is drawn.
    together.subscribe(({ rows }) => {
      if (surroundings.schema.drawing.concernsNames(rows)) surroundings.faceChanged();
      changed();
    });
  }

  get replicas(): readonly Replica[] {
    return this.#replicas;
  }

  get selectedId(): ClientId | null {
    return this.#selectedId;
  }

  /**
   * The highest revision that a client heard of in this epoch, one that has left included: a client that is offline may remember
   * an older database.
   */
  revisionIn(epoch: string | null): number {
    if (this.#heard.epoch !== epoch) this.#heard = { epoch, revision: 0 };
    for (const replica of this.#replicas) {
      const { databaseEpoch, serverRevision } = replica.client.snapshot();
      if (databaseEpoch === epoch) this.#heard.revision = Math.max(this.#heard.revision, serverRevision);
    }
    return this.#heard.revision;
  }

  find(id: ClientId): Replica | undefined {
    const list = this.#replicas;
    if (this.#index.of !== list) {
      this.#index = { of: list, byId: new Map(list.map((replica) => [replica.id, replica])) };
    }
    return this.#index.byId.get(id);
  }

  /** Shows the clients of the last visit with what they cached, not yet connected. Returns whether there were any. */
  recall(): boolean {
    const page = this.#options.memory.load();
    if (!page || page.clients.length === 0) return false;
    if (page.preset) this.#options.weather?.setPreset('all', page.preset);
    for (const remembered of page.clients) void this.#insert(remembered, this.#replicas.length).start(false);
    this.#selectAgain(page);
    return true;
  }

  /**
   * Connects the recalled clients: under their sessions where the server still knows them, else under new ones, as a login
   * would, with the values that `as` makes of theirs.
   */
  async revive(as: (session: SessionValues, index: number) => SessionValues | null): Promise<void> {
    const known = await this.#options.control.sessions();
    const ids = new Set(known.ok ? known.value.map(({ sessionId }) => sessionId) : []);
    await Promise.all(
      this.#replicas.map(async (replica, index) => {
        const { session, sessionId } = replica.remembered();
        const isKnown = sessionId !== null && ids.has(sessionId);
        const next = session === null || isKnown ? null : as(session, index);
        if (next === null) return replica.connect();
        await this.#renew(replica, next);
      }),
    );
  }

  /** Takes all clients off the line, runs `change`, and brings them back as the same users, or as whom `as` makes of them. */
  async through(
    change: () => Promise<boolean>,
    as: (session: SessionValues, index: number) => SessionValues | null = (session) => session,
  ): Promise<void> {
    const sessions = this.#replicas.map((replica) => [replica, replica.remembered().session] as const);
    for (const replica of this.#replicas) replica.client.goOffline();
    const changed = await change();
    await Promise.all(
      sessions.map(async ([replica, session], index) => {
        const next = session && changed ? as(session, index) : null;
        if (next !== null) await this.#renew(replica, next);
        else replica.connect();
      }),
    );
    this.#remember();
  }

  /** Brings clients that met another database, started over by another page, back as the users that `as` makes of theirs. */
  async rescue(as: (session: SessionValues, index: number) => SessionValues | null): Promise<void> {
    await Promise.all(
      this.#replicas.map(async (replica, index) => {
        const { session } = replica.remembered();
        const next = session && as(session, index);
        if (replica.isStranded && next !== null) await this.#renew(replica, next);
      }),
    );
    this.#remember();
  }

  /**
   * Brings clients of an earlier time back, as the users that `as` makes of theirs, under new sessions and without caches. Who
   * was offline catches up first, then leaves.
   */
  async bringBack(
    page: RememberedPage,
    as: (session: SessionValues, index: number) => SessionValues | null,
  ): Promise<void> {
    if (page.preset) this.#options.weather?.setPreset('all', page.preset);
    const sessions = await Promise.all(
      page.clients.map(({ session }, index) => this.#issued(session && as(session, index))),
    );
    const back = page.clients.map((remembered, index) => {
      const sessionId = sessions[index] ?? null;
      const replica = this.#insert({ ...remembered, sessionId, online: true }, this.#replicas.length);
      if (!remembered.online) this.leaveOnceLive(replica.id);
      return replica;
    });
    this.#selectAgain(page);
    await Promise.all(back.map((replica) => replica.start()));
  }

  /** Null: the server draws the user. */
  async #issued(values: SessionValues | null): Promise<string | null> {
    const issued = values && (await this.#options.control.issueSession(values));
    return issued?.ok ? issued.value.sessionId : null;
  }

  #selectAgain({ selectedId }: RememberedPage): void {
    this.select(this.#replicas.find(({ id }) => id === selectedId)?.id ?? this.#replicas[0]?.id ?? null);
  }

  /** One more client: under a session with these values, or under one that the server draws. Null, or what was wrong. */
  async add(values: SessionValues | null, added: (id: ClientId) => void = () => undefined): Promise<string | null> {
    if (values === null) {
      await this.#append(null, added);
      return null;
    }
    const issued = await this.#options.control.issueSession(values);
    if (!issued.ok) return issued.message;
    await this.#append(asSessionId(issued.value.sessionId), added);
    return null;
  }

  select(id: ClientId | null): void {
    this.#selectedId = id;
    this.#changed();
  }

  /** Whatever was to become of the client before, this is the last word. */
  setOnline(id: ClientId, online: boolean): void {
    this.#leaving.get(id)?.();
    this.find(id)?.setOnline(online);
    this.#remember();
  }

  /** Takes a client away; its cache is kept until the next one goes. Returns its name. */
  remove(id: ClientId): string | null {
    const index = this.#replicas.findIndex((replica) => replica.id === id);
    const replica = this.#replicas[index];
    if (!replica) return null;
    const { name } = replica.view();
    this.forgetRemoved();
    const remembered = replica.remembered();
    this.#removed = { remembered, name, index, selected: id === this.#selectedId, gone: replica.stop() };
    this.#replicas = this.#replicas.filter((other) => other !== replica);
    if (id === this.#selectedId) this.#selectedId = (this.#replicas[index] ?? this.#replicas.at(-1))?.id ?? null;
    this.#changed();
    return name;
  }

  /** What the client that was removed last was called; null of any other. */
  nameOfRemoved(id: ClientId): string | null {
    return this.#removed?.remembered.id === id ? this.#removed.name : null;
  }

  /** Brings the client that was removed last back to its place. */
  async undoRemove(): Promise<void> {
    const removed = this.#removed;
    if (!removed) return;
    this.#removed = null;
    await removed.gone;
    const replica = this.#insert(removed.remembered, removed.index);
    if (removed.selected) this.#selectedId = replica.id;
    this.#changed();
    await replica.start();
  }

  /** Takes all clients away, caches included; the next one is number 1 again. */
  async removeAll(): Promise<void> {
    this.forgetRemoved();
    const gone = this.#replicas;
    this.#replicas = [];
    this.#selectedId = null;
    this.#nextNumber = 1;
    this.#changed();
    await Promise.all(gone.map((replica) => replica.stop()));
    await Promise.all(gone.map(({ id }) => this.#clearCache(id)));
  }

  /** Lets the removed client go for good, cache included. */
  forgetRemoved(): void {
    const removed = this.#removed;
    if (!removed) return;
    this.#removed = null;
    void removed.gone.then(() => this.#clearCache(asClientId(removed.remembered.id)));
  }

  #clearCache(id: ClientId): Promise<void> {
    return this.#options.surroundings
      .options(id)
      .persistence.clear()
      .catch(() => undefined);
  }

  /** Takes a client off the line as soon as it has caught up once. */
  leaveOnceLive(id: ClientId): void {
    const client = this.find(id)?.client;
    const leave = (): void => {
      if (client?.snapshot().phase === 'live') this.setOnline(id, false);
    };
    if (!client) return;
    if (client.snapshot().phase === 'live') return leave();
    const stopListening = client.subscribe(leave);
    this.#leaving.set(id, () => {
      stopListening();
      this.#leaving.delete(id);
    });
  }

  async #append(sessionId: SessionId | null, added: (id: ClientId) => void): Promise<void> {
    const number = this.#nextNumber++;
    const replica = new Replica(asClientId(`client-${number}`), number, this.#options.surroundings, sessionId);
    this.#replicas = [...this.#replicas, replica];
    this.#selectedId ??= replica.id;
    this.#changed();
    added(replica.id);
    await replica.start();
  }

  #insert(remembered: RememberedClient, index: number): Replica {
    const { id, number, sessionId, online } = remembered;
    const session = sessionId === null ? null : asSessionId(sessionId);
    const replica = new Replica(asClientId(id), number, this.#options.surroundings, session, online);
    this.#replicas = this.#replicas.toSpliced(index, 0, replica);
    if (remembered.link) replica.setLink(remembered.link);
    else if (remembered.preset) replica.setPreset(remembered.preset);
    this.#nextNumber = Math.max(this.#nextNumber, number + 1);
    return replica;
  }

  async #renew(replica: Replica, values: SessionValues): Promise<void> {
    const issued = await this.#options.control.issueSession(values);
    if (issued.ok) await replica.renew(asSessionId(issued.value.sessionId));
    else replica.connect();
  }

  #changed(): void {
    this.#options.changed();
    this.#remember();
  }

  /** Something of what is remembered may have changed; it is saved a moment later. */
  #remember(): void {
    if (this.#remembers) return;
    this.#remembers = true;
    this.#options.clock.setTimer(REMEMBER_AFTER_MS, () => {
      this.#remembers = false;
      this.#options.memory.save(this.remembered());
    });
  }

  /** What is worth remembering of the page as it is now. */
  remembered(): RememberedPage {
    const clients = this.#replicas.map((replica) => replica.remembered());
    const beginning = this.#options.beginning();
    const preset = this.#options.weather?.view.preset;
    return {
      clients,
      selectedId: this.#selectedId,
      ...(preset ? { preset } : {}),
      ...(beginning ? { beginning } : {}),
    };
  }

  /** A client has another session: worth remembering. */
  sessionChanged(): void {
    this.#remember();
  }
}
