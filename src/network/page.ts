// The page's side of one port: the links of all its clients, and the frames that come back sorted to them [NET-2].
import type { Clock } from '../base/clock.ts';
import { unreachable } from '../base/assert.ts';
import type { ClientId, ConnectionId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { utf8Bytes } from './bytes.ts';
import { Audiences } from './audiences.ts';
import { Flight } from './flight.ts';
import { parseDownFrame, TAKEN_STEP_BYTES, type DownFrame } from './frames.ts';
import { PageLink, type Link } from './link.ts';
import { SharedMessage } from './message-event.ts';
import type { FramePort } from './port.ts';
import type { Trace } from './trace.ts';
import { Wire } from './wire.ts';

export interface PageOptions {
  readonly port: FramePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  /** Base of all addresses, without a trailing slash; default `http://in.tab`. */
  readonly baseUrl?: string;
}

/** The network of one page. */
export interface PageNetwork {
  readonly baseUrl: string;
  readonly trace: Trace;
  readonly flight: Flight;
  /** The client's link, made at the first call for it. */
  link(client: ClientId): Link;
  /** All links, in the order they were made. */
  links(): readonly Link[];
  /** Goes on over another port (a new worker): whatever was open breaks, links and their conditions stay. */
  attach(port: FramePort): void;
  /** Breaks everything and closes the port. */
  close(): void;
}

/** Opens the page's side of `port`. */
export function openPage(options: PageOptions): PageNetwork {
  return new Page(options);
}

class Page implements PageNetwork {
  readonly baseUrl: string;
  readonly trace: Trace;
  readonly flight: Flight;
  readonly #random: Random;
  readonly #wire: Wire;
  readonly #links = new Map<ClientId, PageLink>();
  readonly #audiences: Audiences;
  #port: FramePort;
  /** Bytes of messages that came out of the port, and how many of them the worker was told of. */
  #takenBytes = 0;
  #toldBytes = 0;

  constructor({ port, clock, random, trace, baseUrl = 'http://in.tab' }: PageOptions) {
    this.baseUrl = baseUrl;
    this.trace = trace;
    this.flight = new Flight(clock);
    this.#random = random;
    this.#port = port;
    this.#wire = new Wire({ clock, trace, flight: this.flight, post: (frame) => this.#port.post(frame) });
    this.#audiences = new Audiences(this.#wire);
    this.#listen(port);
  }

  link(client: ClientId): Link {
    const known = this.#links.get(client);
    if (known) return known;
    const random = this.#random.fork(`link of ${client}`);
    const link = new PageLink(this.#wire, client, this.baseUrl, random, () => this.#links.delete(client));
    this.#links.set(client, link);
    return link;
  }

  links(): readonly Link[] {
    return [...this.#links.values()];
  }

  attach(port: FramePort): void {
    for (const link of this.#links.values()) link.drop();
    this.#forget();
    this.#port.close();
    this.#port = port;
    this.#listen(port);
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
    this.#forget();
    this.#port.close();
  }

  #listen(port: FramePort): void {
    this.#takenBytes = 0;
    this.#toldBytes = 0;
    port.listen({
      frame: (value) => {
        if (port === this.#port) this.#arrive(value);
      },
      closed: () => {
        if (port === this.#port) this.#serverGone();
      },
    });
  }

  #serverGone(): void {
    for (const link of this.#links.values()) link.drop();
    this.#forget();
  }

  #forget(): void {
    this.#wire.connections.clear();
    this.#wire.exchanges.clear();
  }

  #arrive(value: unknown): void {
    const parsed = parseDownFrame(value);
    if (parsed.ok) this.#sort(parsed.frame);
    else this.#report(parsed.problem);
  }

  /** A frame for a connection or request that is over is no fault: it crossed with the news of the end. */
  #sort(frame: DownFrame): void {
    switch (frame.type) {
      case 'opened':
        return this.#wire.connections.get(frame.connection)?.opened();
      case 'message':
        return this.#deliver(frame.connections, frame.data);
      case 'close':
        return this.#wire.connections.get(frame.connection)?.closed(frame.code, frame.reason);
      case 'response':
        return this.#wire.exchanges.get(frame.id)?.respond(frame);
      case 'failed':
        return this.#wire.exchanges.get(frame.id)?.fail(frame);
      default:
        return unreachable(frame);
    }
  }

  #deliver(ids: readonly ConnectionId[], text: string): void {
    const bytes = utf8Bytes(text);
    this.#take(bytes);
    const { recipients, ears, clients, connections } = this.#audiences.of(ids);
    if (recipients.length === 0) return;
    const record = this.#wire.record({
      direction: 'down',
      clients,
      connections,
      bytes,
      text,
      detail: { kind: 'message' },
    });
    const message = new SharedMessage(text);
    // A listener may change any link or time itself: each is asked about when its turn has come.
    for (let index = 0; index < ears.length; index++) {
      const ear = ears[index];
      if (ear && this.#wire.calm) message.dispatchTo(ear);
      else recipients[index]?.message(record, message);
    }
  }

  #take(bytes: number): void {
    this.#takenBytes += bytes;
    if (this.#takenBytes - this.#toldBytes < TAKEN_STEP_BYTES) return;
    this.#toldBytes = this.#takenBytes;
    this.#wire.post({ type: 'taken', bytes: this.#takenBytes });
  }

  #report(message: string): void {
    this.#wire.record({ direction: 'down', clients: [], detail: { kind: 'error', requestId: null, message } });
  }
}
