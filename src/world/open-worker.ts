// Starts the script of the server: as a SharedWorker, as a Worker, or, in a frame that is nobody's origin, as a Worker that imports it.
import type { Hello } from '../protocol/control.ts';
import { workerName } from '../protocol/worker-name.ts';
// eslint-disable-next-line import/default -- what follows the question mark makes the bundler answer the script's address
import script from '../../workers/server.ts?worker&url';
import { startWorker } from './start-worker.ts';
import type { WorkerKind } from './view.ts';

/** Where to speak to a worker, and where to hear that it broke. */
export interface Opened {
  readonly host: WorkerKind;
  post(hello: Hello): void;
  listen(notice: (value: unknown) => void, broken: (message: string) => void): void;
}

/** The server that all tabs of this build share; a named `world` has one of its own. Throws where none may be opened. */
export function openShared(build: string, world: string | undefined): Opened {
  const name = workerName(build) + (world === undefined ? '' : ` world ${world}`);
  const early = world === undefined ? takeEarly() : null;
  const worker = early ?? new SharedWorker(script, { type: 'module', name });
  return {
    host: 'shared',
    post: (hello) => worker.port.postMessage(hello, [hello.data, hello.control]),
    listen(notice, broken) {
      worker.port.addEventListener('message', (event) => notice(event.data));
      worker.addEventListener('error', (event) => broken(errorText(event)));
      worker.port.start();
    },
  };
}

/** The worker of this name that the document started before this script came; good for one use. */
function takeEarly(): SharedWorker | null {
  const early = window.earlyServer ?? null;
  window.earlyServer = null;
  return early;
}

/** A server that belongs to this page alone. Throws where the browser has no workers. */
export function openDedicated(build: string): Opened {
  const worker = startWorker(script, workerName(build));
  return {
    host: 'dedicated',
    post: (hello) => worker.postMessage(hello, [hello.data, hello.control]),
    listen(notice, broken) {
      worker.addEventListener('message', (event) => notice(event.data));
      worker.addEventListener('error', (event) => broken(errorText(event)));
    },
  };
}

function errorText(event: Event): string {
  return event instanceof ErrorEvent && event.message ? event.message : 'The script of the worker could not be loaded.';
}
