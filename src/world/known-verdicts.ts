// Who may see which rows, as far as the rule was asked: kept while rows and sessions stay, so that one changed row is one question.
import type { ControlAnswer } from '../protocol/control.ts';
import type { Verdicts } from '../protocol/inspection.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { sameMoment, type Moment, type TrueTable, type Truth } from './truth.ts';

/** Asks the server; a null answer means that it went on meanwhile. */
export type Judge = (
  table: string,
  sessions: readonly SessionValues[],
  keys: readonly RowKey[] | null,
) => Promise<ControlAnswer<Verdicts | null>>;

/** With more changed rows than this, everything is asked anew. */
const MOST_CHANGED = 20;
/** Sessions that are asked for anew at a time. */
const SESSIONS_AT_ONCE = 100;

/** Sessions that are remembered of one table; with more, those of clients that left go too. */
const MOST_SESSIONS = 5_000;

/** Sessions that may see the same rows. */
interface Group {
  readonly session: SessionValues;
  readonly allowed: Set<RowKey>;
}

/** What is known of one table: all groups are of the same versions of its rows. */
class KnownTable {
  readonly versions = new Map<RowKey, number | string>();
  readonly groups = new Map<string, Group>();

  /** Rows that are others than those that were judged. Rows that are gone are forgotten. */
  changedIn({ rows }: TrueTable): RowKey[] {
    for (const key of this.versions.keys()) {
      if (rows.has(key)) continue;
      this.versions.delete(key);
      for (const group of new Set(this.groups.values())) group.allowed.delete(key);
    }
    return Array.from(rows).flatMap(([key, { version }]) => (this.versions.get(key) === version ? [] : [key]));
  }

  remember({ rows }: TrueTable): void {
    for (const [key, { version }] of rows) this.versions.set(key, version);
  }
}

/** Verdicts on the tables of one database. */
export class KnownVerdicts {
  readonly #judge: Judge;
  #tables = new Map<string, KnownTable>();

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  /** Everything may be judged otherwise now: another schema, another database. */
  forget(): void {
    this.#tables = new Map();
  }

  /** Asks for what is not known of these sessions; false when the server did not answer, or went on. */
  async learn(truth: Truth, sessions: readonly SessionValues[]): Promise<boolean> {
    const distinct = new Map(sessions.map((session) => [identityOf(session), session]));
    for (const table of truth.tables) {
      if (!(await this.#learnTable(truth.moment, table, distinct))) return false;
    }
    return true;
  }

  /** Rows of a table that a session may see; undefined when it was not judged. Holds for the truth that was learnt last. */
  allowed(table: string, session: SessionValues): ReadonlySet<RowKey> | undefined {
    return this.#tables.get(table)?.groups.get(identityOf(session))?.allowed;
  }

  async #learnTable(moment: Moment, table: TrueTable, sessions: ReadonlyMap<string, SessionValues>): Promise<boolean> {
    const known = this.#tables.get(table.name) ?? new KnownTable();
    this.#tables.set(table.name, known);
    const changed = known.changedIn(table);
    if (changed.length > MOST_CHANGED || known.groups.size > MOST_SESSIONS) known.groups.clear();
    else if (changed.length > 0 && !(await this.#update(moment, table.name, known, changed))) return false;
    known.remember(table);
    return this.#meet(moment, table.name, known, sessions);
  }

  /** The verdicts on changed rows, one question for each group. */
  async #update(moment: Moment, table: string, known: KnownTable, changed: readonly RowKey[]): Promise<boolean> {
    const groups = [...new Set(known.groups.values())];
    const lists = await this.#ask(moment, table, groups.map(({ session }) => session), changed); // prettier-ignore
    if (!lists) return false;
    for (const [index, { allowed }] of groups.entries()) {
      for (const key of changed) allowed.delete(key);
      for (const key of lists[index] ?? []) allowed.add(key);
    }
    return true;
  }

  /** The verdicts for sessions that are new. */
  async #meet(
    moment: Moment,
    table: string,
    known: KnownTable,
    sessions: ReadonlyMap<string, SessionValues>,
  ): Promise<boolean> {
    const strangers = Array.from(sessions).filter(([identity]) => !known.groups.has(identity));
    for (let at = 0; at < strangers.length; at += SESSIONS_AT_ONCE) {
      const some = strangers.slice(at, at + SESSIONS_AT_ONCE);
      const lists = await this.#ask(moment, table, some.map(([, session]) => session), null); // prettier-ignore
      if (!lists) return false;
      const groups = new Map<readonly RowKey[], Group>();
      for (const [index, [identity, session]] of some.entries()) {
        const list = lists[index] ?? [];
        const group = groups.get(list) ?? { session, allowed: new Set(list) };
        groups.set(list, group);
        known.groups.set(identity, group);
      }
    }
    return true;
  }

  /** A list of keys for each session; null when the server did not answer for this very moment. */
  async #ask(
    moment: Moment,
    table: string,
    sessions: readonly SessionValues[],
    keys: readonly RowKey[] | null,
  ): Promise<readonly (readonly RowKey[])[] | null> {
    if (sessions.length === 0) return [];
    const answer = await this.#judge(table, sessions, keys);
    if (!answer.ok || !sameMoment(answer.value, moment)) return null;
    const { listOf = [], lists = [] } = answer.value ?? {};
    return listOf.map((place) => lists[place] ?? []);
  }
}

function identityOf(session: SessionValues): string {
  return JSON.stringify(session);
}
