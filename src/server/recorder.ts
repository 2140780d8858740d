// Keeps the journal of a running server: records what happened, begins anew when the log grows long, gives up once and says so.
import type { ChangedRow } from '../engine/engine.ts';
import type { Journal, JournalRecord, KeptRequest, Snapshot } from './journal.ts';
import type { Session } from './sessions.ts';

/** Records after which a snapshot takes their place. */
export const LONGEST_LOG = 5_000;

/** Writes to a journal until it fails; the server then goes on in memory. Without a journal it does nothing. */
export class Recorder {
  #journal: Journal | null;
  readonly #takeSnapshot: () => Snapshot;
  readonly #report: (error: unknown) => void;
  #records = 0;
  /** Resolves when everything that was written so far is durable, or never will be. */
  #settled: Promise<void> = Promise.resolve();

  constructor(journal: Journal | null, takeSnapshot: () => Snapshot, report: (error: unknown) => void) {
    this.#journal = journal;
    this.#takeSnapshot = takeSnapshot;
    this.#report = report;
  }

  /** Resolves when all that happened so far is durable: what was read before may then be told [SYNC-11]. */
  settled(): Promise<void> {
    return this.#settled;
  }

  /** Makes the journal hold what the server holds now, and nothing else. */
  async begin(): Promise<void> {
    if (!this.#journal) return;
    this.#records = 0;
    await this.#guarded(this.#beginAnew(this.#journal));
  }

  /** Asynchronous, so that a database that cannot be read any more fails the journal and nothing else. */
  async #beginAnew(journal: Journal): Promise<void> {
    return journal.begin(this.#takeSnapshot());
  }

  /** Resolves when the mutation is durable [SYNC-11], or when nothing is any more. */
  async mutation(revision: number, changes: readonly ChangedRow[], request: KeptRequest | null): Promise<void> {
    if (!this.#journal || (changes.length === 0 && !request)) return;
    const kept = changes.map(({ table_name: table, stamp, before, row }) => {
      return { table, stamp, before: before ? [...before] : null, row: row ? [...row] : null };
    });
    await this.#append({ type: 'mutation', revision, changes: kept, request });
  }

  session({ id, values }: Session): void {
    void this.#append({ type: 'session', id, values });
  }

  async #append(record: JournalRecord): Promise<void> {
    if (!this.#journal) return;
    if (++this.#records > LONGEST_LOG) return this.begin();
    await this.#guarded(this.#journal.append(record));
  }

  #guarded(write: Promise<void>): Promise<void> {
    const done = Promise.all([this.#settled, this.#finished(write)]).then(() => undefined);
    this.#settled = done;
    return done;
  }

  async #finished(write: Promise<void>): Promise<void> {
    try {
      await write;
    } catch (error) {
      if (this.#journal) this.#report(error);
      this.#journal = null;
    }
  }
}
