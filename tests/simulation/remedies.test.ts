// Switches one remedy off at a time: the simulation must notice each, or it proves nothing.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawOptions, type Fault } from './options.ts';
import { Simulation } from './simulation.ts';
import { weaken, WEAKNESSES, type Weakness } from './weakness.ts';

vi.mock('../../src/client/sync-state.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/client/sync-state.ts')>();
  const { weakStep } = await import('./weak-client.ts');
  return { ...original, step: weakStep(original.step) };
});
vi.mock('../../src/client/row-store.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/client/row-store.ts')>();
  const { weakChange } = await import('./weak-client.ts');
  class RowStore extends original.RowStore {
    override apply(change: Parameters<InstanceType<typeof original.RowStore>['apply']>[0]) {
      return super.apply(weakChange(this.tables, change));
    }
  }
  return { ...original, RowStore };
});

/** The remedy, the faults that its lack needs, and the first seed from which it is looked for. */
const REMEDIES: readonly { readonly weakness: Weakness; readonly faults: readonly Fault[]; readonly from: number }[] = [
  { weakness: 'removals are not broadcast', faults: [], from: 1 },
  { weakness: 'catch-up forgets removals', faults: ['offline'], from: 1 },
  { weakness: 'the chain is not checked', faults: ['silentLoss'], from: 1 },
  { weakness: 'pongs are not checked', faults: ['silentLoss'], from: 1 },
  { weakness: 'a change of user purges nothing', faults: ['sessions', 'latency'], from: 1 },
  { weakness: 'a new epoch purges nothing', faults: ['replacement'], from: 1 },
  { weakness: 'deltas advance the cursor during a catch-up', faults: ['latency', 'reloads'], from: 1 },
  { weakness: 'removals are not remembered during a catch-up', faults: ['flight'], from: 3 },
  { weakness: 'late deltas win', faults: ['flight', 'latency'], from: 2 },
  { weakness: 'unconfirmed rows stay', faults: ['flight', 'terse'], from: 2 },
  { weakness: 'tables never start anew', faults: ['sessions', 'schemas'], from: 1 },
  { weakness: 'the journal says durable too early', faults: ['powerCuts', 'slowJournal'], from: 1 },
  { weakness: 'request ids are lost', faults: ['repeats'], from: 1 },
  { weakness: 'stamps follow the clock alone', faults: ['clockJumps'], from: 1 },
  { weakness: 'the horizon is never raised', faults: ['offline'], from: 1 },
  { weakness: 'everybody gets every row', faults: [], from: 1 },
  { weakness: 'nobody hears of changed session values', faults: ['sessions'], from: 1 },
  { weakness: 'nobody hears of a changed schema', faults: ['schemas'], from: 1 },
  { weakness: 'the disk writes the cursor first', faults: ['slowDisk', 'crashes'], from: 1 },
  { weakness: 'a journal goes on without a record', faults: ['fullJournal', 'slowJournal', 'powerCuts'], from: 1 },
  { weakness: 'nothing is rolled back', faults: ['statements'], from: 1 },
  { weakness: 'sessions are forgotten after a trap', faults: ['traps'], from: 1 },
  { weakness: 'the horizon stays at a change of rules', faults: ['schemas'], from: 1 },
  { weakness: 'what writes nothing raises the clock', faults: ['powerCuts', 'clockJumps', 'reloads'], from: 1 },
  { weakness: 'a log played again is not trimmed', faults: ['powerCuts'], from: 1 },
  { weakness: 'revisions have gaps', faults: [], from: 1 },
  { weakness: 'a commit leaves its changes behind', faults: [], from: 1 },
  { weakness: 'pages are out of order', faults: ['resyncs'], from: 2 },
  { weakness: 'the trace keeps everything', faults: [], from: 1 },
  { weakness: 'answers show what may not be queried', faults: [], from: 1 },
];
/** Seeds in which each must be noticed. */
const RANGE = 500;

async function broken(seed: number, faults: readonly Fault[]): Promise<string | null> {
  try {
    await new Simulation(drawOptions(seed, { project: 'rules', faults, steps: 150, clients: 6 })).run();
    return null;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message.split('\n')[0] ?? ''}` : String(error);
  }
}

describe('simulation', () => {
  afterEach(() => weaken(null));

  it.each(REMEDIES)('notices that $weakness', async ({ weakness, faults, from }) => {
    weaken(weakness);
    let noticed: string | null = null;
    let seed = from;
    for (; seed < from + RANGE && noticed === null; seed++) noticed = await broken(seed, faults);
    expect(noticed, `${weakness}: not noticed by seeds ${from} to ${seed - 1}`).toMatch(/^Broken: /);
  });

  it('has a run for each remedy', () => {
    expect(REMEDIES.map(({ weakness }) => weakness).toSorted()).toEqual(WEAKNESSES.toSorted());
  });

  it('holds with all remedies in force where each was looked for', async () => {
    const runs = new Map(REMEDIES.map(({ faults, from }) => [`${from} ${faults.join(' ')}`, { faults, from }]));
    for (const { faults, from } of runs.values()) expect(await broken(from, faults)).toBeNull();
  });
});
