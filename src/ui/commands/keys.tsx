// Keys of a command as caps.
import { For, Show } from 'solid-js';
import { keyCaps } from './command.ts';

const APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Keys(props: { readonly keys: string | undefined }) {
  return (
    <Show when={props.keys}>
      {(keys) => (
        <span class="key-caps">
          <For each={keyCaps(keys(), APPLE)}>{(cap) => <kbd>{cap}</kbd>}</For>
        </span>
      )}
    </Show>
  );
}
