// SQL of a person's own, over a copy of the database and read-only: one statement, a bounded number of rows, errors said well.
import type { BindParams, Database, SqlJsStatic, Statement } from 'sql.js';
import type { JsonValue } from '../base/json.ts';
import type { ConsoleAnswer } from '../protocol/inspection.ts';

/** Rows that are shown of one statement. */
export const MOST_CONSOLE_ROWS = 1_000;
/** Characters of one cell that are shown. */
const LONGEST_CELL = 2_000;

/** What a statement may begin with. SQLite itself refuses writes, too: this says it in better words, and sooner. */
const READING = /^(select|with|values|explain)$/i;

/** A copy of a database that can be asked. */
export class SqlConsole {
  readonly #database: Database;

  constructor(sqlJs: SqlJsStatic, image: Uint8Array) {
    this.#database = new sqlJs.Database(image);
    this.#database.run('pragma query_only = on');
  }

  /** Runs one statement to its end or to the bound. Never throws. */
  run(sql: string): ConsoleAnswer {
    const refusal = refusalOf(sql);
    if (refusal !== null) return { ok: false, message: refusal };
    try {
      return this.#run(sql);
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  }

  close(): void {
    this.#database.close();
  }

  #run(sql: string): ConsoleAnswer {
    const statement = this.#database.prepare(sql);
    try {
      const rows: (readonly JsonValue[])[] = [];
      const columns = statement.getColumnNames();
      while (statement.step()) {
        if (rows.length === MOST_CONSOLE_ROWS) return { ok: true, columns, rows, cut: true };
        rows.push(cellsOf(statement));
      }
      return { ok: true, columns, rows, cut: false };
    } finally {
      statement.free();
    }
  }
}

/** What sql.js offers beyond its published types. */
interface ExactReader {
  get(parameters: BindParams | undefined, options: { readonly useBigInt: true }): unknown[];
}

/** Integers beyond 2^53 are shown as text, whole; blobs by their size. */
function cellsOf(statement: Statement): readonly JsonValue[] {
  const reader: ExactReader = statement;
  return reader.get(undefined, { useBigInt: true }).map((cell): JsonValue => {
    if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
    if (cell instanceof Uint8Array) return `(${cell.length} bytes; json(…) shows a document)`;
    if (typeof cell === 'string') return cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL)}…` : cell;
    return typeof cell === 'number' ? cell : null;
  });
}

/** Why a text is not run; null when it may be. */
function refusalOf(sql: string): string | null {
  const words = withoutComments(sql).trim();
  if (words === '') return 'Write one select, with, values or explain statement.';
  const first = /^\w+/.exec(words)?.[0] ?? words.slice(0, 1);
  if (!READING.test(first)) {
    return `The console only reads: one statement that begins with select, with, values or explain, not with ${first}.`;
  }
  if (/;\s*\S/.test(withoutTexts(words)))
    return 'The console runs one statement at a time: take away what follows the first “;”.';
  return null;
}

function withoutComments(sql: string): string {
  return replaced(sql, (piece) => (/^(--|\/\*)/.test(piece) ? ' ' : piece));
}

function withoutTexts(sql: string): string {
  return replaced(sql, () => 'x');
}

/** Texts, quoted names and comments, each as a whole. */
function replaced(sql: string, by: (piece: string) => string): string {
  return sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, by);
}
