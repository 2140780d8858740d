// The proof that runs along: every live client's cache against the server's rows and the rule's verdicts [UI-17].
import type { Clock } from '../base/clock.ts';
import type { ClientId } from '../base/ids.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { Control } from '../protocol/control.ts';
import type { Examiner, Round, Subject } from './examiner.ts';
import type { Judge } from './known-verdicts.ts';
import type { Party, TouchedRow } from './messages.ts';
import type { FaultView, ProofView } from './view.ts';

/** Rest between two rounds. */
const ROUND_MS = 1000;
/** Faults told; one is enough to be wrong. */
const MOST_FAULTS = 20;

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
  /** Who may see which rows. */
  readonly judge: Judge;
  /** The tables to prove; empty while the server does not run. */
  readonly tables: () => readonly SchemaTable[];
  /** Clients that are live and have nothing under way, and how many there are in all that are not offline. */
  readonly subjects: () => { readonly settled: readonly Subject[]; readonly online: number };
  readonly messages: () => readonly Suspect[];
  readonly changed: () => void;
}

export class Proof {
  readonly #options: ProofOptions;
  #examiner: Examiner | undefined;
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

  /** Null when something changed meanwhile or the server did not answer. */
  async #compare(subjects: readonly Subject[]): Promise<Round | null> {
    const tables = this.#options.tables();
    if (tables.length === 0) return { faults: [], complete: false };
    if (subjects.length === 0) return { faults: [], complete: true };
    const examiner = (this.#examiner ??= await this.#examinerOnceHere());
    if (!examiner) return null;
    return examiner.examine(tables, subjects, {
      isStale: () => this.#dirty,
      found: (id) => this.#exact.add(id),
    });
  }

  /** Nobody waits for the first round: what it needs comes when there is something to compare. Where it cannot be had, it is tried again. */
  async #examinerOnceHere(): Promise<Examiner | undefined> {
    const loaded = await import('./examiner.ts').catch(() => undefined);
    return loaded && new loaded.Examiner(this.#options);
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
