// A world over the small server on a virtual clock, and how tests find their way in it.
import { VirtualClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import type { ServerStatus } from '../../src/protocol/control.ts';
import { createWorld } from '../../src/world/live-world.ts';
import { forgetful, type PageMemory, type RememberedPage } from '../../src/world/remembered.ts';
import type { ClientView, World } from '../../src/world/world.ts';
import { smallServer } from './small-server.ts';

interface Setup {
  readonly memory?: PageMemory;
  readonly caches?: MemoryCaches;
  readonly status?: ServerStatus;
  /** Decides what the page draws by lot. */
  readonly seed?: string;
}

/** A page's memory that tests look into. */
export function remembering(): PageMemory & { page: RememberedPage | null } {
  const memory: PageMemory & { page: RememberedPage | null } = {
    scope: 'test',
    page: null,
    load: () => memory.page,
    save: (page) => void (memory.page = page),
  };
  return memory;
}

/** A world with Ann, Ben and Cleo, live. */
export async function openWorld({
  memory = forgetful,
  caches = new MemoryCaches(),
  status,
  seed = 'world',
}: Setup = {}) {
  const clock = new VirtualClock();
  const random = seededRandom('world');
  const server = smallServer({ clock, random: random.fork('server'), ...(status ? { status } : {}) });
  const world = createWorld({
    connect: server.connect,
    clock,
    random: seededRandom(seed),
    chance: 7,
    persistence: (id) => caches.forClient(id),
    memory,
    nextFrame: (task) => void clock.setTimer(16, () => task()),
    sources: [],
    seed: 1,
    starters: 3,
  });
  const settle = () => clock.advance(2000);
  await settle();
  /** Publishes or withdraws a post as a client, and waits until everybody knows. */
  const publish = async (name: string, id: number) => {
    const answer = world.submit(named(world, name).id, 'PublishPost', { id });
    await settle();
    return answer;
  };
  return { world, clock, server, settle, publish };
}

/** The client of that name; throws where there is none. */
export function named(world: World, name: string): ClientView {
  const found = world.view().clients.find((client) => client.name === name);
  if (!found)
    throw new Error(
      `there is no ${name} among ${world
        .view()
        .clients.map((client) => client.name)
        .join(', ')}`,
    );
  return found;
}

/** Titles of all rows that a client holds. */
export function titles(client: ClientView): string[] {
  return client.tables.flatMap((table) => table.cells.map((cell) => cell.title));
}
