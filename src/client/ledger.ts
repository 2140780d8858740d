// Which chunks of rows are stored for whom: decides what a transaction adds and removes. Chunks have numbers.
import * as v from 'valibot';
import type { ClientId } from '../base/ids.ts';
import type { Row, RowKey } from '../protocol/rows.ts';
import type { StoredBatch } from './persistence.ts';
import type { Chunk, HeldTables, RowTable } from './row-table.ts';

/** Rows of one table side by side, as they are stored. */
export interface StoredChunk {
  readonly keys: readonly RowKey[];
  readonly rows: readonly Row[];
}

const numbers = v.array(v.number());
const storedHead = v.object({ meta: v.unknown(), tables: v.array(v.tuple([v.string(), numbers])) });
const storedHeads = v.object({ clients: v.map(v.string(), storedHead) });

/** What one client holds: the numbers of its chunks, by table. What it says of itself is checked by whoever reads it. */
type Head = v.InferOutput<typeof storedHead>;
/** All clients of a page. */
export type StoredHeads = v.InferOutput<typeof storedHeads>;

/** A client's write; null clears it. */
export interface LedgerEntry {
  readonly id: ClientId;
  readonly held: StoredBatch | null;
}

/** What a transaction has to do. */
export interface Changes {
  readonly added: ReadonlyMap<number, StoredChunk>;
  readonly removed: readonly number[];
  readonly stored: StoredHeads;
}

/** The stored heads, and how they will be. Nothing counts as stored before `commit`. */
export class Ledger {
  readonly #numbers = new WeakMap<Chunk, number>();
  readonly #lists = new WeakMap<RowTable, number[]>();
  #heads: Map<string, Head>;
  #next: number;

  /** `stored` is what the store gave; noise counts as nothing. */
  constructor(stored: unknown) {
    const checked = v.safeParse(storedHeads, stored);
    this.#heads = checked.success ? checked.output.clients : new Map();
    this.#next = 1 + [...usedBy(this.#heads)].reduce((highest, number) => Math.max(highest, number), 0);
  }

  clients(): readonly string[] {
    return [...this.#heads.keys()];
  }

  head(id: ClientId): Head | undefined {
    return this.#heads.get(id);
  }

  /** What it takes to store `entries`, in their order, after all that was committed. */
  plan(entries: readonly LedgerEntry[]): Changes {
    const heads = new Map(this.#heads);
    const chunks = new Map<number, Chunk>();
    // A thousand clients hold few different things, and what is one object here is stored once.
    const lists = new Map<HeldTables, Head['tables']>();
    for (const { id, held } of entries) {
      if (held === null) {
        heads.delete(id);
        continue;
      }
      const tables = lists.get(held.tables) ?? this.#listed(held, chunks);
      lists.set(held.tables, tables);
      heads.set(id, { meta: held.meta, tables });
    }
    const before = usedBy(this.#heads);
    const after = usedBy(heads);
    const added = [...chunks].filter(([number]) => after.has(number) && !before.has(number));
    const removed = [...before].filter((number) => !after.has(number));
    return { added: new Map(added), removed, stored: { clients: heads } };
  }

  /** The transaction with these changes is through. */
  commit({ stored }: Changes): void {
    this.#heads = stored.clients;
  }

  #listed({ tables }: StoredBatch, chunks: Map<number, Chunk>): [string, number[]][] {
    return [...tables].map(([name, table]) => {
      let list = this.#lists.get(table);
      if (!list) this.#lists.set(table, (list = table.chunks.map((chunk) => this.#numberOf(chunk))));
      for (const [place, number] of list.entries()) {
        const chunk = table.chunks[place];
        if (chunk) chunks.set(number, chunk);
      }
      return [name, list];
    });
  }

  #numberOf(chunk: Chunk): number {
    const known = this.#numbers.get(chunk);
    if (known !== undefined) return known;
    this.#numbers.set(chunk, this.#next);
    return this.#next++;
  }
}

/** Numbers of all chunks that somebody holds. Clients that hold the same share one list. */
function usedBy(heads: ReadonlyMap<string, Head>): ReadonlySet<number> {
  const lists = new Set<readonly number[]>();
  for (const { tables } of heads.values()) for (const [, list] of tables) lists.add(list);
  const used = new Set<number>();
  for (const list of lists) for (const number of list) used.add(number);
  return used;
}
