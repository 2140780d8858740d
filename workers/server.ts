// Entry of the worker that is the server: a SharedWorker where there is one, else a dedicated Worker. Wiring only.
import { expose } from 'comlink';
import initSqlJs from 'sql.js';
import * as v from 'valibot';
import sqlWasmUrl from 'sql.js/dist/sql-wasm-browser.wasm?url';
import { realClock } from '../src/base/clock.ts';
import { machineSecrets } from '../src/base/random.ts';
import { loadEngine } from '../src/engine/load.ts';
import { servePort } from '../src/network/host.ts';
import { messageFramePort } from '../src/network/port.ts';
import { hello, type Hello, type WorkerNotice } from '../src/protocol/control.ts';
import { ServerHost } from '../src/server/host.ts';
import { openSqlJsStorage } from '../src/server/sql-js-storage.ts';
import engineWasmUrl from '../wasm/build/engine.wasm?url';

/** What this file uses of the two worker scopes that it may run in. */
interface Scope extends EventTarget {
  readonly postMessage?: PagePort['postMessage'];
}

const scope: Scope = self;
const pages = new Set<PagePort>();

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

const host = new ServerHost({
  clock: realClock,
  secrets: machineSecrets,
  loadEngine: async () => loadEngine(await fetchBytes(engineWasmUrl)),
  openStorage: async () => openSqlJsStorage(await initSqlJs({ locateFile: () => sqlWasmUrl }), realClock),
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
}

/** The first page's options decide how the server starts; later pages find it as it is. */
async function serve(port: PagePort, page: Hello): Promise<void> {
  expose(host.control, page.control);
  const hosted = servePort(messageFramePort(page.data), host.handler, (problem, error) => report(error ?? problem));
  if (page.lock !== null) {
    void navigator.locks.request(page.lock, () => {
      hosted.close();
      page.control.close();
      pages.delete(port);
    });
  }
  const status = await host.start(page.options);
  const notice: WorkerNotice = { type: 'ready', status };
  port.postMessage(notice, []);
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}

function report(error: unknown): void {
  const notice: WorkerNotice = { type: 'error', message: error instanceof Error ? error.message : String(error) };
  for (const page of pages) page.postMessage(notice, []);
}

function isDedicated(candidate: Scope): candidate is Scope & PagePort {
  return typeof candidate.postMessage === 'function';
}
