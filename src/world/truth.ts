// The server's rows at one revision, read past every permission: what clients are proven against.
import type { JsonObject } from '../base/json.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { Control, TableContents } from '../protocol/control.ts';
import type { RowKey } from '../protocol/rows.ts';

/** Rows read of a table; of a larger one the rest is not proven. */
const MOST_ROWS = 2_000;

export interface TrueRow {
  readonly values: JsonObject;
  /** When it was written; null where rows carry no stamps. */
  readonly stamp: number | null;
  /** Names the row's version: another one has another. */
  readonly version: number | string;
}

export interface TrueTable {
  readonly name: string;
  readonly rows: ReadonlyMap<RowKey, TrueRow>;
  /** Whether the table was read to its end. */
  readonly whole: boolean;
}

export interface Truth {
  readonly tables: readonly TrueTable[];
  /** Epoch and revision at which the rows were read. */
  readonly moment: Moment;
  /** Whether the server is still where it was when the rows were read. */
  stillHolds(): Promise<boolean>;
}

/** A state of the server's database. */
export interface Moment {
  readonly databaseEpoch: string;
  readonly serverRevision: number;
}

export function sameMoment(one: Moment | null, other: Moment | null): boolean {
  return one?.databaseEpoch === other?.databaseEpoch && one?.serverRevision === other?.serverRevision;
}

/** Null while the server does not run or does not answer. */
export async function readTruth(control: Control, schema: readonly SchemaTable[]): Promise<Truth | null> {
  const moment = await momentOf(control);
  if (moment === null) return null;
  const answers = await Promise.all(schema.map((table) => control.table(table.name, MOST_ROWS, 0)));
  const tables: TrueTable[] = [];
  for (const [index, answer] of answers.entries()) {
    const table = schema[index];
    if (!answer.ok || !table) return null;
    tables.push(trueTable(table, answer.value));
  }
  return { tables, moment, stillHolds: async () => sameMoment(await momentOf(control), moment) };
}

function trueTable(
  { name, primaryKey }: SchemaTable,
  { columns, rows: lines, stamps, total }: TableContents,
): TrueTable {
  const keyAt = columns.indexOf(primaryKey);
  const rows = new Map<RowKey, TrueRow>();
  for (const [index, line] of lines.entries()) {
    const key = line[keyAt];
    if (typeof key !== 'number' && typeof key !== 'string') continue;
    const values = Object.fromEntries(columns.map((column, at) => [column, line[at] ?? null]));
    const stamp = stamps[index] ?? null;
    rows.set(key, { values, stamp, version: stamp ?? JSON.stringify(line) });
  }
  return { name, rows, whole: lines.length >= total };
}

async function momentOf(control: Control): Promise<Moment | null> {
  const status = await control.status();
  if (!status.ok || status.value.phase !== 'running') return null;
  const { databaseEpoch, serverRevision } = status.value;
  return { databaseEpoch, serverRevision };
}
