// A choice among the named kinds of network weather.
import { For, Show } from 'solid-js';
import { CONDITIONS_PRESETS } from '../../network/presets.ts';
import type { PresetId } from '../../world/world.ts';

/** `value` is null for conditions that have no name. */
export function PresetSelect(props: { readonly value: PresetId | null; onChoose(preset: PresetId): void }) {
  return (
    <select
      class="field-input"
      onChange={(event) => {
        const chosen = CONDITIONS_PRESETS.find(({ id }) => id === event.currentTarget.value);
        if (chosen) props.onChoose(chosen.id);
      }}
    >
      <Show when={props.value === null}>
        <option value="" selected>
          its own
        </option>
      </Show>
      <For each={CONDITIONS_PRESETS}>
        {({ id, name, explanation }) => (
          <option value={id} title={explanation} selected={id === props.value}>
            {name}
          </option>
        )}
      </For>
    </select>
  );
}
