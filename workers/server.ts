// Entry of the worker that is the server: a SharedWorker where there is one, else a dedicated Worker. Wiring only.
import { expose } from 'comlink';
import initSqlJs from 'sql.js';
import * as v from 'valibot';
import sqlWasmUrl from 'sql.js/dist/sql-wasm-browser.wasm?url';
import { realClock } from '../src/base/clock.ts';
import { part } from '../src/base/part.ts';
import { machineSecrets } from '../src/base/random.ts';
import type { Engine } from '../src/engine/engine.ts';
import { loadCore, loadEngine } from '../src/engine/load.ts';
import { isPrepared } from '../src/engine/prepared.ts';
import { servePort } from '../src/network/host.ts';
import { messageFramePort } from '../src/network/port.ts';
import { hello, type Hello, type Keeping, type ServerOptions, type WorkerNotice } from '../src/protocol/control.ts';
import { journalKey, openIndexedDbJournal } from '../src/server/indexed-db-journal.ts';
import { journalLock } from '../src/server/journal-database.ts';
import type { Journal } from '../src/server/journal.ts';
import { journalShelf } from '../src/server/journal-shelf.ts';
import { ServerHost } from '../src/server/host.ts';
import { once, oneAhead } from '../src/server/once.ts';
import { openSqlJsStorage } from '../src/server/sql-js-storage.ts';
import prepared from 'virtual:prepared-project';
import coreWasmUrl from '../wasm/build/core.wasm?url';
import engineWasmUrl from '../wasm/build/engine.wasm?url';

/** What this file uses of the two worker scopes that it may run in. */
interface Scope extends EventTarget {
  readonly postMessage?: PagePort['postMessage'];
}

const scope: Scope = self;
/** Held for as long as this worker lives, so that its pages notice its end: a port that lost its other side says nothing. */
const life = `pyre-sync worker ${machineSecrets.token()}`;
/** How long another worker may take to let go. Tabs without SharedWorkers have one each, so that waiting is in vain there. */
const LOCK_PATIENCE_MS = isDedicated(scope) ? 2_000 : 6_000;
/** The engine's core is small, the whole of it is fast: it comes when the first clients have had their time. */
const WHOLE_AFTER_MS = 10_000;
const held = new Map<string, Promise<Hold>>();
const here = import.meta.url;
const pages = new Set<PagePort>();
/** Folder of the site: where this file lies, but for its own folder. */
const site = new URL('..', here).pathname;
let keeping: Keeping = { kept: true };

// First of all: a SharedWorker that misses its `connect` event leaves its page waiting for ever.
scope.addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  if (port) welcome(port);
});
if (isDedicated(scope)) welcome(scope);

// Uncaught errors inside a SharedWorker reach nobody by themselves.
scope.addEventListener('error', (event) => report(event instanceof ErrorEvent ? event.message : 'unknown error'));
scope.addEventListener('unhandledrejection', (event) => {
  report(event instanceof PromiseRejectionEvent ? event.reason : 'unknown rejection');
});

const compileEngine = once(() => compileFrom(engineWasmUrl));
const compileCore = once(() => compileFrom(coreWasmUrl));
const loadSqlJs = once(() => initSqlJs({ locateFile: () => sqlWasmUrl }));
// The first server's engine and database are made while its page still loads: what they do first takes longest.
const nextCore = oneAhead(async () =>
  loadCore({ core: await compileCore(), project: prepared, loadWhole: compileEngine }),
);
const nextStorage = oneAhead(async () => openSqlJsStorage(await loadSqlJs(), realClock));

const host = new ServerHost({
  clock: realClock,
  secrets: machineSecrets,
  loadEngine: wholeEngine,
  engineFor: (sources) => (isPrepared(prepared, sources) ? nextCore() : wholeEngine()),
  openStorage: async (file) => (file ? openSqlJsStorage(await loadSqlJs(), realClock, file) : nextStorage()),
  openJournal,
  keeping: tellKeeping,
  report,
});

interface PagePort extends EventTarget {
  postMessage(message: unknown, transfer: Transferable[]): void;
  start?(): void;
}

function welcome(port: PagePort): void {
  pages.add(port);
  port.addEventListener('message', (event) => {
    const said = event instanceof MessageEvent ? v.safeParse(hello, event.data) : null;
    if (said?.success) void serve(port, said.output);
  });
  port.start?.();
  void sayHere(port);
}

/** A page that waits for a server knows from now on when it waits in vain. */
async function sayHere(port: PagePort): Promise<void> {
  const notice: WorkerNotice = { type: 'here', life: await lifeLock() };
  port.postMessage(notice, []);
}

/** The first page's options decide how the server starts; later pages find it as it is. */
async function serve(port: PagePort, page: Hello): Promise<void> {
  expose({ ...host.control, ...journalShelf }, page.control);
  const hosted = servePort(messageFramePort(page.data), host.handler, (problem, error) => report(error ?? problem));
  if (page.lock !== null) {
    void navigator.locks.request(page.lock, () => {
      hosted.close();
      page.control.close();
      pages.delete(port);
    });
  }
  const [status, lock] = await Promise.all([host.start(page.options), lifeLock()]);
  const notice: WorkerNotice = { type: 'ready', status, life: lock, keeping };
  port.postMessage(notice, []);
  // Whoever needs it before has it sooner; what does not come now is asked for when it is needed.
  realClock.setTimer(WHOLE_AFTER_MS, () => void host.complete().catch(() => undefined));
}

/** Two servers must not write one journal: whoever holds its lock does, the other lives in memory and says so. */
async function openJournal(options: ServerOptions): Promise<Journal | null> {
  const found = await findJournal(options).catch(
    (error: unknown) => `The browser's storage failed: ${sentence(error)}.`,
  );
  const journal = typeof found === 'string' ? null : found;
  tellKeeping(typeof found === 'string' ? { kept: false, why: found } : { kept: true });
  return journal;
}

/** A journal, null where none is wanted, or why there is none. */
async function findJournal(options: ServerOptions): Promise<Journal | null | string> {
  if (options.world === null) return null;
  const key = await journalKey(options, site);
  if (key === null) return 'This browser has no IndexedDB for this page.';
  if (!('locks' in navigator)) return 'This browser has no Web Locks, without which two tabs could write one journal.';
  switch (await hold(journalLock(key))) {
    case 'held':
      return openIndexedDbJournal(key, realClock);
    case 'busy':
      return 'Another tab with a server of its own, perhaps an older version of this page, holds the database.';
    case 'refused':
      return 'The frame or window of this page may store nothing.';
  }
}

function tellKeeping(news: Keeping): void {
  keeping = news;
  tell({ type: 'keeping', keeping });
}

/** Where there are no Web Locks, or none may be used, nobody is told of the end. */
async function lifeLock(): Promise<string | null> {
  return 'locks' in navigator && (await hold(life)) === 'held' ? life : null;
}

/** How asking for a lock ended; `busy`: another worker has it, `refused`: nobody may have any. */
type Hold = 'held' | 'busy' | 'refused';

/** Takes a lock for the life of this worker; a worker that waited for itself would wait in vain. */
async function hold(name: string): Promise<Hold> {
  const holding = held.get(name) ?? take(name);
  held.set(name, holding);
  const got = await holding;
  if (got !== 'held') held.delete(name);
  return got;
}

/** The worker of a page that was just reloaded may need a moment to let go. */
function take(name: string): Promise<Hold> {
  const waiting = new AbortController();
  const stopWaiting = realClock.setTimer(LOCK_PATIENCE_MS, () => waiting.abort());
  return new Promise((resolve) => {
    const taken = (): Promise<never> => {
      stopWaiting();
      resolve('held');
      return new Promise(() => undefined);
    };
    navigator.locks
      .request(name, { signal: waiting.signal }, taken)
      .catch(() => resolve(waiting.signal.aborted ? 'busy' : 'refused'));
  });
}

async function wholeEngine(): Promise<Engine> {
  return loadEngine(await part('the engine', compileEngine));
}

/** While it arrives, where the host names its type, which is what the browser asks for. */
async function compileFrom(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const isNamed = response.headers.get('content-type')?.startsWith('application/wasm') ?? false;
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

function report(error: unknown): void {
  tell({ type: 'error', message: sentence(error) });
}

function tell(notice: WorkerNotice): void {
  for (const page of pages) page.postMessage(notice, []);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isDedicated(candidate: Scope): candidate is Scope & PagePort {
  return typeof candidate.postMessage === 'function';
}
