// Performs the effects of the sync state: sockets, requests, timers, storage. It decides nothing.
import { unreachable } from '../base/assert.ts';
import type { CancelTimer } from '../base/clock.ts';
import type { ClientId } from '../base/ids.ts';
import type { JsonObject } from '../base/json.ts';
import { CacheWriter, type Held } from './cache-writer.ts';
import type { Beats } from './beats.ts';
import type { Client, ClientOptions, RunAnswer } from './client.ts';
import type { CacheMeta, StoredCache } from './persistence.ts';
import { Requests } from './requests.ts';
import { metaOf } from './known.ts';
import { RowStore, type StoreChange } from './row-store.ts';
import { createSharedParse } from './shared-parse.ts';
import type { ClientChange, ClientSnapshot } from './snapshot.ts';
import { Sockets } from './sockets.ts';
import { initialState, step } from './sync-state.ts';
import type { Place, Together } from './together.ts';
import type { Effect, SyncEvent, SyncState, TimerName } from './sync-types.ts';

const PING_INTERVAL_MS = 10_000;

type ChangedRows = ClientChange['rows'];

const NO_ROWS: ChangedRows = new Map();

/** The imperative half of a client. */
export class ClientShell implements Client {
  readonly id: ClientId;
  readonly #options: ClientOptions;
  readonly #store: RowStore;
  readonly #writer: CacheWriter;
  readonly #requests: Requests;
  readonly #sockets: Sockets;
  readonly #timers = new Map<TimerName, CancelTimer>();
  readonly #underWay = new Map<number, AbortController>();
  readonly #listeners = new Set<(change: ClientChange) => void>();
  readonly #lonely = new Set<(change: ClientChange) => void>();
  readonly #together: Together;
  readonly #beats: Beats;
  readonly #events: SyncEvent[] = [];
  /** As of the last step that the client took alone, or the last look at it. */
  #state: SyncState;
  /** What belongs to the rows as of then. */
  #meta: CacheMeta | null = null;
  /** Where the client stands since, with others; null while it goes alone. `#seen` is the one that `#state` is of. */
  #place: Place | null = null;
  #seen: Place | null = null;
  #placeSocket = 0;
  #unsaved = false;
  #snapshot: ClientSnapshot | null = null;
  #loading: Promise<void> | null = null;
  /** Before `started` events wait; after `stopped` they are ignored. */
  #life: 'new' | 'started' | 'stopped' = 'new';
  #online = true;
  #stepping = false;

  constructor(options: ClientOptions) {
    const parse = options.parse ?? createSharedParse();
    this.id = options.id;
    this.#options = options;
    this.#store = new RowStore(parse.rows);
    this.#together = parse.together;
    this.#beats = parse.beats;
    this.#writer = new CacheWriter(options.persistence, (problem) =>
      this.#happened({ type: 'storageFailed', problem }),
    );
    this.#requests = new Requests(options.network, parse);
    this.#sockets = new Sockets(options.network, parse, (event) => this.#happened(event));
    this.#state = initialState(
      {
        pageSize: options.pageSize ?? null,
        pingIntervalMs: options.pingIntervalMs ?? PING_INTERVAL_MS,
        durable: options.persistence.durable,
      },
      options.sessionId ?? null,
    );
  }

  snapshot(): ClientSnapshot {
    this.#catchOn();
    return (this.#snapshot ??= this.#takeSnapshot());
  }

  subscribe(listener: (change: ClientChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  subscribeAlone(listener: (change: ClientChange) => void): () => void {
    this.#lonely.add(listener);
    return () => this.#lonely.delete(listener);
  }

  start(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  goOffline(): void {
    this.#online = false;
    this.#happened({ type: 'wentOffline' });
  }

  goOnline(): void {
    this.#online = true;
    this.#happened({ type: 'wentOnline' });
  }

  reconnect(): void {
    this.#online = true;
    this.#happened({ type: 'reconnectAsked' });
  }

  resync(): void {
    this.#happened({ type: 'resyncAsked' });
  }

  async stop(options: { readonly forget?: boolean } = {}): Promise<void> {
    if (this.#life === 'stopped') return;
    this.#happened({ type: 'wentOffline' });
    this.save();
    this.#life = 'stopped';
    await this.#writer.close(options.forget ?? false);
  }

  queries(): ReturnType<Client['queries']> {
    return this.#requests.queries();
  }

  schema(): ReturnType<Client['schema']> {
    return this.#requests.schema();
  }

  run(query: string, args: JsonObject, requestId?: string): Promise<RunAnswer> {
    const { sessionId } = this.#state.known;
    if (sessionId !== null) return this.#requests.run(sessionId, query, args, requestId);
    const message = `${this.id} has no session yet: it must have been connected once before it can run ${query}.`;
    return Promise.resolve({ ok: false, error: { kind: 'UnknownSession', message } });
  }

  async #load(): Promise<void> {
    const cache = await this.#writer.load();
    if (this.#life === 'stopped') return;
    this.#life = 'started';
    this.#events.unshift({ type: 'started', cache: cache?.meta ?? null, online: this.#online });
    this.#stepThrough(cache === null ? NO_ROWS : this.#takeRows(cache));
  }

  #takeRows(cache: StoredCache): ChangedRows {
    this.#store.load(cache.rows, cache.meta.cursor);
    return new Map([...this.#store.tables].map(([table, rows]) => [table, [...rows.keys()]]));
  }

  #happened(event: SyncEvent): void {
    if (this.#life === 'stopped') return;
    if (this.#life === 'new' && waitsForNothing(event)) return;
    this.#events.push(event);
    if (this.#life === 'started') this.#stepThrough(NO_ROWS);
  }

  /** Steps through the events that wait; effects may bring more at once, as the in-tab network answers synchronously. */
  #stepThrough(changed: ChangedRows): void {
    if (this.#stepping) return;
    this.#stepping = true;
    this.#catchOn();
    this.#place = null;
    try {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
        this.#step(event, changed);
        changed = NO_ROWS;
      }
    } finally {
      this.#stepping = false;
      this.#place = this.#seen = this.#standing();
    }
  }

  #step(event: SyncEvent, changed: ChangedRows): void {
    const before = this.#state;
    const { state, effects } = step(before, event);
    this.#state = state;
    const visible = state.known !== before.known || state.link.phase !== before.link.phase;
    if (visible) this.#snapshot = null;
    for (const effect of effects) {
      if (effect.type === 'apply') changed = together(changed, this.#apply(effect.change, effect.meta));
      else this.#perform(effect);
    }
    if (visible || changed.size > 0) this.#tell({ state: visible, face: hasOtherFace(before, state), rows: changed });
  }

  #tell(change: ClientChange): void {
    for (const listener of this.#listeners) listener(change);
    for (const listener of this.#lonely) listener(change);
  }

  /** Where the client stands, if it is live with nothing pending. */
  #standing(): Place | null {
    const { known, link } = this.#state;
    if (link.phase !== 'live' || this.#life !== 'started' || !this.#store.remembersNothing) return null;
    this.#placeSocket = link.chain.socket;
    return this.#together.placeOf(known, link.chain.revision, this.#store.tables);
  }

  /** Moves on with those who stand here, where they have gone already or may go; else the message is a step of its own. */
  #heard(socket: number, data: unknown): void {
    const here = this.#placeSocket === socket && typeof data === 'string';
    const onward = here ? this.#place?.after(data) : null;
    if (!onward) return this.#sockets.received(socket, data);
    this.#place = onward.place;
    if (!this.#unsaved) {
      this.#unsaved = true;
      this.#together.saves(this);
    }
    if (this.#listeners.size > 0) for (const listener of this.#listeners) listener(onward.change);
    this.#together.tell(onward.change);
  }

  /** Takes over where the client has come with others. */
  #catchOn(): void {
    const place = this.#place;
    const { link } = this.#state;
    if (place === null || place === this.#seen || link.phase !== 'live') return;
    this.#seen = place;
    this.#store.takeOver(place.tables);
    this.#state = place.stateOf({ ...this.#state, link });
    this.#meta = metaOf(this.#state.known);
    this.#snapshot = null;
  }

  #perform(effect: Exclude<Effect, { type: 'apply' }>): void {
    switch (effect.type) {
      case 'openSocket':
        return this.#sockets.open(effect.socket, effect.sessionId, ({ data }) => this.#heard(effect.socket, data));
      case 'closeSocket':
        return this.#sockets.close(effect.socket, effect.reason);
      case 'sendPing':
        return this.#sockets.ping(effect.socket);
      case 'requestSchema':
        return void this.#requestSchema(effect.request);
      case 'requestPage':
        return void this.#requestPage(effect);
      case 'abortRequest':
        return this.#abort(effect.request);
      case 'setTimer':
        return this.#setTimer(effect.timer, effect.delayMs * (1 - effect.jitter * this.#options.random.fraction()));
      case 'cancelTimer':
        return this.#cancelTimer(effect.timer);
      default:
        return unreachable(effect);
    }
  }

  async #requestSchema(request: number): Promise<void> {
    const answer = await this.#requests.schema(this.#begin(request));
    this.#underWay.delete(request);
    if (answer.ok) this.#happened({ type: 'schemaArrived', request, schema: answer.value });
    else this.#happened({ type: 'requestFailed', request, error: answer.error });
  }

  async #requestPage({ request, sessionId, body }: Extract<Effect, { type: 'requestPage' }>): Promise<void> {
    const answer = await this.#requests.page(sessionId, body, this.#begin(request));
    this.#underWay.delete(request);
    if (answer.ok) this.#happened({ type: 'pageArrived', request, answer: answer.value });
    else this.#happened({ type: 'requestFailed', request, error: answer.error });
  }

  #begin(request: number): AbortSignal {
    const controller = new AbortController();
    this.#underWay.set(request, controller);
    return controller.signal;
  }

  #abort(request: number): void {
    this.#underWay.get(request)?.abort();
    this.#underWay.delete(request);
  }

  /** Rows and the meta that covers them go into one batch [CLIENT-2]. */
  #apply(change: StoreChange, meta: CacheMeta): ChangedRows {
    const rows = this.#store.apply(change);
    this.#snapshot = null;
    this.#meta = meta;
    this.#save();
    return rows;
  }

  #save(): void {
    this.#unsaved = true;
    this.#writer.write(this.#held);
  }

  /** Stores what came since. */
  save(): void {
    if (this.#unsaved && this.#life === 'started') this.#save();
  }

  readonly #held = (): Held => {
    this.#unsaved = false;
    this.#catchOn();
    return { tables: this.#store.tables, meta: this.#meta ?? metaOf(this.#state.known) };
  };

  #setTimer(timer: TimerName, delayMs: number): void {
    this.#cancelTimer(timer);
    const fired = (): void => {
      this.#timers.delete(timer);
      this.#happened({ type: 'timerFired', timer });
    };
    const { clock } = this.#options;
    const together = timer === 'heartbeat';
    this.#timers.set(timer, together ? this.#beats.set(clock, delayMs, fired) : clock.setTimer(delayMs, fired));
  }

  #cancelTimer(timer: TimerName): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }

  #takeSnapshot(): ClientSnapshot {
    const { known, link } = this.#state;
    const { session, sessionId, databaseEpoch, serverRevision, cursor, storage, pagesApplied, schema } = known;
    return {
      id: this.id,
      phase: link.phase,
      session,
      sessionId,
      databaseEpoch,
      serverRevision,
      cursor,
      storage,
      pagesApplied,
      schema,
      tables: this.#store.tables,
      lastError: known.lastError ?? known.storageError,
    };
  }
}

/** Whether an event before the start needs no memory: going online or offline is kept as a wish. */
function waitsForNothing(event: SyncEvent): boolean {
  return event.type === 'wentOnline' || event.type === 'wentOffline' || event.type === 'reconnectAsked';
}

/** Whether a reader would call it somebody else, or somewhere else. */
function hasOtherFace({ known: before, link }: SyncState, { known: after, link: linkAfter }: SyncState): boolean {
  return (
    link.phase !== linkAfter.phase ||
    before.session !== after.session ||
    before.schema !== after.schema ||
    before.databaseEpoch !== after.databaseEpoch
  );
}

/** Keys of both, by table. */
function together(one: ChangedRows, other: ChangedRows): ChangedRows {
  if (one.size === 0 || other.size === 0) return one.size === 0 ? other : one;
  const tables = new Set([...one.keys(), ...other.keys()]);
  return new Map(
    [...tables].map((table) => [table, [...new Set([...(one.get(table) ?? []), ...(other.get(table) ?? [])])]]),
  );
}
