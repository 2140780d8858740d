// What clients ask the server to do.
import type { RowKey } from '../../src/protocol/rows.ts';
import type { DrawnMutation, Keys } from './project.ts';
import type { Replica, Simulation } from './simulation.ts';

/** Anything that the project lets a client ask for. */
export function mutate(simulation: Simulation, replica: Replica): string {
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

/** The row that was inserted last is written again. */
export function touchNewest(simulation: Simulation, replica: Replica): string {
  const { project, era } = simulation;
  const newest: Keys = (table) => era.witness.keys(table).at(-1) ?? 1;
  return ask(simulation, replica, project.touch(newest, uniqueText(simulation)));
}

/** An insert that nothing refuses. */
export function insert(simulation: Simulation, replica: Replica): string {
  return ask(simulation, replica, simulation.project.drawInsert(simulation.random, uniqueText(simulation)));
}

/** The row that was inserted last goes. */
export function removeNewest(simulation: Simulation, replica: Replica): string {
  const { project, era } = simulation;
  return ask(
    simulation,
    replica,
    project.remove((table) => era.witness.keys(table).at(-1) ?? 1),
  );
}

/** The same request, twice at once or after a while: applied once. */
export function repeat(simulation: Simulation, replica: Replica): string {
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

export function rekey(simulation: Simulation, replica: Replica): string {
  return ask(
    simulation,
    replica,
    simulation.project.drawRekey(simulation.random, (table) => anyKey(simulation, table)),
  );
}

/** Characters of all giant rows of one run: they cost. */
const LARGEST_GIANTS = 12_000_000;

/** A row of up to a megabyte, or one too large for any body. */
export function addGiant(simulation: Simulation, replica: Replica): string {
  const length = simulation.random.pick([200_000, 900_000, 1_040_000, 1_100_000]);
  simulation.giants += length;
  if (simulation.giants > LARGEST_GIANTS) return 'has seen giants enough';
  const text = uniqueText(simulation).padEnd(length, '.');
  const { query, args } = simulation.project.drawInsert(simulation.random, text);
  simulation.mutate(replica.client, query, args);
  return `${query} with ${length} characters`;
}

/** Somebody reads so slowly that what waits for them is over the bound: they are passed over, and told [WS-7]. */
export async function flood(simulation: Simulation, { id, client }: Replica): Promise<string> {
  if (simulation.giants > LARGEST_GIANTS / 2) return 'has seen giants enough';
  simulation.page.link(id).change({ down: { latencyMs: 400 } });
  for (let count = 0; count < 6; count++) {
    const text = uniqueText(simulation).padEnd(900_000, '.');
    simulation.giants += text.length;
    const { query, args } = simulation.project.drawInsert(simulation.random, text);
    simulation.mutate(client, query, args, `flood ${text.slice(0, 30)} ${count}`);
    await simulation.pass(1);
  }
  return 'is flooded with giants';
}
