// What may happen to the network in one step: weather, breaks, frames handled on their way.
import { insert, mutate, removeNewest, touchNewest } from './requests.ts';
import type { Replica, Simulation } from './simulation.ts';

export function changeLatency(simulation: Simulation, { id }: Replica): string {
  const latencyMs = simulation.random.pick([0, 1, 20, 400]);
  const jitterMs = simulation.random.pick([0, 0, 10, 200]);
  const direction = simulation.random.pick(['up', 'down'] as const);
  simulation.page.link(id).change({ [direction]: { latencyMs, jitterMs } });
  return `${direction} ${latencyMs} ms and up to ${jitterMs} more`;
}

export function changeLoss(simulation: Simulation, { id }: Replica): string {
  const loss = simulation.random.pick([0, 0, 0.05, 0.3]);
  simulation.page.link(id).change({ up: { loss }, down: { loss } });
  return `loses ${loss}`;
}

export function drop(simulation: Simulation, { id }: Replica): string {
  simulation.page.link(id).drop();
  return 'its link breaks';
}

export function goAway(simulation: Simulation, { id, client }: Replica): string {
  if (simulation.random.fraction() < 0.5) {
    client.goOffline();
    return 'goes offline';
  }
  simulation.page.link(id).change({ offline: true });
  return 'loses its network';
}

export function comeBack(simulation: Simulation, { id, client }: Replica): string {
  simulation.page.link(id).change({ offline: false });
  client.goOnline();
  return 'is back';
}

export function reconnect(_simulation: Simulation, { client }: Replica): string {
  client.reconnect();
  return 'reconnects';
}

/** Somebody handles a frame that is under way. */
export function handle(simulation: Simulation): string {
  const { flight } = simulation.page;
  const flying = flight.list();
  if (flying.length === 0) return 'nothing is under way';
  const frame = simulation.random.pick(flying);
  const way = simulation.random.pick(['hold', 'release', 'drop', 'duplicate'] as const);
  flight[way](frame.id);
  return `${way} the ${frame.record.direction} ${frame.record.kind} of ${frame.client}`;
}

/** A delta passes a page that was read before it, or a page passes deltas that were sent before it. */
export async function overtake(simulation: Simulation, replica: Replica): Promise<string> {
  const { id, client } = replica;
  if (simulation.random.fraction() < 0.5) {
    client.resync();
    const held = await holdPage(simulation, replica);
    mutate(simulation, simulation.random.pick(simulation.replicas));
    return held ? 'a page is overtaken' : 'nothing is overtaken';
  }
  const link = simulation.page.link(id);
  link.change({ down: { latencyMs: 20 } });
  const other = simulation.random.pick(simulation.replicas);
  touchNewest(simulation, other);
  await simulation.pass(2);
  const { flight } = simulation.page;
  const frame = flight.list().find(({ client: to, record }) => to === id && record.kind === 'message');
  if (frame) flight.hold(frame.id);
  touchNewest(simulation, other);
  link.change({ down: { latencyMs: 0 } });
  client.resync();
  return frame ? 'a message is overtaken' : 'nothing is overtaken';
}

/** A row comes while the page is under way, the connection breaks, and the row is gone before it is back. */
export async function interrupt(simulation: Simulation, replica: Replica): Promise<string> {
  replica.client.reconnect();
  const held = await holdPage(simulation, replica);
  const other = simulation.random.pick(simulation.replicas);
  insert(simulation, other);
  await simulation.pass(2);
  simulation.page.link(replica.id).drop();
  removeNewest(simulation, other);
  return held ? 'its catch-up is interrupted' : 'is interrupted';
}

/** Waits until a page is under way to the client, and keeps it there. */
async function holdPage(simulation: Simulation, { id }: Replica): Promise<boolean> {
  const link = simulation.page.link(id);
  const { flight } = simulation.page;
  link.change({ down: { latencyMs: 3 } });
  const isPage = ({ client, record }: ReturnType<typeof flight.list>[number]): boolean =>
    client === id && record.kind === 'response' && record.text?.startsWith('{"tables"') === true;
  let frame = flight.list().find(isPage);
  for (let tries = 0; tries < 12 && !frame; tries++) {
    await simulation.pass(1);
    frame = flight.list().find(isPage);
  }
  if (frame) flight.hold(frame.id);
  link.change({ down: { latencyMs: 0 } });
  return frame !== undefined;
}
