// What the clients of one page hold together: equal rows are one object, equal tables are one, and a delta moves all at once.
import type { Row, RowKey } from '../protocol/rows.ts';
import { eachDifference, holdSame } from './difference.ts';
import { RowTable, type HeldTables, type KeyedRows } from './row-table.ts';
import { sameJson } from './same-json.ts';

/** Who holds tables: asked when the known rows are looked through for those that nobody holds any more. */
export interface Holder {
  readonly tables: HeldTables;
}

/** Known rows of a table beyond which those that nobody holds are let go: this many, or twice what was left last time. */
const FEWEST_KNOWN = 4096;
/** Likewise for tables that are remembered as long as somebody holds them. */
const FEWEST_TABLES = 256;

interface Shelf {
  /** The newest row of each key that some client held. */
  known: RowTable;
  largest: number;
}

/** What a step of news comes to for given tables. */
export interface Move {
  readonly tables: HeldTables;
  /** Keys whose row differs from before, by table, each once. */
  readonly rows: ReadonlyMap<string, readonly RowKey[]>;
}

/** The common shelf of a page's clients. Whatever it gives is equal to what it was given. */
export class SharedRows {
  readonly #shelves = new Map<string, Shelf>();
  readonly #tables = new Remembered<RowTable>();
  readonly #sets = new Remembered<HeldTables>();
  readonly #serials = new WeakMap<RowTable, number>();
  readonly #moves = new WeakMap<object, WeakMap<HeldTables, Move>>();
  #last: { readonly news: object; readonly from: HeldTables; readonly move: Move } | null = null;
  #holders: WeakRef<Holder>[] = [];
  #nextSerial = 1;

  /** Counts `holder` among those whose rows are worth knowing, for as long as it is in use. */
  join(holder: Holder): void {
    this.#holders.push(new WeakRef(holder));
  }

  /** An equal row that another client holds, or `row` itself. */
  share(table: string, key: RowKey, row: Row): Row {
    const held = this.#shelves.get(table)?.known.get(key);
    // Equal stamps are not enough: after a schema change the same write may travel in another shape.
    return held !== undefined && held !== row && sameJson(held, row) ? held : row;
  }

  /** The same for many rows. */
  shareAll(table: string, { keys, rows }: KeyedRows): KeyedRows {
    if ((this.#shelves.get(table)?.known.size ?? 0) === 0) return { keys, rows };
    return { keys, rows: keys.flatMap((key, place) => (rows[place] ? [this.share(table, key, rows[place])] : [])) };
  }

  /** The equal tables that another client holds, or these; their rows are what others share from now on. */
  settle(tables: HeldTables): HeldTables {
    for (const [name, table] of tables) this.#learn(name, table);
    return this.#met(tables);
  }

  /** What `news` come to for clients that hold `from`: made once for all that read the same news. */
  move(news: object, from: HeldTables, make: () => Move): Move {
    let moves = this.#moves.get(news);
    if (!moves) this.#moves.set(news, (moves = new WeakMap()));
    const move = moves.get(from) ?? this.#moveAnew(make);
    moves.set(from, move);
    this.#last = { news, from, move };
    return move;
  }

  /** The last one that `move` gave, if it was for these: most clients of a page ask for what the one before them did. */
  lastMove(news: object, from: HeldTables): Move | null {
    const last = this.#last;
    return last !== null && last.news === news && last.from === from ? last.move : null;
  }

  #moveAnew(make: () => Move): Move {
    const { tables, rows } = make();
    const moved = new Map(tables);
    // The others are the ones that were held, and were met then.
    for (const [name, keys] of rows) {
      const table = tables.get(name);
      this.#learnSome(name, table ?? RowTable.EMPTY, keys);
      if (table) moved.set(name, this.#tableMet(name, table));
    }
    return { tables: this.#setMet(moved), rows };
  }

  #met(tables: HeldTables): HeldTables {
    return this.#setMet(new Map([...tables].map(([name, table]) => [name, this.#tableMet(name, table)])));
  }

  #setMet(tables: HeldTables): HeldTables {
    let key = '';
    for (const [name, table] of tables) key += `${name} ${this.#serialOf(table)}\n`;
    return this.#sets.find(key, () => true) ?? this.#sets.keep(key, tables);
  }

  #tableMet(name: string, table: RowTable): RowTable {
    const key = `${name} ${table.size} ${table.hash}`;
    return this.#tables.find(key, (other) => holdSame(other, table)) ?? this.#tables.keep(key, table);
  }

  #learn(name: string, table: RowTable): void {
    const shelf = this.#shelfOf(name);
    shelf.known = shelf.known.size === 0 ? table : withMissing(shelf.known, table);
    if (shelf.known.size > shelf.largest) this.#sweep(name, shelf, table);
  }

  #learnSome(name: string, table: RowTable, keys: readonly RowKey[]): void {
    const shelf = this.#shelfOf(name);
    const patch = new Map<RowKey, Row>();
    for (const key of keys) {
      const row = table.get(key);
      if (row !== undefined) patch.set(key, row);
    }
    shelf.known = shelf.known.with(patch);
    if (shelf.known.size > shelf.largest) this.#sweep(name, shelf, table);
  }

  #shelfOf(name: string): Shelf {
    let shelf = this.#shelves.get(name);
    if (!shelf) this.#shelves.set(name, (shelf = { known: RowTable.EMPTY, largest: FEWEST_KNOWN }));
    return shelf;
  }

  /** Knows only what somebody holds. */
  #sweep(name: string, shelf: Shelf, table: RowTable): void {
    const holders = this.#holders.flatMap((reference) => reference.deref() ?? []);
    this.#holders = holders.map((holder) => new WeakRef(holder));
    const held = new Set(holders.map(({ tables }) => tables.get(name) ?? RowTable.EMPTY));
    shelf.known = [...held].reduce(withMissing, table);
    shelf.largest = Math.max(FEWEST_KNOWN, 2 * shelf.known.size);
  }

  #serialOf(table: RowTable): number {
    const known = this.#serials.get(table);
    if (known !== undefined) return known;
    this.#serials.set(table, this.#nextSerial);
    return this.#nextSerial++;
  }
}

/** `known` with the rows of `table` that it holds otherwise or not at all. */
function withMissing(known: RowTable, table: RowTable): RowTable {
  const missing = new Map<RowKey, Row>();
  eachDifference(known, table, (key, row) => {
    if (row !== null) missing.set(key, row);
  });
  return known.with(missing);
}

/** Values by name, for as long as somebody else uses them. */
class Remembered<Value extends object> {
  readonly #values = new Map<string, WeakRef<Value>>();
  #largest = FEWEST_TABLES;

  find(name: string, fits: (value: Value) => boolean): Value | undefined {
    const value = this.#values.get(name)?.deref();
    return value !== undefined && fits(value) ? value : undefined;
  }

  keep(name: string, value: Value): Value {
    this.#values.set(name, new WeakRef(value));
    if (this.#values.size > this.#largest) this.#sweep();
    return value;
  }

  #sweep(): void {
    for (const [name, reference] of this.#values) if (reference.deref() === undefined) this.#values.delete(name);
    this.#largest = Math.max(FEWEST_TABLES, 2 * this.#values.size);
  }
}
