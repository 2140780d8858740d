// Who gets which text: deltas are grouped so that connections with the same rows and the same chain share one text and one send.
import type { ConnectionId } from '../base/ids.ts';
import type { DeltaGroup, SyncAudiences } from '../engine/engine.ts';
import type { SocketPort } from '../network/socket.ts';
import type { Session } from './sessions.ts';

/** One open WebSocket as the server keeps it. */
export interface Connection {
  readonly port: SocketPort;
  readonly id: ConnectionId;
  readonly session: Session;
  /** The revision last sent to it; what could not be sent counts, so that the gap shows [WS-3]. */
  previousRevision: number;
  /** Whether its queue was over the bound the last time [WS-7]. */
  behind: boolean;
}

/** One text for several connections of one port. */
export interface Delivery {
  readonly port: SocketPort;
  readonly connections: readonly Connection[];
  readonly text: string;
}

/** The open connections as the planner needs them. */
export interface Audience {
  ofSession(sessionId: string): Iterable<Connection>;
  all(): Iterable<Connection>;
}

/**
 * Plans the delta messages of one mutation. Each recipient's `all_affected_rows` holds only what that recipient may see
 * [SYNC-2]; each row is written as text once, however many messages carry it.
 */
export function planDeltas(deltas: SyncAudiences, serverRevision: number, audience: Audience): readonly Delivery[] {
  const rowTexts: string[] = [];
  const rowText = (index: number): string => (rowTexts[index] ??= JSON.stringify(deltas.all_affected_rows[index]));
  const deliver = (indices: readonly number[], recipients: Iterable<Connection>): readonly Delivery[] => {
    if (indices.length === 0) return [];
    const data = deltaData(indices.map(rowText));
    return byPortAndChain(recipients).map(({ port, connections, previousRevision }) => ({
      port,
      connections,
      text: `{"type":"delta","data":${data},"serverRevision":${serverRevision},"previousRevision":${previousRevision}}`,
    }));
  };
  return [
    ...deltas.groups.flatMap((group) =>
      deliver(group.affected_row_indices, connectionsOf(group.session_ids, audience)),
    ),
    ...deliver(deltas.everyone, everyoneElse(deltas.groups, audience)),
  ];
}

function connectionsOf(sessionIds: readonly string[], audience: Audience): readonly Connection[] {
  return sessionIds.flatMap((sessionId) => Array.from(audience.ofSession(sessionId)));
}

/** Whoever is in a group gets what the group gets and nothing besides. */
function everyoneElse(groups: readonly DeltaGroup[], audience: Audience): Iterable<Connection> {
  if (groups.length === 0) return audience.all();
  const named = new Set(groups.flatMap((group) => group.session_ids));
  return [...audience.all()].filter(({ session }) => !named.has(session.id));
}

function deltaData(rows: readonly string[]): string {
  return `{"all_affected_rows":[${rows.join(',')}],"affected_row_indices":[${rows.map((_, index) => index).join(',')}]}`;
}

interface Recipients {
  readonly port: SocketPort;
  readonly previousRevision: number;
  readonly connections: Connection[];
}

function byPortAndChain(connections: Iterable<Connection>): readonly Recipients[] {
  const ports = new Map<SocketPort, Map<number, Recipients>>();
  let last: Recipients | null = null;
  for (const connection of connections) {
    const { port, previousRevision } = connection;
    // Nearly all are like the one before.
    if (last?.port !== port || last.previousRevision !== previousRevision) last = recipientsLike(ports, connection);
    last.connections.push(connection);
  }
  return [...ports.values()].flatMap((chains) => Array.from(chains.values()));
}

function recipientsLike(ports: Map<SocketPort, Map<number, Recipients>>, connection: Connection): Recipients {
  const { port, previousRevision } = connection;
  let chains = ports.get(port);
  if (!chains) ports.set(port, (chains = new Map()));
  let recipients = chains.get(previousRevision);
  if (!recipients) chains.set(previousRevision, (recipients = { port, previousRevision, connections: [] }));
  return recipients;
}
