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
  #revision = -1;
  readonly #requests = new Map<string, number>();

  begin(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#records = [];
    this.#revision = -1;
    this.#requests.clear();
    for (const request of snapshot.requests) this.#noteRequest(request);
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
    return checkKept(
      JSON.parse(JSON.stringify(this.#snapshot && { snapshot: this.#snapshot, records: this.#records })),
    );
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
  readonly #options: MachineOptions;
  readonly #cuts = new Map<Moment, number>();
  #statementsLeft = Number.POSITIVE_INFINITY;
  #lastWrite: Promise<void> = Promise.resolve();

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

  /** No failure is to come any more. */
  behave(): void {
    this.#cuts.clear();
    this.#statementsLeft = Number.POSITIVE_INFINITY;
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
          return inner.all(weakened(sql), parameters);
        },
        execute: (sql) => {
          this.#statement();
          inner.execute(sql);
        },
      });
      const result: unknown = real.transaction((inner) => work(watched(inner)) as string);
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
      begin: (snapshot) => this.#writing(() => store.begin(snapshot)),
      append: (record) => this.#writing(() => store.append(record)),
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
    const done = new Promise<void>((resolve) => {
      clock.setTimer(delayMs, () => {
        void before.then(() => {
          if (!this.on) return;
          write();
          this.#pass('durable');
          if (this.on) resolve();
        });
      });
    });
    this.#lastWrite = done;
    return isWeak('the journal says durable too early') ? Promise.resolve() : done;
  }
}

function weakened(sql: string): string {
  if (isWeak('stamps follow the clock alone') && sql.startsWith('update _pyre_clock set stamp = max('))
    return 'update _pyre_clock set stamp = cast($now as integer)';
  if (isWeak('the horizon is never raised') && sql.startsWith('insert into _pyre_horizon')) return 'select $cutoff';
  return sql;
}
