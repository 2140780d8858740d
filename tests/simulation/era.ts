// One life of a server: made fresh, or from what the journal of the one before kept.
import initSqlJs from 'sql.js';
import type { Clock } from '../../src/base/clock.ts';
import { seededSecrets, type Random } from '../../src/base/random.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createServer } from '../../src/server/create.ts';
import type { Server } from '../../src/server/server.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import type { Storage } from '../../src/server/storage.ts';
import { testEngine } from '../engine/load-engine.ts';
import { Cable } from './cable.ts';
import { Machine, Store } from './machine.ts';
import { variantOf, type SimulatedProject } from './project.ts';
import { remembering } from './remembering-engine.ts';
import { isWeak } from './weakness.ts';
import { Witness } from './witness.ts';

/** One lifetime of the database; power cuts give it another server, engine, storage and machine. */
export interface Era {
  readonly epoch: string;
  readonly life: number;
  readonly server: Server;
  readonly engine: Engine;
  /** The database itself: what looks at it from here needs no power. */
  readonly storage: Storage;
  readonly machine: Machine;
  readonly store: Store;
  readonly witness: Witness;
  /** The highest revision that an answer told of. */
  acknowledged: number;
  /** Which variant of the rules it began with. */
  readonly variant: number;
  /** From now on commits are witnessed. */
  readonly begin: () => void;
}

interface EraOptions {
  readonly project: SimulatedProject;
  /** Counts the servers of a run. */
  readonly life: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly seed: number;
  readonly historyKept: number;
  readonly slowestRecordMs: number;
  readonly silentLoss: number;
  readonly terse: boolean;
  readonly report: (error: unknown) => void;
}

const sqlJs = initSqlJs();

/** Starts a server; after `before` it is the same database from what its journal kept. */
export async function openEra(before: Era | null, options: EraOptions): Promise<Era> {
  const { project, life, clock, random, seed, historyKept, slowestRecordMs, silentLoss, terse, report } = options;
  const store = before?.store ?? new Store();
  let witness = before?.witness ?? new Witness(project, historyKept);
  const kept = before ? store.read() : null;
  const engine = remembering(await testEngine());
  const storage = openSqlJsStorage(await sqlJs, clock);
  const cable = new Cable({ random: random.fork('cable'), silentLoss, terse, witness: () => witness });
  const machine = new Machine({ clock, random: random.fork('machine'), store, slowestRecordMs, cable });
  let begun = false;
  const created = createServer({
    engine: weakened(engine),
    storage: machine.storage(storage, (transaction) => {
      if (begun) witness.note(transaction);
    }),
    clock,
    random,
    secrets: seededSecrets(random.fork('secrets')),
    sources: project.variants[0]?.sources ?? [],
    seed,
    empty: true,
    devLogin: false,
    historyKept,
    journal: machine.journal(),
    kept,
    report,
  });
  if (!created.ok) throw new Error(created.diagnostics.map(({ rendered }) => rendered).join('\n'));
  const { server } = created;
  const status = server.control.status();
  if (status.phase !== 'running') throw new Error('The server does not run.');
  // What was kept but forsaken, or lost, comes back as another database [SYNC-12].
  const goesOn = before?.epoch === status.databaseEpoch;
  if (!goesOn) witness = kept ? witness.fork() : new Witness(project, historyKept);
  const variant = kept ? variantOf(project, kept.snapshot.sources) : 0;
  const begin = (): void => {
    if (witness.variant !== variant) witness.variants.push(variant);
    storage.transaction((transaction) => witness.restored(transaction));
    begun = true;
    machine.begun = true;
  };
  const acknowledged = goesOn ? before.acknowledged : 0;
  return {
    epoch: status.databaseEpoch,
    life,
    server,
    engine,
    storage,
    machine,
    store,
    witness,
    acknowledged,
    variant,
    begin,
  };
}

/** The engine with remedies switched off, if one is. */
function weakened(engine: Engine): Engine {
  const calculate = engine.calculate_audiences;
  engine.calculate_audiences = (rows) => {
    const deltas = calculate(rows);
    if (isWeak('everybody gets every row')) {
      return { ...deltas, groups: [], everyone: deltas.all_affected_rows.map((_row, index) => index) };
    }
    if (!isWeak('removals are not broadcast')) return deltas;
    const stays = (index: number): boolean => !deltas.all_affected_rows[index]?.removed;
    const groups = deltas.groups.map((group) => ({
      ...group,
      affected_row_indices: group.affected_row_indices.filter(stays),
    }));
    return { ...deltas, groups, everyone: deltas.everyone.filter(stays) };
  };
  return engine;
}
