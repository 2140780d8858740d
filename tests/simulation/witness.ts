// Remembers every committed version of every row, and knows which rows there are now.
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { sameJson } from '../../src/client/same-json.ts';
import { STAMP_COLUMN, type Row, type RowKey } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import { rowObjects, type Storage, type Transaction } from '../../src/server/storage.ts';
import { tableOfField, tablesOf, type SimulatedProject, type TableOracle } from './project.ts';

/** A row as some commit left it. */
export interface Version {
  readonly table: string;
  readonly key: RowKey;
  readonly row: Row;
  readonly revision: number;
}

/** Keys of a view and the stamps of their rows. */
export type View = ReadonlyMap<RowKey, number>;

export class Witness {
  readonly #project: SimulatedProject;
  readonly #historyKept: number;
  /** Stamp → what was written with it; more than one where the schema gave the row another shape since. */
  readonly #versions = new Map<number, Version[]>();
  /** `posts/1` → its versions, oldest first. */
  readonly #images = new Map<string, Version[]>();
  readonly #live = new Map<string, Map<RowKey, Row>>();
  /** Texts that were written once, and by which row. */
  readonly #texts = new Map<string, Version>();
  /** Rows that were compared: those that travel never change. */
  #compared = new WeakMap<Row, Version>();
  #views = new Map<string, View>();
  /** Variants of the rules that were in force, the last one current. */
  readonly variants: number[] = [0];
  /** What a commit did that none may do. */
  readonly problems: string[] = [];
  #revision = -1;
  #stamp = -1;

  constructor(project: SimulatedProject, historyKept: number) {
    this.#project = project;
    this.#historyKept = historyKept;
  }

  get revision(): number {
    return this.#revision;
  }

  get variant(): number {
    return this.variants.at(-1) ?? 0;
  }

  /** Notes what a commit wrote. */
  note(transaction: Transaction): void {
    const { revision, stamp, images, changes, ...counts } = this.#readNumbers(transaction);
    if (revision === undefined || revision === this.#revision) return;
    if (revision !== this.#revision + 1) this.problems.push(`[SYNC-11] revision ${revision} follows ${this.#revision}`);
    this.#revision = revision;
    this.#views.clear();
    for (const [index, oracle] of this.#tables().entries()) {
      if ((counts[`newest${index}`] ?? -1) > this.#stamp) this.#readNews(transaction, oracle);
      if (counts[`count${index}`] !== this.#rows(oracle.name).size) this.#forgetDeleted(transaction, oracle);
    }
    this.#stamp = stamp ?? -1;
    if ((images ?? 0) > this.#historyKept * 1.25) this.problems.push(`[SYNC-7] ${images} earlier images are kept`);
    if ((changes ?? 0) > 0) this.problems.push('[SYNC-11] a commit left changes behind');
  }

  /** Another that knows the same, for a database that goes on from what was kept of this one, as another. */
  fork(): Witness {
    const other = new Witness(this.#project, this.#historyKept);
    for (const [stamp, versions] of this.#versions) other.#versions.set(stamp, versions);
    for (const [name, images] of this.#images) other.#images.set(name, images);
    for (const [text, version] of this.#texts) other.#texts.set(text, version);
    return other;
  }

  /** Another life of the server: what was not durable never was. */
  restored(transaction: Transaction): void {
    const { revision = -1 } = this.#readNumbers(transaction);
    this.#revision = revision;
    for (const [stamp, versions] of this.#versions) {
      const kept = versions.filter((version) => version.revision <= revision);
      if (kept.length === 0) this.#versions.delete(stamp);
      else this.#versions.set(stamp, kept);
    }
    for (const [name, images] of this.#images)
      this.#images.set(
        name,
        images.filter((version) => version.revision <= revision),
      );
    for (const [text, version] of this.#texts) if (version.revision > revision) this.#texts.delete(text);
    this.#compared = new WeakMap();
    this.reshaped(transaction);
  }

  /** The schema is another: rows may have other columns now, though nobody wrote them. */
  reshaped(transaction: Transaction): void {
    this.#views.clear();
    this.#live.clear();
    for (const oracle of this.#tables()) {
      const rows = rowObjects(transaction.all(`select * from ${oracle.name}`));
      for (const row of rows) this.#noteRow(oracle, row);
    }
    this.#stamp = this.#readNumbers(transaction)['stamp'] ?? -1;
  }

  /** The committed version that this row is; or why it is none. */
  versionOf(table: string, row: Row): Version | string {
    const known = this.#compared.get(row);
    if (known) return known;
    const name = nameOf(table, row[this.#oracle(table)?.key ?? 'id'], row);
    const versions = this.#versions.get(stampOf(row))?.filter((version) => version.table === table) ?? [];
    const version = versions.find((candidate) => sameJson(candidate.row, row));
    if (version) this.#compared.set(row, version);
    if (version) return version;
    const [committed] = versions;
    if (!committed) return `${name} was never committed`;
    return `${name} differs: ${JSON.stringify(row)}, committed ${JSON.stringify(committed.row)}`;
  }

  /** Why a row must not be with a session of these values under these rules; null when it may. */
  judge(table: string, row: Row, sessions: readonly SessionValues[], variants: readonly number[]): string | null {
    const version = this.versionOf(table, row);
    if (typeof version === 'string') return version;
    if (this.#maySee(version, sessions, variants)) return null;
    return `${nameOf(table, version.key, row)} is not for ${JSON.stringify(sessions)}: ${JSON.stringify(row)}`;
  }

  /**
   * Why a removal must not be told to a session of these values; null when it may. With a stamp it must have seen the row as
   * it was just before that; without, any earlier image of it.
   */
  judgeRemoval(
    { table, key, stamp }: { readonly table: string; readonly key: unknown; readonly stamp: number | null },
    sessions: readonly SessionValues[],
    variants: readonly number[],
  ): string | null {
    const images = this.#images.get(`${table}/${String(key)}`) ?? [];
    const earlier = stamp === null ? images : images.filter((image) => stampOf(image.row) < stamp);
    const judged = stamp === null ? earlier : earlier.slice(-1);
    if (judged.some((image) => this.#maySee(image, sessions, variants))) return null;
    return `[SYNC-7] the removal of ${table}/${String(key)} is not for ${JSON.stringify(sessions)}`;
  }

  /**
   * Why a row must not be in a mutation's answer; null when it may. It is the row as that revision or an earlier one left it,
   * and, unless `sessions` is null, a session of these values may query it under rules that there ever were.
   */
  judgeAnswer(
    { name, row, revision }: { readonly name: string; readonly row: JsonObject; readonly revision: number },
    sessions: readonly SessionValues[] | null,
  ): string | null {
    const oracle = this.variants.flatMap((variant) => tableOfField(tablesOf(this.#project, variant), name) ?? [])[0];
    if (!oracle) return `[HTTP-4] ${name} is no table`;
    const key = String(row[oracle.key]);
    const image = this.#images.get(`${oracle.name}/${key}`)?.findLast((version) => version.revision <= revision);
    if (!image) return `[HTTP-4] ${oracle.name}/${key} was never committed by revision ${revision}`;
    const different = Object.keys(row).find((column) => isOther(row[column], image.row[column]));
    if (different !== undefined)
      return `[HTTP-4] ${oracle.name}/${key} has another ${different} in ${JSON.stringify(image.row)}`;
    if (sessions === null || this.#maySee(image, sessions, this.variants)) return null;
    return `[PERM-2] ${oracle.name}/${key} may not be queried by ${JSON.stringify(sessions)}: ${JSON.stringify(image.row)}`;
  }

  #maySee({ table, row }: Version, sessions: readonly SessionValues[], variants: readonly number[]): boolean {
    const oracles = variants.map((variant) => tablesOf(this.#project, variant).find((oracle) => oracle.name === table));
    return sessions.some((session) => oracles.some((oracle) => oracle?.sees(row, session)));
  }

  /** What a session sees now by the oracle's rule. */
  view(oracle: TableOracle, session: SessionValues, sessionText: string): View {
    const name = `${oracle.name} ${sessionText}`;
    let view = this.#views.get(name);
    if (!view) this.#views.set(name, (view = this.#look(oracle, session)));
    return view;
  }

  #look(oracle: TableOracle, session: SessionValues): View {
    const view = new Map<RowKey, number>();
    for (const [key, row] of this.#rows(oracle.name)) if (oracle.sees(row, session)) view.set(key, stampOf(row));
    return view;
  }

  /** Whether there was a row of this key by then. */
  wroteBy(table: string, key: RowKey, stamp: number): boolean {
    return (this.#images.get(`${table}/${key}`) ?? []).some(({ row }) => stampOf(row) <= stamp);
  }

  /** Keys that a table has now. */
  keys(table: string): readonly RowKey[] {
    return [...this.#rows(table).keys()];
  }

  #tables(): readonly TableOracle[] {
    return tablesOf(this.#project, this.variant);
  }

  #oracle(table: string): TableOracle | undefined {
    return this.#tables().find(({ name }) => name === table);
  }

  #rows(table: string): Map<RowKey, Row> {
    let rows = this.#live.get(table);
    if (!rows) this.#live.set(table, (rows = new Map()));
    return rows;
  }

  #readNews(transaction: Transaction, oracle: TableOracle): void {
    const since = `select * from ${oracle.name} where ${STAMP_COLUMN} > $stamp`;
    for (const row of rowObjects(transaction.all(since, { $stamp: this.#stamp }))) this.#noteRow(oracle, row);
  }

  #forgetDeleted(transaction: Transaction, { name, key }: TableOracle): void {
    const left = new Set(transaction.all(`select ${key} from ${name}`).rows.map(([each]) => each));
    const rows = this.#rows(name);
    for (const each of rows.keys()) if (!left.has(each)) rows.delete(each);
  }

  #noteRow(oracle: TableOracle, stored: Row): void {
    const row = oracle.shape?.(stored) ?? stored;
    const key = asKey(row[oracle.key]);
    const version: Version = { table: oracle.name, key, row, revision: this.#revision };
    this.#rows(oracle.name).set(key, row);
    const stamp = stampOf(row);
    const others = this.#versions.get(stamp) ?? [];
    if (others.some((other) => sameJson(other.row, row))) return;
    this.#versions.set(stamp, [...others, version]);
    const name = `${oracle.name}/${key}`;
    this.#images.set(name, [...(this.#images.get(name) ?? []), version]);
    if (oracle.once !== undefined) this.#noteText(version, String(row[oracle.once]));
  }

  #noteText(version: Version, text: string): void {
    const name = `${version.table} ${text}`;
    const known = this.#texts.get(name);
    if (known && known.key !== version.key) this.problems.push(`[HTTP-4] ${text} was written twice`);
    if (!known) this.#texts.set(name, version);
  }

  #readNumbers(transaction: Transaction): Record<string, number> {
    const ofTables = this.#tables().map(
      ({ name }, index) =>
        `(select count(*) from ${name}) as count${index}, (select max(${STAMP_COLUMN}) from ${name}) as newest${index}`,
    );
    const [row = {}] = rowObjects(transaction.all(`select ${[NUMBERS, ...ofTables].join(', ')}`));
    return Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, Number(value)]])),
    );
  }
}

const NUMBERS = `(select server_revision from _pyre_sync) as revision, (select stamp from _pyre_clock) as stamp,
  (select count(*) from _pyre_history) as images, (select count(*) from _pyre_changes) as changes`;

/** What a session sees now, asked of SQLite by the oracle's rule. */
export function readView(storage: Storage, oracle: TableOracle, session: SessionValues): View {
  const used = Object.entries(session).filter(([name]) => oracle.where.includes(`$${name}`));
  const parameters = Object.fromEntries(
    used.map(([name, value]) => [`$${name}`, typeof value === 'number' || typeof value === 'string' ? value : null]),
  );
  const { rows } = storage.transaction((transaction) =>
    transaction.all(`select ${oracle.key}, ${STAMP_COLUMN} from ${oracle.name} where ${oracle.where}`, parameters),
  );
  return new Map(rows.map(([key, stamp]) => [asKey(key), Number(stamp)]));
}

/** Answers tell booleans as JSON does; unions and links have other shapes there. */
function isOther(told: JsonValue | undefined, held: JsonValue | undefined): boolean {
  if (held === undefined || (typeof told === 'object' && told !== null)) return false;
  return (typeof told === 'boolean' ? Number(told) : told) !== held;
}

function asKey(value: unknown): RowKey {
  return typeof value === 'number' ? value : String(value);
}

export function stampOf(row: Row | undefined): number {
  return Number(row?.[STAMP_COLUMN] ?? -1);
}

/** `posts/1@3` */
function nameOf(table: string, key: unknown, row: Row): string {
  return `${table}/${String(key)}@${stampOf(row)}`;
}
