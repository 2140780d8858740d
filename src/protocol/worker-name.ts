// What a SharedWorker is called: a browser finds the one that runs by this and its script.
import { PROTOCOL_VERSION } from './paths.ts';

/** Two builds never share a worker. */
export function workerName(build: string): string {
  return `pyre-sync protocol ${PROTOCOL_VERSION} build ${build}`;
}
