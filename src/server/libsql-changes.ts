// Notes which rows were written since the last look, internal ones included: by triggers, so that a rollback forgets them too.
import { copiedTables, replaceRows, type CopiedTable } from './libsql-copy.ts';
import type { ServiceStatement } from './libsql-service.ts';
import { quoteName, type Storage, type Transaction } from './storage.ts';

const NOTES = 'temp."copy notes"';
const MAKE_NOTES = `create temp table if not exists "copy notes"
  (name text not null, row integer not null, primary key (name, row)) without rowid`;
const READ_NOTES = `select name, json_group_array(row) from ${NOTES} group by name`;

/** The rows of one storage that were written and not taken yet. */
export class WrittenRows {
  readonly #storage: Storage;
  #tables: ReadonlyMap<string, CopiedTable> = new Map();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Notes writes of every table there is now, from now on. */
  watch(transaction: Transaction, tables: readonly CopiedTable[]): void {
    this.#tables = new Map(tables.map((table) => [table.name, table]));
    transaction.execute(MAKE_NOTES);
    transaction.all(`delete from ${NOTES}`);
    for (const { name } of tables) for (const sql of triggersOf(name)) transaction.execute(sql);
  }

  /** Statements that do the same elsewhere. */
  take(): readonly ServiceStatement[] {
    return this.#storage.transaction((transaction) => {
      const noted = transaction.all(READ_NOTES).rows;
      if (noted.length > 0) transaction.all(`delete from ${NOTES}`);
      return noted.flatMap(([name, keys]) => {
        const table = this.#tables.get(String(name));
        return table ? replaceRows(transaction, table, String(keys)) : [];
      });
    });
  }
}

/** The tables of the storage at hand, watched from now on. */
export function watchAll(written: WrittenRows, transaction: Transaction): readonly CopiedTable[] {
  const tables = copiedTables(transaction);
  written.watch(transaction, tables);
  return tables;
}

function triggersOf(table: string): readonly string[] {
  const events = [
    ['insert', ['new']],
    ['update', ['old', 'new']],
    ['delete', ['old']],
  ] as const;
  return events.flatMap(([event, images]) => {
    const name = quoteName(`copy ${event} ${table}`);
    const literal = `'${table.replaceAll("'", "''")}'`;
    // Not `insert or ignore`: a statement with a conflict clause of its own would put that in its place.
    const notes = images.map((image) => {
      const known = `select 1 from "copy notes" where name = ${literal} and row = ${image}._rowid_`;
      return `insert into "copy notes" select ${literal}, ${image}._rowid_ where not exists (${known});`;
    });
    const body = notes.join(' ');
    return [
      `drop trigger if exists temp.${name}`,
      `create temp trigger ${name} after ${event} on main.${quoteName(table)} begin ${body} end`,
    ];
  });
}
