// Every implementation of the wire, set up alike, so that one contract suite can run against each.
import { WebSocket as NodeWebSocket } from 'ws';
import { realClock, settlePromises } from '../../src/base/clock.ts';
import { serveNode } from '../../src/network/node-host.ts';
import type { ClientNetwork } from '../../src/network/socket.ts';
import { ann, EchoServer, joinByChannel, joinInMemory } from './harness.ts';

/** One implementation, ready to use. */
export interface Subject {
  readonly network: ClientNetwork;
  readonly server: EchoServer;
  /** Problems that the host reported. */
  readonly problems: readonly string[];
  /** Lets whatever can happen happen until `reached` holds; the test's own time limit ends a wait in vain. */
  until(reached: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** How to set one up. `standard`: it promises the browser's own exceptions, which package `ws` does not. */
export interface SubjectKind {
  readonly name: string;
  readonly standard: boolean;
  readonly start: () => Promise<Subject>;
}

export const SUBJECTS: readonly SubjectKind[] = [
  { name: 'in-tab, one thread', standard: true, start: inMemory },
  { name: 'in-tab, MessageChannel', standard: true, start: byChannel },
  { name: 'Node, real HTTP and WebSocket', standard: false, start: inNode },
];

async function inMemory(): Promise<Subject> {
  const { page, clock, server, problems } = joinInMemory();
  const until = async (reached: () => boolean) => {
    while (!reached()) await clock.advance(1);
  };
  return { network: page.link(ann).network, server, problems, until, stop: async () => page.close() };
}

async function byChannel(): Promise<Subject> {
  const { page, hosted, server, problems } = joinByChannel();
  const stop = async () => {
    page.close();
    hosted.close();
  };
  return { network: page.link(ann).network, server, problems, until: untilSettled, stop };
}

async function inNode(): Promise<Subject> {
  const server = new EchoServer();
  const problems: string[] = [];
  const report = (problem: string) => problems.push(problem);
  const host = await serveNode({ handler: server, clock: realClock, port: 0, report });
  const network: ClientNetwork = {
    baseUrl: host.url,
    fetch: (input, init) => fetch(input instanceof Request ? input : new URL(String(input), host.url), init),
    WebSocket: nodeSocketOf(host.url),
  };
  return { network, server, problems, until: untilSettled, stop: () => host.stop() };
}

/** `ws` knows no relative addresses. */
function nodeSocketOf(baseUrl: string): ClientNetwork['WebSocket'] {
  class RelativeWebSocket extends NodeWebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(new URL(String(url), baseUrl.replace('http', 'ws')), protocols);
    }
  }
  // The package's class has the standard interface; its types name Node's own events.
  return RelativeWebSocket as unknown as ClientNetwork['WebSocket'];
}

async function untilSettled(reached: () => boolean): Promise<void> {
  while (!reached()) await settlePromises();
}
