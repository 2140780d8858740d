// The rows of an answer: as tables where there are many, as the JSON that came otherwise; a person may change that.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { QueryAnswer } from '../../protocol/catalog.ts';
import { inline } from '../format.ts';
import { usePage } from '../page.tsx';
import { JsonTree } from '../widgets/json-tree.tsx';
import { rowsIn } from './compare.ts';
import { timeMeant } from './times.ts';

/** With more rows, a table is read sooner than a tree. */
const MOST_IN_TREE = 3;
/** Rows drawn at first. */
const PAGE = 50;

export function AnswerRows(props: { readonly answer: QueryAnswer }) {
  const page = usePage();
  const time = (name: string, value: JsonValue) => timeMeant(page.now().schema?.tables ?? [], name, value);
  const [chosen, setChosen] = createSignal<'table' | 'json' | null>(null);
  const shape = () => chosen() ?? (rowsIn(props.answer) > MOST_IN_TREE ? 'table' : 'json');
  return (
    <>
      <Show when={rowsIn(props.answer) > 0}>
        <div class="answer-shape" role="group" aria-label="Show the answer as">
          <button type="button" class="button" aria-pressed={shape() === 'table'} onClick={() => setChosen('table')}>
            Table
          </button>
          <button type="button" class="button" aria-pressed={shape() === 'json'} onClick={() => setChosen('json')}>
            JSON
          </button>
        </div>
      </Show>
      <Show when={shape() === 'table'} fallback={<JsonTree value={props.answer} openDepth={3} meaning={time} />}>
        <For each={Object.entries(props.answer)}>{([key, rows]) => <Rows name={key} rows={rows} time={time} />}</For>
      </Show>
    </>
  );
}

interface RowsProps {
  readonly name: string;
  readonly rows: readonly JsonValue[];
  /** The time that a value means; null for all that is no time. */
  readonly time: (column: string, value: JsonValue) => string | null;
}

function Rows(props: RowsProps) {
  const text = (row: JsonValue, column: string) => props.time(column, cell(row, column)) ?? inline(cell(row, column));
  const [shown, setShown] = createSignal(PAGE);
  const columns = createMemo(() => [
    ...new Set(props.rows.flatMap((row) => (isJsonObject(row) ? Object.keys(row) : []))),
  ]);
  return (
    <div class="answer-table" role="region" aria-label={`Rows of ${props.name}`} tabindex="0">
      <table class="plain">
        <caption>
          {props.name} <span class="faint">{props.rows.length}</span>
        </caption>
        <thead>
          <tr>
            <For each={columns()}>{(column) => <th scope="col">{column}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows.slice(0, shown())}>
            {(row) => (
              <tr>
                <For each={columns()}>
                  {(column) => (
                    <td
                      classList={{ number: typeof cell(row, column) === 'number', faint: cell(row, column) === null }}
                      title={inline(cell(row, column))}
                    >
                      {text(row, column)}
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={props.rows.length > shown()}>
        <button type="button" class="button quiet" onClick={() => setShown((before) => before * 4)}>
          {props.rows.length - shown()} more
        </button>
      </Show>
    </div>
  );
}

function cell(row: JsonValue, column: string): JsonValue {
  return isJsonObject(row) ? (row[column] ?? null) : null;
}
