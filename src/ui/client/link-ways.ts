// The directions of a link that a person changes: one, the other, or both alike. Pure [UI-8].
import type { DirectionView, LinkView } from '../../world/world.ts';

/** `up`: client to server. */
export type Way = 'both' | 'up' | 'down';

export const WAYS: readonly { readonly id: Way; readonly label: string; readonly title: string }[] = [
  { id: 'both', label: 'both', title: 'Both directions alike' },
  { id: 'up', label: '↑ up', title: 'From the client to the server' },
  { id: 'down', label: '↓ down', title: 'From the server to the client' },
];

/** What a link does that way; of both, what it does to what the server sends. */
export function directionOf({ up, ...down }: LinkView, way: Way): DirectionView {
  return way === 'up' ? (up ?? down) : down;
}

/** The link with that way changed; the other stays as it is. */
export function withDirection({ up, ...down }: LinkView, way: Way, changed: DirectionView): LinkView {
  switch (way) {
    case 'both':
      return changed;
    case 'up':
      return { ...down, up: changed };
    case 'down':
      return { ...changed, up: up ?? down };
  }
}
