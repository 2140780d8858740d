// Keeps the journal of a running server: records what happened, begins anew when the log grows long or was lost, says so when nothing is kept.
import type { Clock } from '../base/clock.ts';
import type { ChangedRow } from '../engine/engine.ts';
import type { Keeping } from '../protocol/control.ts';
import type { Journal, JournalRecord, KeptRequest, Snapshot } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { Session } from './sessions.ts';
import type { Transaction } from './storage.ts';

/** Records after which a snapshot takes their place. */
export const LONGEST_LOG = 5_000;
/** How long a journal that failed is left alone before the next write tries it again. */
export const MEND_AFTER_MS = 5_000;

export interface RecorderOptions {
  /** Without one nothing is recorded. */
  readonly journal: Journal | null;
  /** Where the database lasts by itself: keeps beside it what else must last. */
  readonly ledger?: Ledger | null;
  readonly clock: Clock;
  readonly takeSnapshot: () => Snapshot;
  /** Told when the journal failed for good, and when it works again. */
  readonly keeping: (keeping: Keeping) => void;
}

/** Writes to a journal. While that fails the server goes on in memory. */
export class Recorder {
  readonly #options: RecorderOptions;
  #records = 0;
  /** When the journal was found broken; null while it works. */
  #brokenAtMs: number | null = null;
  /** New beginnings after a failure, until one holds all that was committed when it was asked for. */
  #mending: Promise<void> | null = null;
  /** Snapshots taken, and how many there must be. */
  #taken = 0;
  #wanted = 0;
  #stopped = false;
  /** Writes that are not durable yet. */
  #unsettled = 0;
  /** Resolves when everything that was written so far is durable, or never will be. */
  #settled: Promise<void> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
    options.journal?.watch?.(() => void this.#mend());
  }

  /** Resolves when all that happened so far is durable: what was read before may then be told [SYNC-11]. */
  settled(): Promise<void> {
    return this.#unsettled === 0 ? Promise.resolve() : this.orUnavailable(this.#settled);
  }

  /** Throws `Unavailable` while the journal is out of reach: for a write that has not begun yet. */
  refuseNow(): void {
    this.#options.journal?.outage?.refuseNow();
  }

  /** What `told` comes to, or `Unavailable` when the journal goes out of reach before: nobody knows how it ends then. */
  orUnavailable<Result>(told: Promise<Result>): Promise<Result> {
    return this.#options.journal?.outage?.orUnavailable(told) ?? told;
  }

  /** Makes the journal hold what the server holds now, and nothing else. */
  async begin(): Promise<void> {
    const { journal } = this.#options;
    if (!journal) return;
    // What is committed while a journal that failed begins anew is in no record: only a later beginning vouches for it.
    const failed = this.#mending !== null || this.#brokenAtMs !== null;
    await this.#guarded(failed ? this.#mend() : this.#beginAnew(journal));
  }

  /** Resolves when the mutation is durable [SYNC-11], or when nothing is any more. */
  async mutation(revision: number, changes: readonly ChangedRow[], request: KeptRequest | null): Promise<void> {
    if (!this.#options.journal || (changes.length === 0 && !request)) return;
    const kept = changes.map(({ table_name: table, stamp, before, row }) => {
      return { table, stamp, before: before ? [...before] : null, row: row ? [...row] : null };
    });
    await this.#append({ type: 'mutation', revision, changes: kept, request });
  }

  /** A mutation is being answered, within its transaction. */
  answered(transaction: Transaction, request: KeptRequest): void {
    this.#options.ledger?.answered(transaction, request);
  }

  session({ id, values }: Session): void {
    this.#options.ledger?.session({ id, values });
    void this.#append({ type: 'session', id, values });
  }

  /** The server ended: whatever happens to the journal from now on is no news of it. */
  stop(): void {
    this.#stopped = true;
  }

  async #append(record: JournalRecord): Promise<void> {
    const { journal, clock } = this.#options;
    if (!journal) return;
    // The beginning under way lacks this record: written after it, it would follow a gap.
    if (this.#mending) return this.#guarded(this.#mend());
    if (this.#brokenAtMs !== null) {
      if (clock.nowMs() - this.#brokenAtMs >= MEND_AFTER_MS) await this.#guarded(this.#mend());
      return;
    }
    if (++this.#records > LONGEST_LOG) return this.begin();
    await this.#guarded(journal.append(record));
  }

  /** Asynchronous, so that a database that cannot be read any more fails the journal and nothing else. */
  async #beginAnew(journal: Journal): Promise<void> {
    this.#records = 0;
    this.#taken++;
    await journal.begin(this.#options.takeSnapshot());
    if (this.#brokenAtMs === null) return;
    this.#brokenAtMs = null;
    this.#tell({ kept: true });
  }

  #guarded(write: Promise<void>): Promise<void> {
    const taken = this.#taken;
    this.#unsettled++;
    const done = Promise.all([this.#settled, write.catch(() => this.#mend(taken))]).then(() => void this.#unsettled--);
    this.#settled = done;
    return done;
  }

  /**
   * A store that was deleted or closed can be filled again: what is in the database covers what could not be written. Who
   * failed when `taken` snapshots were taken shares the beginning under way only if its snapshot is a later one.
   */
  #mend(taken = this.#taken): Promise<void> {
    const { journal } = this.#options;
    if (!journal || this.#stopped) return Promise.resolve();
    if (this.#mending === null || this.#taken <= taken) this.#wanted = this.#taken + 1;
    this.#mending ??= this.#mendAll(journal);
    return this.#mending;
  }

  async #mendAll(journal: Journal): Promise<void> {
    try {
      while (this.#taken < this.#wanted) await this.#beginAnew(journal);
    } catch (error) {
      await this.#giveUp(journal, error);
    } finally {
      this.#mending = null;
    }
  }

  async #giveUp(journal: Journal, error: unknown): Promise<void> {
    const news = this.#brokenAtMs === null;
    this.#brokenAtMs = this.#options.clock.nowMs();
    await journal.forsake?.().catch(() => undefined);
    if (news) this.#tell({ kept: false, why: sentence(error) });
  }

  #tell(keeping: Keeping): void {
    if (!this.#stopped) this.#options.keeping(keeping);
  }
}

function sentence(error: unknown): string {
  const [name, message] = error instanceof Error ? [error.name, error.message] : ['', String(error)];
  if (name === 'QuotaExceededError') return 'The storage that the browser gives to this page is full.';
  return `The browser's storage failed: ${message}.`;
}
