// The frames that are under way, of all clients of a page: listed, held, released, dropped, duplicated, stepped [NET-5].
import type { Clock } from '../base/clock.ts';
import type { ClientId } from '../base/ids.ts';
import type { Lane } from './lane.ts';
import type { TraceRecord } from './trace.ts';

/** A frame on its way to or from one client. */
export interface FlyingFrame {
  readonly id: number;
  readonly client: ClientId;
  /** What it carries; of a broadcast each recipient has a flying frame of its own. */
  readonly record: TraceRecord;
  readonly sinceMs: number;
  readonly dueMs: number;
  /** It stays until it is released, and all later ones of its connection behind it. */
  readonly held: boolean;
  /** Responses cannot be duplicated: a request has one answer. */
  readonly duplicable: boolean;
}

/** What a lane hands over to be sent. */
export interface Parcel {
  readonly record: TraceRecord;
  readonly client: ClientId;
  readonly bytes: number;
  /** It arrived. */
  readonly deliver: () => void;
  /** It never will. */
  readonly lose: () => void;
  /** A second copy arrives. */
  readonly duplicate?: () => void;
}

/** A parcel on its way: the lane's and the flight's shared record. */
export interface Flying {
  readonly id: number;
  readonly lane: Lane;
  readonly parcel: Parcel;
  readonly sinceMs: number;
  /** As decided when it was sent: the bound of any timer for it, whatever the machine's clock does meanwhile. */
  readonly delayMs: number;
  dueMs: number;
  lost: boolean;
  held: boolean;
}

export class Flight {
  readonly #clock: Clock;
  readonly #flying = new Map<number, Flying>();
  readonly #listeners = new Set<() => void>();
  #nextId = 1;
  #pausedAtMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All frames under way, in the order in which they were sent. */
  list(): FlyingFrame[] {
    return [...this.#flying.values()].map(({ id, parcel, sinceMs, dueMs, held }) => {
      const { client, record, duplicate } = parcel;
      return { id, client, record, sinceMs, dueMs, held, duplicable: duplicate !== undefined };
    });
  }

  /** How many frames are under way. */
  get size(): number {
    return this.#flying.size;
  }

  /** Whether frames stand still. */
  get paused(): boolean {
    return this.#pausedAtMs !== null;
  }

  /** Calls `listener` whenever the list may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Keeps a frame, and those behind it on its connection, where it is. Unknown ids are passed over, here and below. */
  hold(id: number): void {
    this.#alter(id, (flying) => {
      flying.held = true;
      flying.lane.rearm();
    });
  }

  /** Lets a frame arrive now, whether held or merely slow; those before it on its connection arrive first. */
  release(id: number): void {
    this.#alter(id, (flying) => flying.lane.deliverThrough(flying));
  }

  /** Loses a frame now: its connection breaks, or its request fails. */
  drop(id: number): void {
    this.#alter(id, (flying) => flying.lane.drop(flying));
  }

  /** Puts a copy right behind the frame. Responses are passed over. */
  duplicate(id: number): void {
    this.#alter(id, (flying) => flying.lane.duplicate(flying));
  }

  /** Stops all frames; from now on every frame, on fast links too, waits for `step`, `release` or `resume`. */
  pause(): void {
    this.#pausedAtMs ??= this.#clock.nowMs();
    this.#rearmAll();
  }

  /** Lets the frames go on; each has as much of its way left as it had. */
  resume(): void {
    if (this.#pausedAtMs === null) return;
    const pausedAtMs = this.#pausedAtMs;
    const nowMs = this.#clock.nowMs();
    this.#pausedAtMs = null;
    for (const flying of this.#flying.values()) flying.dueMs += nowMs - Math.max(pausedAtMs, flying.sinceMs);
    this.#rearmAll();
  }

  /** Delivers the one frame that is due first (held ones, and those behind them, excepted). Returns whether there was one. */
  step(): boolean {
    const next = this.#next();
    next?.lane.deliverThrough(next);
    return next !== undefined;
  }

  /** When the frame that `step` delivers is due; null where there is none. */
  nextDueMs(): number | null {
    return this.#next()?.dueMs ?? null;
  }

  /** Notes a frame that could not be handed over at once. For lanes alone. */
  enter(flying: Omit<Flying, 'id'>): Flying {
    const entered = { ...flying, id: this.#nextId++ };
    this.#flying.set(entered.id, entered);
    this.#announce();
    return entered;
  }

  /** Forgets a frame that arrived or was lost. For lanes alone. */
  leave(flying: Flying): void {
    this.#flying.delete(flying.id);
    this.#announce();
  }

  #next(): Flying | undefined {
    let next: Flying | undefined;
    for (const flying of this.#flying.values()) {
      if (flying.held || flying.lane.head !== flying) continue;
      if (!next || flying.dueMs < next.dueMs) next = flying;
    }
    return next;
  }

  #alter(id: number, change: (flying: Flying) => void): void {
    const flying = this.#flying.get(id);
    if (!flying) return;
    change(flying);
    this.#announce();
  }

  #rearmAll(): void {
    for (const lane of new Set([...this.#flying.values()].map((flying) => flying.lane))) lane.rearm();
    this.#announce();
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
