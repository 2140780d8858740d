// What the matrix shows: the server's rows of one table, and the rule's verdict for each row and session [UI-4].
import { createMemo } from 'solid-js';
import type { RowKey } from '../../protocol/rows.ts';
import type { TableContents } from '../../protocol/control.ts';
import type { SessionValues } from '../../protocol/session.ts';
import type { ServerRow } from '../../world/agreement.ts';
import type { ClientView } from '../../world/world.ts';
import { createAnswer } from '../ask.ts';
import type { Page } from '../page.tsx';
import { rowsHeld } from './matrix-past.ts';

/** Rows and clients that are drawn. */
export const LARGEST = { rows: 120, clients: 24 } as const;

/** One line of the matrix. */
export interface MatrixRow {
  readonly table: string;
  readonly key: RowKey;
  readonly title: string;
  /** The server's row; null for a row that only clients still hold. */
  readonly server: ServerRow | null;
}

export interface MatrixData {
  readonly rows: () => readonly MatrixRow[];
  readonly clients: () => readonly ClientView[];
  /** The rule's word; null until the server told it, and for rows that are gone. */
  verdict(row: MatrixRow, client: ClientView): 'true' | 'false' | null;
}

/** Follows the server's table, and asks for the verdicts of all sessions at once as rows and sessions change. */
export function createMatrixData(page: Page, table: () => string | undefined): MatrixData {
  const clients = createMemo(() => page.view().clients.slice(0, LARGEST.clients));
  const question = () => ({ table: table(), revision: page.view().revision, server: page.view().server });
  const contents = createAnswer(question, async ({ table: name }) => {
    if (name === undefined) return undefined;
    const answer = await page.world.table(name, LARGEST.rows, 0);
    return answer.ok ? answer.value : undefined;
  });
  const rows = createMemo(() => {
    const name = table();
    if (name === undefined) return [];
    return page.moment() === null ? rowsOf(page, name, contents(), clients()) : rowsHeld(name, clients());
  });
  const sessions = createMemo(() => sessionsOf(clients()), [], { equals: sameSessions });
  const verdicts = createVerdicts(page, contents, sessions);
  return {
    rows,
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
  for (const client of clients) {
    for (const cell of client.tables.find((held) => held.table === name)?.cells ?? []) {
      if (!present.has(cell.key)) found.set(cell.key, { table: name, key: cell.key, title: cell.title, server: null });
    }
  }
  return [...found.values()];
}
