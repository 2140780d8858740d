// Who does not keep to the rules: noise on a socket, stolen sessions, forged cursors and request ids.
import type { Replica, Simulation } from './simulation.ts';

/** A stranger on the same link says nonsense; the replica's own connection must not notice. */
export function garbage(simulation: Simulation, { id }: Replica): string {
  const { network } = simulation.page.link(id);
  const text = simulation.random.pick(['', 'noise', '[]', '{"type":"delta"}', '\u0000', '{"type":"ping","and":1}']);
  const socket = new network.WebSocket(`${network.baseUrl.replace('http', 'ws')}/sync`);
  socket.addEventListener('open', () => socket.send(text));
  void network.fetch(`${network.baseUrl}/sync?sessionId=stolen`, { method: 'POST', body: text }).catch(() => undefined);
  return `a stranger says ${JSON.stringify(text)}`;
}

/** A page asked for with a session of one's own and a cursor that is not: no answer may tell more for it, none may be our bug. */
export function forge(simulation: Simulation, { id, client }: Replica): string {
  const { network } = simulation.page.link(id);
  const { sessionId, databaseEpoch } = client.snapshot();
  const [what, syncCursor] = drawCursor(simulation);
  const body = JSON.stringify({ syncCursor, databaseEpoch, pageSize: simulation.options.pageSize });
  const asked = network.fetch(`${network.baseUrl}/sync?sessionId=${sessionId}`, { method: 'POST', body });
  void asked.then(
    ({ status }) => simulation.answered(`a forged cursor, ${what},`, status),
    () => undefined,
  );
  return `forges a cursor: ${what}`;
}

function drawCursor(simulation: Simulation): readonly [string, unknown] {
  const { random, replicas, judge, era } = simulation;
  const other = random.pick(replicas).client.snapshot();
  const shifted = (by: number) => ({
    tables: Object.fromEntries(
      Object.entries(other.cursor.tables).map(([table, entry]) => [
        table,
        { ...entry, last_seen_updated_at: Math.max(0, (entry.last_seen_updated_at ?? 0) + by) },
      ]),
    ),
  });
  const [table = 'posts'] = judge.tableNames(era);
  return random.pick<readonly [string, unknown]>([
    [`that of ${other.id}`, other.cursor],
    ['from the future', shifted(1e9)],
    ['from the past', shifted(-1_000_000)],
    ['negative', { tables: { [table]: { permission_hash: '', last_seen_updated_at: -1 } } }],
    ['of no table', { tables: { ['x"; drop table posts; --']: { permission_hash: '', last_seen_updated_at: 1 } } }],
    ['with a strange hash', { tables: { [table]: { permission_hash: "' or 1 = 1", last_seen_updated_at: 1 } } }],
    ['that began long ago', { tables: { [table]: { permission_hash: '', last_seen_updated_at: 1, since: 1e15 } } }],
    ['as a list', []],
    ['as text', 'posts'],
    ['null', null],
  ]);
}

/** The same request id for another request is refused. */
export function forgeRequest(simulation: Simulation, { client }: Replica): string {
  const text = `forged ${simulation.log.length}`;
  for (const time of [1, 2]) {
    const { query, args } = simulation.project.drawInsert(simulation.random, `${text}.${time}`);
    simulation.mutate(client, query, args, text);
  }
  return `${text}: two requests under one id`;
}
