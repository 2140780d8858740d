// The server's part in taking a world along: its door, checked like every other [UI-16].
import * as v from 'valibot';
import type { Clock } from '../base/clock.ts';
import { MissingPart } from '../base/part.ts';
import type { Secrets } from '../base/random.ts';
import type { ControlAnswer, ServerStatus } from '../protocol/control.ts';
import { databaseFile, type BroughtIn, type FilesControl } from '../protocol/files.ts';
import { cleaningStatements } from './clean-copy.ts';
import type { Kept } from './journal.ts';
import { freshSync, type ReadDatabase } from './read-database.ts';
import type { Server } from './server.ts';
import { StorageError, type Storage } from './storage.ts';

/** How the desk reaches the server that runs, and replaces it. */
export interface FileDeskOptions {
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Null where none runs. */
  server(): Promise<Server | null>;
  /** Opens a database that is handed in as a file. Absent where that cannot be done. */
  readonly openFile?: (bytes: Uint8Array) => Promise<Storage>;
  /** Starts over from what is kept; rejects with what the database said when that does not fit. */
  startFrom(kept: Kept): Promise<ServerStatus>;
  report(error: unknown): void;
}

export function fileDesk(options: FileDeskOptions): FilesControl {
  return {
    exportDatabase: () => answered(options, async () => exportDatabase(await options.server())),
    importDatabase: (bytes) => answered(options, () => importDatabase(options, bytes)),
  };
}

type Exported = Awaited<ReturnType<FilesControl['exportDatabase']>>;

function exportDatabase(server: Server | null): Exported {
  if (!server) return { ok: false, message: 'No server is running.' };
  return server.inspection.image((storage) => storage.transaction(cleaningStatements));
}

async function importDatabase(options: FileDeskOptions, given: unknown): Promise<ControlAnswer<BroughtIn>> {
  const checked = v.safeParse(databaseFile, given);
  if (!checked.success) return { ok: false, message: `It is no database: ${checked.issues[0].message}.` };
  const server = await options.server();
  if (!server || !options.openFile) return { ok: false, message: 'No server is running that could take it.' };
  await server.complete();
  const read = await readFile(options, server, checked.output);
  if (!read.ok) return read;
  const { tables, counts, leftOut } = read.value;
  const snapshot = server.snapshot();
  const fresh = { ...snapshot, requests: [], tables: [...tables, freshSync(options.secrets.token())] };
  const status = await options.startFrom({ snapshot: fresh, records: [] });
  return { ok: true, value: { status, rows: counts, leftOut } };
}

async function readFile(
  { openFile, clock }: FileDeskOptions,
  server: Server,
  bytes: Uint8Array,
): Promise<ReadDatabase> {
  let file: Storage | null = null;
  try {
    file = (await openFile?.(bytes)) ?? null;
    if (!file) return { ok: false, message: 'No database can be opened here.' };
    return await server.readDatabase(file, clock.nowMs() * 1000);
  } catch (error) {
    if (error instanceof MissingPart) throw error;
    const said = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `It is no SQLite database: ${said}.` };
  } finally {
    file?.close();
  }
}

/** What breaks is an answer: of the rows, in SQLite's words; of ours, reported. */
async function answered<Value>(
  { report }: FileDeskOptions,
  work: () => Promise<ControlAnswer<Value>>,
): Promise<ControlAnswer<Value>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MissingPart) return { ok: false, message: `It cannot be read: ${error.message}.` };
    if (error instanceof StorageError) return { ok: false, message: `Its rows do not fit: ${error.message}.` };
    report(error);
    return { ok: false, message: 'The server made a mistake.' };
  }
}
