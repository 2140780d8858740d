// The page's front door: builds the world and draws it.
import { batch } from 'solid-js';
import { render } from 'solid-js/web';
import { realClock } from './base/clock.ts';
import { freshSeed, machineSecrets, seededRandom } from './base/random.ts';
import { IndexedDbCaches } from './client/indexed-db.ts';
import { MemoryCaches } from './client/memory-persistence.ts';
import type { ShelfControl } from './protocol/shelf.ts';
import { shipped } from './shipped.ts';
import { readAddress } from './ui/share/address.ts';
import { visitOf } from './ui/share/leave.ts';
import type { Shelf } from './ui/share/visit.tsx';
import { App } from './ui/shell/app.tsx';
import { submitByScript } from './ui/shell/sandboxed-forms.ts';
import { readChance } from './ui/time/chance.ts';
import { loadAhead } from './ui/later.tsx';
import { TABS } from './ui/page.tsx';
import { whenFirstLive } from './world/first-live.ts';
import { createWorld } from './world/live-world.ts';
import { readOpening, type Opening } from './world/opening.ts';
import { hold, openPageMemory } from './world/page-memory.ts';
import type { WorldStart } from './world/recipe.ts';
import { Pace } from './world/pace.ts';
import { forgetful } from './world/remembered.ts';
import type { World } from './world/world.ts';
import type { Connect } from './world/connection.ts';
import { readServerAddress } from './world/server-address.ts';
import { connectToWorker } from './world/worker-connection.ts';
import { sitePath } from './world/site.ts';
import { NO_NOTES, notebook, noteOpened, protectedWorlds, strikeGoing } from './world/worlds.ts';

const sources = shipped.find(({ id }) => id === 'demo')?.sources ?? [];

/** The other clients come first. */
const AHEAD_AFTER_MS = 500;

/** How the page starts by itself. */
const own: WorldStart = { sources, project: 'demo', seed: 1, empty: false, starters: 6, preset: 'none' };

async function open(): Promise<void> {
  const { packed, sight } = readAddress(location.hash, TABS);
  const [opening, lock] = await Promise.all([
    readOpening({ packed, notebook, own, shipped, site: sitePath() }),
    pageLock(),
  ]);
  const told = named.ok ? opening : { ...opening, problem: named.message };
  const world = await worldOf(opening, lock);
  const place = document.getElementById('page');
  if (place) render(() => <App world={world} visit={visitOf(told, { own, shipped, shelf })} />, place);
  const forgotten = [...note(opening, sight.lesson), ...strikeGoing(notebook)];
  whenFirstLive(world, () => {
    void import('./ui/offline/offline.tsx').then(({ keepForOffline }) => keepForOffline());
    void tidyShelf(forgotten);
    realClock.setTimer(AHEAD_AFTER_MS, () => void loadAhead());
  });
}

/** Notes a link's world among those of this browser. Answers which of them are kept no longer. */
function note({ world, packed }: Opening, lesson: string | undefined): readonly string[] {
  if (typeof world !== 'string' || packed === null) return [];
  return noteOpened(notebook, { name: world, packed, ...(lesson === undefined ? {} : { lesson }) }, realClock.nowMs());
}

/** What servers keep of the worlds of this browser; none where the page has no server of its own. */
let journals: ShelfControl | undefined;
const shelf: Shelf = {
  async kept() {
    const answer = await journals?.keptJournals();
    return answer?.ok ? answer.value : [];
  },
  forget: tidyShelf,
};

/** What pages and servers kept of worlds that are kept no longer goes; what a person keeps is protected. */
async function tidyShelf(gone: readonly string[]): Promise<void> {
  const kept = protectedWorlds(notebook);
  await journals?.protectJournals(sitePath(), kept);
  if (gone.length === 0) return;
  await journals?.dropJournals(gone);
  const { forgetWorld } = await import('./world/forget-world.ts');
  for (const name of gone) await forgetWorld(name, (scope) => new IndexedDbCaches(scope).destroy());
}

/** The page inside another page: nothing starts before it is asked to. */
async function openEmbedded(): Promise<void> {
  const [{ Embed }, { embeddedOpening, fullHash, PLAIN_EMBED, readEmbed }] = await Promise.all([
    import('./ui/embed/embed.tsx'),
    import('./ui/embed/options.ts'),
  ]);
  const options = readEmbed(location.search) ?? PLAIN_EMBED;
  const { packed } = readAddress(location.hash, TABS);
  const begin = async (otherwise: string) => {
    const opening = await readOpening({ packed: packed || otherwise, notebook: NO_NOTES, own, shipped });
    return worldOf(embeddedOpening(opening, options), await pageLock());
  };
  const fullUrl = `${location.pathname}${fullHash(location.hash, options)}`;
  const place = document.getElementById('page');
  if (place) render(() => <Embed options={options} fullUrl={fullUrl} begin={begin} />, place);
}

/** What is drawn by lot on this page (jitter, loss, when to try again) follows from it. */
const chance = readChance(location.search) ?? freshSeed();

/** The server that the page's address names, if any. */
const named = readServerAddress(location.search);
const elsewhere = named.ok ? named.address : null;

async function connectHow(lock: string | null): Promise<Connect> {
  if (elsewhere === null) {
    return (options) => {
      const connection = connectToWorker({ ...options, build: BUILD, lock });
      journals = connection.shelf;
      return connection;
    };
  }
  const { browserPlatform, connectToRemote } = await import('./world/remote-connection.ts');
  return (options) => connectToRemote({ ...options, address: elsewhere, platform: browserPlatform });
}

/** Of a server elsewhere nobody knows who may log in: it draws the users itself. */
const DRAWN_STARTERS = Array.from({ length: 3 }, () => ({ session: null, online: true, preset: null, link: null }));

async function worldOf(opening: Opening, lock: string | null): Promise<World> {
  const world = elsewhere === null ? opening.world : `at ${elsewhere}`;
  const start = elsewhere === null ? opening.start : { ...opening.start, starters: DRAWN_STARTERS };
  const memory = world === null ? forgetful : await openPageMemory(world);
  const caches = memory === forgetful ? new MemoryCaches() : new IndexedDbCaches(memory.scope, realClock);
  if (caches instanceof IndexedDbCaches) {
    addEventListener('pagehide', () => caches.flush());
    // Opened while the server starts: the first client asks for it as soon as there is one.
    caches.clients().catch(() => undefined);
  }
  return createWorld({
    ...start,
    world,
    connect: await connectHow(lock),
    clock: realClock,
    random: seededRandom(chance),
    chance,
    persistence: (id) => caches.forClient(id),
    memory,
    nextFrame: new Pace({ clock: realClock, frame: nextFrame, painted, batch }).next,
    shipped,
  });
}

/** A lock that no other page asks for: only the worker waits for it, to notice that this page is gone. */
async function pageLock(): Promise<string | null> {
  if (!('locks' in navigator)) return null;
  const name = `pyre-sync page ${machineSecrets.token()}`;
  return (await hold(name, false)) ? name : null;
}

/** What a hidden page waits for instead of a picture; a page that is hidden while it waits for one is given none until it is seen again. */
const HIDDEN_FRAME_MS = 50;
const LATE_FRAME_MS = 1000;

/** Before the next picture; where none is drawn, soon: clients, the proof and what follows from both do not sleep. */
function nextFrame(task: () => void): void {
  if (document.hidden) {
    realClock.setTimer(HIDDEN_FRAME_MS, task);
    return;
  }
  const stopWaiting = realClock.setTimer(LATE_FRAME_MS, () => {
    cancelAnimationFrame(frame);
    task();
  });
  const frame = requestAnimationFrame(() => {
    stopWaiting();
    task();
  });
}

/** The task comes behind the picture: a message waits for what is being drawn. */
function painted(task: () => void): void {
  const { port1, port2 } = new MessageChannel();
  const arrived = (): void => {
    // An open port is never collected.
    port1.close();
    task();
  };
  port1.addEventListener('message', arrived, { once: true });
  port1.start();
  port2.postMessage(null);
}

document.documentElement.dataset['build'] = BUILD;
// A frame that is nobody's origin is a sandboxed one.
if (self.origin === 'null') submitByScript();
void (new URLSearchParams(location.search).has('embed') ? openEmbedded() : open());
