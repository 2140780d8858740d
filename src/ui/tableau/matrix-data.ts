// What the matrix shows: the server's rows of one table, and the rule's verdict for each row and session [UI-4].
import { createMemo } from 'solid-js';
import type { JsonObject } from '../../base/json.ts';
import type { RowKey } from '../../protocol/rows.ts';
import type { Explanation, TableContents } from '../../protocol/control.ts';
import type { ClientView, World } from '../../world/world.ts';
import { createAnswer } from '../ask.ts';
import type { Page } from '../page.tsx';
import { inSchemaWords } from '../row/why.ts';

/** Rows and clients that are judged; a larger matrix would ask the server for more than a person can read. */
export const LARGEST = { rows: 120, clients: 24 } as const;

/** One line of the matrix. */
export interface MatrixRow {
  readonly table: string;
  readonly key: RowKey;
  readonly title: string;
  /** The server's columns; null for a row that only clients still hold. */
  readonly values: JsonObject | null;
}

export interface MatrixData {
  readonly rows: () => readonly MatrixRow[];
  readonly clients: () => readonly ClientView[];
  /** The verdict with its parts; undefined until the server told it. */
  explanation(row: MatrixRow, client: ClientView): Explanation | undefined;
}

/** Follows the server's table and asks for verdicts as rows and sessions change; what was judged is not asked again. */
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
    return name === undefined ? [] : rowsOf(page, name, contents(), clients());
  });
  const judged = new Map<string, Explanation>();
  const verdicts = createAnswer(
    () => ({ rows: rows(), clients: clients() }),
    async ({ rows: lines, clients: columns }) => {
      await Promise.all(columns.flatMap((client) => lines.map((row) => judge(page.world, row, client, judged))));
      // Another object each time: what is in the map changed, though the map is the same.
      return { judged };
    },
  );
  return {
    rows,
    clients,
    explanation(row, client) {
      const found = verdicts()?.judged.get(keyOf(row, client));
      return found && inSchemaWords(found, page.view().schema, row.table);
    },
  };
}

async function judge(
  world: World,
  row: MatrixRow,
  client: ClientView,
  judged: Map<string, Explanation>,
): Promise<void> {
  const name = keyOf(row, client);
  if (row.values === null || client.session === null || judged.has(name)) return;
  const answer = await world.explain(client.id, row.table, row.key);
  if (answer.ok && answer.value) judged.set(name, answer.value);
}

/** The same version of a row under the same session values has one verdict. */
function keyOf(row: MatrixRow, client: ClientView): string {
  return JSON.stringify([row.table, row.key, row.values, client.session]);
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
  const rows = contents.rows.flatMap((values): MatrixRow[] => {
    const key = values[keyAt];
    if (typeof key !== 'number' && typeof key !== 'string') return [];
    const title = values[titleAt];
    return [
      {
        table: name,
        key,
        title: typeof title === 'string' && title !== '' ? title : String(key),
        values: Object.fromEntries(contents.columns.map((column, index) => [column, values[index] ?? null])),
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
      if (!present.has(cell.key)) found.set(cell.key, { table: name, key: cell.key, title: cell.title, values: null });
    }
  }
  return [...found.values()];
}
