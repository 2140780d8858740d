// The database as a file, out of the running world and into it [UI-16].
import type { ControlAnswer } from '../protocol/control.ts';
import type { BroughtIn, FilesControl } from '../protocol/files.ts';
import type { Notices } from './notices.ts';
import type { Succession } from './succession.ts';

/** What a person does with databases as files. Nothing throws. */
export interface FilesIntents {
  /** The database as any SQLite opens it. */
  database(): Promise<ControlAnswer<Uint8Array<ArrayBuffer>>>;
  /** Starts over with the rows of a database called `name`; the notice offers the way back. */
  bringDatabase(name: string, bytes: Uint8Array): Promise<ControlAnswer<BroughtIn>>;
}

export interface FilesOptions {
  readonly control: FilesControl | undefined;
  readonly succession: () => Succession;
  readonly notices: () => Notices;
}

const CLOSED = { ok: false, message: 'This server hands out no files.' } as const;

export class Files implements FilesIntents {
  readonly #options: FilesOptions;

  constructor(options: FilesOptions) {
    this.#options = options;
  }

  async database(): ReturnType<FilesIntents['database']> {
    const answer = await this.#options.control?.exportDatabase();
    if (!answer) return CLOSED;
    return answer.ok ? { ok: true, value: answer.value.bytes } : answer;
  }

  async bringDatabase(name: string, bytes: Uint8Array): ReturnType<FilesIntents['bringDatabase']> {
    const wayBack = await this.wayBack();
    const answer = await this.#bring(bytes);
    if (!answer.ok) return answer;
    const rows = answer.value.rows.reduce((sum, { count }) => sum + count, 0);
    this.#options.notices().tell('plain', `The server started over with ${rows} rows of ${name}.`, wayBack);
    return answer;
  }

  /** How to bring the rows of now back after the server started over; undefined where it hands out no files. */
  async wayBack(): Promise<(() => Promise<void>) | undefined> {
    const before = await this.database();
    return before.ok ? () => this.#goBack(before.value) : undefined;
  }

  async #bring(bytes: Uint8Array): Promise<ControlAnswer<BroughtIn>> {
    let answer: ControlAnswer<BroughtIn> = CLOSED;
    await this.#options.succession().replaced(async () => {
      answer = (await this.#options.control?.importDatabase(bytes)) ?? CLOSED;
      return answer.ok ? answer.value.status : null;
    });
    return answer;
  }

  async #goBack(bytes: Uint8Array): Promise<void> {
    const answer = await this.#bring(bytes);
    const text = answer.ok ? 'The rows from before are back, in a new database.' : `No way back: ${answer.message}`;
    this.#options.notices().tell(answer.ok ? 'plain' : 'trouble', text);
  }
}
