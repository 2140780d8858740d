// The open WebSockets: greeting, resuming, pinging, delivering, and closing whoever breaks the rules [WS-1] to [WS-7].
import type { ConnectionId } from '../base/ids.ts';
import { parseJson } from '../base/json.ts';
import type { ChangedRow } from '../engine/engine.ts';
import type { SocketPort } from '../network/socket.ts';
import type { CatchupRequired, Connected, DownMessage } from '../protocol/down.ts';
import { CLOSE } from '../protocol/errors.ts';
import { PATH, SESSION_PARAMETER } from '../protocol/paths.ts';
import { LARGEST_MESSAGE_BYTES, ping } from '../protocol/up.ts';
import * as v from 'valibot';
import { planDeltas, type Connection } from './broadcast.ts';
import { readRevision } from './mutate.ts';
import { drawSession } from './session-values.ts';
import type { Session } from './sessions.ts';
import type { ServerState } from './state.ts';

/** Unsent bytes that a connection may have before deltas are dropped for it [WS-7]. */
export const LARGEST_QUEUE_BYTES = 4 * LARGEST_MESSAGE_BYTES;

/** All open connections of one server. */
export class Connections {
  readonly #state: ServerState;
  readonly #byPort = new Map<SocketPort, Map<ConnectionId, Connection>>();
  readonly #bySession = new Map<string, Set<Connection>>();
  readonly #all = new Set<Connection>();

  constructor(state: ServerState) {
    this.#state = state;
  }

  get count(): number {
    return this.#all.size;
  }

  /** Greets a new connection: a session of its own, or the one it names [WS-1] [WS-2]. */
  open(port: SocketPort, id: ConnectionId, url: URL): void {
    if (url.pathname !== PATH.sync) return port.close(id, CLOSE.policyViolation, `WebSockets are at ${PATH.sync} only`);
    const named = url.searchParams.get(SESSION_PARAMETER);
    const session = named === null ? this.#newSession() : this.#state.sessions.find(named);
    if (!session) return port.close(id, CLOSE.unknownSession, 'unknown session: connect without one to get a new one');
    const connection: Connection = { port, id, session, previousRevision: this.#revision(), behind: false };
    this.#add(connection);
    this.#send([connection], this.#greeting(connection));
  }

  /** Answers a ping; anything else closes the connection [WS-5]. */
  receive(port: SocketPort, id: ConnectionId, data: string | ArrayBuffer): void {
    const connection = this.#byPort.get(port)?.get(id);
    if (!connection) return;
    const refusal = refuse(data);
    if (refusal) this.#end(connection, refusal.code, refusal.reason);
    else if (port.queuedBytes(id) <= LARGEST_QUEUE_BYTES) {
      this.#send([connection], { type: 'pong', previousRevision: connection.previousRevision });
    }
  }

  /** Forgets a connection that is gone. */
  close(port: SocketPort, id: ConnectionId): void {
    const connection = this.#byPort.get(port)?.get(id);
    if (connection) this.#remove(connection);
  }

  /** Sends what a mutation changed to whoever may see it. When that cannot be worked out, everybody is told to catch up. */
  broadcast(changes: readonly ChangedRow[], serverRevision: number): void {
    if (this.#all.size === 0 || changes.length === 0) return;
    let deliveries;
    try {
      deliveries = planDeltas(this.#state.engine.calculate_audiences(changes), serverRevision, {
        ofSession: (sessionId) => before(serverRevision, this.#bySession.get(sessionId) ?? []),
        all: () => before(serverRevision, this.#all),
      });
    } catch (error) {
      this.#state.report(error);
      return this.requireCatchup('serverRestarted');
    }
    for (const { port, connections, text } of deliveries) this.#deliver(port, connections, text, serverRevision);
  }

  /** Tells every connection that it may have missed something [WS-4]. */
  requireCatchup(reason: CatchupRequired['reason']): void {
    this.#telling([...this.#all], () => {
      for (const port of this.#byPort.values()) this.#send([...port.values()], this.#catchupRequired(reason));
    });
  }

  /** The session has new values: the engine judges by them from now on, and its clients catch up under them. */
  sessionChanged(session: Session): void {
    const connections = [...(this.#bySession.get(session.id) ?? [])];
    if (connections.length === 0) return;
    this.#state.engine.disconnect_session(session.id);
    this.#state.engine.connect_session(session.id, session.values);
    this.#telling(connections, () => {
      const message = { ...this.#catchupRequired('sessionChanged'), session: session.values };
      for (const connection of connections) this.#send([connection], message);
    });
  }

  /** Tells the engine of all connected sessions anew, after it loaded another schema. */
  registerAgain(): void {
    for (const [sessionId, [connection]] of Array.from(this.#bySession, ([id, all]) => [id, [...all]] as const)) {
      this.#state.engine.disconnect_session(sessionId);
      if (connection) this.#state.engine.connect_session(sessionId, connection.session.values);
    }
  }

  /** The schema is another; `changed` are the sessions whose values are others too [SYNC-13]. */
  projectChanged(changed: ReadonlySet<Session>): void {
    this.#telling([...this.#all], () => {
      const message = this.#catchupRequired('schemaChanged');
      for (const connections of this.#byPort.values()) {
        const [others, same] = partition([...connections.values()], ({ session }) => changed.has(session));
        this.#send(same, message);
        for (const connection of others) this.#send([connection], { ...message, session: connection.session.values });
      }
    });
  }

  /** Who cannot be told that its view changed must not go on as if it had not: it connects again, and is greeted. */
  #telling(connections: readonly Connection[], tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#state.report(error);
      for (const connection of connections)
        this.#end(connection, CLOSE.internalError, 'the server made a mistake; connect again');
    }
  }

  /** Closes everything. */
  closeAll(code: number, reason: string): void {
    for (const connection of this.#all) this.#end(connection, code, reason);
  }

  #newSession(): Session {
    const session = this.#state.sessions.issue(drawSession(this.#state.project.sessionShape, this.#state.random));
    this.#state.recorder.session(session);
    return session;
  }

  #greeting({ session, previousRevision }: Connection): Connected {
    return {
      type: 'connected',
      sessionId: session.id,
      session: session.values,
      databaseEpoch: this.#state.databaseEpoch,
      serverRevision: previousRevision,
    };
  }

  #catchupRequired(reason: CatchupRequired['reason']): CatchupRequired {
    const { databaseEpoch } = this.#state;
    return { type: 'catchupRequired', reason, serverRevision: this.#revision(), databaseEpoch };
  }

  #revision(): number {
    return this.#state.storage.transaction(readRevision);
  }

  /** Whoever does not read fast enough is passed over and told so once; the chain moves on, so that each gap shows [WS-7]. */
  #deliver(port: SocketPort, connections: readonly Connection[], text: string, serverRevision: number): void {
    const ready: ConnectionId[] = [];
    const late: Connection[] = [];
    for (const connection of connections) {
      const isReady = port.queuedBytes(connection.id) + text.length <= LARGEST_QUEUE_BYTES;
      if (isReady) ready.push(connection.id);
      else if (!connection.behind) late.push(connection);
      connection.behind = !isReady;
      connection.previousRevision = serverRevision;
    }
    if (ready.length > 0) port.send(ready, text);
    if (late.length > 0) this.#send(late, this.#catchupRequired('queueOverflow'));
  }

  /** Sends one message to connections of one port. A message that tells a revision is a link of the chain. */
  #send(connections: readonly Connection[], message: DownMessage): void {
    const [first] = connections;
    if (!first) return;
    if ('serverRevision' in message) {
      for (const connection of connections) connection.previousRevision = message.serverRevision;
    }
    first.port.send(
      connections.map(({ id }) => id),
      JSON.stringify(message),
    );
  }

  #add(connection: Connection): void {
    const { port, id, session } = connection;
    const ofSession = this.#bySession.get(session.id) ?? new Set();
    if (ofSession.size === 0) this.#state.engine.connect_session(session.id, session.values);
    this.#bySession.set(session.id, ofSession.add(connection));
    const ofPort = this.#byPort.get(port) ?? new Map<ConnectionId, Connection>();
    this.#byPort.set(port, ofPort.set(id, connection));
    this.#state.sessions.connected(session);
    this.#all.add(connection);
  }

  #remove(connection: Connection): void {
    const { port, id, session } = connection;
    const ofPort = this.#byPort.get(port);
    ofPort?.delete(id);
    if (ofPort?.size === 0) this.#byPort.delete(port);
    const ofSession = this.#bySession.get(session.id);
    ofSession?.delete(connection);
    this.#state.sessions.disconnected(session);
    this.#all.delete(connection);
    if (ofSession && ofSession.size > 0) return;
    this.#bySession.delete(session.id);
    this.#state.engine.disconnect_session(session.id);
  }

  #end(connection: Connection, code: number, reason: string): void {
    this.#remove(connection);
    connection.port.close(connection.id, code, reason);
  }
}

/** Who was greeted or told to catch up after the commit reads it from a page: its chain must not run back [WS-6]. */
function before(serverRevision: number, connections: Iterable<Connection>): readonly Connection[] {
  return [...connections].filter(({ previousRevision }) => previousRevision < serverRevision);
}

function partition<Item>(items: readonly Item[], belongs: (item: Item) => boolean): readonly [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

/** Why a frame breaks the rules; null for a ping. */
function refuse(data: string | ArrayBuffer): { readonly code: number; readonly reason: string } | null {
  const bytes = typeof data === 'string' ? byteLength(data) : data.byteLength;
  if (bytes > LARGEST_MESSAGE_BYTES)
    return { code: CLOSE.tooBig, reason: `a frame holds at most ${LARGEST_MESSAGE_BYTES} bytes` };
  if (typeof data !== 'string') return { code: CLOSE.policyViolation, reason: 'frames are text' };
  if (v.is(ping, parseJson(data))) return null;
  return { code: CLOSE.policyViolation, reason: 'a client only ever says {"type":"ping"}' };
}

/** UTF-8 bytes; only text that could be over the bound is measured. */
function byteLength(text: string): number {
  return text.length * 3 <= LARGEST_MESSAGE_BYTES ? text.length : new TextEncoder().encode(text).length;
}
