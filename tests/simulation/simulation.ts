// The whole system in one thread: real server, engine, clients and network on a virtual clock, everything decided by a seed.
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId, asSessionId, type ClientId, type SessionId } from '../../src/base/ids.ts';
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
import { Judge } from './judge.ts';
import { wasInjected } from './machine.ts';
import type { SimulatedProject } from './project.ts';
import { projectOf } from './projects.ts';
import { trapAtCall } from './traps.ts';
import { isWeak } from './weakness.ts';

export interface Replica {
  readonly id: ClientId;
  client: Client;
}

/** Longest time until a record of a slow journal is durable. */
const SLOWEST_RECORD_MS = 20;
const LARGEST_TRACE = 200;

export class Simulation {
  readonly options: Options;
  /** Each step draws from its own, so that leaving one out does not change the others. */
  random: Random;
  readonly clock = new VirtualClock();
  readonly page: PageNetwork;
  readonly disks: Disks;
  readonly project: SimulatedProject;
  readonly judge: Judge;
  /** Characters of giant rows so far. */
  giants = 0;
  /** Mutations sent. */
  mutations = 0;
  readonly replicas: Replica[] = [];
  readonly log: string[] = [];
  /** Mutations sent and not yet answered. */
  unanswered = 0;
  readonly #parse = createSharedParse();
  #era: Era | null = null;
  readonly #trace: Trace;
  /** Time that passed, whatever the clock says. */
  #elapsedMs = 0;
  #lives = 0;
  #ends: readonly { close(): void }[] = [];
  #plugged = true;
  readonly #reported: unknown[] = [];

  constructor(options: Options) {
    this.options = options;
    this.project = projectOf(options);
    this.random = seededRandom(options.seed).fork('actions');
    this.disks = new Disks(this.clock, seededRandom(options.seed).fork('disks'), {
      slowestWriteMs: this.has('slowDisk') ? 50 : 0,
      failure: this.has('fullDisk') ? 0.02 : 0,
    });
    this.judge = new Judge({
      project: this.project,
      disks: this.disks,
      graceMs: this.has('slowJournal') ? SLOWEST_RECORD_MS : 0,
      pageSize: options.pageSize,
      gaps: this.has('silentLoss') || this.has('giants'),
      fail: (problem) => this.fail(problem),
    });
    const largestCount = isWeak('the trace keeps everything') ? 10_000 : LARGEST_TRACE;
    this.#trace = new Trace({ clock: this.clock, largestCount });
    this.#trace.subscribe((change) => {
      if (change.type !== 'added') return;
      this.judge.take(change.record);
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

  /** What was looked at, so that a run that saw nothing cannot pass for one that held. */
  get seen(): Judge['seen'] & { readonly mutations: number } {
    return { ...this.judge.seen, mutations: this.mutations };
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
      if (this.options.only?.includes(step) === false) continue;
      const what = await act(this);
      this.log.push(`${step}. ${what}`);
      await this.pass(this.random.pick([0, 0, 1, 10, 100]));
      this.#check();
      if (!this.era.machine.on && this.random.fraction() < 0.6) await this.#restart();
      if (!this.#plugged && this.random.fraction() < 0.5) this.plug();
    }
    await this.#heal();
    if (this.unanswered > 0) this.fail(`${this.unanswered} mutations were never answered`);
    this.judge.checkConvergence(this.era, this.replicas);
    for (const { client } of this.replicas) await this.#stop(client);
    this.era.server.stop();
  }

  /** A disk may take its time, which must pass. */
  async #stop(client: Client): Promise<void> {
    const stopped = client.stop();
    if (this.has('slowDisk')) await this.pass(200);
    await stopped;
  }

  /** Lets time go by. */
  async pass(byMs: number): Promise<void> {
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
      project: this.project,
      life: this.#lives,
      clock: this.clock,
      random: seededRandom(seed).fork(`server ${this.#lives++}`),
      seed,
      historyKept,
      slowestRecordMs: this.has('slowJournal') ? SLOWEST_RECORD_MS : 0,
      silentLoss: this.has('silentLoss') ? 0.1 : 0,
      terse: this.has('terse'),
      report: (error) => this.#report(error),
    });
    // What waits for the first snapshot to be durable can wait for power as well: a machine that never wrote one is empty.
    await this.pass(this.has('slowJournal') ? SLOWEST_RECORD_MS : 0);
    if (this.#era) this.judge.histories.learn(this.#era.server.control.sessions(), this.#elapsedMs);
    this.#era?.machine.cut();
    this.#era?.storage.close();
    this.#era = era;
    this.plug();
    era.begin();
    this.judge.began(era);
    this.judge.histories.rulesChanged(era.variant);
  }

  /** Joins page and server by a new cable; what was open breaks. */
  plug(): void {
    const { machine, server } = this.era;
    const [near, far] = memoryFramePorts(this.clock);
    const end = machine.cable(far);
    const hosted = servePort(end, server.handler, (problem, error) => this.#report(error ?? problem));
    this.page.attach(near);
    this.#ends = [near, end, hosted];
    this.#plugged = true;
  }

  /** One side closes its port: the page, the worker, or the worker as it dies. */
  unplug(end: 0 | 1 | 2): void {
    this.#ends[end]?.close();
    this.#plugged = false;
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
    const { witness, storage } = this.era;
    witness.variants.push(variant);
    storage.transaction((transaction) => witness.reshaped(transaction));
    this.judge.histories.rulesChanged(variant);
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

  drawSession(): SessionValues {
    return this.project.drawSession(this.random);
  }

  /** Runs a query over a client's own link; its answer is waited for at the end. Named, as the wire may double a request. */
  mutate(client: Client, query: string, args: JsonObject, requestId = `request ${this.mutations}`): void {
    this.unanswered++;
    this.mutations++;
    void this.#hear(client.run(query, args, requestId));
  }

  /** Whoever asks for nonsense is told so: our bug it may not be. */
  answered(what: string, status: number): void {
    if (status >= 500 && !this.#mayBreak()) this.#reported.push(`${what} was answered ${status}`);
  }

  #mayBreak(): boolean {
    return this.has('statements') || this.has('powerCuts') || this.has('traps') || this.has('replacement');
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

  #check(): void {
    this.judge.check(this.era, this.replicas, this.#elapsedMs);
    if (this.#trace.size > LARGEST_TRACE) this.fail(`[NET-6] the trace holds ${this.#trace.size} records`);
    if (this.#reported.length > 0) this.fail(`The server made a mistake: ${describe(this.#reported[0])}`);
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
    if (!this.#plugged) this.plug();
    this.era.machine.behave();
    trapAtCall(Number.POSITIVE_INFINITY);
    await this.pass(90_000);
    this.#check();
  }
}
