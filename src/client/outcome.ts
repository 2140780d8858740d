// Small words for building outcomes: a state and what to do about it.
import type { StoreChange } from './row-store.ts';
import { metaOf } from './known.ts';
import type { ClientError } from './snapshot.ts';
import type { Effect, Known, Link, Outcome, SyncState } from './sync-types.ts';

export function outcome(state: SyncState, ...effects: readonly Effect[]): Outcome {
  return { state, effects };
}

/** Goes on from an outcome; effects keep their order. */
export function andThen(before: Outcome, next: (state: SyncState) => Outcome): Outcome {
  const after = next(before.state);
  return { state: after.state, effects: [...before.effects, ...after.effects] };
}

/** Changes what is known, and the link where one is given, and stores it with the rows that belong to it. */
export function learn(
  { settings, serial, link: before }: SyncState,
  known: Known,
  change: StoreChange,
  link: Link = before,
): Outcome {
  return outcome({ settings, known, link, serial }, { type: 'apply', change, meta: metaOf(known) });
}

export function withLink(state: SyncState, link: Link): SyncState {
  return { ...state, link };
}

export function withError(state: SyncState, lastError: ClientError | null): SyncState {
  return { ...state, known: { ...state.known, lastError } };
}

/** Trouble of the network: expected, and mended by trying again. */
export function unavailable(message: string): ClientError {
  return { kind: 'Unavailable', message };
}
