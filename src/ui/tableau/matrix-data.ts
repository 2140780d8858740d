// What the matrix shows: the server's rows of one table, and the rule's verdict for each row and session [UI-4].
import { createMemo } from 'solid-js';
import type { RowKey } from '../../protocol/rows.ts';
import type { TableContents } from '../../protocol/control.ts';
import type { SessionValues } from '../../protocol/session.ts';
import type { ServerRow } from '../../world/agreement.ts';
import type { ClientView } from '../../world/world.ts';
import { createAnswer } from '../ask.ts';
import type { Page } from '../page.tsx';
import { heldBy, rowsHeld } from './matrix-past.ts';
import type { Span } from './window.ts';

/** Rows that are read of the server at once, and how far reading moves when another part is looked at. */
const READ = { rows: 240, step: 80 } as const;

/** One line of the matrix. */
export interface MatrixRow {
  readonly table: string;
  readonly key: RowKey;
  readonly title: string;
  /** The server's row; null for a row that only clients still hold. */
  readonly server: ServerRow | null;
}

/** What is in sight of the grid. */
export interface MatrixSight {
  /** The first line in sight. */
  readonly firstLine: () => number;
  /** What is drawn of so many lines. */
  lines(count: number): Span;
  /** Of the clients. */
  readonly columns: () => Span;
}

export interface MatrixData {
  /** All lines, read or not. */
  readonly lineCount: () => number;
  /** The row of a line; undefined while it is not read. */
  row(line: number): MatrixRow | undefined;
  readonly clients: () => readonly ClientView[];
  /** The rule's word; null until the server told it, and for rows that are gone. */
  verdict(row: MatrixRow, client: ClientView): 'true' | 'false' | null;
}

/** Follows the part of the server's table that is in sight, and asks for the verdicts of all sessions in sight at once. */
export function createMatrixData(page: Page, table: () => string | undefined, sight: MatrixSight): MatrixData {
  const clients = () => page.view().clients;
  const offset = createMemo(() => Math.max(0, Math.floor(sight.firstLine() / READ.step) - 1) * READ.step);
  const question = () => ({
    table: table(),
    from: offset(),
    revision: page.view().revision,
    server: page.view().server,
  });
  const read = createAnswer(question, async ({ table: name, from }) => {
    if (name === undefined) return undefined;
    const answer = await page.world.table(name, READ.rows, from);
    return answer.ok ? { from, contents: answer.value } : undefined;
  });
  const contents = () => read()?.contents;
  const rows = createMemo(() => {
    const name = table();
    if (name === undefined) return [];
    return page.moment() === null ? rowsOf(page, name, contents(), clients()) : rowsHeld(name, clients());
  });
  const first = () => (page.moment() === null ? (read()?.from ?? 0) : 0);
  const inSight = createMemo(() => clients().slice(sight.columns().from, sight.columns().until));
  const sessions = createMemo(() => sessionsOf(inSight()), [], { equals: sameSessions });
  const verdicts = createVerdicts(page, contents, sessions);
  return {
    lineCount: () => Math.max(rows().length, page.moment() === null ? (contents()?.total ?? 0) : 0),
    row: (line) => rows()[line - first()],
    clients,
    verdict({ server, table: name, key }, { session }) {
      const found = verdicts();
      // The rule is asked of the server, and the server is of now.
      if (page.moment() !== null) return null;
      if (server === null || session === null || found?.table !== name) return null;
      const allowed = found.allowed.get(JSON.stringify(session));
      return allowed ? (allowed.has(key) ? 'true' : 'false') : null;
    },
  };
}

interface MatrixVerdicts {
  readonly table: string;
  /** By session. */
  readonly allowed: ReadonlyMap<string, ReadonlySet<RowKey>>;
}

/** The last verdicts stay while the server goes on. */
function createVerdicts(
  page: Page,
  contents: () => TableContents | undefined,
  sessions: () => readonly SessionValues[],
): () => MatrixVerdicts | undefined {
  let last: MatrixVerdicts | undefined;
  return createAnswer(
    () => ({ contents: contents(), sessions: sessions() }),
    async ({ contents: asked, sessions: judged }) => {
      if (!asked) return undefined;
      const answer = await page.world.database.verdicts(asked.table, judged, null);
      if (!answer.ok || !answer.value) return last;
      const { listOf, lists } = answer.value;
      const sets = lists.map((list) => new Set(list));
      const allowed = judged.map((session, index) => {
        return [JSON.stringify(session), sets[listOf[index] ?? -1] ?? new Set<RowKey>()] as const;
      });
      last = { table: asked.table, allowed: new Map(allowed) };
      return last;
    },
  );
}

function sessionsOf(clients: readonly ClientView[]): readonly SessionValues[] {
  const distinct = clients.flatMap(({ session }) => (session ? [[JSON.stringify(session), session] as const] : []));
  return [...new Map(distinct).values()];
}

function sameSessions(before: readonly SessionValues[], after: readonly SessionValues[]): boolean {
  return before.length === after.length && before.every((session, index) => session === after[index]);
}

function rowsOf(
  page: Page,
  name: string,
  contents: TableContents | undefined,
  clients: readonly ClientView[],
): readonly MatrixRow[] {
  const table = page.view().schema?.tables.find((candidate) => candidate.name === name);
  if (!table || contents?.table !== name) return [];
  const place = (column: string | undefined) => contents.columns.findIndex((candidate) => candidate === column);
  const keyAt = place(table.primaryKey);
  const titleAt = place(table.columns.find((column) => column.valueType.kind === 'string')?.name);
  const rows = contents.rows.flatMap((values, index): MatrixRow[] => {
    const key = values[keyAt];
    if (typeof key !== 'number' && typeof key !== 'string') return [];
    const title = values[titleAt];
    return [
      {
        table: name,
        key,
        title: typeof title === 'string' && title !== '' ? title : String(key),
        server: {
          values: Object.fromEntries(contents.columns.map((column, at) => [column, values[at] ?? null])),
          stamp: contents.stamps[index] ?? null,
        },
      },
    ];
  });
  return [
    ...rows,
    ...leftovers(name, contents.total > rows.length ? null : new Set(rows.map(({ key }) => key)), clients),
  ];
}

/** Rows that clients hold and the server does not; `present` is null where the server has more rows than were read. */
function leftovers(name: string, present: ReadonlySet<RowKey> | null, clients: readonly ClientView[]): MatrixRow[] {
  const found = new Map<RowKey, MatrixRow>();
  if (present === null) return [];
  for (const held of heldBy(clients, name)) {
    for (const cell of held.cells) {
      if (!present.has(cell.key)) found.set(cell.key, { table: name, key: cell.key, title: cell.title, server: null });
    }
  }
  return [...found.values()];
}
