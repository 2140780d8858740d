// What the permission hashes of a world's clients were made of, followed from the first question on; for every panel that asks.
import { HashStories } from '../../world/hash-stories.ts';
import type { World } from '../../world/world.ts';

const followed = new WeakMap<World, HashStories>();

/** The stories of a world's hashes: one, whoever asks. They know of changes since somebody first asked. */
export function hashesOf(world: World): HashStories {
  const known = followed.get(world);
  if (known) return known;
  const hashes = new HashStories();
  followed.set(world, hashes);
  hashes.see(world.view());
  world.subscribe(() => hashes.see(world.view()));
  return hashes;
}
