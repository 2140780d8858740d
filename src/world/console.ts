// The SQL console: each statement runs in a worker of its own over a copy of the database, so that none can keep the server busy or change it.
import * as v from 'valibot';
import type { Clock } from '../base/clock.ts';
import type { JsonValue } from '../base/json.ts';
import type { ControlAnswer } from '../protocol/control.ts';
import type { ConsoleAnswer, DatabaseImage } from '../protocol/inspection.ts';
// eslint-disable-next-line import/default -- what follows the question mark makes the bundler answer the script's address
import script from '../../workers/console.ts?worker&url';
import { startWorker } from './start-worker.ts';

/** How long a statement may run. */
export const PATIENCE_MS = 10_000;

/** What a statement came to, and of which moment it tells. */
export interface SqlRun {
  readonly answer: ConsoleAnswer;
  /** Of the copy; null when there was none. */
  readonly serverRevision: number | null;
  readonly durationMs: number;
}

/** A place where SQL runs. Ending it stops whatever runs there. */
export interface ConsolePlace {
  /** Rejects when the place breaks. */
  run(image: Uint8Array<ArrayBuffer>, sql: string): Promise<ConsoleAnswer>;
  end(): void;
}

export interface ConsoleOptions {
  readonly clock: Clock;
  readonly image: () => Promise<ControlAnswer<DatabaseImage>>;
  readonly open: () => ConsolePlace;
}

/** Runs one statement at a time; a newer one ends an older. */
export class Console {
  readonly #options: ConsoleOptions;
  #place: ConsolePlace | null = null;
  #giveUp: (why: string) => void = () => undefined;

  constructor(options: ConsoleOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async run(sql: string): Promise<SqlRun> {
    this.stop();
    const { clock } = this.#options;
    const startMs = clock.nowMs();
    const image = await this.#options.image();
    if (!image.ok) return { answer: image, serverRevision: null, durationMs: 0 };
    const answer = await this.#runOn(image.value, sql);
    return { answer, serverRevision: image.value.serverRevision, durationMs: clock.nowMs() - startMs };
  }

  /** Ends the statement that runs, if one does. */
  stop(): void {
    this.#giveUp('It was stopped.');
  }

  #runOn({ bytes }: DatabaseImage, sql: string): Promise<ConsoleAnswer> {
    return new Promise((resolve) => {
      const patience = this.#options.clock.setTimer(PATIENCE_MS, () =>
        this.#giveUp(
          `It ran for ${PATIENCE_MS / 1000} seconds without an end and was stopped. The server was not touched.`,
        ),
      );
      const settle = (answer: ConsoleAnswer) => {
        patience();
        this.#giveUp = () => undefined;
        resolve(answer);
      };
      this.#giveUp = (message) => {
        this.#end();
        settle({ ok: false, message });
      };
      this.#opened()
        .run(bytes, sql)
        .then(settle, (error: unknown) => {
          this.#giveUp(error instanceof Error ? error.message : String(error));
        });
    });
  }

  #opened(): ConsolePlace {
    return (this.#place ??= this.#options.open());
  }

  #end(): void {
    this.#place?.end();
    this.#place = null;
  }
}

const consoleAnswer = v.variant('ok', [
  v.object({
    ok: v.literal(true),
    columns: v.array(v.string()),
    rows: v.array(v.array(v.custom<JsonValue>((value) => value !== undefined))),
    cut: v.boolean(),
  }),
  v.object({ ok: v.literal(false), message: v.string() }),
]);

/** Opens a worker for SQL; `workers/console.ts` is what runs in it. */
export function openConsoleWorker(): ConsolePlace {
  const worker = startWorker(script, 'pyre-sync console');
  return {
    run: (image, sql) =>
      new Promise((resolve, reject) => {
        const answered = (event: MessageEvent) => {
          const answer = v.safeParse(consoleAnswer, event.data);
          if (answer.success) resolve(answer.output);
          else reject(new Error('The console gave no answer that can be read.'));
        };
        const broken = (event: ErrorEvent) => {
          reject(new Error(event.message || 'The script of the console could not be loaded.'));
        };
        worker.addEventListener('message', answered, { once: true });
        worker.addEventListener('error', broken, { once: true });
        worker.postMessage({ image, sql });
      }),
    end: () => worker.terminate(),
  };
}
