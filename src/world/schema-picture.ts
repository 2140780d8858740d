// The schema as the tableau needs it, and the rows drawn under it: made once for all clients that hold the same.
import type { HeldTables, RowTable } from '../client/client.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { SessionValues } from '../protocol/session.ts';
import { TableCells } from './held.ts';
import { userName, userPlace } from './names.ts';
import { CellMaker } from './titles.ts';
import type { HeldTable } from './view.ts';

/** What clients that hold the same tables show of them. */
export interface HeldPicture {
  readonly tables: readonly HeldTable[];
  readonly heldRows: number;
}

/** Rows drawn under one schema: what is alike is drawn once. */
export class Drawing {
  readonly #schema: SchemaAnswer | null;
  readonly #makers: ReadonlyMap<string, CellMaker>;
  readonly #userTable: string | null;
  readonly #pictures = new WeakMap<HeldTables, HeldPicture>();
  readonly #cells = new WeakMap<RowTable, HeldTable>();
  readonly #empty = new Map<string, HeldTable>();

  constructor(schema: SchemaAnswer | null) {
    const user = schema && userPlace(schema)?.table;
    const synced = schema?.tables.filter((table) => table.synced) ?? [];
    // The user's own row shows as the client's name; it is a card's content only where there is nothing else.
    const drawn = synced.filter((table) => table !== user);
    this.#schema = schema;
    this.#userTable = user?.name ?? null;
    this.#makers = new Map((drawn.length > 0 ? drawn : synced).map((table) => [table.name, new CellMaker(table)]));
  }

  /** The picture of what a client holds; the same for all that hold the same. */
  of(tables: HeldTables): HeldPicture {
    const known = this.#pictures.get(tables);
    if (known) return known;
    const drawn = [...this.#makers].map(([name, maker]) => this.#held(name, maker, tables.get(name)));
    const heldRows = [...tables.values()].reduce((sum, { size }) => sum + size, 0);
    const picture = { tables: drawn, heldRows };
    this.#pictures.set(tables, picture);
    return picture;
  }

  /** What a session's user is called, by the rows that its client holds; null where they tell nothing. */
  nameOf(session: SessionValues | null, tables: HeldTables): string | null {
    return userName(this.#schema, session, tables);
  }

  /** The rows that a name depends on. */
  namesIn(tables: HeldTables): RowTable | undefined {
    return this.#userTable === null ? undefined : tables.get(this.#userTable);
  }

  /** Whether a change of these rows, by table, may give somebody another name. */
  concernsNames(rows: ReadonlyMap<string, unknown>): boolean {
    return this.#userTable !== null && rows.has(this.#userTable);
  }

  #held(name: string, maker: CellMaker, rows: RowTable | undefined): HeldTable {
    const known = rows === undefined ? this.#empty.get(name) : this.#cells.get(rows);
    if (known?.table === name) return known;
    const held = new TableCells(name, this.#recordOf(name), maker, rows);
    if (rows === undefined) this.#empty.set(name, held);
    else this.#cells.set(rows, held);
    return held;
  }

  #recordOf(table: string): string {
    return this.#schema?.tables.find((candidate) => candidate.name === table)?.record ?? table;
  }
}

/** The page's schema, and how rows are drawn under it now. Shared by all clients of a page. */
export class SchemaPicture {
  #answer: SchemaAnswer | null = null;
  #drawing = new Drawing(null);
  /** The object last seen: all clients of a page share one. */
  #seen: SchemaAnswer | null = null;

  get answer(): SchemaAnswer | null {
    return this.#answer;
  }

  /** Another one for every schema: a picture made earlier stays as it was. */
  get drawing(): Drawing {
    return this.#drawing;
  }

  /** Takes another schema; an equal one changes nothing. */
  take(schema: SchemaAnswer): void {
    if (this.#seen === schema) return;
    this.#seen = schema;
    if (this.#answer !== null && JSON.stringify(this.#answer) === JSON.stringify(schema)) return;
    this.#answer = schema;
    this.#drawing = new Drawing(schema);
  }
}
