// Remedies that a mutation test switches off, one at a time; in every other run all are in force.

export const WEAKNESSES = [
  'removals are not broadcast',
  'catch-up forgets removals',
  'the chain is not checked',
  'pongs are not checked',
  'a change of user purges nothing',
  'a new epoch purges nothing',
  'deltas advance the cursor during a catch-up',
  'late deltas win',
  'removals are not remembered during a catch-up',
  'unconfirmed rows stay',
  'tables never start anew',
  'the journal says durable too early',
  'request ids are lost',
  'stamps follow the clock alone',
  'the horizon is never raised',
  'everybody gets every row',
  'nobody hears of changed session values',
  'nobody hears of a changed schema',
  'the disk writes the cursor first',
  'a journal goes on without a record',
  'nothing is rolled back',
  'sessions are forgotten after a trap',
  'the horizon stays at a change of rules',
  'what writes nothing raises the clock',
  'a log played again is not trimmed',
  'revisions have gaps',
  'a commit leaves its changes behind',
  'pages are out of order',
  'the trace keeps everything',
  'answers show what may not be queried',
] as const;
export type Weakness = (typeof WEAKNESSES)[number];

let present: Weakness | null = null;

/** Switches a remedy off, or all on with null. */
export function weaken(weakness: Weakness | null): void {
  present = weakness;
}

export function isWeak(weakness: Weakness): boolean {
  return present === weakness;
}
