// Every frame that passed, in a bounded ring: the one thing that messages, diagrams and tests read [NET-6].
import type { Clock } from '../base/clock.ts';
import type { ClientId, ConnectionId } from '../base/ids.ts';

/** What kind of frame it was, and what only that kind has. */
export type TraceDetail =
  /** Up: a connection is wanted. Down: it is open. */
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'message' }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | {
      readonly kind: 'request';
      readonly requestId: number;
      readonly method: string;
      readonly url: string;
      readonly headers: readonly (readonly [string, string])[];
    }
  | {
      readonly kind: 'response';
      /** The request that it answers. */
      readonly requestId: number;
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      /** From the client's call to the answer's arrival. */
      readonly durationMs: number;
    }
  | { readonly kind: 'abort'; readonly requestId: number }
  /** A request that failed, a connection that broke, a frame that nobody could read. */
  | { readonly kind: 'error'; readonly requestId: number | null; readonly message: string };

export type TraceKind = TraceDetail['kind'];

/** How far a frame got on its way to one client. */
export type Delivery =
  | { readonly state: 'flying'; readonly dueMs: number }
  | { readonly state: 'arrived'; readonly atMs: number }
  | { readonly state: 'lost'; readonly atMs: number };

interface TraceCommon {
  /** Counts all records of the trace, dropped ones included. */
  readonly sequence: number;
  /** When the frame left its sender (down: when it came out of the port). */
  readonly atMs: number;
  readonly direction: 'up' | 'down';
  /** Sender (up) or recipients (down): a broadcast is one record. */
  readonly clients: readonly ClientId[];
  /** The connections, in the order of `clients`; empty for HTTP. */
  readonly connections: readonly ConnectionId[];
  /** Payload, as UTF-8. */
  readonly bytes: number;
  /** Payload as text; null where there is none or it is not text. */
  readonly text: string | null;
  /**
   * How the frame fared, for the clients whose link delayed or lost it; all others have it since `atMs`. Grows while
   * frames fly: every change is announced with a new record object that shares this map.
   */
  readonly deliveries: ReadonlyMap<ClientId, Delivery>;
}

export type TraceRecord = TraceCommon & TraceDetail;

/** What the sender of a record knows. */
export interface TraceEntry {
  readonly direction: 'up' | 'down';
  readonly clients: readonly ClientId[];
  readonly connections?: readonly ConnectionId[];
  readonly bytes?: number;
  readonly text?: string | null;
  readonly detail: TraceDetail;
}

/** A record came in, or became a newer version of itself; or everything was cleared. */
export type TraceChange =
  | { readonly type: 'added'; readonly record: TraceRecord }
  | { readonly type: 'changed'; readonly record: TraceRecord }
  | { readonly type: 'cleared' };

export interface TraceOptions {
  readonly clock: Clock;
  /** Most records kept; default 10,000. */
  readonly largestCount?: number;
  /** Most bytes kept, payloads and 16 a recipient; default 32 MiB. The newest record always stays. */
  readonly largestBytes?: number;
}

/** When the client got it, or that it has not (yet). */
export function deliveryTo(record: TraceRecord, client: ClientId): Delivery {
  return record.deliveries.get(client) ?? { state: 'arrived', atMs: record.atMs };
}

export class Trace {
  readonly #clock: Clock;
  readonly #largestCount: number;
  readonly #largestBytes: number;
  readonly #ring: (TraceRecord | undefined)[] = [];
  readonly #listeners = new Set<(change: TraceChange) => void>();
  #first = 1;
  #next = 1;
  #bytes = 0;
  #dropped = 0;

  constructor({ clock, largestCount = 10_000, largestBytes = 33_554_432 }: TraceOptions) {
    this.#clock = clock;
    this.#largestCount = Math.max(1, Math.floor(largestCount));
    this.#largestBytes = largestBytes;
  }

  /** Records kept. */
  get size(): number {
    return this.#next - this.#first;
  }

  /** Records that had to go to keep the bounds. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Bytes kept: payloads, and 16 a recipient. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The record, unless it was dropped or never was. */
  get(sequence: number): TraceRecord | undefined {
    return sequence < this.#first || sequence >= this.#next ? undefined : this.#ring[this.#slot(sequence)];
  }

  /** All kept records after `sequence`, oldest first; everything by default. */
  records(after = 0): TraceRecord[] {
    const records: TraceRecord[] = [];
    for (let sequence = Math.max(this.#first, after + 1); sequence < this.#next; sequence++) {
      const record = this.get(sequence);
      if (record) records.push(record);
    }
    return records;
  }

  /** Calls `listener` at every change from now on; returns how to stop. */
  subscribe(listener: (change: TraceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets all records; the sequence goes on. */
  clear(): void {
    this.#ring.length = 0;
    this.#first = this.#next;
    this.#bytes = 0;
    this.#announce({ type: 'cleared' });
  }

  /** All kept records as NDJSON: one JSON object a line, oldest first. */
  toNdjson(): string {
    return this.records()
      .map((record) => `${JSON.stringify(exportable(record))}\n`)
      .join('');
  }

  /** Adds a record, dated now. For the network alone. */
  add(entry: TraceEntry): TraceRecord {
    const { direction, clients, connections = [], bytes = 0, text = null, detail } = entry;
    const sequence = this.#next++;
    const common = { sequence, atMs: this.#clock.nowMs(), direction, clients, connections, bytes, text };
    const record: TraceRecord = { ...common, deliveries: new Map(), ...detail };
    // Before it is stored: the ring's slot may still hold the record that has to go.
    this.#dropOldest(weight(record));
    this.#ring[this.#slot(sequence)] = record;
    this.#bytes += weight(record);
    this.#announce({ type: 'added', record });
    return record;
  }

  /** Notes how `record` fares on its way to `client`. For the network alone. */
  deliver(record: TraceRecord, client: ClientId, delivery: Delivery): void {
    (record.deliveries as Map<ClientId, Delivery>).set(client, delivery);
    const kept = this.get(record.sequence);
    if (!kept) return;
    const changed =
      kept.kind === 'response' && delivery.state === 'arrived' ? lengthened(kept, delivery.atMs) : { ...kept };
    this.#ring[this.#slot(record.sequence)] = changed;
    this.#announce({ type: 'changed', record: changed });
  }

  #dropOldest(incomingBytes: number): void {
    while (this.#first < this.#next - 1 && !this.#fits(incomingBytes)) {
      const slot = this.#slot(this.#first++);
      const oldest = this.#ring[slot];
      this.#bytes -= oldest ? weight(oldest) : 0;
      this.#ring[slot] = undefined;
      this.#dropped++;
    }
  }

  #fits(incomingBytes: number): boolean {
    return this.size <= this.#largestCount && this.#bytes + incomingBytes <= this.#largestBytes;
  }

  #slot(sequence: number): number {
    return sequence % this.#largestCount;
  }

  #announce(change: TraceChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** What a record counts for: a broadcast of one word to a thousand clients is not small. */
function weight(record: TraceRecord): number {
  return record.bytes + 16 * record.clients.length;
}

/** A response took until its arrival. */
function lengthened(record: TraceRecord & { kind: 'response' }, arrivedMs: number): TraceRecord {
  return { ...record, durationMs: record.durationMs + arrivedMs - record.atMs };
}

function exportable(record: TraceRecord): object {
  return { ...record, deliveries: Object.fromEntries(record.deliveries) };
}
