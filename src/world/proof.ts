// The proof that runs along: every live client's cache against the server's rows and the rule's verdicts [UI-17].
import type { Clock } from '../base/clock.ts';
import type { ClientId } from '../base/ids.ts';
import type { Tables } from '../client/client.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { Control } from '../protocol/control.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { agrees } from './agreement.ts';
import type { Party, TouchedRow } from './messages.ts';
import { readTruth, type Truth, type TrueRow } from './truth.ts';
import type { FaultView, ProofView } from './view.ts';

/** Rest between two rounds. */
const ROUND_MS = 1000;
/** Clients compared in a round; the next round goes on behind them. */
const CLIENTS_A_ROUND = 100;
/** Verdicts asked for in a round; what was judged once is not asked again while row and session stay. */
const VERDICTS_A_ROUND = 300;
/** Verdicts remembered. */
const MOST_VERDICTS = 20_000;
/** Faults told; one is enough to be wrong. */
const MOST_FAULTS = 20;

/** A live client with nothing under way to it. */
export interface Subject {
  readonly party: Party;
  readonly session: SessionValues;
  readonly tables: Tables;
}

/** A message, as far as it matters to who was to blame. */
interface Suspect {
  readonly sequence: number;
  readonly parties: readonly Party[];
  readonly skipped: readonly Party[];
  readonly rows: readonly TouchedRow[];
}

export interface ProofOptions {
  readonly clock: Clock;
  readonly control: Control;
  /** The tables to prove; empty while the server does not run. */
  readonly tables: () => readonly SchemaTable[];
  /** Clients that are live and have nothing under way, and how many there are in all that are not offline. */
  readonly subjects: () => { readonly settled: readonly Subject[]; readonly online: number };
  readonly messages: () => readonly Suspect[];
  readonly changed: () => void;
}

interface Round {
  readonly faults: readonly FaultView[];
  /** Whether every verdict that was needed is known. */
  readonly complete: boolean;
}

export class Proof {
  readonly #options: ProofOptions;
  readonly #verdicts = new Map<string, boolean>();
  /** Clients found exact since the last change. */
  #exact = new Set<ClientId>();
  #view: ProofView = { state: 'waiting' };
  #scheduled = false;
  #dirty = false;
  /** The faults of the round before: one that stands twice is no frame under way. */
  #suspected = new Set<string>();
  #provenUntil = 0;
  #heardUntil = 0;

  constructor(options: ProofOptions) {
    this.#options = options;
  }

  get view(): ProofView {
    return this.#view;
  }

  /** Messages up to this one were sent: a newer one than before may have changed the server. */
  heard(sequence: number): void {
    if (sequence <= this.#heardUntil) return;
    this.#heardUntil = sequence;
    this.touch();
  }

  /** Something changed: what was proven has to be proven again. Cheap; at most one round a second follows. */
  touch(): void {
    this.#dirty = true;
    this.#exact.clear();
    if (this.#view.state === 'exact') this.#show(this.#settling());
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.clock.setTimer(ROUND_MS, () => void this.#round());
  }

  async #round(): Promise<void> {
    this.#dirty = false;
    const { settled, online } = this.#options.subjects();
    const newest = this.#options.messages().at(-1)?.sequence ?? 0;
    const round = await this.#compare(settled.filter(({ party }) => !this.#exact.has(party.id)));
    this.#scheduled = false;
    if (this.#dirty || round === null) {
      this.#show(this.#settling());
      return this.#schedule();
    }
    this.#conclude(round, online, newest);
  }

  #conclude(round: Round, online: number, newest: number): void {
    const standing = round.faults.filter((fault) => this.#suspected.has(nameOf(fault)));
    this.#suspected = new Set(round.faults.map(nameOf));
    if (standing.length > 0) {
      this.#show({ state: 'broken', faults: standing.slice(0, MOST_FAULTS), message: this.#culprit(standing) });
    } else if (this.#exact.size >= online && round.complete && round.faults.length === 0) {
      if (online > 0) this.#provenUntil = newest;
      return this.#show(online === 0 ? { state: 'waiting' } : { state: 'exact', checked: this.#exact.size });
    } else this.#show(this.#settling());
    this.#schedule();
  }

  /** Null when the server changed meanwhile or did not answer. */
  async #compare(subjects: readonly Subject[]): Promise<Round | null> {
    const tables = this.#options.tables();
    if (tables.length === 0) return { faults: [], complete: false };
    if (subjects.length === 0) return { faults: [], complete: true };
    const truth = await readTruth(this.#options.control, tables);
    if (!truth) return null;
    const few = subjects.slice(0, CLIENTS_A_ROUND);
    const judged = await this.#judge(truth, few);
    if (!judged || !(await truth.stillHolds())) return null;
    for (const [name, verdict] of judged) this.#verdicts.set(name, verdict);
    const rounds = few.map((subject) => this.#examine(truth, subject));
    for (const [index, { faults, complete }] of rounds.entries()) {
      const id = few[index]?.party.id;
      if (id !== undefined && complete && faults.length === 0) this.#exact.add(id);
    }
    if (this.#verdicts.size > MOST_VERDICTS) this.#verdicts.clear();
    return { faults: rounds.flatMap(({ faults }) => faults), complete: rounds.every(({ complete }) => complete) };
  }

  /** Asks for verdicts that are not known yet; one for all clients of the same session values. */
  async #judge(truth: Truth, subjects: readonly Subject[]): Promise<ReadonlyMap<string, boolean> | null> {
    const wanted = new Map<string, { readonly row: TrueRow; readonly session: SessionValues }>();
    for (const { session } of subjects) {
      const identity = JSON.stringify(session);
      for (const row of truth.rows.values()) {
        const name = row.version + identity;
        if (wanted.size < VERDICTS_A_ROUND && !this.#verdicts.has(name)) wanted.set(name, { row, session });
      }
    }
    const answers = await Promise.all(
      [...wanted].map(async ([name, { row, session }]) => {
        const answer = await this.#options.control.explain(row.table, row.key, session);
        return answer.ok && answer.value ? ([name, answer.value.verdict === 'true'] as const) : null;
      }),
    );
    const known = answers.filter((answer) => answer !== null);
    return known.length < answers.length ? null : new Map(known);
  }

  #examine(truth: Truth, { party, session, tables }: Subject): Round {
    const identity = JSON.stringify(session);
    const faults: FaultView[] = [];
    let complete = true;
    const blame = (table: string, key: RowKey, what: FaultView['what']) =>
      faults.push({ client: party.id, name: party.name, table, key, what });
    for (const row of truth.rows.values()) {
      const held = tables.get(row.table)?.get(row.key);
      const allowed = this.#verdicts.get(row.version + identity);
      if (allowed === undefined) complete = false;
      else if (allowed && !held) blame(row.table, row.key, 'missing');
      else if (!allowed && held) blame(row.table, row.key, 'forbidden');
      else if (held && !agrees(held, row.values)) blame(row.table, row.key, 'older');
    }
    for (const [table, rows] of tables) {
      if (!truth.whole.has(table)) continue;
      for (const key of rows.keys()) if (!truth.rows.has(JSON.stringify([table, key]))) blame(table, key, 'deleted');
    }
    return { faults, complete };
  }

  /** The first message since all was exact that concerned a faulty row and its client, sent there or not. */
  #culprit(faults: readonly FaultView[]): number | null {
    const concerns = (message: Suspect) =>
      faults.some(
        (fault) =>
          message.rows.some(({ table, key }) => table === fault.table && key === fault.key) &&
          [...message.parties, ...message.skipped].some(({ id }) => id === fault.client),
      );
    const since = this.#options.messages().filter(({ sequence }) => sequence > this.#provenUntil);
    return (since.find(concerns) ?? since[0])?.sequence ?? null;
  }

  #settling(): ProofView {
    return { state: 'settling', checked: this.#exact.size };
  }

  #show(view: ProofView): void {
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.#view = view;
    this.#options.changed();
  }
}

function nameOf({ client, table, key, what }: FaultView): string {
  return JSON.stringify([client, table, key, what]);
}
