// What may fail in one step: power, statements, the engine, disks, the journal, the cable.
import { MOMENTS } from './machine.ts';
import type { Replica, Simulation } from './simulation.ts';
import { trapAtCall } from './traps.ts';

/** At once, or in the middle of what the server does next. */
export function cutPower(simulation: Simulation): string {
  const { machine } = simulation.era;
  const moment = simulation.random.pick([null, ...MOMENTS]);
  const count = simulation.random.between(1, moment === 'statement' ? 12 : 4);
  if (moment === null) machine.cut();
  else machine.cutAt(moment, count);
  return moment === null ? 'the power fails' : `the power will fail at ${moment} ${count}`;
}

export function failStatement(simulation: Simulation): string {
  const count = simulation.random.between(1, 20);
  simulation.era.machine.failAtStatement(count);
  return `statement ${count} will fail`;
}

export function trap(simulation: Simulation): string {
  const count = simulation.random.between(1, 6);
  trapAtCall(count);
  return `call ${count} of the engine will trap`;
}

/** A disk is full at a chosen write, or nothing more fits from now on. */
export function fillDisk(simulation: Simulation, { id }: Replica): string {
  const count = simulation.random.between(1, 6);
  simulation.disks.failAtWrite(id, count);
  return `write ${count} to its disk will fail`;
}

export function evict(simulation: Simulation, { id }: Replica): string {
  const all = simulation.random.fraction() < 0.5;
  simulation.disks.evict(id, all);
  return all ? 'its store is evicted' : 'its store loses rows';
}

/** A write to the journal fails, and some after it; or everything is deleted. */
export function failJournal(simulation: Simulation): string {
  const { machine } = simulation.era;
  if (simulation.random.fraction() < 0.3) {
    machine.loseJournal();
    return 'the journal is deleted';
  }
  const [count, more] = [simulation.random.between(1, 4), simulation.random.pick([0, 0, 1, 5])];
  machine.failAtWrite(count, more);
  return `write ${count} to the journal will fail, and ${more} more`;
}

export function closePort(simulation: Simulation): string {
  const end = simulation.random.pick([0, 1, 2] as const);
  simulation.unplug(end);
  return `${['the page closes its port', 'the worker dies silently', 'the worker closes the port'][end]}`;
}
