// Whether the clients' links have numbers of their own instead of the weather of all. Pure [UI-8].
import type { WorldView } from '../../world/world.ts';

/** Whether no client is left in any named weather. */
export function ownNumbers({ clients }: Pick<WorldView, 'clients'>): boolean {
  return clients.length > 0 && clients.every(({ preset }) => preset === null);
}
