// One script per case: what is said to a replica, and what it then holds and does.
import { expect, it } from 'vitest';
import { connected, page, Replica, schema, type ReplicaOptions, type Saying } from './replica.ts';

export interface Case {
  readonly rule: string;
  readonly options?: ReplicaOptions;
  readonly script: readonly Saying[];
  readonly holds?: readonly string[];
  readonly phase?: string;
  readonly cursor?: readonly string[];
  /** Effects of the last event. */
  readonly did?: readonly string[];
}

/** Declares one test a case. */
export function play(cases: readonly Case[]): void {
  it.each(cases)('$rule', async ({ rule: _rule, options, script, ...expected }) => {
    const replica = new Replica(options);
    await replica.start();
    replica.play(...script);
    const { phase } = replica.state.link;
    expect({ holds: replica.holds, phase, cursor: replica.cursor, did: replica.did }).toMatchObject(expected);
  });
}

export const greeted: readonly Saying[] = [connected(), schema()];
export const twoPosts = page(20, { posts: { rows: ['1@10', '2@20'], until: 20 } });
export const annAdmin = { userId: 1, role: 'admin' };
export const ben = { userId: 2, role: 'user' };
