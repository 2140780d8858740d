// A whole database on its way to another place: what differs goes there in pieces, and takes effect in one batch.
import { allRows, asList, copiedTables, insertRows, schemaObjects, type SchemaObject } from './libsql-copy.ts';
import type { Found } from './libsql-content.ts';
import type { ServiceStatement } from './libsql-service.ts';
import { quoteName, type Transaction } from './storage.ts';

/** Characters of rows that one request carries, about. */
export const PIECE_LENGTH = 500_000;

const MAKE_ARRIVING: ServiceStatement = {
  sql: `create table if not exists _pyre_arriving (
  batch text not null, name text not null, number text not null, rows text not null, primary key (batch, name, number)
)`,
};
const ARRIVE = `insert or replace into _pyre_arriving (batch, name, number, rows) values ($batch, $name, $number, $rows)`;
const ARRIVED = `(select json_each.value from _pyre_arriving, json_each(_pyre_arriving.rows)
  where batch = $batch and name = $name order by cast(number as integer), json_each.key)`;
const DROP_ARRIVING: ServiceStatement = { sql: 'drop table if exists _pyre_arriving' };

/** A database at one moment. */
export interface Whole {
  readonly objects: readonly SchemaObject[];
  readonly tables: readonly WholeTable[];
}

interface WholeTable {
  readonly name: string;
  readonly insert: (source?: string) => string;
  readonly rows: readonly string[];
}

/** Statements that bring another place here: `pieces` one by one beforehand, `batch` in one step. */
export interface Passage {
  readonly pieces: readonly (readonly ServiceStatement[])[];
  readonly batch: readonly ServiceStatement[];
}

/** All of the database at hand. */
export function wholeDatabase(transaction: Transaction): Whole {
  const tables = copiedTables(transaction).map((table) => {
    return {
      name: table.name,
      insert: (source?: string) => insertRows(table, source),
      rows: allRows(transaction, table),
    };
  });
  return { objects: schemaObjects(transaction), tables };
}

/** From what was found there to `whole`. `same`: rows that are known to be there, by table. */
export function passage(whole: Whole, found: Found, same: ReadonlyMap<string, string>, batch: string): Passage {
  const made = new Map(whole.objects.map(({ name, sql }) => [name, sql]));
  const gone = found.objects.filter(({ name, sql }) => found.own.has(name) && made.get(name) !== sql);
  const there = new Set(found.objects.filter((object) => !gone.includes(object)).map(({ name }) => name));
  const fresh = whole.objects.filter(({ name }) => !there.has(name));
  const pieces: ServiceStatement[][] = [];
  const filled = whole.tables.flatMap((table) => {
    const isThere = there.has(table.name);
    if (isThere && same.get(table.name) === asList(table.rows)) return [];
    const cleared = isThere ? [{ sql: `delete from ${quoteName(table.name)}` }] : [];
    return [...cleared, ...fill(table, batch, pieces)];
  });
  if (pieces.length > 0) pieces.unshift([DROP_ARRIVING, MAKE_ARRIVING]);
  // An index goes with its table, whoever made it: all are made again when a table was.
  const indexes = whole.objects.filter(({ type }) => type === 'index').map(({ sql }) => ({ sql: ifNotThere(sql) }));
  const statements = [
    ...gone.toReversed().map(({ type, name }) => ({ sql: `drop ${type} if exists ${quoteName(name)}` })),
    ...fresh.filter(({ type }) => type === 'table').map(({ sql }) => ({ sql })),
    ...filled,
    ...(fresh.length > 0 ? indexes : []),
    DROP_ARRIVING,
  ];
  return { pieces, batch: statements };
}

function ifNotThere(sql: string): string {
  return sql.replace(/^(create (?:unique )?index) /i, '$1 if not exists ');
}

function fill(
  { name, insert, rows }: WholeTable,
  batch: string,
  pieces: ServiceStatement[][],
): readonly ServiceStatement[] {
  const lists = inPieces(rows);
  const [only] = lists;
  if (only === undefined) return [];
  if (lists.length === 1) return [{ sql: insert(), args: { rows: only } }];
  lists.forEach((list, number) => {
    pieces.push([{ sql: ARRIVE, args: { batch, name, number: String(number), rows: list } }]);
  });
  return [{ sql: insert(ARRIVED), args: { batch, name } }];
}

function inPieces(rows: readonly string[]): readonly string[] {
  const lists: string[] = [];
  let [piece, length]: [string[], number] = [[], 0];
  for (const row of rows) {
    if (length + row.length > PIECE_LENGTH && piece.length > 0) {
      lists.push(asList(piece));
      [piece, length] = [[], 0];
    }
    piece.push(row);
    length += row.length;
  }
  return piece.length > 0 ? [...lists, asList(piece)] : lists;
}
