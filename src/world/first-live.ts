// When the page has done what a visitor waits for: work that can wait begins then.
import type { World } from './world.ts';

/** Runs `task` once, when the first client is live. */
export function whenFirstLive(world: World, task: () => void): void {
  const isLive = () => world.view().clients.some((client) => client.phase === 'live');
  if (isLive()) return task();
  const stop = world.subscribe(() => {
    if (!isLive()) return;
    stop();
    task();
  });
}
