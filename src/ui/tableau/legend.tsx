// What the looks of the cells mean, in the words of the schema.
import { Show } from 'solid-js';
import { flagColumn } from '../../world/titles.ts';
import { usePage } from '../page.tsx';

export function Legend(props: { readonly scarce: boolean }) {
  const page = usePage();
  const flag = () => {
    const drawn = page.view().clients[0]?.tables.map(({ table }) => table) ?? [];
    const tables = page.view().schema?.tables.filter(({ name }) => drawn.includes(name)) ?? [];
    return tables.map(flagColumn).find((column) => column !== null);
  };
  return (
    <ul class="legend tableau-legend" aria-label="Legend">
      <Show when={props.scarce}>
        <li class="scarce">
          <span class="cell" aria-hidden="true" /> not everybody holds it
        </li>
        <li>
          <span class="absent" aria-hidden="true" /> others hold it, not this one: click it to see why
        </li>
      </Show>
      <li>
        <span class="cell" aria-hidden="true" /> {props.scarce ? 'everybody holds it' : 'a row it holds'}
      </li>
      <Show when={flag()}>
        {(column) => (
          <li>
            <span class="cell faint" aria-hidden="true" /> dashed: {column()} is False
          </li>
        )}
      </Show>
    </ul>
  );
}
