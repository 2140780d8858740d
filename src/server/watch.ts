// Notes which SQL runs for which request, while somebody looks: stands in front of the storage, and costs nothing otherwise.
import type { Clock } from '../base/clock.ts';
import type { RunRequest, RunStatement } from '../protocol/inspection.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { SqlParameters, SqlResult, Storage, SynchronousOnly, Transaction } from './storage.ts';

/** Requests that are kept; the oldest is forgotten first. */
export const REQUESTS_NOTED = 200;
/** Statements of one request that are kept. */
const STATEMENTS_NOTED = 50;
/** Characters of one parameter or statement that are kept. */
const LONGEST_NOTED = 4_000;
/** How long requests are noted after somebody looked. */
export const LOOK_MS = 10_000;

/** Who asks for what. */
export interface Occasion {
  readonly path: string;
  readonly session: SessionValues;
}

/** What one server's requests ran. */
export class Watch {
  readonly #clock: Clock;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #occasion: Occasion | null = null;
  #sequence = 0;
  #noted: RunRequest[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The storage, with its statements noted. */
  over(storage: Storage): Storage {
    return new WatchedStorage(storage, this);
  }

  /** The next transaction belongs to this request. */
  expect(path: string, session: SessionValues): void {
    if (this.#isLookedAt()) this.#occasion = { path, session };
  }

  /** What is known of requests after this sequence; also asks to note what comes. */
  look(after: number): readonly RunRequest[] {
    if (!this.#isLookedAt()) this.#noted = [];
    this.#lookedAtMs = this.#clock.nowMs();
    // Who knows more than happened here knows it of an earlier server.
    const since = after > this.#sequence ? 0 : after;
    return this.#noted.filter(({ sequence }) => sequence > since);
  }

  /** Runs a transaction and notes it when a request is expected. */
  note<Result>(run: (wrap: (transaction: Transaction) => Transaction) => Result): Result {
    const occasion = this.#occasion;
    this.#occasion = null;
    if (!occasion) return run((transaction) => transaction);
    const notes = new Notes(this.#clock);
    const startMs = this.#clock.nowMs();
    try {
      const result = run((transaction) => notes.over(transaction));
      this.#keep(occasion, notes, startMs, null);
      return result;
    } catch (error) {
      this.#keep(occasion, notes, startMs, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  #isLookedAt(): boolean {
    return this.#clock.nowMs() - this.#lookedAtMs <= LOOK_MS;
  }

  #keep(occasion: Occasion, { statements, more }: Notes, atMs: number, failed: string | null): void {
    const durationMs = this.#clock.nowMs() - atMs;
    this.#noted.push({ sequence: ++this.#sequence, atMs, ...occasion, durationMs, failed, statements, more });
    if (this.#noted.length > REQUESTS_NOTED) this.#noted.shift();
  }
}

class WatchedStorage implements Storage {
  readonly lasting: boolean;
  readonly image?: NonNullable<Storage['image']>;
  readonly copy?: () => Storage;
  readonly #storage: Storage;
  readonly #watch: Watch;

  constructor(storage: Storage, watch: Watch) {
    this.lasting = storage.lasting ?? false;
    this.#storage = storage;
    this.#watch = watch;
    const { copy } = storage;
    // Nobody looks at what happens there.
    if (copy) this.copy = () => copy.call(storage);
    if (storage.image) this.image = (...given) => storage.image?.(...given) ?? new Uint8Array();
  }

  transaction<Result>(work: (transaction: Transaction) => Result, ...guard: SynchronousOnly<Result>): Result {
    return this.#watch.note((wrap) => this.#storage.transaction((transaction) => work(wrap(transaction)), ...guard));
  }

  close(): void {
    this.#storage.close();
  }
}

/** The statements of one transaction. */
class Notes {
  readonly statements: RunStatement[] = [];
  more = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  over(transaction: Transaction): Transaction {
    return {
      all: (sql, parameters) => this.#timed(sql, parameters ?? {}, () => transaction.all(sql, parameters)),
      execute: (sql) => void this.#timed(sql, {}, () => (transaction.execute(sql), EMPTY)),
    };
  }

  #timed(sql: string, parameters: SqlParameters, run: () => SqlResult): SqlResult {
    const startMs = this.#clock.nowMs();
    const result = run();
    if (this.statements.length >= STATEMENTS_NOTED) this.more++;
    else {
      const durationMs = this.#clock.nowMs() - startMs;
      this.statements.push({ sql: shortened(sql), params: noted(parameters), durationMs, rows: result.rows.length });
    }
    return result;
  }
}

const EMPTY: SqlResult = { columns: [], rows: [] };

function noted(parameters: SqlParameters): SqlParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? shortened(value) : value]),
  );
}

function shortened(text: string): string {
  return text.length <= LONGEST_NOTED ? text : `${text.slice(0, LONGEST_NOTED)}…`;
}
