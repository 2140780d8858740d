// Keeps the messages of the page: reads the trace as it grows, pairs requests with answers, notes who was passed over.
import type { ClientId } from '../base/ids.ts';
import type { SharedParse } from '../client/client.ts';
import type { Trace, TraceChange, TraceRecord } from '../network/trace.ts';
import { describe, type KnownQuery, type LoneMessage } from './describe-message.ts';
import type { MessageFeed, MessageView, Party } from './messages.ts';

/** Messages kept for reading. */
const MOST = 5000;
/** Surplus at which the oldest go, so that they do not go one by one. */
const SLACK = 500;
/** Revisions whose deltas may still gain recipients: a broadcast may leave in several frames. */
const OPEN_REVISIONS = 16;

export interface MessageLogOptions {
  readonly trace: Trace;
  readonly parse: SharedParse;
  /** Runs a task once before the next picture. */
  readonly nextFrame: (task: () => void) => void;
  /** Clients under the names they have now. */
  readonly parties: (ids: readonly ClientId[]) => readonly Party[];
  /** Messages were cleared: how many, and how to bring them back. */
  readonly cleared?: (count: number, wayBack: () => Promise<void>) => void;
  /** Clients that are live now; the same list while they are the same. */
  readonly live: () => readonly Party[];
  readonly query: (called: string) => KnownQuery | null;
  readonly primaryKey: (table: string) => string | null;
}

/** A message, and who was live when it was sent: those who were passed over are found when somebody asks. */
interface Entry {
  readonly lone: LoneMessage;
  readonly partner: number | null;
  readonly told: Told | null;
  readonly live: readonly Party[];
  readonly view: MessageView;
}

export class MessageLog implements MessageFeed {
  readonly #options: MessageLogOptions;
  readonly #listeners = new Set<() => void>();
  /** Oldest first, by sequence. */
  #messages: Entry[] = [];
  /** The same as they are read. */
  #views: MessageView[] = [];
  #view: readonly MessageView[] | null = null;
  #dropped = 0;
  #newestNews = 0;
  #scheduled = false;
  /** Request id → sequence of its message. */
  readonly #requests = new Map<number, { readonly sequence: number; readonly url: string }>();
  readonly #revisions = new Map<number, Told>();

  constructor(options: MessageLogOptions) {
    this.#options = options;
    options.trace.subscribe((change) => this.#traced(change));
  }

  view(): readonly MessageView[] {
    return (this.#view ??= this.#views.slice());
  }

  dropped(): number {
    return this.#dropped;
  }

  /** Sequence of the newest message that is more than a sign of life; 0 before the first. */
  get newestNews(): number {
    return this.#newestNews;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    const cleared = this.#messages;
    this.#show([]);
    this.#options.cleared?.(cleared.length, async () => this.#show([...cleared, ...this.#messages]));
  }

  #show(messages: Entry[]): void {
    this.#messages = messages;
    this.#views = messages.map(({ view }) => view);
    if (messages.length > MOST + SLACK) this.#trim();
    this.#view = null;
    this.#announce();
  }

  #traced(change: TraceChange): void {
    switch (change.type) {
      case 'added':
        this.#add(change.record);
        break;
      case 'changed':
        this.#lengthen(change.record);
        break;
      case 'cleared':
        this.#messages = [];
        this.#views = [];
        this.#requests.clear();
    }
    this.#view = null;
    this.#announce();
  }

  #add(record: TraceRecord): void {
    const { parse, query, parties, primaryKey } = this.#options;
    const request = record.kind === 'response' ? this.#requests.get(record.requestId) : undefined;
    const lone = describe(record, { parse, query, parties, primaryKey, requestUrl: request?.url ?? null });
    if (record.kind === 'request') this.#requests.set(record.requestId, { sequence: record.sequence, url: record.url });
    if (record.kind === 'response') this.#requests.delete(record.requestId);
    if (lone.kind !== 'ping' && lone.kind !== 'pong') this.#newestNews = record.sequence;
    const partner = request?.sequence ?? null;
    if (partner !== null) this.#change(partner, (earlier) => ({ ...earlier, partner: record.sequence }));
    const told = lone.kind === 'delta' ? this.#told(lone.revision ?? 0, lone.parties) : null;
    this.#put(this.#messages.length, { lone, partner, told, live: told === null ? [] : this.#options.live() });
    if (this.#messages.length > MOST + SLACK) this.#trim();
  }

  /** Who is told of a revision, from now on also these; its earlier messages are corrected. */
  #told(revision: number, parties: readonly Party[]): Told {
    const told = this.#revisions.get(revision) ?? new Told();
    told.add(parties);
    this.#revisions.set(revision, told);
    for (const old of this.#revisions.keys()) {
      if (this.#revisions.size <= OPEN_REVISIONS) break;
      this.#revisions.delete(old);
    }
    for (let index = this.#messages.length - 1; index >= 0; index--) {
      const earlier = this.#messages[index];
      if (earlier?.told !== told) break;
      this.#put(index, earlier);
    }
    return told;
  }

  #lengthen(record: TraceRecord): void {
    const durationMs = record.kind === 'response' ? record.durationMs : null;
    const { sequence, deliveries } = record;
    this.#change(sequence, (earlier) => ({ ...earlier, lone: { ...earlier.lone, durationMs, deliveries } }));
  }

  #change(sequence: number, change: (entry: Entry) => Omit<Entry, 'view'>): void {
    const index = this.#messages.findLastIndex(({ lone }) => lone.sequence <= sequence);
    const entry = this.#messages[index];
    if (entry?.lone.sequence === sequence) this.#put(index, change(entry));
  }

  #put(index: number, message: Omit<Entry, 'view'>): void {
    const entry = entryOf(message);
    this.#messages[index] = entry;
    this.#views[index] = entry.view;
  }

  #trim(): void {
    const surplus = this.#messages.length - MOST;
    this.#dropped += surplus;
    this.#messages.splice(0, surplus);
    this.#views.splice(0, surplus);
  }

  #announce(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.nextFrame(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** Recipients of one revision's deltas, in as many frames as they came. */
class Told {
  readonly #lists: (readonly Party[])[] = [];

  add(parties: readonly Party[]): void {
    this.#lists.push(parties);
  }

  /** Those of `live` that no delta of the revision went to. */
  passedOver(live: readonly Party[]): readonly Party[] {
    const [first, ...others] = this.#lists;
    if (others.length === 0 && first?.length === live.length && sameClients(first, live)) return [];
    const told = new Set(this.#lists.flatMap((list) => list.map(({ id }) => id)));
    return live.filter(({ id }) => !told.has(id));
  }
}

function sameClients(one: readonly Party[], other: readonly Party[]): boolean {
  return one.every(({ id }, index) => id === other[index]?.id);
}

function entryOf({ lone, partner, told, live }: Omit<Entry, 'view'>): Entry {
  let skipped: readonly Party[] | null = told === null ? [] : null;
  const view: MessageView = {
    ...lone,
    partner,
    get skipped() {
      return (skipped ??= told?.passedOver(live) ?? []);
    },
  };
  return { lone, partner, told, live, view };
}
