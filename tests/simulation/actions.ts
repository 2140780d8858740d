// What may happen in one step of a simulation: a mutation, a change of weather, a fault.
import type { Fault } from './options.ts';
import { closePort, cutPower, evict, failJournal, failStatement, fillDisk, trap } from './failures.ts';
import {
  changeLatency,
  changeLoss,
  comeBack,
  drop,
  goAway,
  handle,
  interrupt,
  overtake,
  reconnect,
} from './network-actions.ts';
import type { Replica, Simulation } from './simulation.ts';
import { addGiant, flood, insert, mutate, rekey, removeNewest, repeat } from './requests.ts';
import { forge, forgeRequest, garbage } from './strangers.ts';

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
  { weight: 1, fault: 'flight', run: interrupt },
  { weight: 1, fault: 'resyncs', run: resync },
  { weight: 0.4, fault: 'replacement', run: replace },
  { weight: 0.5, fault: 'clockJumps', run: jump },
  { weight: 0.5, fault: 'garbage', run: garbage },
  { weight: 1, fault: 'powerCuts', run: cutPower },
  { weight: 1, fault: 'statements', run: failStatement },
  { weight: 1, fault: 'traps', run: trap },
  { weight: 0.7, fault: 'schemas', run: changeRules },
  { weight: 0.5, fault: 'schemas', run: flipRules },
  { weight: 2, fault: 'rekeys', run: rekey },
  { weight: 1, fault: 'giants', run: addGiant },
  { weight: 0.5, fault: 'giants', run: flood },
  { weight: 1, fault: 'sessions', run: changeWhileCatchingUp },
  { weight: 0.5, fault: 'fullDisk', run: fillDisk },
  { weight: 1, fault: 'evictions', run: evict },
  { weight: 1, fault: 'fullJournal', run: failJournal },
  { weight: 0.7, fault: 'ports', run: closePort },
  { weight: 2, fault: 'forgeries', run: forge },
  { weight: 0.7, fault: 'forgeries', run: forgeRequest },
];

function changeSession(simulation: Simulation, { client }: Replica): string {
  const { sessionId, session } = client.snapshot();
  const drawn = simulation.drawSession();
  const values = simulation.random.fraction() < 0.5 ? drawn : { ...session, role: drawn['role'] ?? null };
  const changed = simulation.attempt(() => simulation.era.server.control.changeSession(sessionId ?? '', values));
  return changed?.ok ? `its session becomes ${JSON.stringify(values)}` : 'its session is unknown';
}

async function changeWhileCatchingUp(simulation: Simulation, replica: Replica): Promise<string> {
  replica.client.resync();
  await simulation.pass(simulation.random.pick([0, 0, 1, 5]));
  return `clears its cache, and ${changeSession(simulation, replica)}`;
}

async function reload(simulation: Simulation, replica: Replica): Promise<string> {
  await simulation.reload(replica);
  return 'its page is loaded again';
}

async function crash(simulation: Simulation, replica: Replica): Promise<string> {
  await simulation.crash(replica);
  return 'its page crashes and is loaded again';
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
  const byMs = simulation.random.pick([-86_400_000, -60_000, -1, 1, 3_600_000]);
  simulation.clock.jump(byMs);
  return `the clock jumps by ${byMs} ms`;
}

function changeRules(simulation: Simulation): string {
  return becomeVariant(simulation, simulation.random.between(0, simulation.project.variants.length - 1));
}

function becomeVariant(simulation: Simulation, variant: number): string {
  const sources = simulation.project.variants[variant]?.sources ?? [];
  const changed = simulation.attempt(() => simulation.era.server.control.changeProject(sources));
  if (!changed?.ok) return `the rules stay: ${changed?.message ?? 'it failed'}`;
  simulation.rulesChanged(variant);
  return `the rules become variant ${variant}`;
}

/** Rules change and change back while somebody is away, and a row goes meanwhile. */
async function flipRules(simulation: Simulation, { id, client }: Replica): Promise<string> {
  const other = simulation.random.pick(simulation.replicas);
  insert(simulation, other);
  await simulation.pass(5);
  client.goOffline();
  const before = simulation.era.witness.variant;
  changeRules(simulation);
  removeNewest(simulation, other);
  await simulation.pass(5);
  becomeVariant(simulation, before);
  await simulation.pass(1);
  simulation.page.link(id).drop();
  client.goOnline();
  return 'rules change and change back while it is away';
}
