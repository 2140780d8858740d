// One direction of one connection: frames leave it in the order they entered, whatever their delays [NET-3].
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { Pipe } from './conditions.ts';
import type { Flight, Flying, Parcel } from './flight.ts';
import type { Delivery, Trace } from './trace.ts';

/** What all lanes of a page share. */
export interface LaneSurroundings {
  readonly clock: Clock;
  readonly flight: Flight;
  readonly trace: Trace;
}

export class Lane {
  readonly #surroundings: LaneSurroundings;
  readonly #pipe: Pipe;
  #queue: Flying[] = [];
  #queuedBytes = 0;
  #cancelTimer: CancelTimer | null = null;

  constructor(surroundings: LaneSurroundings, pipe: Pipe) {
    this.#surroundings = surroundings;
    this.#pipe = pipe;
  }

  /** The frame that is next to arrive. */
  get head(): Flying | undefined {
    return this.#queue[0];
  }

  /** Bytes that wait in the lane. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Whether a frame sent now would be handed over at once. */
  get free(): boolean {
    return this.#queue.length === 0 && !this.#paused && this.#pipe.clear;
  }

  get #paused(): boolean {
    return this.#pipe.pausable && this.#surroundings.flight.paused;
  }

  /** Sends a parcel: handed over within this call when nothing delays it. */
  send(parcel: Parcel): void {
    const fate = this.#pipe.admit(parcel.bytes);
    const free = this.#queue.length === 0 && !this.#paused;
    if (free && fate.delayMs === 0) this.#arrive(parcel, fate.lost, true);
    else this.#enqueue(parcel, fate.delayMs, fate.lost);
  }

  /** Loses everything in the lane, without telling the parcels: their connection broke. */
  clear(): void {
    for (const flying of this.#queue) {
      this.#surroundings.flight.leave(flying);
      this.#note(flying.parcel, { state: 'lost', atMs: this.#surroundings.clock.nowMs() });
    }
    this.#queue = [];
    this.#queuedBytes = 0;
    this.rearm();
  }

  /** Delivers all frames up to and including `last` now. */
  deliverThrough(last: Flying): void {
    if (!this.#queue.includes(last)) return;
    while (this.#queue.includes(last)) this.#deliverHead();
    this.rearm();
  }

  /** Loses one frame of the lane now. */
  drop(flying: Flying): void {
    if (!this.#remove(flying)) return;
    this.#arrive(flying.parcel, true, false);
    this.rearm();
  }

  /** Puts a copy of a frame right behind it, where its kind allows. */
  duplicate(flying: Flying): void {
    const at = this.#queue.indexOf(flying);
    const { duplicate } = flying.parcel;
    if (at < 0 || !duplicate) return;
    const parcel = { ...flying.parcel, deliver: duplicate };
    const copy = this.#surroundings.flight.enter({ ...flying, parcel, held: false });
    this.#queue.splice(at + 1, 0, copy);
    this.#queuedBytes += parcel.bytes;
  }

  /** Looks again at what is next, after a change of its time, its being held, or the flight's pause. */
  rearm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const { clock } = this.#surroundings;
    const head = this.head;
    if (!head || head.held || this.#paused) return;
    const waitMs = Math.min(Math.max(0, head.dueMs - clock.nowMs()), head.delayMs);
    this.#cancelTimer = clock.setTimer(waitMs, () => this.#fire());
  }

  #enqueue(parcel: Parcel, delayMs: number, lost: boolean): void {
    const { clock, flight } = this.#surroundings;
    const sinceMs = clock.nowMs();
    const dueMs = Math.max(sinceMs + delayMs, dueBehind(this.#queue.at(-1), sinceMs));
    const flying = flight.enter({ lane: this, parcel, sinceMs, delayMs: dueMs - sinceMs, dueMs, lost, held: false });
    this.#queue.push(flying);
    this.#queuedBytes += parcel.bytes;
    this.#note(parcel, { state: 'flying', dueMs });
    if (this.#queue.length === 1) this.rearm();
  }

  /** The head's time has come; so may have that of those right behind it. */
  #fire(): void {
    this.#cancelTimer = null;
    const { clock } = this.#surroundings;
    this.#deliverHead();
    for (let head = this.head; head && !head.held && !this.#paused; head = this.head) {
      if (head.dueMs > clock.nowMs()) break;
      this.#deliverHead();
    }
    this.rearm();
  }

  #deliverHead(): void {
    const head = this.head;
    if (head && this.#remove(head)) this.#arrive(head.parcel, head.lost, false);
  }

  #remove(flying: Flying): boolean {
    const at = this.#queue.indexOf(flying);
    if (at < 0) return false;
    this.#queue.splice(at, 1);
    this.#queuedBytes -= flying.parcel.bytes;
    this.#surroundings.flight.leave(flying);
    return true;
  }

  #arrive(parcel: Parcel, lost: boolean, atOnce: boolean): void {
    const atMs = this.#surroundings.clock.nowMs();
    if (lost) this.#note(parcel, { state: 'lost', atMs });
    else if (!atOnce) this.#note(parcel, { state: 'arrived', atMs });
    if (lost) parcel.lose();
    else parcel.deliver();
  }

  #note(parcel: Parcel, delivery: Delivery): void {
    this.#surroundings.trace.deliver(parcel.record, parcel.client, delivery);
  }
}

/** When a frame sent now can arrive at the earliest behind `previous`; a clock that was set back must not make it hours. */
function dueBehind(previous: Flying | undefined, nowMs: number): number {
  return previous ? Math.min(previous.dueMs, nowMs + previous.delayMs) : nowMs;
}
