// The world as files, across the worker's boundary: the database taken along, and rows of another one brought in [UI-16].
import * as v from 'valibot';
import type { ControlAnswer, ServerStatus } from './control.ts';
import type { DatabaseImage } from './inspection.ts';

/** Larger databases are not read: they would live in memory twice. */
export const LARGEST_DATABASE = 200_000_000;

/** What the server was handed as a database. */
export const databaseFile = v.pipe(
  v.instance(Uint8Array),
  v.check(({ byteLength }) => byteLength <= LARGEST_DATABASE, 'the file is larger than this page can hold'),
);

/** What came of a database that was brought in. */
export interface BroughtIn {
  readonly status: ServerStatus;
  /** Rows by table, in the schema's order. */
  readonly rows: readonly { readonly table: string; readonly count: number }[];
  /** Tables of the file that the schema does not have. */
  readonly leftOut: readonly string[];
}

/** What a page may ask. Every method answers with an envelope. */
export interface FilesControl {
  /** The database as Pyre would have made it: without what only this server needs. Opens in any SQLite. */
  exportDatabase(): Promise<ControlAnswer<DatabaseImage>>;
  /**
   * Starts over with the rows of this SQLite file: a new epoch, the same sources. Rows that do not fit the schema are refused
   * by name, and then nothing has changed.
   */
  importDatabase(bytes: Uint8Array): Promise<ControlAnswer<BroughtIn>>;
}
