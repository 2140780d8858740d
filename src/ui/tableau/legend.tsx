// What the looks of the cells mean, in the words of the schema.
import { For, Show } from 'solid-js';
import { flagColumn } from '../../world/titles.ts';
import { usePage } from '../page.tsx';
import { FATES, type Fate } from './foreseen.ts';
import { Glyph } from './glyph.tsx';

export function Legend(props: { readonly scarce: boolean }) {
  const page = usePage();
  const flag = () => {
    const drawn = page.view().clients[0]?.tables.map(({ table }) => table) ?? [];
    const tables = page.view().schema?.tables.filter(({ name }) => drawn.includes(name)) ?? [];
    return tables.map(flagColumn).find((column) => column !== null);
  };
  return (
    <ul class="legend tableau-legend" aria-label="Legend" data-density={page.density()}>
      <Show when={props.scarce}>
        <li class="scarce">
          <span class="cell" aria-hidden="true" /> not everybody holds it
        </li>
        <li>
          <span class="absent" aria-hidden="true" /> not here: click it to see why
        </li>
      </Show>
      <li>
        <span class="cell" aria-hidden="true" /> {props.scarce ? 'everybody holds it' : 'a row it holds'}
      </li>
      <Show when={flag()}>
        {(column) => (
          <li>
            <span class="cell faint" aria-hidden="true" /> {page.density() === 'dots' ? 'hollow' : 'dashed'}: {column()}{' '}
            is False
          </li>
        )}
      </Show>
      <ForeseenLegend />
    </ul>
  );
}

/** While a preview is open: what its marks mean, on cells or, in the matrix, as glyphs. */
export function ForeseenLegend(props: { readonly glyphs?: boolean }) {
  const page = usePage();
  const occurs = (fate: Fate) =>
    page.impact()?.clients.some(({ tables }) => tables.some((table) => table[fate].count > 0));
  return (
    <Show when={page.impact()}>
      <For each={(['lost', 'gained'] as const).filter(occurs).map((fate) => FATES[fate])}>
        {(fate) => (
          <li data-testid="foreseen-legend">
            <Show
              when={props.glyphs}
              fallback={
                <span
                  class="cell"
                  classList={{ 'would-go': fate === FATES.lost, 'would-come': fate === FATES.gained }}
                  aria-hidden="true"
                />
              }
            >
              <Glyph state={fate} />
            </Show>{' '}
            {fate.word}
          </li>
        )}
      </For>
    </Show>
  );
}
