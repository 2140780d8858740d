// What the links of a page share: the port behind them, numbers, and who waits for which answer.
import { asConnectionId, type ConnectionId } from '../base/ids.ts';
import { Chorus, type Voice } from './chorus.ts';
import type { Connection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import type { Pipe } from './conditions.ts';
import type { UpFrame } from './frames.ts';
import type { LaneSurroundings } from './lane.ts';
import type { TraceEntry, TraceRecord } from './trace.ts';

export interface WireOptions extends LaneSurroundings {
  /** Sends a frame to the worker. */
  readonly post: (frame: UpFrame) => void;
}

export class Wire implements LaneSurroundings {
  readonly clock: LaneSurroundings['clock'];
  readonly flight: LaneSurroundings['flight'];
  readonly trace: LaneSurroundings['trace'];
  /** Connections that the worker may still speak to. */
  readonly connections = new Map<ConnectionId, Connection>();
  /** Requests that the worker may still answer. */
  readonly exchanges = new Map<number, Exchange>();
  readonly #post: (frame: UpFrame) => void;
  readonly #chorus: Chorus;
  readonly #rough = new Set<Pipe>();
  #departures = 0;
  #lastConnection = 0;
  #lastRequest = 0;

  constructor({ clock, flight, trace, post }: WireOptions) {
    this.clock = clock;
    this.flight = flight;
    this.trace = trace;
    this.#post = post;
    this.#chorus = new Chorus({ record: (entry) => trace.add(entry), post });
  }

  /** Sends a frame to the worker. */
  post(frame: UpFrame): void {
    this.#chorus.end();
    this.#post(frame);
  }

  /** Records a frame, behind all that was said before. */
  record(entry: TraceEntry): TraceRecord {
    this.#chorus.end();
    return this.trace.add(entry);
  }

  /** Says a text that nothing delays; with whoever says the same in this task. Recorded and sent when the task ends. */
  say(voice: Voice, text: string): void {
    this.#chorus.say(voice, text);
  }

  /** Whether no link does anything to frames and none is under way: whatever arrives now is handed over. */
  get calm(): boolean {
    return this.#rough.size === 0 && this.flight.size === 0 && !this.flight.paused;
  }

  /** A pipe has other conditions. */
  weatherChanged(pipe: Pipe): void {
    if (pipe.clear) this.#rough.delete(pipe);
    else this.#rough.add(pipe);
  }

  /** A pipe carries nothing more. */
  forget(pipe: Pipe): void {
    this.#rough.delete(pipe);
  }

  /** A connection is over. */
  parted(connection: ConnectionId): void {
    this.#departures++;
    this.connections.delete(connection);
  }

  /** How many connections are over. */
  get departures(): number {
    return this.#departures;
  }

  nextConnection(): ConnectionId {
    return asConnectionId(++this.#lastConnection);
  }

  nextRequest(): number {
    return ++this.#lastRequest;
  }
}
