// The answer to a query as the language defines it: one key per column, rows as JSON text that SQLite made and nobody parses again.
import type { SqlResult } from './storage.ts';

/** Collects the results that a query includes into the body of its answer; every column of those is a key of it. */
export class Answer {
  readonly #keys = new Map<string, string[] | string>();

  /** A cell that is a list is the key's whole value; a cell that is an object is one more row of it. */
  add(result: SqlResult): void {
    result.columns.forEach((key, index) => {
      if (!this.#keys.has(key)) this.#keys.set(key, []);
      for (const row of result.rows) this.#addCell(key, row[index]);
    });
  }

  /** JSON text of the answer. */
  toJson(): string {
    const members = Array.from(this.#keys, ([key, value]) => {
      const rows = typeof value === 'string' ? value : `[${value.join(',')}]`;
      return `${JSON.stringify(key)}:${rows}`;
    });
    return `{${members.join(',')}}`;
  }

  #addCell(key: string, cell: unknown): void {
    if (typeof cell !== 'string') return;
    const rows = this.#keys.get(key);
    if (cell.startsWith('[') || !Array.isArray(rows)) this.#keys.set(key, cell);
    else rows.push(cell);
  }
}
