// The ways from one world to another: each loads the page anew, so that nothing of the one leaks into the other.
import type { Opening } from '../../world/opening.ts';
import { makeOwn, mayUndo, notebook, settleOwn } from '../../world/worlds.ts';
import { readAddress } from './address.ts';
import type { Visit } from './visit.tsx';

/** What the page may do with the world that it opened. Also follows a hash that a person puts into the address. */
export function visitOf(
  { packed, visiting, problem, world }: Opening,
  { own, shipped }: Pick<Visit, 'own' | 'shipped'>,
): Visit {
  const justKept = !visiting && problem === null && mayUndo(notebook);
  if (justKept) window.addEventListener('pagehide', () => settleOwn(notebook, false), { once: true });
  const opened = readAddress(location.hash, []).packed;
  window.addEventListener('hashchange', () => {
    if (readAddress(location.hash, []).packed !== opened) location.reload();
  });
  return {
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
      if (packed !== null && typeof world === 'string') makeOwn(notebook, { name: world, packed });
      goHome();
    },
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
