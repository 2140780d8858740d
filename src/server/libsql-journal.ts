// A database elsewhere that holds what the working database holds: each commit goes there as one batch before anybody is told [SYNC-11].
import { unreachable } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Secrets } from '../base/random.ts';
import type { Journal, JournalRecord, Kept, Snapshot } from './journal.ts';
import { WrittenRows, watchAll } from './libsql-changes.ts';
import { copyHere, look, strangers } from './libsql-content.ts';
import { readCounters, schemaObjects } from './libsql-copy.ts';
import { Holder, type Mark } from './libsql-holder.ts';
import { ServiceError, type Service, type ServiceStatement } from './libsql-service.ts';
import { passage, wholeDatabase, type Whole } from './libsql-whole.ts';
import { Outage } from './outage.ts';
import type { Storage, SynchronousOnly, Transaction } from './storage.ts';

/** How long to wait before a service that cannot be reached is asked again: a little longer each time, up to the last. */
export const RETRY_AFTER_MS = [250, 500, 1_000, 2_000, 5_000] as const;
/** Commits that share one batch at most. */
const LARGEST_BATCH = 100;

export interface LibsqlJournalOptions {
  readonly service: Service;
  /** The working database, empty. */
  readonly storage: Storage;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Told when the service cannot be reached, and when it can again: a sentence. */
  readonly tell: (sentence: string) => void;
  /** Told once when nothing can be written any more, whatever happens: a sentence. */
  readonly ended: (sentence: string) => void;
}

/** A working database with the rows of the service, and the journal that hands its commits on. */
export interface LibsqlOpened {
  readonly storage: Storage;
  readonly journal: LibsqlJournal;
}

/**
 * Takes the service's database over and copies it into the working database. Rejects with `ServiceError`. A database that
 * holds nothing of ours is left as it is until the first `begin`.
 */
export async function openLibsqlJournal(options: LibsqlJournalOptions): Promise<LibsqlOpened> {
  const journal = new LibsqlJournal(options);
  await journal.open();
  return { storage: new CopiedStorage(options.storage), journal };
}

/** Nothing can be written any more; the message is a sentence for people. */
class Ended extends Error {
  override readonly name = 'Ended';
}

/** A commit that is not there yet. */
interface Waiting {
  readonly statements: readonly ServiceStatement[];
  readonly counters: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Makes the service hold what the working database holds: it asks that one what was written, not the records. While the service
 * cannot be reached nothing fails and nothing is done: whoever waits learns of it from `outage`.
 */
export class LibsqlJournal implements Journal {
  readonly outage = new Outage();
  /** Resolves when the service holds the working database for the first time; rejects with a sentence when it cannot. */
  readonly ready: Promise<void>;
  readonly #options: LibsqlJournalOptions;
  readonly #holder: Holder;
  readonly #written: WrittenRows;
  #isReady: (error: Error | null) => void = () => undefined;
  #hasBegun = false;
  #isClaimed = false;
  /** Rows that are known to be there, by table. */
  #same: ReadonlyMap<string, string> = new Map();
  /** The schema that is in step, as JSON; empty before the first beginning and after a failure. */
  #schema = '';
  #objects = '[]';
  readonly #pending: Waiting[] = [];
  #isDraining = false;
  /** Writes follow each other. */
  #line: Promise<void> = Promise.resolve();
  #unsettled = 0;
  #ended = false;
  /** Waits since the service was last reached. */
  #attempts = 0;
  #wake: () => void = () => undefined;

  constructor(options: LibsqlJournalOptions) {
    this.#options = options;
    this.#holder = new Holder(options.service, options.secrets.token());
    this.#written = new WrittenRows(options.storage);
    this.ready = new Promise((resolve, reject) => {
      this.#isReady = (error) => (error ? reject(error) : resolve());
    });
    this.ready.catch(() => undefined);
  }

  /** See `openLibsqlJournal`. */
  async open(): Promise<void> {
    const { service, storage } = this.#options;
    if ((await look(service)).own.size === 0) return;
    await this.#claim();
    this.#same = await copyHere(service, await look(service), storage);
  }

  /** Nothing beside the rows, which are in the working database already. */
  async read(): Promise<Kept | null> {
    return null;
  }

  begin(_snapshot: Snapshot): Promise<void> {
    const { storage } = this.#options;
    const schema = storage.transaction((transaction) => JSON.stringify(schemaObjects(transaction)));
    if (schema === this.#schema) return this.#handOn();
    const [whole, counters] = storage.transaction((transaction) => {
      watchAll(this.#written, transaction);
      return [wholeDatabase(transaction), readCounters(transaction)] as const;
    });
    this.#schema = schema;
    const covered = this.#pending.splice(0);
    return this.#inLine(async () => {
      await this.#handWhole(whole, counters);
      for (const { done } of covered) done();
    });
  }

  append(_record: JournalRecord): Promise<void> {
    if (this.#schema === '') return Promise.reject(new Error('the database lacks an earlier commit'));
    return this.#handOn();
  }

  /** Waits for what is under way unless the service cannot be reached. False when something that was written is not there. */
  async close(): Promise<boolean> {
    if (this.#unsettled > 0) await this.outage.orUnavailable(this.#line).catch(() => undefined);
    this.#ended = true;
    this.#wake();
    this.#options.service.close();
    return this.#unsettled === 0;
  }

  #handOn(): Promise<void> {
    const statements = this.#written.take();
    const counters = this.#options.storage.transaction(readCounters);
    return new Promise((done, failed) => {
      this.#pending.push({ statements, counters, done, failed });
      if (this.#isDraining) return;
      this.#isDraining = true;
      void this.#inLine(() => this.#drain());
    });
  }

  #inLine(work: () => Promise<void>): Promise<void> {
    this.#unsettled++;
    const worked = this.#line.then(work);
    const settled = (): void => void this.#unsettled--;
    this.#line = worked.then(settled, settled);
    return worked;
  }

  /** Commits that come while others are written share the next batch. */
  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0, LARGEST_BATCH);
      try {
        await this.#write(batch);
        for (const { done } of batch) done();
      } catch (error) {
        // A later commit without this one would bring back what never was: all is handed over anew.
        this.#schema = '';
        for (const { failed } of [...batch, ...this.#pending.splice(0)]) failed(error);
      }
    }
    this.#isDraining = false;
  }

  #write(batch: readonly Waiting[]): Promise<void> {
    const mark = this.#mark(batch.at(-1)?.counters ?? '[]');
    const statements = batch.flatMap((waiting) => waiting.statements);
    return this.#untilThere(mark, [this.#holder.guard(mark, false), ...statements]);
  }

  async #handWhole(whole: Whole, counters: string): Promise<void> {
    for (;;) {
      try {
        await this.#tryWhole(whole, counters);
        this.#hasBegun = true;
        return this.#isReady(null);
      } catch (error) {
        if (!this.#hasBegun) await this.#end(error instanceof Error ? error : new Error(String(error)));
        await this.#wait(error);
      }
    }
  }

  async #tryWhole(whole: Whole, counters: string): Promise<void> {
    const { service } = this.#options;
    const found = await look(service);
    const strange = strangers(found, whole.objects);
    if (strange.length > 0) return this.#end(new Ended(strangeSentence(service.address, strange)));
    if (!this.#isClaimed) await this.#claim();
    this.#objects = JSON.stringify(whole.objects.map(({ name }) => name));
    const mark = this.#mark(counters);
    const { pieces, batch } = passage(whole, found, this.#same, mark.batch);
    this.#same = new Map();
    for (const piece of pieces) await service.write(piece);
    await this.#untilThere(mark, [this.#holder.guard(mark, true), ...batch]);
  }

  async #claim(): Promise<void> {
    await this.#holder.claim();
    this.#isClaimed = true;
  }

  #mark(counters: string): Mark {
    return { batch: this.#options.secrets.token(), counters, objects: this.#objects };
  }

  /** Asks again for as long as nobody answers. The same batch takes effect once at most, however often it is asked for. */
  async #untilThere(mark: Mark, statements: readonly ServiceStatement[]): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        if (isFirst || !(await this.#isThere(mark))) await this.#options.service.write(statements);
        return this.#reached(mark);
      } catch (error) {
        if (isFinal(error)) return this.#afterRefusal(mark, error);
        await this.#wait(error);
      }
    }
  }

  /** The database said no: because somebody else holds it, because the batch came after all, or for a reason of its own. */
  async #afterRefusal(mark: Mark, refusal: unknown): Promise<void> {
    for (;;) {
      let isThere: boolean;
      try {
        isThere = await this.#isThere(mark);
      } catch (error) {
        await this.#wait(error);
        continue;
      }
      if (!isThere) throw refusal;
      return this.#reached(mark);
    }
  }

  async #isThere({ batch }: Mark): Promise<boolean> {
    const { address } = this.#options.service;
    const end = await this.#holder.endOf(batch);
    switch (end) {
      case 'applied':
        return true;
      case 'not applied':
        return false;
      case 'superseded':
        return this.#end(new Ended(supersededSentence(address)));
      case 'gone':
        return this.#end(new Ended(goneSentence(address)));
      default:
        return unreachable(end);
    }
  }

  #reached({ batch }: Mark): void {
    this.#holder.reached(batch);
    this.#attempts = 0;
    if (this.outage.end()) this.#options.tell(`The database ${this.#options.service.address} is back.`);
  }

  async #wait(error: unknown): Promise<void> {
    const { clock, tell, service } = this.#options;
    const sentence = troubleSentence(service.address, error);
    if (this.outage.begin(sentence)) tell(`${sentence} Writing is refused until it is back.`);
    if (this.#ended) return never();
    const delayMs = RETRY_AFTER_MS[Math.min(this.#attempts++, RETRY_AFTER_MS.length - 1)] ?? 0;
    await new Promise<void>((resolve) => {
      const stop = clock.setTimer(delayMs, resolve);
      this.#wake = () => {
        stop();
        resolve();
      };
    });
    if (this.#ended) return never();
  }

  /** Nothing is written any more. Nobody is told how what was under way ended, as nobody knows. */
  #end(error: Error): Promise<never> {
    this.#ended = true;
    this.outage.begin(error.message);
    this.#isReady(error);
    if (this.#hasBegun) this.#options.ended(error.message);
    return never();
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

function isFinal(error: unknown): boolean {
  return error instanceof ServiceError && error.kind === 'statement';
}

/** Why a service cannot be used, for people. */
export function troubleSentence(address: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ServiceError && error.kind === 'refused')
    return `The database ${address} refuses the token: LIBSQL_AUTH_TOKEN holds the one it issued.`;
  if (error instanceof Ended) return message;
  if (isFinal(error)) return `The database ${address} did not take what it was given: ${message}.`;
  return `The database ${address} cannot be reached: ${message}.`;
}

function supersededSentence(address: string): string {
  return `Another server has taken the database ${address} over: this one stops, as only one may write.`;
}

function goneSentence(address: string): string {
  return `The database ${address} was replaced, or lost what this server keeps there: it stops, and goes on from it when it is started again.`;
}

function strangeSentence(address: string, names: readonly string[]): string {
  const those = names.join(', ');
  return `The database ${address} holds ${those}, which is not of this project: choose another --database.`;
}

/** The working database of a server that keeps no other journal: what is committed here outlives it elsewhere. */
class CopiedStorage implements Storage {
  readonly lasting = true;
  readonly copy?: () => Storage;
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    const { copy } = storage;
    if (copy) this.copy = () => copy.call(storage);
  }

  transaction<Result>(work: (transaction: Transaction) => Result, ...guard: SynchronousOnly<Result>): Result {
    return this.#storage.transaction(work, ...guard);
  }

  close(): void {
    this.#storage.close();
  }
}
