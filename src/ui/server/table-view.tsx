// One table, a page at a time; follows every revision.
import { createSignal, For, Show } from 'solid-js';
import { createAnswer } from '../ask.ts';
import { count, inline } from '../format.ts';
import { usePage } from '../page.tsx';

const PAGE = 50;

export function TableView(props: { readonly name: string }) {
  const page = usePage();
  const [offset, setOffset] = createSignal(0);
  const question = () => ({
    name: props.name,
    offset: offset(),
    revision: page.view().revision,
    server: page.view().server,
  });
  const answer = createAnswer(question, ({ name, offset }) => page.world.table(name, PAGE, offset));
  const contents = () => {
    const latest = answer();
    return latest?.ok ? latest.value : undefined;
  };
  const trouble = () => {
    const latest = answer();
    return latest && !latest.ok ? latest.message : undefined;
  };
  return (
    <>
      <Show when={trouble()}>{(message) => <p class="empty trouble">{message()}</p>}</Show>
      <Show when={contents()} fallback={<p class="empty">Reading {props.name}…</p>}>
        {(table) => (
          <>
            <div class="server-table" role="region" aria-label={`Rows of ${props.name}`} tabindex="0">
              <table class="plain" data-testid="server-table" data-table={props.name}>
                <thead>
                  <tr>
                    <For each={table().columns}>{(column) => <th scope="col">{column}</th>}</For>
                  </tr>
                </thead>
                <tbody>
                  <For
                    each={table().rows}
                    fallback={
                      <tr>
                        <td class="faint" colspan={table().columns.length}>
                          no rows
                        </td>
                      </tr>
                    }
                  >
                    {(row) => (
                      <tr>
                        <For each={row}>
                          {(value) => (
                            <td
                              classList={{ number: typeof value === 'number', faint: value === null }}
                              title={inline(value)}
                            >
                              {inline(value)}
                            </td>
                          )}
                        </For>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </div>
            <Pager offset={offset()} rows={table().rows.length} total={table().total} onOffset={setOffset} />
          </>
        )}
      </Show>
    </>
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
