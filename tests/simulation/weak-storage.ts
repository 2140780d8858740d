// A storage that lacks one remedy, for mutation tests alone: statements are swapped for others, or nothing is rolled back.
import type { Storage, Transaction } from '../../src/server/storage.ts';
import { isWeak, type Weakness } from './weakness.ts';

/** A statement that is not run as it is while a remedy is off. */
interface Swap {
  readonly weakness: Weakness;
  readonly concerns: (sql: string, begun: boolean) => boolean;
  readonly instead: (sql: string) => string;
}

const SWAPS: readonly Swap[] = [
  {
    weakness: 'stamps follow the clock alone',
    concerns: (sql) => sql.startsWith('update _pyre_clock set stamp = max('),
    instead: () => 'update _pyre_clock set stamp = cast($now as integer)',
  },
  {
    weakness: 'the horizon is never raised',
    concerns: (sql) => sql.startsWith('insert into _pyre_horizon') && sql.includes('$cutoff'),
    instead: () => 'select $cutoff',
  },
  {
    weakness: 'the horizon stays at a change of rules',
    concerns: (sql) => sql.startsWith('insert into _pyre_horizon') && sql.includes('$table'),
    instead: () => 'select $table',
  },
  {
    weakness: 'what writes nothing raises the clock',
    concerns: (sql, begun) => begun && sql === 'update _pyre_clock set stamp = $stamp',
    instead: () => 'select $stamp',
  },
  {
    weakness: 'a log played again is not trimmed',
    concerns: (sql, begun) => !begun && sql === 'select count(*) from _pyre_history',
    instead: () => 'select 0',
  },
  {
    weakness: 'revisions have gaps',
    concerns: (sql) => sql.includes('server_revision = server_revision + 1'),
    instead: (sql) => sql.replace('server_revision + 1', 'server_revision + 2'),
  },
  {
    weakness: 'a commit leaves its changes behind',
    concerns: (sql, begun) => begun && sql === 'delete from _pyre_changes',
    instead: () => 'select 1',
  },
  {
    weakness: 'answers show what may not be queried',
    concerns: (sql) => sql.includes(' returning case when '),
    instead: (sql) =>
      sql.replace(/ returning case when .*? then json_object/, ' returning case when true then json_object'),
  },
];

/** The statement without the remedy that is switched off. */
export function weakSql(sql: string, begun: boolean): string {
  const swap = SWAPS.find(({ weakness, concerns }) => isWeak(weakness) && concerns(sql, begun));
  return swap ? swap.instead(sql) : sql;
}

/** A transaction; one whose work fails may be committed all the same. */
export function weakTransaction(storage: Storage, work: (transaction: Transaction) => unknown): unknown {
  if (!isWeak('nothing is rolled back')) return storage.transaction((inner) => work(inner) as string);
  let failure: unknown = null;
  const result: unknown = storage.transaction((inner): string => {
    try {
      return work(inner) as string;
    } catch (error) {
      failure = error ?? new Error('it failed');
      return '';
    }
  });
  if (failure !== null) throw failure as Error;
  return result;
}
