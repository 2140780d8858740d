// A world over the real server core on a virtual clock: engine, database, sessions, and the demo project unless told otherwise.
import { VirtualClock, type Clock } from '../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import { servePort } from '../../src/network/host.ts';
import { openPage } from '../../src/network/page.ts';
import { memoryFramePorts } from '../../src/network/port.ts';
import { ServerHost } from '../../src/server/host.ts';
import type { Storage } from '../../src/server/storage.ts';
import { createWorld, type WorldOptions } from '../../src/world/live-world.ts';
import { forgetful } from '../../src/world/remembered.ts';
import { testEngine } from '../engine/load-engine.ts';
import { testStorage } from '../server/open-storage.ts';
import { demoSources } from '../server/open-server.ts';
// What a worker fetches late is here from the beginning: no virtual time passes while it comes.
import '../../src/server/file-desk.ts';
import '../../src/server/impact-slices.ts';
import '../../src/server/read-database.ts';

/** A server that pages may share, and the clock it lives by. */
export function sharedServer(openStorage: (clock: Clock, file?: Uint8Array) => Promise<Storage> = testStorage) {
  const clock = new VirtualClock();
  const reported: unknown[] = [];
  const host = new ServerHost({
    clock,
    secrets: seededSecrets(seededRandom('served secrets')),
    loadEngine: testEngine,
    openStorage: (file) => openStorage(clock, file),
    report: (error) => reported.push(error),
  });
  return { clock, host, reported };
}

/** A world with clients of the first users, live. `settle` lets everything under way arrive. */
export async function servedWorld(options: Partial<WorldOptions> = {}, shared = sharedServer()) {
  const { clock, host, reported } = shared;
  const random = seededRandom('served');
  const caches = new MemoryCaches();
  let ready: Promise<unknown> = Promise.resolve();
  const world = createWorld({
    connect({ trace, clock: worldClock, server }) {
      const [pageEnd, serverEnd] = memoryFramePorts(clock);
      servePort(serverEnd, host.handler, (problem, error) => reported.push(error ?? problem));
      const network = openPage({ port: pageEnd, clock: worldClock, random, trace });
      const started = host.start(server()).then((status) => ({ host: 'shared' as const, status }));
      ready = started;
      const planes = { control: host.control, project: host.control, inspection: host.control, files: host.control };
      return { network, ...planes, started };
    },
    clock,
    random,
    persistence: (id) => caches.forClient(id),
    memory: forgetful,
    nextFrame: (task) => void clock.setTimer(16, () => task()),
    sources: demoSources,
    seed: 1,
    starters: 3,
    ...options,
  });
  const settle = async () => {
    for (let round = 0; round < 8; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(500);
    }
  };
  await ready;
  await settle();
  return { world, host, clock, settle, reported };
}

/** Runs `work` while time goes on. */
export async function meanwhile<Value>(settle: () => Promise<void>, work: Promise<Value>): Promise<Value> {
  await settle();
  return work;
}
