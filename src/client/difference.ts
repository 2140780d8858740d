// What turns one table into another: told row by row, passing over the chunks that both share.
import { compareKeys, type Row, type RowKey } from '../protocol/rows.ts';
import type { Chunk, RowTable } from './row-table.ts';

/** Tells every key whose row differs, with the row it has afterwards; null for one that is gone. */
export function eachDifference(before: RowTable, after: RowTable, tell: (key: RowKey, row: Row | null) => void): void {
  const old = new Walk(before.chunks);
  const now = new Walk(after.chunks);
  while (old.chunk || now.chunk) {
    if (old.atStart && now.atStart && old.chunk === now.chunk) {
      old.nextChunk();
      now.nextChunk();
      continue;
    }
    const order = old.key === undefined ? 1 : now.key === undefined ? -1 : compareKeys(old.key, now.key);
    if (order < 0 && old.key !== undefined) tell(old.key, null);
    if (order >= 0 && now.key !== undefined && now.row !== undefined && (order > 0 || old.row !== now.row)) {
      tell(now.key, now.row);
    }
    if (order <= 0) old.step();
    if (order >= 0) now.step();
  }
}

/** Whether both hold the same row objects under the same keys. */
export function holdSame(one: RowTable, other: RowTable): boolean {
  if (one === other) return true;
  if (one.size !== other.size || one.hash !== other.hash) return false;
  let same = true;
  eachDifference(one, other, () => (same = false));
  return same;
}

/** A place among the rows of a table. */
class Walk {
  readonly #chunks: readonly Chunk[];
  #at = 0;
  #place = 0;
  chunk: Chunk | undefined;

  constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks;
    this.chunk = chunks[0];
  }

  get atStart(): boolean {
    return this.#place === 0;
  }

  get key(): RowKey | undefined {
    return this.chunk?.keys[this.#place];
  }

  get row(): Row | undefined {
    return this.chunk?.rows[this.#place];
  }

  step(): void {
    this.#place++;
    if (this.chunk !== undefined && this.#place >= this.chunk.keys.length) this.nextChunk();
  }

  /** To the first row of the next chunk. */
  nextChunk(): void {
    this.#place = 0;
    this.chunk = this.#chunks[++this.#at];
  }
}
