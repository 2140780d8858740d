// Who acts, where no tableau stands beside the form to choose it from.
import { For } from 'solid-js';
import { usePage } from '../page.tsx';

export function ActingClient() {
  const page = usePage();
  return (
    <label class="embed-acting">
      Act as{' '}
      <select
        class="field-input"
        onChange={(event) => {
          const chosen = page.clientIds().find((id) => id === event.currentTarget.value);
          if (chosen) page.world.select(chosen);
        }}
      >
        <For each={page.view().clients}>
          {(client) => (
            <option value={client.id} selected={client.id === page.view().selectedId}>
              {client.name}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}
