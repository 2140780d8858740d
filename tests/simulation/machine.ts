// The machine under one life of the server: its power, its statements, its journal, its cable. Each can fail at a chosen moment.
import type { Clock } from '../../src/base/clock.ts';
import type { Random } from '../../src/base/random.ts';
import type { FramePort } from '../../src/network/port.ts';
import {
  checkKept,
  type Journal,
  type JournalRecord,
  type Kept,
  type KeptRequest,
  type Snapshot,
} from '../../src/server/journal.ts';
import { StorageError, type Storage, type Transaction } from '../../src/server/storage.ts';
import type { Cable } from './cable.ts';
import { weakSql, weakTransaction } from './weak-storage.ts';
import { isWeak } from './weakness.ts';

/** When the power may fail: at a statement, right after a commit, when a record became durable, at a frame to the page. */
export const MOMENTS = ['statement', 'commit', 'durable', 'delivery'] as const;
export type Moment = (typeof MOMENTS)[number];

const INJECTED = 'this failure was made by the simulation';

/** Whether an error, or what caused it, is one of ours. */
export function wasInjected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes(INJECTED) || wasInjected(error.cause);
}

/** What stays when the power fails. */
export class Store {
  /** What the journal was given that no journal may hold. */
  readonly problems: string[] = [];
  #snapshot: Snapshot | null = null;
  #records: JournalRecord[] = [];
  #forsaken = false;
  #revision = -1;
  readonly #requests = new Map<string, number>();

  begin(snapshot: Snapshot): void {
    this.clear();
    this.#snapshot = snapshot;
    for (const request of snapshot.requests) this.#noteRequest(request);
  }

  /** Later commits are acknowledged that are not here. */
  forsake(): void {
    this.#forsaken = true;
  }

  /** Somebody deletes it. */
  clear(): void {
    this.#snapshot = null;
    this.#records = [];
    this.#forsaken = false;
    this.#revision = -1;
    this.#requests.clear();
  }

  append(record: JournalRecord): void {
    if (!this.#snapshot) return;
    this.#records.push(record);
    if (record.type === 'session') return;
    if (record.request) this.#noteRequest(record.request);
    if (record.changes.length === 0) return;
    if (this.#revision !== -1 && record.revision !== this.#revision + 1)
      this.problems.push(`[SYNC-11] revision ${record.revision} follows ${this.#revision} in the journal`);
    this.#revision = record.revision;
  }

  read(): Kept | null {
    if (!this.#snapshot) return null;
    const forsaken = this.#forsaken ? { forsaken: true } : {};
    return checkKept(JSON.parse(JSON.stringify({ snapshot: this.#snapshot, records: this.#records, ...forsaken })));
  }

  /** [HTTP-4] A request is applied once, however often it arrives. */
  #noteRequest({ sessionId, id, revision }: KeptRequest): void {
    const name = `${sessionId} ${id}`;
    const known = this.#requests.get(name);
    if (known !== undefined) this.problems.push(`[HTTP-4] ${id} was applied at ${known} and at ${revision}`);
    this.#requests.set(name, revision);
  }
}

export interface MachineOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  /** Longest time until a record is durable. */
  readonly slowestRecordMs: number;
  /** What becomes of frames between the server and the page. */
  readonly cable: Cable;
}

export class Machine {
  on = true;
  /** The server has come up; what it writes from now on is news. */
  begun = false;
  readonly #options: MachineOptions;
  readonly #cuts = new Map<Moment, number>();
  #statementsLeft = Number.POSITIVE_INFINITY;
  #lastWrite: Promise<void> = Promise.resolve();
  #writesLeft = Number.POSITIVE_INFINITY;
  #writesFailing = 0;
  /** Every record since the snapshot was written. */
  #whole = true;
  #journalGone: () => void = () => undefined;

  constructor(options: MachineOptions) {
    this.#options = options;
  }

  /** The power fails at the `count`-th such moment from now. */
  cutAt(moment: Moment, count: number): void {
    this.#cuts.set(moment, count);
  }

  /** The `count`-th statement from now fails. */
  failAtStatement(count: number): void {
    this.#statementsLeft = count;
  }

  /** The `count`-th write to the journal from now fails, and so many after it. */
  failAtWrite(count: number, more: number): void {
    this.#writesLeft = count;
    this.#writesFailing = more + 1;
  }

  /** Somebody clears the site's data. */
  loseJournal(): void {
    if (!this.on) return;
    this.#options.store.clear();
    this.#whole = false;
    this.#journalGone();
  }

  /** No failure is to come any more. */
  behave(): void {
    this.#cuts.clear();
    this.#statementsLeft = Number.POSITIVE_INFINITY;
    this.#writesLeft = Number.POSITIVE_INFINITY;
    this.#options.cable.behave();
  }

  cut(): void {
    this.on = false;
  }

  storage(real: Storage, committed: (transaction: Transaction) => void): Storage {
    const transaction = (work: (transaction: Transaction) => unknown): unknown => {
      this.#needPower();
      let wrote = false;
      const watched = (inner: Transaction): Transaction => ({
        all: (sql, parameters) => {
          wrote ||= sql.includes('_pyre_sync set');
          this.#statement();
          return inner.all(weakSql(sql, this.begun), parameters);
        },
        execute: (sql) => {
          this.#statement();
          inner.execute(sql);
        },
      });
      const result: unknown = weakTransaction(real, (inner) => work(watched(inner)));
      if (wrote) real.transaction(committed);
      if (wrote) this.#pass('commit');
      this.#needPower();
      return result;
    };
    return { ...real, transaction: transaction as Storage['transaction'], close: () => undefined };
  }

  journal(): Journal {
    const { store } = this.#options;
    return {
      read: () => Promise.resolve(store.read()),
      begin: (snapshot) =>
        this.#writing(() => {
          this.#whole = true;
          store.begin(snapshot);
        }),
      append: (record) =>
        this.#writing(() => {
          if (this.#whole || isWeak('a journal goes on without a record')) return store.append(record);
          throw new Error(`The journal lacks an earlier record: ${INJECTED}.`);
        }),
      forsake: () => {
        if (this.on) store.forsake();
        return Promise.resolve();
      },
      watch: (gone) => {
        this.#journalGone = gone;
      },
    };
  }

  /** The server's end of the cable. */
  cable(port: FramePort): FramePort {
    const { cable } = this.#options;
    return {
      post: (frame) => {
        if (this.on) this.#pass('delivery');
        const sent = this.on ? cable.down(frame) : null;
        if (sent !== null) port.post(sent);
      },
      listen: (listener) =>
        port.listen({
          frame: (frame) => {
            if (this.on) listener.frame(cable.up(frame));
          },
          closed: () => {
            if (this.on) listener.closed();
          },
        }),
      close: () => port.close(),
    };
  }

  #writeFails(): boolean {
    if (--this.#writesLeft > 0) return false;
    if (--this.#writesFailing >= 0) return true;
    this.#writesLeft = Number.POSITIVE_INFINITY;
    return false;
  }

  #pass(moment: Moment): void {
    const left = this.#cuts.get(moment);
    if (left === undefined) return;
    this.#cuts.set(moment, left - 1);
    if (left <= 1) this.on = false;
  }

  #needPower(): void {
    if (!this.on) throw new Error(`The power is off: ${INJECTED}.`);
  }

  #statement(): void {
    this.#pass('statement');
    this.#needPower();
    if (--this.#statementsLeft > 0) return;
    this.#statementsLeft = Number.POSITIVE_INFINITY;
    throw new StorageError('failed', `disk I/O error: ${INJECTED}`);
  }

  /** Records become durable in the order they were written. */
  #writing(write: () => void): Promise<void> {
    const { clock, random, slowestRecordMs } = this.#options;
    const delayMs = random.between(0, slowestRecordMs);
    const before = this.#lastWrite;
    const done = new Promise<void>((resolve, reject) => {
      clock.setTimer(delayMs, () => {
        void before.then(() => {
          if (!this.on) return;
          try {
            if (this.#writeFails()) throw new Error(`The quota is exceeded: ${INJECTED}.`);
            write();
          } catch (error) {
            this.#whole = false;
            return reject(error as Error);
          }
          this.#pass('durable');
          if (this.on) resolve();
        });
      });
    });
    this.#lastWrite = done.catch(() => undefined);
    return isWeak('the journal says durable too early') ? Promise.resolve() : done;
  }
}
