// The rows of one table as a value: ordered by key, never changed; a change gives another table that shares most of it.
import { compareKeys, STAMP_COLUMN, type Row, type RowKey } from '../protocol/rows.ts';

/** Rows and their keys, side by side: as many of these as of those. */
export interface KeyedRows {
  readonly keys: readonly RowKey[];
  readonly rows: readonly Row[];
}

/** Neighbouring rows in key order; never empty. Two tables that share a chunk hold the same rows there. */
export type Chunk = KeyedRows;

/** Rows to put, by key; null takes the row away. */
export type RowPatch = ReadonlyMap<RowKey, Row | null>;

/** Most rows in a chunk: what one changed row copies. */
const CHUNK_ROWS = 128;
/** A table of this many chunks whose chunks are this empty is packed anew. */
const SPARSE = { chunks: 8, emptiness: 8 } as const;

/**
 * Rows in key order, numbers before texts. Clients that hold the same rows share one table; finding a row takes the
 * logarithm of the size, changing one as much and a copy of its neighbours.
 */
export class RowTable implements ReadonlyMap<RowKey, Row> {
  static readonly EMPTY = new RowTable([], 0, 0);

  readonly chunks: readonly Chunk[];
  readonly size: number;
  /** Depends on keys and stamps alone: tables with other rows nearly always have another. */
  readonly hash: number;

  private constructor(chunks: readonly Chunk[], size: number, hash: number) {
    this.chunks = chunks;
    this.size = size;
    this.hash = hash;
  }

  static of(rows: Iterable<readonly [RowKey, Row]>): RowTable {
    return RowTable.EMPTY.with(new Map(rows));
  }

  get(key: RowKey): Row | undefined {
    const chunk = this.chunks[chunkOf(this.chunks, key, 0)];
    const place = chunk === undefined ? -1 : placeOf(chunk.keys, key);
    return chunk?.keys[place] === key ? chunk.rows[place] : undefined;
  }

  has(key: RowKey): boolean {
    return this.get(key) !== undefined;
  }

  forEach(tell: (row: Row, key: RowKey, table: ReadonlyMap<RowKey, Row>) => void): void {
    for (const [key, row] of this) tell(row, key, this);
  }

  *entries(): MapIterator<[RowKey, Row]> {
    for (const { keys, rows } of this.chunks) {
      for (const [place, row] of rows.entries()) {
        const key = keys[place];
        if (key !== undefined) yield [key, row];
      }
    }
  }

  *keys(): MapIterator<RowKey> {
    for (const { keys } of this.chunks) yield* keys;
  }

  *values(): MapIterator<Row> {
    for (const { rows } of this.chunks) yield* rows;
  }

  [Symbol.iterator](): MapIterator<[RowKey, Row]> {
    return this.entries();
  }

  /** Whether keys rise, and all stand behind those held: their rows may be appended. */
  endsBefore(keys: readonly RowKey[]): boolean {
    let before = this.chunks.at(-1)?.keys.at(-1);
    for (const key of keys) {
      if (before !== undefined && compareKeys(before, key) >= 0) return false;
      before = key;
    }
    return true;
  }

  /** The table with rows that it `endsBefore`: as `with` makes it, without looking for their places. */
  append(added: KeyedRows): RowTable {
    if (added.keys.length === 0) return this;
    const last = this.chunks.at(-1);
    const open = last !== undefined && last.keys.length < CHUNK_ROWS ? last : null;
    const full = open === null ? this.chunks : this.chunks.slice(0, -1);
    const rest = open === null ? added : joined(open, added);
    let { hash } = this;
    for (const [place, key] of added.keys.entries()) hash ^= hashOf(key, added.rows[place]);
    return new RowTable([...full, ...cut(rest, true)], this.size + added.keys.length, hash);
  }

  /** The table with `patch` applied; the same one when that changes nothing. `changed` is told every key whose row differs. */
  with(patch: RowPatch, changed?: RowKey[]): RowTable {
    const keys = sorted(patch.keys());
    const chunks: Chunk[] = [];
    let { size, hash } = this;
    let same = true;
    let next = 0;
    for (let from = 0; from < keys.length;) {
      const at = chunkOf(this.chunks, keys[from], next);
      const until = upTo(keys, from, this.chunks[at + 1]?.keys[0]);
      const merged = merge(this.chunks[at], keys, from, until, patch, changed);
      for (; next < at; next++) push(chunks, this.chunks[next]);
      if (merged.changed) for (const piece of cut(merged.chunk, at >= this.chunks.length - 1)) chunks.push(piece);
      else push(chunks, this.chunks[at]);
      if (merged.changed) same = false;
      size += merged.grown;
      hash ^= merged.hash;
      next = at + 1;
      from = until;
    }
    if (same) return this;
    for (; next < this.chunks.length; next++) push(chunks, this.chunks[next]);
    return new RowTable(isSparse(chunks, size) ? packed(chunks) : chunks, size, hash);
  }
}

/** All rows that a client holds, by table; never changed. Tables without rows are left out. */
export type HeldTables = ReadonlyMap<string, RowTable>;

export const NO_TABLES: HeldTables = new Map();

/** The row's stamp; a row without one (none should be) is older than any other. */
export function stampOf(row: Row): number {
  const stamp = row[STAMP_COLUMN];
  return typeof stamp === 'number' ? stamp : -1;
}

function sorted(keys: Iterable<RowKey>): RowKey[] {
  const list = [...keys];
  for (let place = 1; place < list.length; place++) {
    const [before, key] = [list[place - 1], list[place]];
    if (before !== undefined && key !== undefined && compareKeys(before, key) > 0) return list.toSorted(compareKeys);
  }
  return list;
}

/** The chunk that a key belongs to, searched from `low` on; the last one for keys beyond all. */
function chunkOf(chunks: readonly Chunk[], key: RowKey | undefined, low: number): number {
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const first = chunks[middle]?.keys[0];
    if (first !== undefined && key !== undefined && compareKeys(first, key) <= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a key stands among ordered keys, or where it would. */
function placeOf(keys: readonly RowKey[], key: RowKey): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = keys[middle];
    if (found !== undefined && compareKeys(found, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The end of the keys from `from` on that stand before `limit`. */
function upTo(keys: readonly RowKey[], from: number, limit: RowKey | undefined): number {
  let until = from + 1;
  for (; until < keys.length; until++) {
    const key = keys[until];
    if (limit !== undefined && key !== undefined && compareKeys(key, limit) >= 0) break;
  }
  return until;
}

interface Merged {
  readonly chunk: { readonly keys: RowKey[]; readonly rows: Row[] };
  readonly changed: boolean;
  /** Rows gained, and what becomes of the hash. */
  readonly grown: number;
  readonly hash: number;
}

/** One chunk with the patch's keys from `from` to `until` merged in. */
function merge(
  chunk: Chunk | undefined,
  keys: readonly RowKey[],
  from: number,
  until: number,
  patch: RowPatch,
  told: RowKey[] | undefined,
): Merged {
  const before = chunk ?? { keys: [], rows: [] };
  const merged = { keys: [] as RowKey[], rows: [] as Row[] };
  const add = (key: RowKey | undefined, row: Row | undefined): void => {
    if (key === undefined || row === undefined) return;
    merged.keys.push(key);
    merged.rows.push(row);
  };
  const copy = (start: number, end: number): void => {
    for (let place = start; place < end; place++) add(before.keys[place], before.rows[place]);
  };
  let [next, hash, changed] = [0, 0, false];
  for (let at = from; at < until; at++) {
    const key = keys[at];
    if (key === undefined) continue;
    const place = placeOf(before.keys, key);
    copy(next, place);
    const held = before.keys[place] === key ? before.rows[place] : undefined;
    const row = patch.get(key) ?? undefined;
    next = held === undefined ? place : place + 1;
    add(key, row);
    if (held === row) continue;
    changed = true;
    told?.push(key);
    hash ^= hashOf(key, held) ^ hashOf(key, row);
  }
  copy(next, before.keys.length);
  return { chunk: merged, changed, grown: merged.keys.length - before.keys.length, hash };
}

function joined(one: KeyedRows, other: KeyedRows): KeyedRows {
  return { keys: one.keys.concat(other.keys), rows: one.rows.concat(other.rows) };
}

/** Chunks of a bearable size. At a table's end they are filled, as new keys come there; elsewhere they keep room. */
function cut({ keys, rows }: Chunk, atEnd: boolean): Chunk[] {
  if (keys.length === 0) return [];
  if (keys.length <= CHUNK_ROWS) return [{ keys, rows }];
  const length = atEnd ? CHUNK_ROWS : Math.ceil(keys.length / Math.ceil(keys.length / (CHUNK_ROWS / 2)));
  const pieces: Chunk[] = [];
  for (let from = 0; from < keys.length; from += length) {
    pieces.push({ keys: keys.slice(from, from + length), rows: rows.slice(from, from + length) });
  }
  return pieces;
}

function isSparse(chunks: readonly Chunk[], size: number): boolean {
  return chunks.length > SPARSE.chunks && size * SPARSE.emptiness < chunks.length * CHUNK_ROWS;
}

function packed(chunks: readonly Chunk[]): readonly Chunk[] {
  return cut({ keys: chunks.flatMap(({ keys }) => keys), rows: chunks.flatMap(({ rows }) => rows) }, true);
}

function push(chunks: Chunk[], chunk: Chunk | undefined): void {
  if (chunk) chunks.push(chunk);
}

/** A number of 32 bits for a key and the stamp of its row; 0 for no row. */
function hashOf(key: RowKey, row: Row | undefined): number {
  if (row === undefined) return 0;
  return mixed(mixed(typeof key === 'number' ? key | 0 : textHash(key)) ^ (stampOf(row) | 0));
}

function textHash(text: string): number {
  let hash = text.length;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash, 31) + text.charCodeAt(place);
  return hash | 0;
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  const twice = Math.imul(once ^ (once >>> 16), 0x45d9f3b);
  return twice ^ (twice >>> 16);
}
