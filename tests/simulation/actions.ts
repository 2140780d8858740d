// What may happen in one step of a simulation: a mutation, a change of weather, a fault.
import type { RowKey } from '../../src/protocol/rows.ts';
import type { Fault } from './options.ts';
import { MOMENTS } from './machine.ts';
import type { DrawnMutation } from './project.ts';
import type { Replica, Simulation } from './simulation.ts';
import { trapAtCall } from './traps.ts';

interface Action {
  readonly weight: number;
  /** Only where this fault is on. */
  readonly fault?: Fault;
  /** Does it and says what it did. */
  readonly run: (simulation: Simulation, replica: Replica) => string | Promise<string>;
}

/** One step. */
export async function act(simulation: Simulation): Promise<string> {
  const possible = ACTIONS.filter(({ fault }) => fault === undefined || simulation.has(fault));
  const total = possible.reduce((sum, { weight }) => sum + weight, 0);
  let drawn = simulation.random.fraction() * total;
  const chosen = possible.find(({ weight }) => (drawn -= weight) < 0) ?? possible[0];
  const replica = simulation.random.pick(simulation.replicas);
  return chosen ? `${replica.id}: ${await chosen.run(simulation, replica)}` : 'nothing';
}

const ACTIONS: readonly Action[] = [
  { weight: 12, run: (simulation, replica) => mutate(simulation, replica) },
  { weight: 2, run: () => 'waits' },
  { weight: 2, fault: 'repeats', run: repeat },
  { weight: 2, fault: 'latency', run: changeLatency },
  { weight: 1, fault: 'loss', run: changeLoss },
  { weight: 1, fault: 'drops', run: drop },
  { weight: 2, fault: 'offline', run: goAway },
  { weight: 2, fault: 'offline', run: comeBack },
  { weight: 1, fault: 'offline', run: reconnect },
  { weight: 1, fault: 'sessions', run: changeSession },
  { weight: 1, fault: 'reloads', run: reload },
  { weight: 1, fault: 'crashes', run: crash },
  { weight: 3, fault: 'flight', run: handle },
  { weight: 1.5, fault: 'flight', run: overtake },
  { weight: 1, fault: 'resyncs', run: resync },
  { weight: 0.4, fault: 'replacement', run: replace },
  { weight: 0.5, fault: 'clockJumps', run: jump },
  { weight: 0.5, fault: 'garbage', run: garbage },
  { weight: 1, fault: 'powerCuts', run: cutPower },
  { weight: 1, fault: 'statements', run: failStatement },
  { weight: 1, fault: 'traps', run: trap },
  { weight: 0.7, fault: 'schemas', run: changeRules },
  { weight: 2, fault: 'rekeys', run: rekey },
];

function mutate(simulation: Simulation, replica: Replica): string {
  const { project, random } = simulation;
  return ask(
    simulation,
    replica,
    project.drawMutation(random, (table) => anyKey(simulation, table), uniqueText(simulation)),
  );
}

function ask(simulation: Simulation, replica: Replica, { query, args }: DrawnMutation): string {
  simulation.mutate(replica.client, query, args);
  return `${query} ${JSON.stringify(args)}`;
}

/** The same request, twice at once or after a while: applied once. */
function repeat(simulation: Simulation, replica: Replica): string {
  const text = uniqueText(simulation);
  const { query, args } = simulation.project.drawInsert(simulation.random, text);
  for (let time = 0; time < 3; time++) simulation.mutate(replica.client, query, args, text);
  return `${query} ${text}, three times with one request id`;
}

/** A key that the table has, or one that it has not. */
function anyKey(simulation: Simulation, table: string): RowKey {
  const keys = simulation.era.witness.keys(table);
  return keys.length === 0 ? 1 : simulation.random.pick(keys);
}

function uniqueText(simulation: Simulation): string {
  return `text ${simulation.log.length}.${simulation.random.between(0, 1_000_000)}`;
}

function changeLatency(simulation: Simulation, { id }: Replica): string {
  const latencyMs = simulation.random.pick([0, 1, 20, 400]);
  const jitterMs = simulation.random.pick([0, 0, 10, 200]);
  const direction = simulation.random.pick(['up', 'down'] as const);
  simulation.page.link(id).change({ [direction]: { latencyMs, jitterMs } });
  return `${direction} ${latencyMs} ms and up to ${jitterMs} more`;
}

function changeLoss(simulation: Simulation, { id }: Replica): string {
  const loss = simulation.random.pick([0, 0, 0.05, 0.3]);
  simulation.page.link(id).change({ up: { loss }, down: { loss } });
  return `loses ${loss}`;
}

function drop(simulation: Simulation, { id }: Replica): string {
  simulation.page.link(id).drop();
  return 'its link breaks';
}

function goAway(simulation: Simulation, { id, client }: Replica): string {
  if (simulation.random.fraction() < 0.5) {
    client.goOffline();
    return 'goes offline';
  }
  simulation.page.link(id).change({ offline: true });
  return 'loses its network';
}

function comeBack(simulation: Simulation, { id, client }: Replica): string {
  simulation.page.link(id).change({ offline: false });
  client.goOnline();
  return 'is back';
}

function reconnect(_simulation: Simulation, { client }: Replica): string {
  client.reconnect();
  return 'reconnects';
}

function changeSession(simulation: Simulation, { client }: Replica): string {
  const { sessionId, session } = client.snapshot();
  const drawn = simulation.drawSession();
  const values = simulation.random.fraction() < 0.5 ? drawn : { ...session, role: drawn['role'] ?? null };
  const changed = simulation.attempt(() => simulation.era.server.control.changeSession(sessionId ?? '', values));
  return changed?.ok ? `its session becomes ${JSON.stringify(values)}` : 'its session is unknown';
}

async function reload(simulation: Simulation, replica: Replica): Promise<string> {
  await simulation.reload(replica);
  return 'its page is loaded again';
}

async function crash(simulation: Simulation, replica: Replica): Promise<string> {
  await simulation.crash(replica);
  return 'its page crashes and is loaded again';
}

/** Somebody handles a frame that is under way. */
function handle(simulation: Simulation): string {
  const { flight } = simulation.page;
  const flying = flight.list();
  if (flying.length === 0) return 'nothing is under way';
  const frame = simulation.random.pick(flying);
  const way = simulation.random.pick(['hold', 'release', 'drop', 'duplicate'] as const);
  flight[way](frame.id);
  return `${way} the ${frame.record.direction} ${frame.record.kind} of ${frame.client}`;
}

/** A delta passes a page that was read before it, or a page passes deltas that were sent before it. */
async function overtake(simulation: Simulation, { id, client }: Replica): Promise<string> {
  const link = simulation.page.link(id);
  const slow = simulation.random.pick(['response', 'message'] as const);
  link.change({ down: { latencyMs: 20 } });
  if (slow === 'response') client.resync();
  else mutate(simulation, simulation.random.pick(simulation.replicas));
  await simulation.pass(2);
  const { flight } = simulation.page;
  const frame = flight.list().find(({ client: to, record }) => to === id && record.kind === slow);
  if (frame) flight.hold(frame.id);
  link.change({ down: { latencyMs: 0 } });
  if (slow === 'message') client.resync();
  return frame ? `a ${slow} is overtaken` : 'nothing is overtaken';
}

function resync(_simulation: Simulation, { client }: Replica): string {
  client.resync();
  return 'clears its cache';
}

async function replace(simulation: Simulation): Promise<string> {
  await simulation.replaceServer();
  return 'the database is replaced';
}

function jump(simulation: Simulation): string {
  const byMs = simulation.random.pick([-60_000, -1, 1, 3_600_000]);
  simulation.clock.jump(byMs);
  return `the clock jumps by ${byMs} ms`;
}

/** A stranger on the same link says nonsense; the replica's own connection must not notice. */
function garbage(simulation: Simulation, { id }: Replica): string {
  const { network } = simulation.page.link(id);
  const text = simulation.random.pick(['', 'noise', '[]', '{"type":"delta"}', '\u0000', '{"type":"ping","and":1}']);
  const socket = new network.WebSocket(`${network.baseUrl.replace('http', 'ws')}/sync`);
  socket.addEventListener('open', () => socket.send(text));
  void network.fetch(`${network.baseUrl}/sync?sessionId=stolen`, { method: 'POST', body: text }).catch(() => undefined);
  return `a stranger says ${JSON.stringify(text)}`;
}

/** At once, or in the middle of what the server does next. */
function cutPower(simulation: Simulation): string {
  const { machine } = simulation.era;
  const moment = simulation.random.pick([null, ...MOMENTS]);
  const count = simulation.random.between(1, moment === 'statement' ? 12 : 4);
  if (moment === null) machine.cut();
  else machine.cutAt(moment, count);
  return moment === null ? 'the power fails' : `the power will fail at ${moment} ${count}`;
}

function failStatement(simulation: Simulation): string {
  const count = simulation.random.between(1, 20);
  simulation.era.machine.failAtStatement(count);
  return `statement ${count} will fail`;
}

function trap(simulation: Simulation): string {
  const count = simulation.random.between(1, 6);
  trapAtCall(count);
  return `call ${count} of the engine will trap`;
}

function changeRules(simulation: Simulation): string {
  const { variants } = simulation.project;
  const variant = simulation.random.between(0, variants.length - 1);
  const sources = variants[variant]?.sources ?? [];
  const changed = simulation.attempt(() => simulation.era.server.control.changeProject(sources));
  if (!changed?.ok) return `the rules stay: ${changed?.message ?? 'it failed'}`;
  simulation.rulesChanged(variant);
  return `the rules become variant ${variant}`;
}

function rekey(simulation: Simulation, replica: Replica): string {
  return ask(simulation, replica, simulation.project.drawRekey(simulation.random));
}
