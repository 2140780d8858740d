// One client of the world: the replica, its link, and the picture of both.
import type { ClientId, SessionId } from '../base/ids.ts';
import {
  createClient,
  type Client,
  type ClientChange,
  type ClientOptions,
  type ClientSnapshot,
} from '../client/client.ts';
import type { Link } from '../network/link.ts';
import { presetOf } from '../network/presets.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { SessionValues } from '../protocol/session.ts';
import { heldCells } from './held.ts';
import { userName, userPlace } from './names.ts';
import type { ProjectClient } from './project.ts';
import type { RememberedClient } from './remembered.ts';
import { CellMaker } from './titles.ts';
import { weatherOf } from './weather.ts';
import type { ClientView, CursorView, HeldTable, LinkView, PresetId } from './view.ts';

/** Everything a replica needs but its identity. */
export interface ReplicaSurroundings {
  readonly link: (id: ClientId) => Link;
  readonly options: (id: ClientId) => Omit<ClientOptions, 'id' | 'network' | 'sessionId'>;
  readonly schema: SchemaPicture;
  /** Called when the picture is out of date. */
  changed(replica: Replica): void;
}

/** The schema as the tableau needs it: which tables are drawn, and their cells. Shared by all clients. */
export class SchemaPicture {
  answer: SchemaAnswer | null = null;
  #makers = new Map<string, CellMaker>();
  /** The object last seen: all clients of a page share one, and every delta to each of them comes by here. */
  #seen: SchemaAnswer | null = null;

  /** Takes another schema; an equal one changes nothing. */
  take(schema: SchemaAnswer): void {
    if (this.#seen === schema) return;
    this.#seen = schema;
    if (this.answer !== null && JSON.stringify(this.answer) === JSON.stringify(schema)) return;
    this.answer = schema;
    const user = userPlace(schema)?.table;
    const synced = schema.tables.filter((table) => table.synced);
    // The user's own row shows as the client's name; it is a card's content only where there is nothing else.
    const drawn = synced.filter((table) => table !== user);
    this.#makers = new Map((drawn.length > 0 ? drawn : synced).map((table) => [table.name, new CellMaker(table)]));
  }

  get drawn(): ReadonlyMap<string, CellMaker> {
    return this.#makers;
  }

  recordOf(table: string): string {
    return this.answer?.tables.find((candidate) => candidate.name === table)?.record ?? table;
  }
}

export class Replica {
  readonly id: ClientId;
  readonly number: number;
  readonly #around: ReplicaSurroundings;
  #client: Client;
  #stopListening: () => void;
  #online: boolean;
  #staleTables = new Set<string>();
  #drawnUnder: SchemaAnswer | null = null;
  #held = new Map<string, HeldTable>();
  #view: ClientView | null = null;
  /** Who the client is: the session's values, and the epoch they were told in. */
  #identity: { readonly epoch: string | null; readonly session: SessionValues | null } | null = null;
  #lastName: { readonly identity: string; readonly name: string } | null = null;

  constructor(id: ClientId, number: number, around: ReplicaSurroundings, sessionId: SessionId | null, online = true) {
    this.id = id;
    this.number = number;
    this.#around = around;
    this.#online = online;
    this.#client = this.#create(sessionId);
    this.#stopListening = this.#client.subscribe(this.#happened);
  }

  get client(): Client {
    return this.#client;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Shows the cache, then connects unless the client is offline or `connect` is false. */
  async start(connect = true): Promise<void> {
    if (!this.#online || !connect) this.#client.goOffline();
    await this.#client.start();
  }

  connect(): void {
    if (this.#online) this.#client.goOnline();
  }

  setOnline(online: boolean): void {
    this.#online = online;
    if (online) this.#client.goOnline();
    else this.#client.goOffline();
  }

  /** Goes on as the same client under another session, with the cache it has. */
  async renew(sessionId: SessionId): Promise<void> {
    this.#stopListening();
    await this.#client.stop();
    this.#identity = null;
    this.#client = this.#create(sessionId);
    this.#stopListening = this.#client.subscribe(this.#happened);
    this.#redraw();
    await this.start();
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.#client.stop();
    this.#around.link(this.id).close();
  }

  setLink(direction: LinkView): void {
    this.#around.link(this.id).change({ up: direction, down: direction });
    this.linkChanged();
  }

  /** Bytes of the held rows, as JSON text. */
  cacheBytes(): number {
    let bytes = 0;
    for (const rows of this.#client.snapshot().tables.values()) {
      for (const row of rows.values()) bytes += JSON.stringify(row).length;
    }
    return bytes;
  }

  setPreset(preset: PresetId): void {
    this.#around.link(this.id).change(weatherOf(preset));
    this.linkChanged();
  }

  /** The link's conditions are others now. */
  linkChanged(): void {
    this.#view = null;
    this.#around.changed(this);
  }

  remembered(): RememberedClient {
    const { sessionId } = this.#client.snapshot();
    return {
      id: this.id,
      number: this.number,
      session: this.#identity?.session ?? null,
      sessionId,
      online: this.#online,
    };
  }

  /** The client, as far as a change of the project concerns it. */
  projectClient(): ProjectClient {
    return { id: this.id, name: this.view().name, sessionId: this.#client.snapshot().sessionId };
  }

  /** Whether the client met another database than the one it knows its session from. */
  get isStranded(): boolean {
    const { databaseEpoch } = this.#client.snapshot();
    return this.#identity !== null && this.#identity.epoch !== null && this.#identity.epoch !== databaseEpoch;
  }

  /** The picture now; the same object while nothing changed. */
  view(): ClientView {
    return (this.#view ??= this.#draw());
  }

  /** The schema changed: everything is drawn anew. */
  redraw(): void {
    this.#redraw();
  }

  #create(sessionId: SessionId | null): Client {
    const { link, options } = this.#around;
    const named = sessionId === null ? {} : { sessionId };
    return createClient({ ...options(this.id), id: this.id, network: link(this.id).network, ...named });
  }

  readonly #happened = (change: ClientChange): void => {
    for (const table of change.rows.keys()) this.#staleTables.add(table);
    const { schema, session, databaseEpoch: epoch } = this.#client.snapshot();
    if (schema) this.#around.schema.take(schema);
    // Under a new database the server drew somebody else: the client is still who it was, until it is renewed.
    const known = this.#identity?.epoch ?? null;
    if (known === null || known === epoch) this.#identity = { epoch, session };
    this.#view = null;
    this.#around.changed(this);
  };

  #redraw(): void {
    this.#drawnUnder = null;
    this.#view = null;
    this.#around.changed(this);
  }

  #draw(): ClientView {
    const { schema } = this.#around;
    const snapshot = this.#client.snapshot();
    if (this.#drawnUnder !== schema.answer) this.#held.clear();
    this.#drawnUnder = schema.answer;
    const { conditions } = this.#around.link(this.id);
    const { latencyMs, jitterMs, loss, bandwidthBytesPerSecond } = conditions.down;
    return {
      id: this.id,
      number: this.number,
      name: this.#name(snapshot),
      session: snapshot.session,
      phase: snapshot.phase,
      tables: this.#drawTables(),
      cursor: this.#drawCursor(),
      heldRows: [...snapshot.tables.values()].reduce((sum, rows) => sum + rows.size, 0),
      serverRevision: snapshot.serverRevision,
      storage: snapshot.storage,
      lastError: snapshot.lastError,
      link: { latencyMs, jitterMs, loss, bandwidthBytesPerSecond },
      preset: presetOf({ ...conditions, offline: false, serverDown: false })?.id ?? null,
    };
  }

  /** While rows are on their way again, the same session keeps the name it had. */
  #name({ session, tables, phase }: ClientSnapshot): string {
    const identity = JSON.stringify(session);
    const name = userName(this.#around.schema.answer, session, tables);
    if (name !== null) this.#lastName = { identity, name };
    else if (phase === 'live') this.#lastName = null;
    return this.#lastName?.identity === identity ? this.#lastName.name : `Client ${this.number}`;
  }

  #drawTables(): readonly HeldTable[] {
    const { schema } = this.#around;
    const { tables } = this.#client.snapshot();
    for (const [table, maker] of schema.drawn) {
      if (this.#held.has(table) && !this.#staleTables.has(table)) continue;
      const cells = maker.cells(tables.get(table) ?? new Map());
      this.#held.set(table, heldCells(table, schema.recordOf(table), cells));
    }
    this.#staleTables.clear();
    return [...this.#held.values()];
  }

  #drawCursor(): readonly CursorView[] {
    const { cursor, tables } = this.#client.snapshot();
    const names = new Set([...Object.keys(cursor.tables), ...tables.keys()]);
    return [...names].toSorted().map((table) => ({
      table,
      lastSeen: cursor.tables[table]?.last_seen_updated_at ?? null,
      permissionHash: cursor.tables[table]?.permission_hash ?? null,
      heldRows: tables.get(table)?.size ?? 0,
    }));
  }
}
