// The verdicts after every step: on what was sent, on what each replica holds, and on what its cursor claims.
import type { Client } from '../../src/client/client.ts';
import type { TraceRecord } from '../../src/network/trace.ts';
import { STAMP_COLUMN, type Row, type RowKey, type SyncCursor } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import { Answers } from './answers.ts';
import type { Disks } from './disk.ts';
import type { Era } from './era.ts';
import { Histories } from './histories.ts';
import { Mail } from './mail.ts';
import { tablesOf, type SimulatedProject, type TableOracle } from './project.ts';
import type { Replica } from './simulation.ts';
import { withoutTraps } from './traps.ts';
import { readView, stampOf, type View, type Witness } from './witness.ts';

type Rows = ReadonlyMap<RowKey, Row>;
type Held = ReadonlyMap<string, Rows>;

/** What was found of one replica, so that only what is new is judged again. */
interface Opinion {
  readonly client: Client;
  readonly epoch: string;
  /** As whom it was judged. */
  who: string;
  /** On what the last verdict depended. */
  snapshot: unknown;
  state: string;
  readonly judged: Map<string, Map<RowKey, unknown>>;
  readonly newest: Map<string, Map<RowKey, number>>;
}

export interface JudgeOptions {
  readonly project: SimulatedProject;
  readonly disks: Disks;
  readonly graceMs: number;
  /** Deltas are lost behind the server's back, or left out for slow readers: chains have gaps that clients must see. */
  readonly gaps: boolean;
  /** Rows per table and page that everybody asks for. */
  readonly pageSize: number;
  /** Throws. */
  readonly fail: (problem: string) => never;
}

export class Judge {
  readonly histories = new Histories();
  readonly mail: Mail;
  readonly answers: Answers;
  /** What was looked at, so that a run that saw nothing cannot pass for one that held. */
  readonly seen = { frames: 0, rows: 0, cursors: 0, answers: 0 };
  readonly #options: JudgeOptions;
  #witness: Witness | null = null;
  readonly #eras = new Map<string, Era>();
  readonly #opinions = new Map<string, Opinion>();
  readonly #sessionsOf = new Map<string, Set<string>>();
  readonly #hashes = new Map<string, string | null>();

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.mail = new Mail(this.histories, options, (epoch) => this.#eras.get(epoch)?.witness);
    this.answers = new Answers(this.histories, options.project);
  }

  began(era: Era): void {
    this.#eras.set(era.epoch, era);
    this.#witness = era.witness;
  }

  /** Takes a frame to be judged after the step. */
  take(record: TraceRecord): void {
    this.mail.take(record);
    this.answers.take(record, this.#witness);
  }

  tableNames(era: Era): readonly string[] {
    return tablesOf(this.#options.project, era.witness.variant).map(({ name }) => name);
  }

  /** After every step. */
  check(era: Era, replicas: readonly Replica[], elapsedMs: number): void {
    const { fail, graceMs } = this.#options;
    this.histories.note(era.server.control.sessions(), elapsedMs, graceMs);
    const misdelivered = this.mail.problem() ?? this.answers.problem();
    this.seen.frames = this.mail.frames;
    this.seen.answers = this.answers.rows;
    if (misdelivered !== null) fail(misdelivered);
    for (const replica of replicas) this.#checkReplica(era, replica);
    const problem = era.witness.problems[0] ?? era.store.problems[0];
    if (problem !== undefined) fail(problem);
  }

  #checkReplica(current: Era, { id, client }: Replica): void {
    const { disks, fail } = this.#options;
    const snapshot = client.snapshot();
    const { session, sessionId, databaseEpoch, tables: held, cursor } = snapshot;
    const era = this.#eras.get(databaseEpoch ?? '');
    if (!era || session === null) {
      if ([...held.values()].some((rows) => rows.size > 0)) fail(`${id} holds rows of no database`);
      return;
    }
    const opinion = this.#opinionOf(id, client, era);
    const { witness } = era;
    const state = `${witness.revision} ${witness.variants.length} ${era === current} ${current.life} ${disks.version(id)}`;
    if (opinion.snapshot === snapshot && opinion.state === state) return;
    Object.assign(opinion, { snapshot, state });
    const sessionText = JSON.stringify(session);
    const who = `${sessionId} ${sessionText}`;
    if (opinion.who !== who) opinion.judged.clear();
    opinion.who = who;
    const ever = this.#everOf(id, sessionId).filter((values) => values['userId'] === session['userId']);
    for (const [table, rows] of held) this.#checkRows(id, opinion, era, table, rows, [session, ...ever]);
    if (era !== current) return;
    this.#checkCursor(era, `${id} in memory`, cursor, session, held);
    const stored = disks.stored(id);
    if (stored.meta?.databaseEpoch === databaseEpoch && stored.meta.session)
      this.#checkCursor(era, `${id} on disk`, stored.meta.cursor, stored.meta.session, stored.tables);
  }

  /** What the sessions of a replica ever were: one that its server forgot leaves rows behind until the next greeting. */
  #everOf(id: string, sessionId: string | null): readonly SessionValues[] {
    const known = this.#sessionsOf.get(id) ?? new Set<string>();
    if (sessionId !== null) known.add(sessionId);
    this.#sessionsOf.set(id, known);
    return [...known].flatMap((each) => this.histories.ever(each));
  }

  #opinionOf(id: string, client: Client, { epoch }: Era): Opinion {
    const known = this.#opinions.get(id);
    if (known?.client === client && known.epoch === epoch) return known;
    const opinion: Opinion = {
      client,
      epoch,
      who: '',
      snapshot: null,
      state: '',
      judged: new Map(),
      newest: new Map(),
    };
    this.#opinions.set(id, opinion);
    return opinion;
  }

  /** [SYNC-2] No row that its session never could see, none that was never committed. [SYNC-8] None goes back in time. */
  #checkRows(
    id: string,
    { judged, newest }: Opinion,
    { witness }: Era,
    table: string,
    rows: Rows,
    sessions: readonly SessionValues[],
  ): void {
    const known = mapIn(judged, table);
    const stamps = mapIn(newest, table);
    for (const [key, row] of rows) {
      if (known.get(key) === row) continue;
      this.seen.rows++;
      const stamp = stampOf(row);
      const before = stamps.get(key) ?? -1;
      if (stamp < before) this.#options.fail(`[SYNC-8] ${id}: ${table}/${key} went back from ${before} to ${stamp}`);
      const problem = witness.judge(table, row, sessions, witness.variants);
      if (problem !== null) this.#options.fail(`[SYNC-2] ${id} holds what it may not: ${problem}`);
      stamps.set(key, stamp);
      known.set(key, row);
    }
  }

  /** [CLIENT-2] Every row of the view below the cursor is held. */
  #checkCursor(era: Era, who: string, cursor: SyncCursor, session: SessionValues, held: Held): void {
    const sessionText = JSON.stringify(session);
    for (const oracle of tablesOf(this.#options.project, era.witness.variant)) {
      const entry = cursor.tables[oracle.name];
      if (!entry || entry.permission_hash !== this.#hash(era, oracle, session, sessionText)) continue;
      const rows = held.get(oracle.name);
      const covered = entry.last_seen_updated_at ?? -1;
      for (const [key, stamp] of era.witness.view(oracle, session, sessionText)) {
        this.seen.cursors++;
        if (stamp > covered || stampOf(rows?.get(key)) === stamp) continue;
        this.#options.fail(`[CLIENT-2] ${who}: the cursor claims ${oracle.name}/${key}@${stamp}, which is not held`);
      }
    }
  }

  #hash(era: Era, { name }: TableOracle, session: SessionValues, sessionText: string): string | null {
    const asked = `${era.witness.variant} ${name} ${sessionText}`;
    let hash = this.#hashes.get(asked);
    if (hash === undefined) {
      hash = withoutTraps(() => era.engine.calculate_permission_hash(name, session));
      this.#hashes.set(asked, hash);
    }
    return hash;
  }

  /** [SYNC-1] At rest every client equals its view, which SQLite is asked for afresh. */
  checkConvergence(era: Era, replicas: readonly Replica[]): void {
    const { fail, project } = this.#options;
    const sessions = new Map(era.server.control.sessions().map((info) => [info.sessionId, info.session]));
    for (const { id, client } of replicas) {
      const snapshot = client.snapshot();
      if (snapshot.phase !== 'live') fail(`${id} is ${snapshot.phase}: ${JSON.stringify(snapshot.lastError)}`);
      const session = sessions.get(snapshot.sessionId ?? '');
      if (!session) return fail(`${id} is live without a session`);
      const sessionText = JSON.stringify(session);
      if (sessionText !== JSON.stringify(snapshot.session)) fail(`${id} believes in another session`);
      const known = new Set<string>();
      for (const oracle of tablesOf(project, era.witness.variant)) {
        known.add(oracle.name);
        const view = readView(era.storage, oracle, session);
        const held = viewOf(snapshot.tables.get(oracle.name) ?? new Map());
        if (!sameView(held, view))
          fail(`[SYNC-1] ${id} (${sessionText}) holds of ${oracle.name}\n  ${told(held)}\nand sees\n  ${told(view)}`);
        const believed = era.witness.view(oracle, session, sessionText);
        if (!sameView(believed, view))
          fail(`[PERM-1] ${oracle.name} as SQL shows\n  ${told(view)}\nand row by row\n  ${told(believed)}`);
      }
      for (const [table, rows] of snapshot.tables)
        if (rows.size > 0 && !known.has(table)) fail(`[SYNC-1] ${id} holds rows of ${table}, which is no table`);
    }
  }
}

function viewOf(rows: Rows): View {
  return new Map(Array.from(rows, ([key, row]) => [key, Number(row[STAMP_COLUMN])]));
}

function sameView(left: View, right: View): boolean {
  return left.size === right.size && [...left].every(([key, stamp]) => right.get(key) === stamp);
}

function told(view: View): string {
  return Array.from(view, ([key, stamp]) => `${key}@${stamp}`)
    .toSorted()
    .join(', ');
}

function mapIn<Value>(tables: Map<string, Map<RowKey, Value>>, table: string): Map<RowKey, Value> {
  let values = tables.get(table);
  if (!values) tables.set(table, (values = new Map()));
  return values;
}
