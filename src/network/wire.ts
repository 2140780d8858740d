// What the links of a page share: the port behind them, numbers, and who waits for which answer.
import { asConnectionId, type ConnectionId } from '../base/ids.ts';
import type { Connection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import type { UpFrame } from './frames.ts';
import type { LaneSurroundings } from './lane.ts';

export interface WireOptions extends LaneSurroundings {
  /** Sends a frame to the worker. */
  readonly post: (frame: UpFrame) => void;
}

export class Wire implements LaneSurroundings {
  readonly clock: LaneSurroundings['clock'];
  readonly flight: LaneSurroundings['flight'];
  readonly trace: LaneSurroundings['trace'];
  readonly post: (frame: UpFrame) => void;
  /** Connections that the worker may still speak to. */
  readonly connections = new Map<ConnectionId, Connection>();
  /** Requests that the worker may still answer. */
  readonly exchanges = new Map<number, Exchange>();
  #lastConnection = 0;
  #lastRequest = 0;

  constructor({ clock, flight, trace, post }: WireOptions) {
    this.clock = clock;
    this.flight = flight;
    this.trace = trace;
    this.post = post;
  }

  nextConnection(): ConnectionId {
    return asConnectionId(++this.#lastConnection);
  }

  nextRequest(): number {
    return ++this.#lastRequest;
  }
}
