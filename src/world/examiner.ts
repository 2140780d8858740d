// One round of the proof: rows that clients hold, against the server's rows and the rule's verdicts. Fetched when there is something to compare.
import type { Clock } from '../base/clock.ts';
import type { ClientId } from '../base/ids.ts';
import type { Tables } from '../client/client.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { Control } from '../protocol/control.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { Agreements } from './agreement.ts';
import { KnownVerdicts, type Judge } from './known-verdicts.ts';
import type { Party } from './messages.ts';
import { readTruth, type Truth } from './truth.ts';
import type { FaultView } from './view.ts';

/** How long clients are compared without a pause. */
const SLICE_MS = 8;

/** A live client with nothing under way to it. */
export interface Subject {
  readonly party: Party;
  readonly session: SessionValues;
  readonly tables: Tables;
}

export interface Round {
  readonly faults: readonly FaultView[];
  /** Whether every verdict that was needed is known. */
  readonly complete: boolean;
}

/** Who asked for a round, while it runs. */
export interface Watch {
  /** Whether something changed since it began. */
  isStale(): boolean;
  /** A client holds exactly what it may see. */
  found(exact: ClientId): void;
}

export interface ExaminerOptions {
  readonly clock: Clock;
  readonly control: Control;
  /** Who may see which rows. */
  readonly judge: Judge;
}

export class Examiner {
  readonly #options: ExaminerOptions;
  readonly #verdicts: KnownVerdicts;
  readonly #agreements = new Agreements();
  /** The tables that verdicts were asked for: under another schema they mean nothing. */
  #proven: readonly SchemaTable[] = [];
  #epoch: string | null = null;

  constructor(options: ExaminerOptions) {
    this.#options = options;
    this.#verdicts = new KnownVerdicts(options.judge);
  }

  /** Null when something changed meanwhile or the server did not answer. */
  async examine(tables: readonly SchemaTable[], subjects: readonly Subject[], watch: Watch): Promise<Round | null> {
    const truth = await readTruth(this.#options.control, tables);
    if (!truth) return null;
    this.#forgetOthers(tables, truth);
    const sessions = subjects.map(({ session }) => session);
    if (!(await this.#verdicts.learn(truth, sessions)) || !(await truth.stillHolds())) return null;
    const round = await this.#examineAll(truth, subjects, watch);
    // Rules may have changed and changed back while the verdicts were asked for: whoever is suspected is judged anew.
    if (round !== null && round.faults.length > 0) this.#verdicts.forget();
    return round;
  }

  #forgetOthers(tables: readonly SchemaTable[], { moment }: Truth): void {
    const same =
      this.#epoch === moment.databaseEpoch &&
      this.#proven.length === tables.length &&
      tables.every((table, index) => table === this.#proven[index]);
    if (!same) this.#verdicts.forget();
    this.#epoch = moment.databaseEpoch;
    this.#proven = tables;
  }

  /** Client by client, with pauses; what changes in one of them ends it. */
  async #examineAll(truth: Truth, subjects: readonly Subject[], watch: Watch): Promise<Round | null> {
    const { clock } = this.#options;
    const round = { faults: new Array<FaultView>(), complete: true };
    let pauseMs = clock.nowMs() + SLICE_MS;
    for (const subject of subjects) {
      if (watch.isStale()) return null;
      const { faults, complete } = this.#examine(truth, subject);
      if (complete && faults.length === 0) watch.found(subject.party.id);
      round.faults.push(...faults);
      round.complete &&= complete;
      if (clock.nowMs() < pauseMs) continue;
      await new Promise<void>((resolve) => clock.setTimer(0, resolve));
      pauseMs = clock.nowMs() + SLICE_MS;
    }
    return round;
  }

  #examine(truth: Truth, { party, session, tables }: Subject): Round {
    const faults: FaultView[] = [];
    let complete = true;
    for (const table of truth.tables) {
      const blame = (key: RowKey, what: FaultView['what']) =>
        faults.push({ client: party.id, name: party.name, table: table.name, key, what });
      const held = tables.get(table.name);
      const allowed = this.#verdicts.allowed(table.name, session);
      if (!allowed) {
        complete = false;
        continue;
      }
      for (const [key, row] of table.rows) {
        const copy = held?.get(key);
        if (!copy) {
          if (allowed.has(key)) blame(key, 'missing');
        } else if (!allowed.has(key)) blame(key, 'forbidden');
        else if (!this.#agreements.agrees(copy, row)) blame(key, 'older');
      }
      if (!table.whole) continue;
      for (const key of held?.keys() ?? []) if (!table.rows.has(key)) blame(key, 'deleted');
    }
    return { faults, complete };
  }
}
