// Rows for a fresh database, decided by a seed: plausible by the columns' names and types, with foreign keys that lead somewhere.
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { SqlValue } from '../engine/engine.ts';
import type { SchemaAnswer, SchemaTable } from '../protocol/catalog.ts';
import { raiseClock } from './mutate.ts';
import { SeedValues, type CellValue } from './seed-values.ts';
import { quoteName, type Transaction } from './storage.ts';
import { unionsByName } from './values.ts';

/** Rows of a table that refers to no other, and of one that does. */
export const ROWS_OF_ROOT_TABLE = 20;
export const ROWS_OF_REFERRING_TABLE = 40;

/** So many first rows of a table are referred to more often than the rest, by this share of the rows that refer. */
const FAVOURED_KEYS = 6;
const FAVOURED_SHARE = 0.6;

/** A column that holds a key of another table. */
interface Reference {
  readonly column: string;
  readonly table: string;
  readonly tableColumn: string;
}

/** Fills every table, parents first. Leaves no changes behind and the revision at 0. */
export function seedDatabase(transaction: Transaction, schema: SchemaAnswer, random: Random, clock: Clock): void {
  const references = new Map(schema.tables.map((table) => [table.name, referencesOf(schema, table)]));
  const values = new SeedValues(random, unionsByName(schema.unions), Math.floor(clock.nowMs() / 1000));
  raiseClock(transaction, clock.nowMs());
  for (const table of parentsFirst(schema.tables, references)) {
    seedTable(transaction, table, references.get(table.name) ?? [], values, random.fork(table.name));
  }
  transaction.all('delete from _pyre_changes');
}

/** Links name foreign keys from either side. */
function referencesOf(schema: SchemaAnswer, table: SchemaTable): readonly Reference[] {
  const own = table.links
    .filter((link) => link.column !== table.primaryKey && table.columns.some(({ name }) => name === link.column))
    .map((link) => ({ column: link.column, table: link.toTable, tableColumn: link.toColumn }));
  const fromOthers = schema.tables.flatMap((other) =>
    other.links
      .filter(
        (link) => link.toTable === table.name && link.column === other.primaryKey && link.toColumn !== table.primaryKey,
      )
      .map((link) => ({ column: link.toColumn, table: other.name, tableColumn: link.column })),
  );
  const ids = table.columns.flatMap(({ name, valueType }) => {
    const owner = valueType.kind === 'id' && schema.tables.find(({ record }) => record === valueType.record);
    return owner && name !== table.primaryKey
      ? [{ column: name, table: owner.name, tableColumn: owner.primaryKey }]
      : [];
  });
  const byColumn = new Map([...ids, ...fromOthers, ...own].map((reference) => [reference.column, reference]));
  return [...byColumn.values()];
}

/** Tables in an order in which references lead back; within a circle, in the order of the schema. */
function parentsFirst(
  tables: readonly SchemaTable[],
  references: ReadonlyMap<string, readonly Reference[]>,
): readonly SchemaTable[] {
  const ordered = new Set<SchemaTable>();
  const visiting = new Set<SchemaTable>();
  const visit = (table: SchemaTable): void => {
    if (visiting.has(table)) return;
    visiting.add(table);
    for (const reference of references.get(table.name) ?? []) {
      const parent = tables.find(({ name }) => name === reference.table);
      if (parent) visit(parent);
    }
    ordered.add(table);
  };
  tables.forEach(visit);
  return [...ordered];
}

function seedTable(
  transaction: Transaction,
  table: SchemaTable,
  references: readonly Reference[],
  values: SeedValues,
  random: Random,
): void {
  const targets = new Map(references.map((reference) => [reference.column, keysOf(transaction, reference)]));
  const rows = references.length > 0 ? ROWS_OF_REFERRING_TABLE : ROWS_OF_ROOT_TABLE;
  for (let number = 1; number <= rows; number++) {
    const cells = rowCells(table, targets, values, random, number);
    if (cells) insertRow(transaction, table.name, cells);
  }
}

/** Null when a required reference has nothing to lead to. */
function rowCells(
  table: SchemaTable,
  targets: ReadonlyMap<string, readonly SqlValue[]>,
  values: SeedValues,
  random: Random,
  number: number,
): ReadonlyMap<string, CellValue> | null {
  const cells = new Map<string, CellValue>();
  values.startRow(random, number, table.record);
  for (const column of table.columns) {
    const keys = targets.get(column.name);
    if (!keys)
      for (const [name, cell] of values.column(column, column.name === table.primaryKey)) cells.set(name, cell);
    else if (keys.length > 0) cells.set(column.name, { value: pickReference(keys, random), isDocument: false });
    else if (!column.nullable) return null;
  }
  return cells;
}

/** Most rows refer to the first few: those are the users that a page begins with, and each should have something. */
function pickReference(keys: readonly SqlValue[], random: Random): SqlValue {
  const few = keys.slice(0, FAVOURED_KEYS);
  return random.fraction() < FAVOURED_SHARE ? random.pick(few) : random.pick(keys);
}

function keysOf(transaction: Transaction, reference: Reference): readonly SqlValue[] {
  const column = quoteName(reference.tableColumn);
  const sql = `select ${column} from ${quoteName(reference.table)} where ${column} is not null order by 1`;
  return transaction.all(sql).rows.map(([key]) => key ?? null);
}

/** A row that some unique index does not admit is left out. */
function insertRow(transaction: Transaction, table: string, cells: ReadonlyMap<string, CellValue>): void {
  const names = [...cells.keys()];
  const parameters = Object.fromEntries(names.map((name, index) => [`$${index}`, cells.get(name)?.value ?? null]));
  const slots = names.map((name, index) => (cells.get(name)?.isDocument ? `jsonb($${index})` : `$${index}`));
  const columns = names.map(quoteName).join(', ');
  transaction.all(`insert or ignore into ${quoteName(table)} (${columns}) values (${slots.join(', ')})`, parameters);
}
