// One client of the world: the replica, its link, and the picture of both.
import type { ClientId, SessionId } from '../base/ids.ts';
import {
  createClient,
  type Client,
  type ClientChange,
  type ClientOptions,
  type ClientSnapshot,
  type Phase,
  type RowTable,
} from '../client/client.ts';
import type { Chunk } from '../client/row-table.ts';
import type { Conditions } from '../network/conditions.ts';
import type { Link } from '../network/link.ts';
import { presetOf } from '../network/presets.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { ProjectClient } from './project.ts';
import type { RememberedClient } from './remembered.ts';
import { ReplicaView } from './replica-view.ts';
import type { SchemaPicture } from './schema-picture.ts';
import { weatherOf } from './weather.ts';
import type { ClientView, DirectionView, LinkView, PresetId } from './view.ts';

/** Everything a replica needs but its identity. */
export interface ReplicaSurroundings {
  readonly link: (id: ClientId) => Link;
  readonly options: (id: ClientId) => Omit<ClientOptions, 'id' | 'network' | 'sessionId'>;
  readonly schema: SchemaPicture;
  /** Called when a link has other conditions. */
  linkChanged?(): void;
  /** Called when the picture is out of date. */
  changed(replica: Replica): void;
  /** Called when name or phase may be another. */
  faceChanged(): void;
}

/** A name, and what it was found in. */
interface Named {
  readonly session: SessionValues | null;
  readonly users: RowTable | undefined;
  readonly phase: Phase;
  readonly name: string;
}

export class Replica {
  readonly id: ClientId;
  readonly number: number;
  readonly #around: ReplicaSurroundings;
  #client: Client;
  #stopListening: () => void;
  #online: boolean;
  #view: ClientView | null = null;
  /** What `#view` shows. */
  #drawn: ClientSnapshot | null = null;
  /** Who the client is: the session's values, and the epoch they were told in. */
  #identity: { readonly epoch: string | null; readonly session: SessionValues | null } | null = null;
  #named: Named | null = null;
  #link: LinkPicture | null = null;
  #lastName: { readonly identity: string; readonly name: string } | null = null;

  constructor(id: ClientId, number: number, around: ReplicaSurroundings, sessionId: SessionId | null, online = true) {
    this.id = id;
    this.number = number;
    this.#around = around;
    this.#online = online;
    this.#client = this.#create(sessionId);
    this.#stopListening = this.#client.subscribeAlone(this.#happened);
  }

  get client(): Client {
    return this.#client;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Shows the cache, then connects unless the client is offline or `connect` is false. */
  async start(connect = true): Promise<void> {
    if (!this.#online) this.#cutLink();
    else if (!connect) this.#client.goOffline();
    await this.#client.start();
  }

  connect(): void {
    if (this.#online) this.#client.goOnline();
  }

  setOnline(online: boolean): void {
    this.#online = online;
    if (!online) return this.#cutLink();
    this.#around.link(this.id).change({ offline: false });
    this.#client.goOnline();
  }

  /** Nothing gets through any more, requests neither [NET-3]. The client knows: it does not try again and again. */
  #cutLink(): void {
    this.#client.goOffline();
    this.#around.link(this.id).change({ offline: true });
  }

  /** Goes on as the same client under another session, with the cache it has. */
  async renew(sessionId: SessionId): Promise<void> {
    this.#stopListening();
    await this.#client.stop();
    this.#identity = null;
    this.#client = this.#create(sessionId);
    this.#stopListening = this.#client.subscribeAlone(this.#happened);
    this.#redraw();
    await this.start();
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.#client.stop();
    this.#around.link(this.id).close();
  }

  setLink({ up, ...down }: LinkView): void {
    this.#around.link(this.id).change({ up: up ?? down, down });
    this.linkChanged();
  }

  /** Bytes of the held rows, as JSON text; counted once for rows that are held side by side, by whomever. */
  cacheBytes(): number {
    let bytes = 0;
    for (const { chunks } of this.#client.snapshot().tables.values()) {
      for (const chunk of chunks) bytes += bytesOf(chunk);
    }
    return bytes;
  }

  setPreset(preset: PresetId): void {
    this.#around.link(this.id).change(weatherOf(preset));
    this.linkChanged();
  }

  /** The link's conditions are others now. */
  linkChanged(): void {
    this.#around.linkChanged?.();
    this.#view = null;
    this.#around.changed(this);
  }

  remembered(): RememberedClient {
    const { sessionId } = this.#client.snapshot();
    const { preset, link } = this.view();
    return {
      id: this.id,
      number: this.number,
      session: this.#identity?.session ?? null,
      sessionId,
      online: this.#online,
      ...(preset === null ? { link } : { preset }),
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
    const snapshot = this.#client.snapshot();
    if (this.#view === null || this.#drawn !== snapshot) this.#view = this.#draw(snapshot);
    this.#drawn = snapshot;
    return this.#view;
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

  /** A thousand clients hear of most deltas: what depends on who and where they are is looked at when that changed. */
  readonly #happened = ({ face, rows }: ClientChange): void => {
    this.#view = null;
    if (face || this.#around.schema.drawing.concernsNames(rows)) this.#face();
    this.#around.changed(this);
  };

  #face(): void {
    const snapshot = this.#client.snapshot();
    const { schema, session, databaseEpoch: epoch } = snapshot;
    if (schema) this.#around.schema.take(schema);
    // Under a new database the server drew somebody else: the client is still who it was, until it is renewed.
    const known = this.#identity?.epoch ?? null;
    if (known === null || known === epoch) this.#identity = { epoch, session };
    if (!this.#isNamedBy(snapshot)) this.#around.faceChanged();
  }

  /** Whether name and phase are still those that were told last. */
  #isNamedBy({ session, tables, phase }: ClientSnapshot): boolean {
    const users = this.#around.schema.drawing.namesIn(tables);
    return this.#named?.session === session && this.#named.users === users && this.#named.phase === phase;
  }

  #redraw(): void {
    this.#named = null;
    this.#view = null;
    this.#around.faceChanged();
    this.#around.changed(this);
  }

  #draw(snapshot: ClientSnapshot): ClientView {
    const { picture, preset } = this.#linkPicture();
    const { drawing } = this.#around.schema;
    return new ReplicaView(this.id, this.number, this.#name(snapshot), snapshot, picture, preset, drawing);
  }

  /** Of the link as it is now; the same while its conditions are. */
  #linkPicture(): LinkPicture {
    const { conditions } = this.#around.link(this.id);
    if (this.#link?.conditions !== conditions) {
      const preset = presetOf({ ...conditions, offline: false, serverDown: false })?.id ?? null;
      this.#link = { conditions, picture: linkView(conditions), preset };
    }
    return this.#link;
  }

  /** The name that session and user table tell: looked for again only when one of them is another. */
  #name(snapshot: ClientSnapshot): string {
    if (this.#named && this.#isNamedBy(snapshot)) return this.#named.name;
    const name = this.#nameAnew(snapshot);
    const { session, tables, phase } = snapshot;
    this.#named = { session, users: this.#around.schema.drawing.namesIn(tables), phase, name };
    return name;
  }

  /** While rows are on their way again, the same session keeps the name it had. */
  #nameAnew({ session, tables, phase }: ClientSnapshot): string {
    const identity = JSON.stringify(session);
    const name = this.#around.schema.drawing.nameOf(session, tables);
    if (name !== null) this.#lastName = { identity, name };
    else if (phase === 'live') this.#lastName = null;
    return this.#lastName?.identity === identity ? this.#lastName.name : `Client ${this.number}`;
  }
}

function linkView({ up, down }: Conditions): LinkView {
  return sameDirection(up, down) ? down : { ...down, up };
}

function sameDirection(one: DirectionView, other: DirectionView): boolean {
  return (
    one.latencyMs === other.latencyMs &&
    one.jitterMs === other.jitterMs &&
    one.loss === other.loss &&
    one.bandwidthBytesPerSecond === other.bandwidthBytesPerSecond
  );
}

interface LinkPicture {
  readonly conditions: Conditions;
  readonly picture: LinkView;
  readonly preset: PresetId | null;
}

const bytesOfChunks = new WeakMap<Chunk, number>();

function bytesOf(chunk: Chunk): number {
  let bytes = bytesOfChunks.get(chunk);
  if (bytes === undefined) {
    bytes = chunk.rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0);
    bytesOfChunks.set(chunk, bytes);
  }
  return bytes;
}
