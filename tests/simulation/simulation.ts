// The whole system in one thread: real server, engine, clients and network on a virtual clock, everything decided by a seed.
import { VirtualClock } from '../../src/base/clock.ts';
import {
  asClientId,
  asConnectionId,
  asSessionId,
  type ClientId,
  type ConnectionId,
  type SessionId,
} from '../../src/base/ids.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { seededRandom, type Random } from '../../src/base/random.ts';
import { createClient, type Client, type RunAnswer } from '../../src/client/client.ts';
import { createSharedParse } from '../../src/client/shared-parse.ts';
import { servePort } from '../../src/network/host.ts';
import { NO_CONDITIONS } from '../../src/network/conditions.ts';
import { openPage, type PageNetwork } from '../../src/network/page.ts';
import { memoryFramePorts } from '../../src/network/port.ts';
import { Trace, type TraceRecord } from '../../src/network/trace.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import { act } from './actions.ts';
import { Broken, describe } from './broken.ts';
import { Disks } from './disk.ts';
import type { Options } from './options.ts';
import { openEra, type Era } from './era.ts';
import { Histories } from './histories.ts';
import { wasInjected } from './machine.ts';
import { ROLES, tables } from './project.ts';
import { trapAtCall } from './traps.ts';
import { Changes, Order, Views } from './views.ts';
import { objectOf, versionOf } from './witness.ts';

export interface Replica {
  readonly id: ClientId;
  client: Client;
}

/** Longest time until a record of a slow journal is durable. */
const SLOWEST_RECORD_MS = 20;

export class Simulation {
  readonly options: Options;
  /** Each step draws from its own, so that leaving one out does not change the others. */
  random: Random;
  readonly clock = new VirtualClock();
  readonly page: PageNetwork;
  readonly disks: Disks;
  /** What was looked at, so that a run that saw nothing cannot pass for one that held. */
  readonly seen = { frames: 0, rows: 0, mutations: 0, cursors: 0 };
  readonly replicas: Replica[] = [];
  readonly log: string[] = [];
  /** Mutations sent and not yet answered. */
  unanswered = 0;
  readonly #parse = createSharedParse();
  readonly #eras = new Map<string, Era>();
  #era: Era | null = null;
  readonly #trace: Trace;
  readonly #histories = new Histories();
  /** What was judged already: rows and messages never change. */
  readonly #judged = new WeakMap<object, Set<string>>();
  readonly #changes = new Changes();
  readonly #views = new Views();
  readonly #order = new Order();
  /** Time that passed, whatever the clock says. */
  #elapsedMs = 0;
  #lives = 0;
  readonly #sessionOf = new Map<ConnectionId, string>();
  readonly #requests = new Map<number, string>();
  readonly #arrived: TraceRecord[] = [];
  readonly #reported: unknown[] = [];

  constructor(options: Options) {
    this.options = options;
    this.random = seededRandom(options.seed).fork('actions');
    this.disks = new Disks(this.clock, seededRandom(options.seed).fork('disks'), {
      slowestWriteMs: this.has('slowDisk') ? 50 : 0,
      failure: this.has('fullDisk') ? 0.02 : 0,
    });
    this.#trace = new Trace({ clock: this.clock, largestCount: 200 });
    this.#trace.subscribe((change) => {
      if (change.type !== 'added') return;
      this.#arrived.push(change.record);
      this.#noteAcknowledged(change.record);
    });
    const [near] = memoryFramePorts(this.clock);
    const random = seededRandom(options.seed).fork('network');
    this.page = openPage({ port: near, clock: this.clock, random, trace: this.#trace });
  }

  get era(): Era {
    if (this.#era === null) throw new Error('The simulation has not begun.');
    return this.#era;
  }

  has(fault: Options['faults'][number]): boolean {
    return this.options.faults.includes(fault);
  }

  /** Runs it all; throws `Broken`. */
  async run(): Promise<void> {
    await this.replaceServer();
    for (let number = 1; number <= this.options.clients; number++) await this.addReplica(number);
    for (let step = 1; step <= this.options.steps; step++) {
      this.random = seededRandom(this.options.seed).fork(`step ${step}`);
      if (this.options.without.includes(step)) continue;
      const what = await act(this);
      this.log.push(`${step}. ${what}`);
      await this.#pass(this.random.pick([0, 0, 1, 10, 100]));
      await this.#check();
      if (!this.era.machine.on && this.random.fraction() < 0.6) await this.#restart();
    }
    await this.#heal();
    await this.#checkConvergence();
    for (const { client } of this.replicas) await this.#stop(client);
    this.era.server.stop();
  }

  /** A disk may take its time, which must pass. */
  async #stop(client: Client): Promise<void> {
    const stopped = client.stop();
    if (this.has('slowDisk')) await this.#pass(200);
    await stopped;
  }

  async #pass(byMs: number): Promise<void> {
    await this.clock.advance(byMs);
    this.#elapsedMs += byMs;
  }

  /** Another database behind the same page: a new epoch, no session survives. */
  async replaceServer(): Promise<void> {
    await this.#startServer(null);
  }

  /** The same database from what its journal kept. */
  async #restart(): Promise<void> {
    this.log.push('The server starts again.');
    await this.#startServer(this.era);
    const { acknowledged, witness } = this.era;
    if (witness.revision < acknowledged)
      this.fail(`[SYNC-11] revision ${acknowledged} was acknowledged, ${witness.revision} is what the journal kept`);
  }

  async #startServer(before: Era | null): Promise<void> {
    const { seed, historyKept } = this.options;
    const era = await openEra(before, {
      clock: this.clock,
      random: seededRandom(seed).fork(`server ${this.#lives++}`),
      seed,
      historyKept,
      slowestRecordMs: this.has('slowJournal') ? SLOWEST_RECORD_MS : 0,
      silentLoss: this.has('silentLoss') ? 0.1 : 0,
      report: (error) => this.#report(error),
    });
    // What waits for the first snapshot to be durable can wait for power as well: a machine that never wrote one is empty.
    await this.#pass(this.has('slowJournal') ? SLOWEST_RECORD_MS : 0);
    const [near, far] = memoryFramePorts(this.clock);
    this.#era?.machine.cut();
    this.#era?.storage.close();
    servePort(era.machine.cable(far), era.server.handler, (problem, error) => this.#report(error ?? problem));
    this.page.attach(near);
    era.begin();
    this.#era = era;
    this.#eras.set(era.epoch, era);
    this.rulesChanged(era.variant);
  }

  /** A fault of the simulation may come out of a function of the control plane; then there is no answer. */
  attempt<Value>(work: () => Value): Value | null {
    try {
      return work();
    } catch (error) {
      this.#report(error);
      return null;
    }
  }

  #report(error: unknown): void {
    if (!wasInjected(error)) this.#reported.push(error);
  }

  rulesChanged(variant: number): void {
    const { variants } = this.era.witness;
    if (variants.at(-1) !== variant) variants.push(variant);
    this.#histories.rulesChanged(variant);
  }

  #noteAcknowledged(record: TraceRecord): void {
    if (record.kind !== 'response' || record.status !== 200 || this.#era === null) return;
    const revision = record.headers.find(([name]) => name === 'pyre-revision')?.[1];
    if (revision !== undefined) this.#era.acknowledged = Math.max(this.#era.acknowledged, Number(revision));
  }

  async addReplica(number: number): Promise<void> {
    const id = asClientId(`client-${number}`);
    const other = this.replicas.at(-1)?.client.snapshot().sessionId;
    const way = this.random.fraction();
    // One in five shares the session before it, one in five is given one by the server, the others have one of their own.
    const sessionId = way < 0.2 ? other : way < 0.4 ? null : this.issueSession();
    const replica: Replica = { id, client: this.#makeClient(id, sessionId ?? null) };
    this.replicas.push(replica);
    await replica.client.start();
  }

  /** The same replica in another life of its page: it finds what it stored. */
  async reload(replica: Replica): Promise<void> {
    await this.#stop(replica.client);
    replica.client = this.#makeClient(replica.id, null);
    await replica.client.start();
  }

  /** The page ends in mid-sentence: what it had not written is lost. */
  async crash(replica: Replica): Promise<void> {
    this.disks.crash(replica.id);
    this.page.link(replica.id).drop();
    void replica.client.stop();
    replica.client = this.#makeClient(replica.id, null);
    await replica.client.start();
  }

  issueSession(): SessionId {
    const issued = this.era.server.control.issueSession(this.drawSession());
    if (!issued.ok) throw new Error(issued.message);
    return asSessionId(issued.value.sessionId);
  }

  drawSession(): { userId: number; role: string } {
    return { userId: this.random.between(1, 4), role: this.random.pick(ROLES) };
  }

  /** Runs a query over a client's own link; its answer is waited for at the end. Named, as the wire may double a request. */
  mutate(client: Client, query: string, args: JsonObject, requestId = `request ${this.seen.mutations}`): void {
    this.unanswered++;
    this.seen.mutations++;
    void this.#hear(client.run(query, args, requestId));
  }

  async #hear(running: Promise<RunAnswer>): Promise<void> {
    const answer = await running;
    this.unanswered--;
    const mayFail = this.has('statements') || this.has('powerCuts');
    if (!answer.ok && answer.error.kind === 'Internal' && !mayFail) this.#reported.push(answer.error);
  }

  #makeClient(id: ClientId, sessionId: SessionId | null): Client {
    const { network } = this.page.link(id);
    return createClient({
      id,
      network,
      clock: this.clock,
      random: seededRandom(this.options.seed).fork(`${id} at ${this.clock.nowMs()}`),
      persistence: this.disks.open(id),
      pageSize: this.options.pageSize,
      parse: this.#parse,
      ...(sessionId === null ? {} : { sessionId }),
    });
  }

  fail(problem: string): never {
    throw new Broken(`${problem}\nThe way there:\n${this.log.slice(-60).join('\n')}`);
  }

  async #check(): Promise<void> {
    const graceMs = this.has('slowJournal') ? SLOWEST_RECORD_MS : 0;
    this.#histories.note(this.era.server.control.sessions(), this.#elapsedMs, graceMs);
    this.#checkSent();
    for (const replica of this.replicas) await this.#checkReplica(replica);
    const problem = this.era.witness.problems[0];
    if (problem !== undefined) this.fail(problem);
    if (this.#trace.size > 200) this.fail(`[NET-6] the trace holds ${this.#trace.size} records`);
    if (this.#reported.length > 0) this.fail(`The server made a mistake: ${describe(this.#reported[0])}`);
  }

  /** [SYNC-2] Nothing was sent that its session could not see. */
  #checkSent(): void {
    for (const record of this.#arrived.splice(0)) {
      if (record.kind === 'request')
        this.#requests.set(record.requestId, new URL(record.url).searchParams.get('sessionId') ?? '');
      if (record.direction !== 'down' || record.text === null) continue;
      const message = objectOf(record.text);
      this.seen.frames++;
      for (const [index, client] of record.clients.entries()) {
        const connection = record.connections[index] ?? asConnectionId(-1);
        if (message['type'] === 'connected') this.#sessionOf.set(connection, String(message['sessionId']));
        const asked = record.kind === 'response' ? this.#requests.get(record.requestId) : undefined;
        const session = asked ?? this.#sessionOf.get(connection);
        const problem = this.#judgeSent(record, session ?? '');
        if (problem !== null) this.fail(`[SYNC-2] ${client} was sent what it may not see: ${problem}`);
      }
    }
  }

  #judgeSent(record: TraceRecord, sessionId: string): string | null {
    const sessions = this.#histories.recent(sessionId);
    const variants = this.#histories.recentVariants();
    const eras = [...this.#eras.values()];
    const judged = eras.map((era) => era.witness.judgeText(record.text ?? '', sessions, variants));
    return judged.includes(null) ? null : (judged.at(-1) ?? null);
  }

  async #checkReplica({ id, client }: Replica): Promise<void> {
    const snapshot = client.snapshot();
    const { epoch, witness } = this.era;
    const state = `${epoch} ${this.#lives} ${witness.revision} ${witness.variants.length}`;
    if (!this.#changes.isNew(id, snapshot, `${this.disks.version(id)} ${state}`)) return;
    const { session, sessionId, databaseEpoch, tables: held, cursor } = snapshot;
    const era = this.#eras.get(databaseEpoch ?? '');
    if (!era || session === null) {
      if ([...held.values()].some((rows) => rows.size > 0)) this.fail(`${id} holds rows of no database`);
      return;
    }
    const ever = this.#histories.ever(sessionId ?? '').filter((values) => values['userId'] === session['userId']);
    const who = `${era.epoch} ${sessionId} ${JSON.stringify(session)}`;
    for (const [table, rows] of held) {
      for (const row of rows.values()) {
        const backwards = this.#order.problem(client, `${databaseEpoch} ${table}/${String(row['id'])}`, row);
        if (backwards !== null) this.fail(`[SYNC-8] ${id}: ${backwards}`);
        this.seen.rows++;
        const judged = this.#judged.get(row) ?? new Set();
        if (judged.has(who)) continue;
        const problem = era.witness.judge(table, row, [session, ...ever], era.witness.variants);
        if (problem !== null) this.fail(`[SYNC-2] ${id} holds what it may not: ${problem}`);
        this.#judged.set(row, judged.add(who));
      }
    }
    if (era !== this.era) return;
    const stored = await this.disks.stored(id);
    const inMemory = new Set(
      [...held].flatMap(([table, rows]) => [...rows.values()].map((row) => versionOf(table, row))),
    );
    const onDisk = new Set(stored?.rows.map(({ table, row }) => versionOf(table, row)));
    this.#checkCursor(`${id} in memory`, cursor, session, inMemory);
    if (stored?.meta.databaseEpoch === databaseEpoch && stored.meta.session) {
      this.#checkCursor(`${id} on disk`, stored.meta.cursor, stored.meta.session, onDisk);
    }
  }

  /** [CLIENT-2] Every row of the view below the cursor is held. */
  #checkCursor(
    who: string,
    cursor: ReturnType<Client['snapshot']>['cursor'],
    session: SessionValues,
    held: ReadonlySet<string>,
  ): void {
    for (const oracle of tables) {
      const entry = cursor.tables[oracle.name];
      if (!entry || entry.permission_hash !== this.era.engine.calculate_permission_hash(oracle.name, session)) continue;
      for (const version of this.#views.of(this.era, this.#lives, oracle.name, session)) {
        this.seen.cursors++;
        const stamp = Number(version.slice(version.lastIndexOf('@') + 1));
        if (stamp <= (entry.last_seen_updated_at ?? -1) && !held.has(version)) {
          this.fail(`[CLIENT-2] ${who}: the cursor claims ${version}, which is not held`);
        }
      }
    }
  }

  /** The faults stop. */
  async #heal(): Promise<void> {
    this.log.push('The faults stop.');
    for (const frame of this.page.flight.list()) this.page.flight.release(frame.id);
    for (const { id, client } of this.replicas) {
      this.page.link(id).conditions = NO_CONDITIONS;
      client.goOnline();
    }
    if (!this.era.machine.on) await this.#restart();
    this.era.machine.behave();
    trapAtCall(Number.POSITIVE_INFINITY);
    await this.#pass(90_000);
    await this.#check();
  }

  /** [SYNC-1] Every client equals its view. */
  async #checkConvergence(): Promise<void> {
    if (this.unanswered > 0) this.fail(`${this.unanswered} mutations were never answered`);
    const sessions = new Map(this.era.server.control.sessions().map((info) => [info.sessionId, info.session]));
    for (const { id, client } of this.replicas) {
      const snapshot = client.snapshot();
      if (snapshot.phase !== 'live') this.fail(`${id} is ${snapshot.phase}: ${JSON.stringify(snapshot.lastError)}`);
      const session = sessions.get(snapshot.sessionId ?? '');
      if (!session) this.fail(`${id} is live without a session`);
      if (JSON.stringify(session) !== JSON.stringify(snapshot.session)) this.fail(`${id} believes in another session`);
      for (const oracle of tables) {
        const held = [...(snapshot.tables.get(oracle.name)?.values() ?? [])].map((row) => versionOf(oracle.name, row));
        const view = this.#views.of(this.era, this.#lives, oracle.name, session);
        if (held.toSorted().join() !== view.join()) {
          this.fail(`[SYNC-1] ${id} (${JSON.stringify(session)}) holds\n  ${held.join()}\nand sees\n  ${view.join()}`);
        }
      }
    }
  }
}
