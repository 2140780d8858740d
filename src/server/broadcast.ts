// Who gets which text: deltas are grouped so that connections with the same rows and the same chain share one text and one send.
import type { ConnectionId } from '../base/ids.ts';
import type { SyncDeltas } from '../engine/engine.ts';
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

/**
 * Plans the delta messages of one mutation. Each recipient's `all_affected_rows` holds only what that recipient may see
 * [SYNC-2]; each row is written as text once, however many messages carry it.
 */
export function planDeltas(
  deltas: SyncDeltas,
  serverRevision: number,
  connectionsOf: (sessionId: string) => Iterable<Connection>,
): readonly Delivery[] {
  const rowTexts: string[] = [];
  const rowText = (index: number): string => (rowTexts[index] ??= JSON.stringify(deltas.all_affected_rows[index]));
  return deltas.groups.flatMap(({ session_ids, affected_row_indices }) => {
    const data = deltaData(affected_row_indices.map(rowText));
    return byPortAndChain(session_ids, connectionsOf).map(({ port, connections, previousRevision }) => ({
      port,
      connections,
      text: `{"type":"delta","data":${data},"serverRevision":${serverRevision},"previousRevision":${previousRevision}}`,
    }));
  });
}

function deltaData(rows: readonly string[]): string {
  return `{"all_affected_rows":[${rows.join(',')}],"affected_row_indices":[${rows.map((_, index) => index).join(',')}]}`;
}

interface Recipients {
  readonly port: SocketPort;
  readonly previousRevision: number;
  readonly connections: Connection[];
}

function byPortAndChain(
  sessionIds: readonly string[],
  connectionsOf: (sessionId: string) => Iterable<Connection>,
): readonly Recipients[] {
  const ports = new Map<SocketPort, Map<number, Recipients>>();
  for (const sessionId of sessionIds) {
    for (const connection of connectionsOf(sessionId)) recipientsLike(ports, connection).connections.push(connection);
  }
  return [...ports.values()].flatMap((chains) => [...chains.values()]);
}

function recipientsLike(ports: Map<SocketPort, Map<number, Recipients>>, connection: Connection): Recipients {
  const { port, previousRevision } = connection;
  let chains = ports.get(port);
  if (!chains) ports.set(port, (chains = new Map()));
  let recipients = chains.get(previousRevision);
  if (!recipients) chains.set(previousRevision, (recipients = { port, previousRevision, connections: [] }));
  return recipients;
}
