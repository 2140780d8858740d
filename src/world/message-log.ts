// Keeps the messages of the page: reads the trace as it grows, pairs requests with answers, notes who was passed over.
import type { ClientId } from '../base/ids.ts';
import type { SharedParse } from '../client/client.ts';
import type { Trace, TraceChange, TraceRecord } from '../network/trace.ts';
import type { QueryOperation } from '../protocol/catalog.ts';
import { describe, type LoneMessage } from './describe-message.ts';
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
  readonly party: (id: ClientId) => Party;
  /** Clients that are live now. */
  readonly live: () => readonly Party[];
  readonly operation: (query: string) => QueryOperation | null;
  readonly primaryKey: (table: string) => string | null;
}

export class MessageLog implements MessageFeed {
  readonly #options: MessageLogOptions;
  readonly #listeners = new Set<() => void>();
  /** Oldest first, by sequence. */
  #messages: MessageView[] = [];
  #view: readonly MessageView[] | null = null;
  #dropped = 0;
  #newestNews = 0;
  #scheduled = false;
  /** Request id → sequence of its message. */
  readonly #requests = new Map<number, { readonly sequence: number; readonly url: string }>();
  readonly #revisions = new Map<number, Set<ClientId>>();

  constructor(options: MessageLogOptions) {
    this.#options = options;
    options.trace.subscribe((change) => this.#traced(change));
  }

  view(): readonly MessageView[] {
    return (this.#view ??= [...this.#messages]);
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
    this.#options.trace.clear();
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
        this.#requests.clear();
    }
    this.#view = null;
    this.#announce();
  }

  #add(record: TraceRecord): void {
    const { parse, operation, party, primaryKey } = this.#options;
    const request = record.kind === 'response' ? this.#requests.get(record.requestId) : undefined;
    const message = describe(record, { parse, operation, party, primaryKey, requestUrl: request?.url ?? null });
    if (record.kind === 'request') this.#requests.set(record.requestId, { sequence: record.sequence, url: record.url });
    if (record.kind === 'response') this.#requests.delete(record.requestId);
    if (message.kind !== 'ping' && message.kind !== 'pong') this.#newestNews = record.sequence;
    const partner = request?.sequence ?? null;
    if (partner !== null) this.#change(partner, (earlier) => ({ ...earlier, partner: record.sequence }));
    const skipped = message.kind === 'delta' ? this.#skipped(message) : [];
    this.#messages.push({ ...message, partner, skipped });
    if (this.#messages.length > MOST + SLACK) this.#trim();
  }

  /** Live clients that no delta of this revision went to; earlier messages of the revision are corrected. */
  #skipped(message: LoneMessage): readonly Party[] {
    const revision = message.revision ?? 0;
    const told = this.#revisions.get(revision) ?? new Set<ClientId>();
    for (const party of message.parties) told.add(party.id);
    this.#revisions.set(revision, told);
    for (const old of this.#revisions.keys()) {
      if (this.#revisions.size <= OPEN_REVISIONS) break;
      this.#revisions.delete(old);
    }
    const untold = (parties: readonly Party[]) => parties.filter((party) => !told.has(party.id));
    for (let index = this.#messages.length - 1; index >= 0; index--) {
      const earlier = this.#messages[index];
      if (earlier?.kind !== 'delta' || earlier.revision !== revision) break;
      this.#messages[index] = { ...earlier, skipped: untold(earlier.skipped) };
    }
    return untold(this.#options.live());
  }

  #lengthen(record: TraceRecord): void {
    const durationMs = record.kind === 'response' ? record.durationMs : null;
    this.#change(record.sequence, (message) => ({ ...message, durationMs, deliveries: record.deliveries }));
  }

  #change(sequence: number, change: (message: MessageView) => MessageView): void {
    const index = this.#messages.findLastIndex((message) => message.sequence <= sequence);
    const message = this.#messages[index];
    if (message?.sequence === sequence) this.#messages[index] = change(message);
  }

  #trim(): void {
    const surplus = this.#messages.length - MOST;
    this.#dropped += surplus;
    this.#messages.splice(0, surplus);
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
