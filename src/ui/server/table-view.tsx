// One table, a page at a time, in any order, filtered by text; follows every revision.
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import type { SchemaTable } from '../../protocol/catalog.ts';
import type { TableContents } from '../../protocol/control.ts';
import type { RowsRequest } from '../../protocol/inspection.ts';
import { STAMP_COLUMN } from '../../protocol/rows.ts';
import { createAnswer } from '../ask.ts';
import { count } from '../format.ts';
import { usePage } from '../page.tsx';
import { decides } from './deciding.ts';
import { TableRow } from './table-row.tsx';

const PAGE = 50;

type Sort = RowsRequest['sort'];

export function TableView(props: { readonly name: string; readonly filter: string }) {
  const page = usePage();
  const [offset, setOffset] = createSignal(0);
  const [sort, setSort] = createSignal<Sort>(null);
  const request = createMemo(() => ({
    table: props.name,
    limit: PAGE,
    offset: offset(),
    sort: sort(),
    filter: props.filter,
  }));
  const question = () => ({ request: request(), revision: page.now().revision, server: page.now().server });
  const answer = createAnswer(question, async (asked) => ({
    request: asked.request,
    given: await page.world.database.rows(asked.request),
  }));
  const contents = () => {
    const given = answer()?.given;
    return given?.ok ? given.value : undefined;
  };
  const trouble = () => {
    const given = answer()?.given;
    return given && !given.ok ? given.message : undefined;
  };
  const known = createMemo(() => page.now().schema?.tables.find(({ name }) => name === props.name));
  /** Other rows were asked for than those that are shown. */
  const isBehind = () => answer()?.request !== request();
  createEffect(
    on(
      () => props.filter,
      () => setOffset(0),
      { defer: true },
    ),
  );
  const sortBy = (next: Sort) => {
    setOffset(0);
    setSort(next);
  };
  return (
    <>
      <Show when={trouble()}>{(message) => <p class="empty trouble">{message()}</p>}</Show>
      <Show when={contents()} fallback={<p class="empty">Reading {props.name}…</p>}>
        {(table) => (
          <>
            <div
              class="server-table"
              role="region"
              aria-label={`Rows of ${props.name}`}
              tabindex="0"
              aria-busy={isBehind()}
            >
              <table class="plain" data-testid="server-table" data-table={props.name}>
                <Head
                  table={table()}
                  schema={known()}
                  rule={known()?.permissions.query ?? ''}
                  sort={sort()}
                  onSort={sortBy}
                />
                <tbody>
                  <For each={table().rows} fallback={<NoRows table={table()} filter={props.filter} />}>
                    {(row, index) => (
                      <TableRow
                        table={known()}
                        columns={table().columns}
                        cells={row}
                        stamp={table().stamps[index()] ?? null}
                      />
                    )}
                  </For>
                </tbody>
              </table>
            </div>
            <Pager
              offset={answer()?.request.offset ?? 0}
              rows={table().rows.length}
              total={table().total}
              onOffset={setOffset}
            />
          </>
        )}
      </Show>
    </>
  );
}

function NoRows(props: { readonly table: TableContents; readonly filter: string }) {
  return (
    <tr>
      <td class="faint" colspan={props.table.columns.length + 1}>
        {props.filter === '' ? 'no rows' : `no row holds “${props.filter}”`}
      </td>
    </tr>
  );
}

interface HeadProps {
  readonly table: TableContents;
  /** Undefined while the schema does not know the table any more. */
  readonly schema: SchemaTable | undefined;
  /** Who may query a row, as the schema writes it. */
  readonly rule: string;
  readonly sort: Sort;
  onSort(sort: Sort): void;
}

function Head(props: HeadProps) {
  const columns = () => [...props.table.columns, STAMP_COLUMN];
  /** Numbers stand at the end of their column, and so does its name. */
  const holdsNumbers = (column: string) => {
    const type = props.schema?.columns.find(({ name }) => name === column)?.valueType;
    if (type?.kind === 'id') return type.storage === 'int';
    return column === STAMP_COLUMN || type?.kind === 'int' || type?.kind === 'float';
  };
  const direction = (column: string) => {
    if (props.sort?.column !== column) return undefined;
    return props.sort.descending ? 'descending' : 'ascending';
  };
  /** Up, down, and back to the order of keys. */
  const next = (column: string): Sort => {
    if (props.sort?.column !== column) return { column, descending: false };
    return props.sort.descending ? null : { column, descending: true };
  };
  const title = (column: string) => {
    if (column === STAMP_COLUMN) return 'When the row was written: hidden from queries';
    return decides(column, props.rule) ? `Decides who may see a row: ${props.rule}` : `Sort by ${column}`;
  };
  return (
    <thead>
      <tr>
        <For each={columns()}>
          {(column) => (
            <th scope="col" classList={{ number: holdsNumbers(column) }} aria-sort={direction(column)}>
              <button
                type="button"
                class="sort"
                classList={{ faint: column === STAMP_COLUMN, decides: decides(column, props.rule) }}
                title={title(column)}
                onClick={() => props.onSort(next(column))}
              >
                {column}
                <span aria-hidden="true">
                  {{ ascending: ' ↑', descending: ' ↓', none: '' }[direction(column) ?? 'none']}
                </span>
              </button>
            </th>
          )}
        </For>
      </tr>
    </thead>
  );
}

function Pager(props: {
  readonly offset: number;
  readonly rows: number;
  readonly total: number;
  onOffset(offset: number): void;
}) {
  const first = () => (props.rows === 0 ? 0 : props.offset + 1);
  return (
    <div class="toolbar server-pager">
      <span class="faint">
        {count(first())}–{count(props.offset + props.rows)} of {count(props.total)}
      </span>
      <Show when={props.total > PAGE}>
        <button
          type="button"
          class="button"
          disabled={props.offset === 0}
          onClick={() => props.onOffset(Math.max(0, props.offset - PAGE))}
        >
          Earlier
        </button>
        <button
          type="button"
          class="button"
          disabled={props.offset + props.rows >= props.total}
          onClick={() => props.onOffset(props.offset + PAGE)}
        >
          Later
        </button>
      </Show>
    </div>
  );
}
