// Which deed a row's rule is asked about: seeing it, changing it, deleting it [UI-11].
import { For } from 'solid-js';
import type { RowOperation } from '../../protocol/control.ts';
import { DEEDS } from './why.ts';

const OPERATIONS: readonly RowOperation[] = ['query', 'update', 'delete'];

export function DeedChoice(props: { readonly chosen: RowOperation; onChoose(operation: RowOperation): void }) {
  return (
    <div class="choice" role="group" aria-label="What the rule is asked about">
      <For each={OPERATIONS}>
        {(operation) => (
          <button
            type="button"
            class="button"
            title={`Who may ${DEEDS[operation]} the row`}
            aria-pressed={props.chosen === operation}
            onClick={() => props.onChoose(operation)}
          >
            {DEEDS[operation]}
          </button>
        )}
      </For>
    </div>
  );
}
