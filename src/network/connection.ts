// The page's end of one WebSocket connection: frames between a socket and the port, through the weather of its link.
import type { ClientId, ConnectionId } from '../base/ids.ts';
import { bodyBytes } from './bytes.ts';
import type { Pipe } from './conditions.ts';
import type { SocketEvents, SocketOutlet } from './in-tab-socket.ts';
import { Lane } from './lane.ts';
import type { Ear, SharedMessage } from './message-event.ts';
import type { TraceDetail, TraceRecord } from './trace.ts';
import type { Wire } from './wire.ts';

/** What a connection knows of its link. */
export interface ConnectionLink {
  readonly client: ClientId;
  readonly up: Pipe;
  readonly down: Pipe;
}

/** The worker hears of a slow link's backlog in steps of this size. */
const BACKLOG_STEP_BYTES = 65_536;

export class Connection implements SocketOutlet {
  readonly id: ConnectionId;
  readonly client: ClientId;
  readonly url: string;
  readonly #wire: Wire;
  /** Where messages go, past the links that do nothing to them. */
  readonly ear: Ear;
  readonly #socket: SocketEvents;
  readonly #up: Lane;
  readonly #down: Lane;
  /** `closing`: this end has sent its close. `over`: nothing crosses the port any more. */
  #phase: 'live' | 'closing' | 'over' = 'live';
  #announced = false;
  #backlogSteps = 0;

  constructor(wire: Wire, link: ConnectionLink, socket: SocketEvents, url: string) {
    this.id = wire.nextConnection();
    this.client = link.client;
    this.url = url;
    this.#wire = wire;
    this.#socket = socket;
    this.ear = socket.ear;
    this.#up = new Lane(wire, link.up);
    this.#down = new Lane(wire, link.down);
  }

  /** Whether nothing crosses the port any more. */
  get over(): boolean {
    return this.#phase === 'over';
  }

  /** Asks the worker for the connection. */
  open(): void {
    this.#wire.connections.set(this.id, this);
    this.#sendUp(this.#trace('up', { kind: 'open', url: this.url }), () => {
      this.#announced = true;
      this.#wire.post({ type: 'open', connection: this.id, url: this.url });
    });
  }

  send(data: string | ArrayBuffer, left: () => void): void {
    if (this.#phase !== 'live') return;
    // The common case of signs of life: whoever says the same now says it in one frame.
    if (typeof data === 'string' && this.#up.free) {
      this.#wire.say(this, data);
      left();
      return;
    }
    const record = this.#trace('up', { kind: 'message' }, data);
    const post = () => this.#wire.post({ type: 'message', connection: this.id, data });
    this.#sendUp(record, () => (post(), left()), post);
  }

  close(code: number, reason: string): void {
    if (this.#phase !== 'live') return;
    this.#phase = 'closing';
    this.#sendUp(this.#trace('up', { kind: 'close', code, reason }, reason), () => {
      this.#wire.post({ type: 'close', connection: this.id, code, reason });
    });
  }

  abandon(): void {
    this.break('given up before it was open');
  }

  /** The worker opened the connection. */
  opened(): void {
    const record = this.#trace('down', { kind: 'open', url: this.url });
    this.#sendDown(record, () => this.#socket.opened());
  }

  /** A text came from the worker; record and message are shared by all its recipients. */
  message(record: TraceRecord, message: SharedMessage): void {
    // No parcel is made for what arrives anyway.
    if (this.#down.free) return message.dispatchTo(this.ear);
    const deliver = () => message.dispatchTo(this.ear);
    this.#sendDown(record, deliver, deliver);
    this.#reportBacklog();
  }

  /** The worker closed its end, or answered our close. */
  closed(code: number, reason: string): void {
    const record = this.#trace('down', { kind: 'close', code, reason }, reason);
    this.#sendDown(record, () => this.#peerClosed(code, reason));
  }

  /** The link broke: both ends hear of it, frames under way are lost. The socket hears of it soon, never within this call. */
  break(why: string): void {
    if (this.#phase === 'over') return;
    this.#over();
    this.#up.clear();
    this.#down.clear();
    this.#trace('down', { kind: 'error', requestId: null, message: why });
    if (this.#announced) this.#wire.post({ type: 'close', connection: this.id, code: 1006, reason: '' });
    this.#wire.clock.setTimer(0, () => this.#socket.ended({ code: 1006, reason: '', wasClean: false }));
  }

  #peerClosed(code: number, reason: string): void {
    if (code === 1006) {
      this.#over();
      this.#socket.ended({ code, reason, wasClean: false });
      return;
    }
    if (this.#phase === 'live') this.#echoClose(code, reason);
    else this.#over();
    this.#socket.ended({ code, reason, wasClean: true });
  }

  #echoClose(code: number, reason: string): void {
    this.#phase = 'closing';
    this.#sendUp(this.#trace('up', { kind: 'close', code, reason }, reason), () => {
      this.#over();
      this.#wire.post({ type: 'close', connection: this.id, code, reason });
    });
  }

  #over(): void {
    this.#phase = 'over';
    this.#wire.parted(this.id);
  }

  #sendUp(record: TraceRecord, deliver: () => void, duplicate?: () => void): void {
    this.#send(this.#up, record, deliver, duplicate);
  }

  #sendDown(record: TraceRecord, deliver: () => void, duplicate?: () => void): void {
    const arrive = () => {
      this.#reportBacklog();
      deliver();
    };
    this.#send(this.#down, record, arrive, duplicate);
  }

  #send(lane: Lane, record: TraceRecord, deliver: () => void, duplicate?: () => void): void {
    const lose = () => this.break('a frame was lost');
    const parcel = { record, client: this.client, bytes: record.bytes, deliver, lose };
    lane.send(duplicate ? { ...parcel, duplicate } : parcel);
  }

  #reportBacklog(): void {
    const bytes = this.#down.queuedBytes;
    const steps = Math.ceil(bytes / BACKLOG_STEP_BYTES);
    if (steps === this.#backlogSteps || this.#phase === 'over') return;
    this.#backlogSteps = steps;
    this.#wire.post({ type: 'backlog', connection: this.id, bytes });
  }

  #trace(direction: 'up' | 'down', detail: TraceDetail, payload: string | ArrayBuffer | null = null): TraceRecord {
    return this.#wire.record({
      direction,
      clients: [this.client],
      connections: [this.id],
      bytes: bodyBytes(payload),
      text: typeof payload === 'string' ? payload : null,
      detail,
    });
  }
}
