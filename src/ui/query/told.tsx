// Under the answer to a write: who was told of it, who was not, and the way to why [UI-5] [UI-6].
import { createMemo, Show } from 'solid-js';
import type { QueryOperation } from '../../protocol/catalog.ts';
import { usePage, type RowChoice } from '../page.tsx';
import { sceneOf } from '../shell/scene.ts';
import { broadcastText } from '../shell/story.ts';

/** `revision`: what the write made. Empty where no message about it is at hand. Of a row that was deleted there is no why. */
export function Told(props: { readonly revision: number; readonly operation: QueryOperation }) {
  const page = usePage();
  const delta = createMemo(() =>
    page.messages().findLast(({ kind, revision }) => kind === 'delta' && revision === props.revision),
  );
  const ask = ({ table, key }: RowChoice) => {
    page.chooseRow({ table, key });
    page.openTab('row');
  };
  return (
    <Show when={delta()}>
      {(found) => (
        <p class="answer-doings" data-testid="told">
          <span>{broadcastText(found(), sceneOf(page))}</span>
          <Show when={props.operation !== 'delete' && found().rows[0]}>
            {(row) => (
              <button type="button" class="button" onClick={() => ask(row())}>
                Who may see it, and why
              </button>
            )}
          </Show>
        </p>
      )}
    </Show>
  );
}
