// One line of a table of values.
import { For } from 'solid-js';
import type { JsonValue } from '../../base/json.ts';
import { inline } from '../format.ts';

export function Cells(props: { readonly cells: readonly JsonValue[] }) {
  return (
    <tr>
      <For each={props.cells}>
        {(value) => (
          <td classList={{ number: typeof value === 'number', faint: value === null }} title={inline(value)}>
            {inline(value)}
          </td>
        )}
      </For>
    </tr>
  );
}
