// The weather of one client's link: what its frames suffer in each direction [NET-3] [NET-4].
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';

/** What one direction does to frames. */
export interface DirectionConditions {
  /** Time that each frame takes. */
  readonly latencyMs: number;
  /** Up to this much more, drawn evenly for each frame. */
  readonly jitterMs: number;
  /** What the direction carries, shared by all frames of the client; null: no bound. */
  readonly bandwidthBytesPerSecond: number | null;
  /** Chance of each frame to be lost, 0 to 1. A lost WebSocket frame breaks its connection, a lost HTTP one fails its request. */
  readonly loss: number;
}

export interface Conditions {
  /** Client to server. */
  readonly up: DirectionConditions;
  /** Server to client. */
  readonly down: DirectionConditions;
  /** The client has no network: connections break, new ones and requests fail at once. */
  readonly offline: boolean;
  /** The server does not answer: to a client the same, but not the client's own doing. */
  readonly serverDown: boolean;
}

/** Any part of some conditions; what is left out keeps its value. */
export interface ConditionsChange {
  readonly up?: Partial<DirectionConditions>;
  readonly down?: Partial<DirectionConditions>;
  readonly offline?: boolean;
  readonly serverDown?: boolean;
}

const CLEAR: DirectionConditions = { latencyMs: 0, jitterMs: 0, bandwidthBytesPerSecond: null, loss: 0 };

/** Nothing between client and server: zero added delay. */
export const NO_CONDITIONS: Conditions = { up: CLEAR, down: CLEAR, offline: false, serverDown: false };

/** Conditions with some parts changed; numbers outside their range are brought to the nearest that makes sense. */
export function changeConditions(conditions: Conditions, change: ConditionsChange): Conditions {
  return {
    up: sensible({ ...conditions.up, ...change.up }),
    down: sensible({ ...conditions.down, ...change.down }),
    offline: change.offline ?? conditions.offline,
    serverDown: change.serverDown ?? conditions.serverDown,
  };
}

/** Whether nothing gets through at all. */
export function isCut(conditions: Conditions): boolean {
  return conditions.offline || conditions.serverDown;
}

function sensible(direction: DirectionConditions): DirectionConditions {
  const bandwidth = direction.bandwidthBytesPerSecond;
  return {
    latencyMs: within(direction.latencyMs, 0, LONGEST_DELAY_MS),
    jitterMs: within(direction.jitterMs, 0, LONGEST_DELAY_MS),
    bandwidthBytesPerSecond: bandwidth === null ? null : within(bandwidth, 1, Number.MAX_SAFE_INTEGER),
    loss: within(direction.loss, 0, 1),
  };
}

const LONGEST_DELAY_MS = 600_000;

function within(value: number, low: number, high: number): number {
  return Number.isNaN(value) ? low : Math.min(high, Math.max(low, value));
}

/** What happens to one frame: when it arrives, counted from now, and whether it arrives at all. */
export interface Fate {
  readonly delayMs: number;
  readonly lost: boolean;
}

const UNTOUCHED: Fate = { delayMs: 0, lost: false };

/** One direction of one link: decides the fate of each frame. Chance is drawn only where the conditions leave something to it. */
export class Pipe {
  /** Whether a pause of all frames stops these too. */
  pausable = true;
  #conditions = CLEAR;
  #clear = true;
  readonly #clock: Clock;
  readonly #random: Random;
  /** When the last byte of all earlier frames has gone in. */
  #freeAtMs = 0;
  /** How long that was from the last frame on: the most it can be from any later time, whatever the machine's clock does. */
  #transferMs = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  get conditions(): DirectionConditions {
    return this.#conditions;
  }

  set conditions(conditions: DirectionConditions) {
    const { latencyMs, jitterMs, bandwidthBytesPerSecond, loss } = conditions;
    this.#conditions = conditions;
    this.#clear = latencyMs === 0 && jitterMs === 0 && bandwidthBytesPerSecond === null && loss === 0;
  }

  /** Whether frames come out as they go in. */
  get clear(): boolean {
    return this.#clear;
  }

  /** Sends `bytes` into the pipe now. */
  admit(bytes: number): Fate {
    if (this.clear) return UNTOUCHED;
    const { latencyMs, jitterMs, bandwidthBytesPerSecond, loss } = this.conditions;
    const transferMs = bandwidthBytesPerSecond === null ? 0 : this.#transfer(bytes, bandwidthBytesPerSecond);
    const jitter = jitterMs === 0 ? 0 : this.#random.fraction() * jitterMs;
    const lost = loss > 0 && this.#random.fraction() < loss;
    return { delayMs: transferMs + latencyMs + jitter, lost };
  }

  #transfer(bytes: number, bytesPerSecond: number): number {
    const nowMs = this.#clock.nowMs();
    const busyMs = Math.min(Math.max(0, this.#freeAtMs - nowMs), this.#transferMs);
    this.#transferMs = busyMs + (bytes * 1000) / bytesPerSecond;
    this.#freeAtMs = nowMs + this.#transferMs;
    return this.#transferMs;
  }
}
