// What becomes of the clients when the server becomes another: started over here or by another page, lost and back.
import type { Clock } from '../base/clock.ts';
import type { Control, ServerOptions, ServerStatus } from '../protocol/control.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { Beginning } from './beginning.ts';
import type { Started } from './connection.ts';
import type { Notices } from './notices.ts';
import type { Population } from './population.ts';
import type { Project } from './project.ts';
import type { RememberedPage } from './remembered.ts';
import type { Standing } from './standing.ts';
import { fittedSession } from './starter-session.ts';

/** Between two looks at a server that may have been stopped, or started, by another page. */
const LOOK_EVERY_MS = 2000;

export interface SuccessionOptions {
  readonly clock: Clock;
  readonly control: Control;
  readonly beginning: Beginning;
  readonly standing: Standing;
  readonly population: Population;
  readonly notices: Notices;
  readonly project: () => Project;
  /** Lets time go on: in a pause a new database's answers would never come. */
  readonly goOn: () => void;
}

export class Succession {
  readonly #options: SuccessionOptions;
  #following = false;
  #looking = false;
  /** What is to be done when the server runs for the first time. */
  #settle: (() => Promise<void>) | null = null;

  constructor(options: SuccessionOptions) {
    this.#options = options;
  }

  /** A new database; the clients stay who they are, as far as the schema lets them. Returns whether it runs. */
  async startOver(change: Partial<ServerOptions>, project: string): Promise<boolean> {
    const { control, beginning, notices } = this.#options;
    const options = { ...beginning.server(), ...change };
    return this.replaced(async () => {
      const answer = await control.reset(options);
      if (!answer.ok) notices.tell('trouble', `The server did not start over: ${answer.message}`);
      if (answer.ok) beginning.startedOver(options, project);
      return answer.ok ? answer.value : null;
    });
  }

  /** Another database from the sources that are served; the notice offers the way back, where there is one. */
  async reset(rows: Pick<ServerOptions, 'seed' | 'empty'>, wayBack: (() => Promise<void>) | undefined): Promise<void> {
    const { sources, shipped } = this.#options.project().view;
    const served = sources.length > 0 ? { sources } : {};
    if (!(await this.startOver({ ...rows, ...served }, shipped))) return;
    this.#options.notices.tell(
      'plain',
      'The server started over: a new database; every client fetches its rows anew.',
      wayBack,
    );
  }

  /** Takes the clients through a change to another database: `change` makes it, and answers null when it did not. */
  async replaced(change: () => Promise<ServerStatus | null>): Promise<boolean> {
    const { standing, population, goOn } = this.#options;
    goOn();
    this.#following = true;
    const begin = async () => {
      const status = await change();
      return status !== null && (await standing.take(status));
    };
    await population.through(begin, this.#fitted);
    this.#following = false;
    return standing.isRunning;
  }

  /** Connects the clients of the last visit, as far as the schema of now lets them. */
  revive(): Promise<void> {
    return this.#options.population.revive(this.#fitted);
  }

  /** Clients of an earlier time come back, as far as the schema of now lets them. */
  bringBack(page: RememberedPage): Promise<void> {
    return this.#options.population.bringBack(page, this.#fitted);
  }

  /** The rooms that it works with. */
  get rooms(): SuccessionOptions {
    return this.#options;
  }

  /** The worker is gone; another one is being started. */
  lost(): void {
    this.#options.standing.lost();
    this.#options.notices.tell(
      'trouble',
      'The server stopped and is being started again. Clients show what they cached.',
    );
  }

  /** Another worker answered, or could not be started. */
  async restarted(started: Started): Promise<void> {
    const { standing, notices } = this.#options;
    standing.met(started);
    if (!(await standing.take(started.status))) return;
    notices.tell(
      'plain',
      standing.isSameDatabase()
        ? 'The server is back, with all that it had acknowledged.'
        : 'The server is back with a new database.',
    );
  }

  /** A person stopped the server or started it again: clients that wait need not wait for their next try. */
  async stands(status: ServerStatus): Promise<void> {
    if (!(await this.#options.standing.take(status))) return;
    const settle = this.#settle;
    this.#settle = null;
    if (settle) {
      void this.#options.project().refresh();
      return settle();
    }
    for (const replica of this.#options.population.replicas) if (replica.online) replica.client.reconnect();
  }

  /** The server does not run yet: `settle` brings the clients when it does. */
  settleLater(settle: () => Promise<void>): void {
    this.#settle = settle;
  }

  /** Another page of this browser may have stopped the server, or started it again: nobody tells this one. */
  #look(): void {
    if (this.#looking || !this.#mayHaveBeenStopped()) return;
    this.#looking = true;
    this.#options.clock.setTimer(LOOK_EVERY_MS, () => void this.#lookNow());
  }

  async #lookNow(): Promise<void> {
    const status = await this.#options.control.status();
    this.#looking = false;
    const stopped = this.#options.standing.view.phase === 'stopped';
    if (status.ok && (status.value.phase === 'stopped') !== stopped && this.#mayHaveBeenStopped()) {
      await this.stands(status.value);
    }
    this.#look();
  }

  #mayHaveBeenStopped(): boolean {
    const { standing, population } = this.#options;
    if (standing.view.phase === 'stopped') return true;
    const online = population.replicas.filter((replica) => replica.online);
    const nobodyIsLive = online.every((replica) => replica.client.snapshot().phase !== 'live');
    return standing.isRunning && online.length > 0 && nobodyIsLive;
  }

  /** Another page of this browser started the server over: take what it is now, and keep our clients who they were. */
  async follow(): Promise<void> {
    const { control, standing, population, project } = this.#options;
    this.#look();
    if (this.#following || !standing.isRunning) return;
    if (!population.replicas.some((replica) => replica.isStranded)) return;
    this.#following = true;
    const status = await control.status();
    if (status.ok && (await standing.take(status.value))) {
      await project().refresh();
      await population.rescue(this.#fitted);
    }
    this.#following = false;
  }

  readonly #fitted = (session: SessionValues, index: number): SessionValues | null =>
    fittedSession(this.#options.standing.schema.answer, session, index + 1);
}
