// Throws away what pages of this browser kept of worlds that are kept no longer: their notes and their clients' caches.
import { hold, scopesOf } from './page-memory.ts';

/** `destroy`: deletes the caches of a scope. A scope whose page is open is left alone. */
export async function forgetWorld(world: string, destroy: (scope: string) => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return;
  for (const scope of scopesOf(world)) {
    const name = `pyre-sync ${scope}`;
    if (localStorage.getItem(name) === null || !(await hold(name, true))) continue;
    localStorage.removeItem(name);
    await destroy(scope);
  }
}
