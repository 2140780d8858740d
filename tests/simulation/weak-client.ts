// A client that lacks one remedy: wraps the real step and the real store, for mutation tests alone.
import type { StoreChange, TableChange } from '../../src/client/row-store.ts';
import type { Outcome, SyncEvent, SyncState } from '../../src/client/sync-types.ts';
import { STAMP_COLUMN, type Row, type RowKey } from '../../src/protocol/rows.ts';
import { isWeak } from './weakness.ts';

type Step = (state: SyncState, event: SyncEvent) => Outcome;
type Tables = ReadonlyMap<string, ReadonlyMap<RowKey, Row>>;

/** The step without the remedy that is switched off. */
export function weakStep(step: Step): Step {
  return (state, event) => {
    const outcome = step(forgetful(state), deafened(state, event));
    if (isWeak('deltas advance the cursor during a catch-up')) return hasty(state, event, outcome);
    return forgetsToPurge(state, outcome) ? { ...outcome, effects: outcome.effects.map(withoutPurge) } : outcome;
  };
}

/** Nothing else stands in the way of a late delta. */
function forgetful(state: SyncState): SyncState {
  return isWeak('late deltas win') ? { ...state, known: { ...state.known, pagedUntil: -1 } } : state;
}

/** Whatever a message says of the chain agrees with the client. */
function deafened(state: SyncState, event: SyncEvent): SyncEvent {
  if (event.type !== 'messageArrived' || !('chain' in state.link)) return event;
  const { message } = event;
  const previousRevision = state.link.chain.revision;
  if (message.type === 'delta' && isWeak('the chain is not checked'))
    return { ...event, message: { ...message, previousRevision } };
  if (message.type === 'pong' && isWeak('pongs are not checked'))
    return { ...event, message: { ...message, previousRevision } };
  return event;
}

function forgetsToPurge(before: SyncState, { state }: Outcome): boolean {
  const epoch = before.known.databaseEpoch !== state.known.databaseEpoch;
  const user = before.known.session?.['userId'] !== state.known.session?.['userId'];
  if (epoch) return isWeak('a new epoch purges nothing');
  return user && isWeak('a change of user purges nothing');
}

function withoutPurge(effect: Outcome['effects'][number]): Outcome['effects'][number] {
  return effect.type === 'apply' ? { ...effect, change: { ...effect.change, purge: false } } : effect;
}

/** Lets the cursor follow the deltas although pages are missing. */
function hasty(before: SyncState, event: SyncEvent, outcome: Outcome): Outcome {
  const { link } = outcome.state;
  if (event.type !== 'messageArrived' || before.link.phase !== 'catching_up' || link.phase !== 'catching_up')
    return outcome;
  const { cursor } = outcome.state.known;
  const tables = Object.fromEntries(
    Object.entries(cursor.tables).map(([name, entry]) => [
      name,
      { ...entry, last_seen_updated_at: Math.max(entry.last_seen_updated_at ?? -1, link.staging[name] ?? -1) },
    ]),
  );
  const known = { ...outcome.state.known, cursor: { tables } };
  return { ...outcome, state: { ...outcome.state, known } };
}

/** The change without the remedy that is switched off. */
export function weakChange(held: Tables, change: StoreChange): StoreChange {
  return { ...change, tables: change.tables.flatMap((news) => weakNews(held, news)) };
}

const NO_ROWS = { keys: [], rows: [] };

function weakNews(held: Tables, news: TableChange): readonly TableChange[] {
  const delta = news.coversUntil === null;
  if (isWeak('late deltas win') && delta) {
    const rows = held.get(news.table);
    const { keys, rows: images } = news.upserts;
    const late = keys.filter((key, place) => stamp(rows?.get(key)) > stamp(images[place]));
    const removals = late.map((key) => ({ key, stamp: Number.MAX_SAFE_INTEGER }));
    return [{ ...news, upserts: NO_ROWS, removals, provisional: false }, news];
  }
  if (isWeak('removals are not remembered during a catch-up') && news.provisional) {
    return [
      { ...news, upserts: NO_ROWS, provisional: false },
      { ...news, removals: [] },
    ];
  }
  if (isWeak('unconfirmed rows stay') && !delta) return [{ ...news, coversUntil: -1 }];
  if (isWeak('tables never start anew')) return [{ ...news, restartAt: null }];
  return [news];
}

function stamp(row: Row | undefined): number {
  return Number(row?.[STAMP_COLUMN] ?? -1);
}
