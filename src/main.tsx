// The page's front door: builds the world and draws it.
import { render } from 'solid-js/web';
import { realClock } from './base/clock.ts';
import { freshSeed, machineSecrets, seededRandom } from './base/random.ts';
import { IndexedDbCaches } from './client/indexed-db.ts';
import { MemoryCaches } from './client/memory-persistence.ts';
import type { SourceFile } from './protocol/control.ts';
import { App } from './ui/shell/app.tsx';
import { createWorld } from './world/live-world.ts';
import { hold, openPageMemory } from './world/page-memory.ts';
import { forgetful } from './world/remembered.ts';
import { connectToWorker } from './world/worker-connection.ts';

const files = import.meta.glob<string>('../schema/**/*.pyre', { query: '?raw', import: 'default', eager: true });
const sources: readonly SourceFile[] = Object.entries(files).map(([path, source]) => ({
  path: path.replace('../schema/', ''),
  source,
}));

async function open(): Promise<void> {
  const [memory, lock] = await Promise.all([openPageMemory(), pageLock()]);
  const caches = memory === forgetful ? new MemoryCaches() : new IndexedDbCaches(memory.scope);
  const world = createWorld({
    connect: (options) => connectToWorker({ ...options, build: BUILD, lock }),
    clock: realClock,
    random: seededRandom(freshSeed()),
    persistence: (id) => caches.forClient(id),
    memory,
    nextFrame,
    sources,
    seed: 1,
    starters: 6,
  });
  const place = document.getElementById('page');
  if (place) render(() => <App world={world} />, place);
}

/** A lock that no other page asks for: only the worker waits for it, to notice that this page is gone. */
async function pageLock(): Promise<string | null> {
  if (!('locks' in navigator)) return null;
  const name = `pyre-sync page ${machineSecrets.token()}`;
  return (await hold(name, false)) ? name : null;
}

/** Before the next picture; in a hidden page, which draws none, soon. */
function nextFrame(task: () => void): void {
  if (document.hidden) realClock.setTimer(50, task);
  else requestAnimationFrame(task);
}

void open();
