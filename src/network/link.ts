// One client's simulated network path: its `fetch`, its `WebSocket`, and the conditions between them and the port.
import type { ClientId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { changeConditions, isCut, NO_CONDITIONS, Pipe, type Conditions, type ConditionsChange } from './conditions.ts';
import { Connection, type ConnectionLink } from './connection.ts';
import { Exchange, type OutgoingRequest } from './exchange.ts';
import { inTabFetch, type FetchWire } from './in-tab-fetch.ts';
import { InTabSocket, type SocketEvents, type SocketOutlet, type SocketWire } from './in-tab-socket.ts';
import type { ClientNetwork } from './socket.ts';
import type { Wire } from './wire.ts';

/** A client's path to the server. */
export interface Link {
  readonly client: ClientId;
  /** What the client is handed: the standard interfaces alone [NET-1]. */
  readonly network: ClientNetwork;
  /** What the path does to frames now. Assigning takes whole conditions, `change` any part. */
  conditions: Conditions;
  /** Whether a pause of all frames stops this link's too; true unless it serves the page itself. */
  pausable: boolean;
  /** Changes some of the conditions. Frames under way keep their fate; going offline or losing the server breaks everything. */
  change(change: ConditionsChange): void;
  /** Breaks all sockets (1006, after an error event) and all requests under way; new ones work. */
  drop(): void;
  /** Breaks everything for good. */
  close(): void;
}

export class PageLink implements Link, ConnectionLink, SocketWire, FetchWire {
  readonly client: ClientId;
  readonly baseUrl: string;
  readonly network: ClientNetwork;
  readonly up: Pipe;
  readonly down: Pipe;
  readonly #wire: Wire;
  readonly #onClosed: () => void;
  readonly #exchanges = new Set<Exchange>();
  readonly #connections = new Set<Connection>();
  #conditions: Conditions = NO_CONDITIONS;
  #closed = false;

  constructor(wire: Wire, client: ClientId, baseUrl: string, random: Random, onClosed: () => void) {
    this.client = client;
    this.baseUrl = baseUrl;
    this.#wire = wire;
    this.#onClosed = onClosed;
    this.up = new Pipe(wire.clock, random.fork('up'));
    this.down = new Pipe(wire.clock, random.fork('down'));
    this.network = { fetch: inTabFetch(this), WebSocket: socketOf(this), baseUrl };
  }

  get conditions(): Conditions {
    return this.#conditions;
  }

  set conditions(conditions: Conditions) {
    this.change(conditions);
  }

  get pausable(): boolean {
    return this.up.pausable;
  }

  set pausable(pausable: boolean) {
    this.up.pausable = pausable;
    this.down.pausable = pausable;
  }

  change(change: ConditionsChange): void {
    this.#conditions = changeConditions(this.#conditions, change);
    this.up.conditions = this.#conditions.up;
    this.down.conditions = this.#conditions.down;
    for (const pipe of [this.up, this.down]) this.#wire.weatherChanged(pipe);
    const why = this.#whyCut();
    if (why) this.#break(why);
  }

  drop(): void {
    this.#break('the link broke');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#break('the client is gone');
    for (const pipe of [this.up, this.down]) this.#wire.forget(pipe);
    this.#onClosed();
  }

  connect(socket: SocketEvents, url: URL): SocketOutlet {
    for (const known of this.#connections) if (known.over) this.#connections.delete(known);
    const connection = new Connection(this.#wire, this, socket, url.href);
    const why = this.#whyCut() ?? this.#whyNoSuchServer(url);
    if (why) connection.break(why);
    else this.#open(connection);
    return connection;
  }

  exchange(request: OutgoingRequest, signal: AbortSignal | null): Promise<Response> {
    const exchange = new Exchange(this.#wire, this, request, () => {
      this.#exchanges.delete(exchange);
      signal?.removeEventListener('abort', abort);
    });
    const abort = () => exchange.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#exchanges.add(exchange);
    exchange.start(this.#whyCut());
    return exchange.answer;
  }

  #open(connection: Connection): void {
    this.#connections.add(connection);
    connection.open();
  }

  #break(why: string): void {
    for (const connection of this.#connections) connection.break(why);
    this.#connections.clear();
    for (const exchange of this.#exchanges) exchange.break(why);
  }

  #whyCut(): string | null {
    if (this.#closed) return 'the client is gone';
    if (!isCut(this.#conditions)) return null;
    return this.#conditions.offline ? 'the client is offline' : 'the server is down';
  }

  #whyNoSuchServer(url: URL): string | null {
    return url.host === new URL(this.baseUrl).host ? null : `there is no server at ${url.origin}`;
  }
}

/** The `WebSocket` constructor of one link. */
function socketOf(wire: SocketWire): ClientNetwork['WebSocket'] {
  return class WebSocket extends InTabSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(wire, url, protocols);
    }
  };
}
