// One row of a server's table: values as their types read, a click asks who may see it and why.
import { createMemo, For } from 'solid-js';
import type { JsonValue } from '../../base/json.ts';
import type { SchemaTable } from '../../protocol/catalog.ts';
import { rowKey, type RowKey } from '../../protocol/rows.ts';
import * as v from 'valibot';
import { inline, typed } from '../format.ts';
import { usePage } from '../page.tsx';

export interface TableRowProps {
  /** Undefined while the schema does not know the table any more. */
  readonly table: SchemaTable | undefined;
  readonly columns: readonly string[];
  readonly cells: readonly JsonValue[];
  readonly stamp: JsonValue;
}

export function TableRow(props: TableRowProps) {
  const page = usePage();
  const key = (): RowKey | null => {
    const found = v.safeParse(rowKey, props.cells[props.columns.indexOf(props.table?.primaryKey ?? '')]);
    return found.success ? found.output : null;
  };
  const isChosen = createMemo(() => {
    const row = page.chosenRow();
    return row !== null && row.table === props.table?.name && row.key === key();
  });
  const ask = () => {
    const [table, chosen] = [props.table?.name, key()];
    if (table === undefined || chosen === null) return;
    page.chooseRow({ table, key: chosen });
    page.openTab('row');
  };
  return (
    <tr
      class="server-row"
      classList={{ chosen: isChosen() }}
      aria-current={isChosen() ? 'true' : undefined}
      onClick={() => {
        // Whoever marks text to copy it asks nothing.
        if (getSelection()?.isCollapsed !== false) ask();
      }}
    >
      <For each={props.cells}>
        {(value, index) => (
          <Value
            value={value}
            column={props.table?.columns.find(({ name }) => name === props.columns[index()])}
            asksAbout={props.columns[index()] === props.table?.primaryKey ? `${props.table?.name} ${key()}` : null}
          />
        )}
      </For>
      <td class="number faint">{inline(props.stamp)}</td>
    </tr>
  );
}

interface ValueProps {
  readonly value: JsonValue;
  readonly column: SchemaTable['columns'][number] | undefined;
  /** What the button in the key's cell is about; null in every other cell. */
  readonly asksAbout: string | null;
}

function Value(props: ValueProps) {
  const text = () => inline(props.column ? typed(props.value, props.column.valueType) : props.value);
  return (
    <td
      classList={{
        number: typeof props.value === 'number' && text() === String(props.value),
        text: typeof props.value === 'string',
        faint: props.value === null,
      }}
      title={text()}
    >
      {props.asksAbout === null ? (
        text()
      ) : (
        <button type="button" class="link" title={`Who may see ${props.asksAbout}, and why`}>
          {text()}
        </button>
      )}
    </td>
  );
}
