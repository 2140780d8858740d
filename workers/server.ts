// Entry of the worker that is the server: a SharedWorker where there is one, else a dedicated Worker. Wiring only.
import { expose } from 'comlink';
import initSqlJs from 'sql.js';
import sqlWasmUrl from 'sql.js/dist/sql-wasm-browser.wasm?url';
import { realClock } from '../src/base/clock.ts';
import { machineSecrets } from '../src/base/random.ts';
import { loadEngine } from '../src/engine/load.ts';
import { servePort } from '../src/network/host.ts';
import { messageFramePort } from '../src/network/port.ts';
import type { Hello, WorkerNotice } from '../src/protocol/control.ts';
import { ServerHost } from '../src/server/host.ts';
import { openSqlJsStorage } from '../src/server/sql-js-storage.ts';
import engineWasmUrl from '../wasm/build/engine.wasm?url';

/** What this file uses of the two worker scopes that it may run in. */
interface Scope extends EventTarget {
  readonly postMessage?: (message: unknown) => void;
}

const scope: Scope = self;
const pages = new Set<Pick<MessagePort, 'postMessage'>>();

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
  postMessage(message: unknown): void;
  start?(): void;
}

function welcome(port: PagePort): void {
  pages.add(port);
  port.addEventListener('message', (event) => {
    if (event instanceof MessageEvent && isHello(event.data)) void serve(port, event.data);
  });
  port.start?.();
}

/** The first page's options decide how the server starts; later pages find it as it is. */
async function serve(port: PagePort, hello: Hello): Promise<void> {
  expose(host.control, hello.control);
  const hosted = servePort(messageFramePort(hello.data), host.handler, (problem, error) => report(error ?? problem));
  if (hello.lock !== null) {
    void navigator.locks.request(hello.lock, () => {
      hosted.close();
      hello.control.close();
      pages.delete(port);
    });
  }
  const status = await host.start(hello.options);
  const notice: WorkerNotice = { type: 'ready', status };
  port.postMessage(notice);
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}

function report(error: unknown): void {
  const notice: WorkerNotice = { type: 'error', message: error instanceof Error ? error.message : String(error) };
  for (const page of pages) page.postMessage(notice);
}

function isHello(data: unknown): data is Hello {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'hello';
}

function isDedicated(candidate: Scope): candidate is Scope & PagePort {
  return typeof candidate.postMessage === 'function';
}
