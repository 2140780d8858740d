// What a person asks of the server's inside: rows, SQL, verdicts, typed queries; and stopping it and starting it again.
import type { Clock } from '../base/clock.ts';
import type { QueryEntry } from '../protocol/catalog.ts';
import type { Control, ControlAnswer, ServerStatus } from '../protocol/control.ts';
import type { CompiledText, Inspection, Verdicts } from '../protocol/inspection.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import { Console, openConsoleWorker, type ConsolePlace, type SqlRun } from './console.ts';
import { closedInspection } from './inspection.ts';

export type { SqlRun } from './console.ts';

/** The intents; none of them rejects. */
export interface DatabaseIntents extends Pick<Inspection, 'rows' | 'sqlOf' | 'requests' | 'compile'> {
  /** The server's own, past every link; null while it does not run. */
  revision(): Promise<number | null>;
  /** Who of these sessions may query which rows, all at one revision; null when the server went on meanwhile. */
  verdicts(
    table: string,
    sessions: readonly SessionValues[],
    keys: readonly RowKey[] | null,
  ): Promise<ControlAnswer<Verdicts | null>>;
  /** One statement that only reads, over a copy of the database. A newer one ends an older. */
  runSql(sql: string): Promise<SqlRun>;
  stopSql(): void;
  /** Ends the server; clients go off the line until it starts again, with all that it had. */
  stop(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
}

export interface DatabaseOptions {
  readonly control: Pick<Control, 'status'>;
  /** Absent where the server cannot be looked into. */
  readonly inspection: Inspection | undefined;
  readonly clock: Clock;
  readonly openConsole?: () => ConsolePlace;
  /** The server stands so now. */
  stands(status: ServerStatus): Promise<void>;
  /** These can be asked for by their ids. */
  learn(typed: readonly QueryEntry[]): void;
  tell(tone: 'plain' | 'trouble', text: string): void;
}

export class Database implements DatabaseIntents {
  readonly #options: DatabaseOptions;
  readonly #inspection: Inspection;
  readonly #console: Console;

  constructor(options: DatabaseOptions) {
    this.#options = options;
    const { clock, inspection, openConsole: open = openConsoleWorker } = options;
    this.#inspection = inspection ?? closedInspection('This server cannot be looked into.');
    this.#console = new Console({ clock, open, image: () => this.#inspection.image() });
  }

  rows: Inspection['rows'] = (request) => this.#inspection.rows(request);
  sqlOf: Inspection['sqlOf'] = (query) => this.#inspection.sqlOf(query);
  requests: Inspection['requests'] = (after) => this.#inspection.requests(after);

  async compile(text: string): Promise<ControlAnswer<CompiledText>> {
    const answer = await this.#inspection.compile(text);
    if (answer.ok && answer.value.fits) this.#options.learn(answer.value.queries);
    return answer;
  }

  async revision(): Promise<number | null> {
    const status = await this.#options.control.status();
    return status.ok && status.value.phase === 'running' ? status.value.serverRevision : null;
  }

  async verdicts(
    table: string,
    sessions: readonly SessionValues[],
    keys: readonly RowKey[] | null,
  ): Promise<ControlAnswer<Verdicts | null>> {
    return judgeAll(this.#inspection, table, sessions, keys);
  }

  runSql(sql: string): Promise<SqlRun> {
    return this.#console.run(sql);
  }

  stopSql(): void {
    this.#console.stop();
  }

  async stop(): Promise<void> {
    if (await this.#take(this.#inspection.stop(), 'stop')) {
      this.#options.tell('plain', 'The server is stopped. Clients show what they cached, and wait for it.');
    }
  }

  async start(): Promise<void> {
    if (await this.#take(this.#inspection.start(), 'start')) {
      this.#options.tell('plain', 'The server runs again, with all that it had acknowledged.');
    }
  }

  async restart(): Promise<void> {
    if (!(await this.#take(this.#inspection.stop(), 'stop'))) return;
    await this.start();
  }

  async #take(asking: Promise<ControlAnswer<ServerStatus>>, what: string): Promise<boolean> {
    const answer = await asking;
    if (answer.ok) await this.#options.stands(answer.value);
    else this.#options.tell('trouble', `The server did not ${what}: ${answer.message}`);
    return answer.ok;
  }
}

/** Asks slice by slice until all sessions are judged; null when the server's rows changed between two slices. */
export async function judgeAll(
  inspection: Inspection,
  table: string,
  sessions: readonly SessionValues[],
  keys: readonly RowKey[] | null,
): Promise<ControlAnswer<Verdicts | null>> {
  let whole: Verdicts | null = null;
  for (let done = 0; done < sessions.length;) {
    const answer = await inspection.verdicts({
      table,
      sessions: sessions.slice(done),
      keys: keys && [...keys],
    });
    if (!answer.ok) return answer;
    const slice: Verdicts = answer.value;
    if (whole && !sameMoment(whole, slice)) return { ok: true, value: null };
    whole = joined(whole, slice);
    if (slice.listOf.length === 0) return { ok: false, message: 'the server judged nobody' };
    done += slice.listOf.length;
  }
  return { ok: true, value: whole };
}

function sameMoment(one: Verdicts, other: Verdicts): boolean {
  return one.databaseEpoch === other.databaseEpoch && one.serverRevision === other.serverRevision;
}

function joined(before: Verdicts | null, { listOf, lists, ...moment }: Verdicts): Verdicts {
  if (!before) return { ...moment, listOf, lists };
  const places = listOf.map((place) => place + before.lists.length);
  return { ...moment, listOf: [...before.listOf, ...places], lists: [...before.lists, ...lists] };
}
