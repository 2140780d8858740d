// One running server: the handler that the wire calls, the functions of the control plane, and its end.
import type { ConnectionId } from '../base/ids.ts';
import { part } from '../base/part.ts';
import type { ServerHandler, SocketPort } from '../network/socket.ts';
import { CLOSE, ERROR_STATUS, ProtocolError } from '../protocol/errors.ts';
import { asPlainAnswer, askedOf, askedPlainly, asResponse, failure, type Answered, type Asked } from './asked.ts';
import { Connections } from './connections.ts';
import { ServerControl } from './control.ts';
import type { History } from './history.ts';
import { ServerInspection } from './inspect.ts';
import { fitValues } from './fit-session.ts';
import type { Kept, KeptRequest, Snapshot } from './journal.ts';
import type { LedgerEntries } from './ledger.ts';
import type { ReadDatabase } from './read-database.ts';
import { Requests } from './requests.ts';
import { createRoutes, type Routes } from './routes.ts';
import { dumpDatabase } from './snapshot.ts';
import type { ServerState } from './state.ts';
import type { Storage } from './storage.ts';

/** A server; make one with `createServer`. */
export class Server {
  readonly control: ServerControl;
  readonly inspection: ServerInspection;
  /** What the wire calls. Nothing in it throws. */
  readonly handler: Required<ServerHandler>;
  readonly #state: ServerState;
  readonly #connections: Connections;
  readonly #requests: Requests;
  readonly #routes: Routes;
  #stopped = false;

  constructor(state: ServerState, devLogin: boolean, history: History) {
    this.#state = state;
    this.#connections = new Connections(state);
    this.#requests = new Requests(state, this.#connections, history);
    this.#routes = createRoutes({ state, requests: this.#requests, devLogin });
    this.control = new ServerControl(state, this.#connections);
    this.inspection = new ServerInspection(state);
    this.handler = {
      fetch: async (request) => asResponse(await this.#answer(askedOf(request)), request.method),
      exchange: async (request) => asPlainAnswer(await this.#answer(askedPlainly(request))),
      opened: (port, id, url) => this.#guarded(port, id, () => this.#connections.open(port, id, url)),
      received: (port, id, data) => this.#guarded(port, id, () => this.#connections.receive(port, id, data)),
      closed: (port, id) => this.#guarded(port, id, () => this.#connections.close(port, id)),
    };
  }

  /** All that is worth keeping beyond this server's life. */
  snapshot(): Snapshot {
    const { project, storage, sessions } = this.#state;
    const all = sessions.all();
    return {
      sources: project.sources,
      tables: storage.transaction(dumpDatabase),
      sessions: all.map(({ id, values }) => ({ type: 'session', id, values })),
      requests: all.flatMap((session) => this.#requests.rememberedOf(session)),
    };
  }

  /** The rows of another database, as far as they fit this one's schema. */
  async readDatabase(file: Storage, stamp: number): Promise<ReadDatabase> {
    const { readDatabase } = await part('the reading of databases', () => import('./read-database.ts'));
    return readDatabase(file, this.#state.project, this.#state.engine, stamp);
  }

  /** Resolves when the engine can do all that the control plane asks of it; rejects with `MissingPart`. */
  complete(): Promise<void> {
    return this.#state.engine.complete();
  }

  /** Knows again who an earlier server knew, and what it answered. */
  recall({ snapshot, records }: Kept): void {
    for (const { id, values } of snapshot.sessions) this.#state.sessions.add(id, values);
    for (const request of snapshot.requests) this.#recallRequest(request);
    for (const record of records) {
      if (record.type === 'session') this.#state.sessions.add(record.id, record.values);
      else if (record.request) this.#recallRequest(record.request);
    }
  }

  /** The same from a ledger; the schema may be another than it was. */
  recallEntries({ sessions, requests }: LedgerEntries): void {
    const { sessionShape } = this.#state.project;
    for (const { id, values } of sessions) {
      this.#state.sessions.add(id, fitValues(sessionShape, id, values, this.#state.random));
    }
    for (const request of requests) this.#recallRequest(request);
  }

  #recallRequest({ sessionId, id, ...answer }: KeptRequest): void {
    const session = this.#state.sessions.find(sessionId);
    if (session) this.#requests.remember(session, id, answer);
  }

  /** Closes every connection, frees the database; requests are answered 503 from now on. */
  stop(reason = 'the server stops'): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#state.recorder.stop();
    this.#connections.closeAll(CLOSE.restarting, reason);
    this.#state.storage.close();
  }

  async #answer(asked: Asked): Promise<Answered> {
    if (this.#stopped) return unavailable();
    const answered = await this.#routes(asked);
    return this.#stopped && answered.status === ERROR_STATUS.Internal ? unavailable() : answered;
  }

  #breakOff(port: SocketPort, id: ConnectionId): void {
    try {
      this.#connections.close(port, id);
    } catch (error) {
      this.#state.report(error);
    }
    port.close(id, CLOSE.internalError, 'the server made a mistake; connect again');
  }

  /** A bug of ours ends one connection, is reported, and leaves the rest running. */
  #guarded(port: SocketPort, id: ConnectionId, work: () => void): void {
    if (this.#stopped) return port.close(id, CLOSE.restarting, 'the server has stopped');
    try {
      work();
    } catch (error) {
      this.#state.report(error);
      this.#breakOff(port, id);
    }
  }
}

function unavailable(): Answered {
  return failure(new ProtocolError('Unavailable', 'the server has stopped; try again'));
}
