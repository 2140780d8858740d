// How the server stands, and what it can be asked: its phase, its schema, its queries.
import type { Clock } from '../base/clock.ts';
import type { ClientId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { ClientNetwork } from '../network/socket.ts';
import type { QueryEntry } from '../protocol/catalog.ts';
import type { ServerStatus } from '../protocol/control.ts';
import { readCatalog } from './catalog.ts';
import type { Started } from './connection.ts';
import { SchemaPicture } from './schema-picture.ts';
import type { ServerView, WorkerKind } from './view.ts';

export interface StandingOptions {
  /** Asks for queries and schema over a link of its own, so that no client's conditions slow it. */
  readonly catalogId: ClientId;
  readonly catalogNetwork: () => ClientNetwork;
  readonly clock: Clock;
  readonly random: Random;
  changed(): void;
  trouble(text: string): void;
}

/** Typed operations that are known by id. */
const MOST_TYPED = 200;

export class Standing {
  readonly schema = new SchemaPicture();
  readonly #options: StandingOptions;
  #view: ServerView = { phase: 'starting' };
  #host: WorkerKind = 'shared';
  #at: { readonly at?: string } = {};
  #lostEpoch: string | null = null;
  #queries: readonly QueryEntry[] = [];
  /** Operations that a person typed, by id: the newest of them. */
  readonly #typed = new Map<string, QueryEntry>();

  constructor(options: StandingOptions) {
    this.#options = options;
  }

  get view(): ServerView {
    return this.#view;
  }

  get queries(): readonly QueryEntry[] {
    return this.#queries;
  }

  /** These can be asked for by their ids too. */
  learn(typed: readonly QueryEntry[]): void {
    for (const query of typed) {
      this.#typed.delete(query.id);
      this.#typed.set(query.id, query);
      const [oldest] = this.#typed.keys();
      if (this.#typed.size > MOST_TYPED && oldest !== undefined) this.#typed.delete(oldest);
    }
  }

  /** A query by its name or id; null for one that is not known. */
  query(called: string): QueryEntry | null {
    return this.#queries.find(({ name, id }) => name === called || id === called) ?? this.#typed.get(called) ?? null;
  }

  get isRunning(): boolean {
    return this.#view.phase === 'running';
  }

  /** Of the database that serves now. */
  get epoch(): string | null {
    return this.#view.phase === 'running' ? this.#view.databaseEpoch : null;
  }

  /** A server answered: of which kind, and for one elsewhere under which address. */
  met({ host, at }: Pick<Started, 'host' | 'at'>): void {
    this.#host = host;
    this.#at = at === undefined ? {} : { at };
  }

  /** The worker is gone; another one is being started. */
  lost(): void {
    this.#lostEpoch = this.epoch ?? this.#lostEpoch;
    this.#view = { phase: 'starting' };
    this.#options.changed();
  }

  /** Whether the database that serves now is the one that served before the worker was lost. */
  isSameDatabase(): boolean {
    return this.epoch !== null && this.epoch === this.#lostEpoch;
  }

  /** Takes the server's status; when it runs, also what it can be asked. Returns whether it runs. */
  async take(status: ServerStatus): Promise<boolean> {
    if (status.phase !== 'running') {
      this.#view = status.phase === 'failed' ? { ...status, ...this.#at } : status;
      this.#options.changed();
      return false;
    }
    await this.readCatalog();
    this.#view = { phase: 'running', databaseEpoch: status.databaseEpoch, host: this.#host, ...this.#at };
    this.#options.changed();
    return true;
  }

  /** Asks for schema and queries again: they may have changed. */
  async readCatalog(): Promise<void> {
    const { catalogId, catalogNetwork, clock, random } = this.#options;
    const network = catalogNetwork();
    const { schema, queries, problem } = await readCatalog({
      id: catalogId,
      network,
      clock,
      random: random.fork('catalog'),
    });
    if (schema) this.schema.take(schema);
    if (queries) this.#queries = queries;
    if (problem !== null) this.#options.trouble(`The server did not tell its queries: ${problem}`);
  }
}
