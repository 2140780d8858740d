// Performs the effects of the sync state: sockets, requests, timers, storage.
import type { Client, ClientOptions } from './client.ts';

/** The imperative half of a client. */
export class ClientShell implements Client {
  readonly id;

  constructor(options: ClientOptions) {
    this.id = options.id;
  }

  snapshot(): never {
    throw new Error('not yet');
  }
  subscribe(): never {
    throw new Error('not yet');
  }
  start(): never {
    throw new Error('not yet');
  }
  goOffline(): void {}
  goOnline(): void {}
  reconnect(): void {}
  resync(): void {}
  stop(): never {
    throw new Error('not yet');
  }
  queries(): never {
    throw new Error('not yet');
  }
  schema(): never {
    throw new Error('not yet');
  }
  run(): never {
    throw new Error('not yet');
  }
}
