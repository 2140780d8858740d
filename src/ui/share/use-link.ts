// The link of the world as it is now; follows the world while the dialog is open.
import { createMemo, type Accessor } from 'solid-js';
import type { WorldStart } from '../../world/recipe.ts';
import { usePage } from '../page.tsx';
import type { Sight } from './address.ts';
import { linkTo, type WorldLink } from './link.ts';
import { sightOf } from './sight-in-address.tsx';
import { useVisit } from './visit.tsx';

export interface LinkNow {
  readonly link: Accessor<WorldLink>;
  readonly start: Accessor<WorldStart>;
  readonly sight: Accessor<Sight>;
}

/** `withSight`: whether the link tells what the person looks at. */
export function useWorldLink(withSight: Accessor<boolean>): LinkNow {
  const page = usePage();
  const { own, shipped } = useVisit();
  const start = createMemo(() => {
    page.view();
    return page.world.start();
  });
  // Messages are of one run: whoever opens the link has none of these.
  const sight = createMemo((): Sight => {
    const { message: _ofThisRun, ...lasting } = sightOf(page, 'query');
    return lasting;
  });
  const link = createMemo(() =>
    linkTo({
      start: start(),
      own,
      shipped,
      sight: withSight() ? sight() : null,
      page: pageAddress(),
    }),
  );
  return { link, start, sight };
}

/** The page without query and hash. */
export function pageAddress(): string {
  return `${location.origin}${location.pathname}`;
}
