// Why a permission hash is what it is: the rule, the session values that it reads, the columns; and what changed last [UI-11].
import { createMemo, For, Show } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import type { HashDifference } from '../../world/hash-stories.ts';
import { inline } from '../format.ts';
import { usePage } from '../page.tsx';
import { Short } from '../widgets/short.tsx';
import { hashesOf } from './hashes.ts';
import './hash-story.css';

export function HashStory(props: { readonly client: ClientId; readonly table: string }) {
  const page = usePage();
  const hashes = hashesOf(page.world);
  const story = createMemo(() => {
    // The picture that is drawn may be here before they hear of it.
    hashes.see(page.now());
    return hashes.of(props.client, props.table);
  });
  return (
    <Show when={story()} fallback={<p class="soft">This table is not synced.</p>}>
      {(told) => (
        <div class="hash-story" data-testid="hash-story">
          <p class="soft">The hash of {props.table} is made of</p>
          <dl>
            <dt>rule</dt>
            <dd>
              <code>{told().inputs.rule}</code>
            </dd>
            <For
              each={told().inputs.values}
              fallback={
                <>
                  <dt>session</dt>
                  <dd class="soft">the rule reads nothing of it: every session has this hash</dd>
                </>
              }
            >
              {({ name, value }) => (
                <>
                  <dt>{name}</dt>
                  <dd>{inline(value)}</dd>
                </>
              )}
            </For>
            <dt>columns</dt>
            <dd class="soft">{told().inputs.columns.join(', ')}</dd>
          </dl>
          <Show when={told().former} fallback={<p class="faint">It has not changed since this page was opened.</p>}>
            {(former) => (
              <>
                <p>
                  <span class="soft">The table started anew. Its hash was</span>{' '}
                  <Short label="permission hash before" keep={4} text={former().hash} />
                </p>
                <ul>
                  <For each={former().differences}>{(difference) => <Difference difference={difference} />}</For>
                </ul>
              </>
            )}
          </Show>
        </div>
      )}
    </Show>
  );
}

function Difference(props: { readonly difference: HashDifference }) {
  return (
    <li>
      <strong>{props.difference.what}</strong> <span class="soft">was</span>{' '}
      <code>{props.difference.before ?? 'nothing'}</code>
      <span class="soft">, is</span> <code>{props.difference.after ?? 'nothing'}</code>
    </li>
  );
}
