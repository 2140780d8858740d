// What a database elsewhere holds when a server starts: its schema and all rows, page by page.
import {
  asList,
  copiedTables,
  insertRows,
  restoreCounters,
  rowOfPage,
  selectPage,
  SCHEMA_SQL,
  toSchemaObject,
  type CopiedTable,
  type SchemaObject,
} from './libsql-copy.ts';
import type { Service } from './libsql-service.ts';
import type { Storage } from './storage.ts';

/** Rows that are read at once. */
const PAGE_ROWS = 1_000;
/** Only databases of ours have it. */
const OURS = '_pyre_sync';
/** What this room keeps there beside the rows. */
const BESIDE = new Set(['_pyre_holder', '_pyre_arriving']);

/** The schema of a database elsewhere, and which part of it is ours. */
export interface Found {
  /** Everything that is there, but for what is kept beside the rows. */
  readonly objects: readonly SchemaObject[];
  /** Names of what is ours; empty where nothing is. */
  readonly own: ReadonlySet<string>;
  readonly counters: string;
}

/** Looks at the schema. A database of ours that was copied there as a file is ours altogether. Rejects with `ServiceError`. */
export async function look(service: Service): Promise<Found> {
  const [rows = []] = await service.read([{ sql: SCHEMA_SQL }]);
  const all = rows.map(toSchemaObject);
  const objects = all.filter(({ name }) => !BESIDE.has(name));
  const names = objects.map(({ name }) => name);
  const isHeld = all.some(({ name }) => name === '_pyre_holder');
  const [own, counters] = isHeld ? await readBeside(service) : ['[]', ''];
  const listed = new Set(namesIn(own));
  if (listed.size > 0) return { objects, own: listed, counters };
  return { objects, own: new Set(names.includes(OURS) ? names : []), counters: '' };
}

async function readBeside(service: Service): Promise<readonly [string, string]> {
  const [[row] = []] = await service.read([{ sql: 'select objects, counters from _pyre_holder where id = 1' }]);
  return [String(row?.[0] ?? '[]'), String(row?.[1] ?? '')];
}

function namesIn(list: string): readonly string[] {
  const names: unknown = JSON.parse(list);
  return Array.isArray(names) ? names.map(String) : [];
}

/** Copies what is ours into an empty storage. Gives each table's rows as they were. Rejects with `ServiceError`. */
export async function copyHere(
  service: Service,
  { objects, own, counters }: Found,
  storage: Storage,
): Promise<ReadonlyMap<string, string>> {
  const tables = storage.transaction((transaction) => {
    for (const { name, sql } of objects) if (own.has(name)) transaction.execute(sql);
    return copiedTables(transaction);
  });
  const rows = new Map<string, string>();
  for (const table of tables) rows.set(table.name, await readTable(service, table));
  storage.transaction((transaction) => {
    for (const table of tables) transaction.all(insertRows(table), { $rows: rows.get(table.name) ?? '[]' });
    if (counters !== '' && counters !== '[]') restoreCounters(transaction, counters);
  });
  return rows;
}

async function readTable(service: Service, table: CopiedTable): Promise<string> {
  const texts: string[] = [];
  for (let after: string | null = '-9223372036854775808'; after !== null;) {
    const [page = []] = await service.read([selectPage(table, after, PAGE_ROWS)]);
    for (const row of page) texts.push(rowOfPage(table, row));
    after = page.length < PAGE_ROWS ? null : String(page.at(-1)?.[0]);
  }
  return asList(texts);
}

/** Names of `objects` that are somebody else's there. */
export function strangers({ objects, own }: Found, mine: readonly SchemaObject[]): readonly string[] {
  const names = new Set(mine.map(({ name }) => name.toLowerCase()));
  return objects.filter(({ name }) => !own.has(name) && names.has(name.toLowerCase())).map(({ name }) => name);
}
