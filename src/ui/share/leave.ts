// The ways from one world to another: each loads the page anew, so that nothing of the one leaks into the other.
import type { Opening } from '../../world/opening.ts';
import { makeOwn, mayUndo, notebook, settleOwn, type KeptWorld } from '../../world/worlds.ts';
import { readAddress } from './address.ts';
import type { Visit } from './visit.tsx';

/** What the page may do with the world that it opened. Also follows a hash that a person puts into the address. */
export function visitOf(
  { packed, visiting, problem, world }: Opening,
  { own, shipped, shelf }: Pick<Visit, 'own' | 'shipped' | 'shelf'>,
): Visit {
  const justKept = !visiting && problem === null && mayUndo(notebook);
  if (justKept) window.addEventListener('pagehide', () => settleOwn(notebook, false), { once: true });
  const opened = readAddress(location.hash, []).packed;
  window.addEventListener('hashchange', () => {
    if (readAddress(location.hash, []).packed !== opened) location.reload();
  });
  const makeMine = (chosen: KeptWorld | null) => {
    makeOwn(notebook, chosen);
    goHome();
  };
  return {
    world,
    shelf,
    packed,
    visiting,
    problem,
    justKept,
    own,
    shipped,
    anyWorld: false,
    lessonReached: () => undefined,
    goHome,
    keep() {
      if (packed !== null && typeof world === 'string') makeMine({ name: world, packed });
      else goHome();
    },
    makeMine,
    undoKeep() {
      settleOwn(notebook, true);
      location.reload();
    },
    open: (next) => go(`#${next}`),
  };
}

function goHome(): void {
  go('');
}

function go(hash: string): void {
  history.pushState(null, '', `${location.pathname}${location.search}${hash}`);
  location.reload();
}
