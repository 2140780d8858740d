// One line of a table of values.
import { For, Show } from 'solid-js';
import type { JsonValue } from '../../base/json.ts';
import { inline } from '../format.ts';

/** `faint`: one more cell, for what is beside the row's own values. */
export function Cells(props: { readonly cells: readonly JsonValue[]; readonly faint?: JsonValue }) {
  return (
    <tr>
      <For each={props.cells}>
        {(value) => (
          <td classList={{ number: typeof value === 'number', faint: value === null }} title={inline(value)}>
            {inline(value)}
          </td>
        )}
      </For>
      <Show when={props.faint !== undefined}>
        <td class="number faint">{inline(props.faint)}</td>
      </Show>
    </tr>
  );
}
