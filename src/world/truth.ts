// The server's rows at one revision, read past every permission: what clients are proven against.
import type { JsonObject } from '../base/json.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { Control } from '../protocol/control.ts';
import type { RowKey } from '../protocol/rows.ts';

/** Rows read of a table; of a larger one the rest is not proven. */
const MOST_ROWS = 500;

export interface TrueRow {
  readonly table: string;
  readonly key: RowKey;
  readonly values: JsonObject;
  /** Names the row and its values: another version has another. */
  readonly version: string;
}

export interface Truth {
  /** By `["table",key]`. */
  readonly rows: ReadonlyMap<string, TrueRow>;
  /** Tables that were read to the end. */
  readonly whole: ReadonlySet<string>;
  /** Whether the server is still where it was when the rows were read. */
  stillHolds(): Promise<boolean>;
}

/** Null while the server does not run or does not answer. */
export async function readTruth(control: Control, tables: readonly SchemaTable[]): Promise<Truth | null> {
  const moment = await momentOf(control);
  if (moment === null) return null;
  const answers = await Promise.all(tables.map((table) => control.table(table.name, MOST_ROWS, 0)));
  const rows = new Map<string, TrueRow>();
  const whole = new Set<string>();
  for (const [index, answer] of answers.entries()) {
    const table = tables[index];
    if (!answer.ok || !table) return null;
    const { columns, rows: lines, total } = answer.value;
    const keyAt = columns.indexOf(table.primaryKey);
    for (const line of lines) {
      const key = line[keyAt];
      if (typeof key !== 'number' && typeof key !== 'string') continue;
      const name = JSON.stringify([table.name, key]);
      const values = Object.fromEntries(columns.map((column, at) => [column, line[at] ?? null]));
      rows.set(name, { table: table.name, key, values, version: name + JSON.stringify(line) });
    }
    if (lines.length >= total) whole.add(table.name);
  }
  return { rows, whole, stillHolds: async () => (await momentOf(control)) === moment };
}

async function momentOf(control: Control): Promise<string | null> {
  const status = await control.status();
  if (!status.ok || status.value.phase !== 'running') return null;
  return `${status.value.databaseEpoch} ${status.value.serverRevision}`;
}
