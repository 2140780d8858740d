// Verdicts that are known: whatever rows and sessions come, go and change, what is known is what the rule says.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Inspection, VerdictsRequest } from '../../src/protocol/inspection.ts';
import type { RowKey } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import { judgeAll } from '../../src/world/database.ts';
import { closedInspection } from '../../src/world/inspection.ts';
import { KnownVerdicts, type Judge } from '../../src/world/known-verdicts.ts';
import type { Truth, TrueRow } from '../../src/world/truth.ts';

/** A table whose rows may be seen by their owner, and by everybody when they are open. */
class SmallTable {
  readonly rows = new Map<RowKey, { readonly owner: number; readonly open: boolean; readonly stamp: number }>();
  revision = 0;
  readonly questions: VerdictsRequest[] = [];

  write(key: RowKey, owner: number, open: boolean): void {
    this.rows.set(key, { owner, open, stamp: ++this.revision });
  }

  delete(key: RowKey): void {
    if (this.rows.delete(key)) this.revision++;
  }

  visible(session: SessionValues, keys: readonly RowKey[] | null): RowKey[] {
    const fits = ([key, { owner, open }]: [RowKey, { owner: number; open: boolean }]) =>
      (open || owner === session['userId']) && (keys?.includes(key) ?? true);
    return [...this.rows].filter(fits).map(([key]) => key);
  }

  truth(): Truth {
    const rows = new Map(
      Array.from(this.rows, ([key, { stamp }]): [RowKey, TrueRow] => [key, { values: {}, stamp, version: stamp }]),
    );
    const moment = { databaseEpoch: 'e', serverRevision: this.revision };
    return { tables: [{ name: 'notes', rows, whole: true }], moment, stillHolds: async () => true };
  }

  /** Judges two sessions at a time, as a server under load would. */
  inspection(): Inspection {
    return {
      ...closedInspection('verdicts only'),
      verdicts: async (request) => {
        this.questions.push(request);
        const lists = request.sessions.slice(0, 2).map((session) => this.visible(session, request.keys));
        const value = { databaseEpoch: 'e', serverRevision: this.revision, listOf: [...lists.keys()], lists };
        return { ok: true, value };
      },
    };
  }
}

const judgeOf = (table: SmallTable): Judge => {
  const inspection = table.inspection();
  return (...question) => judgeAll(inspection, ...question);
};
const session = (userId: number): SessionValues => ({ userId });

const step = fc.oneof(
  fc.record({ type: fc.constant('write' as const), key: fc.nat(8), owner: fc.nat(3), open: fc.boolean() }),
  fc.record({ type: fc.constant('delete' as const), key: fc.nat(8) }),
  fc.record({ type: fc.constant('learn' as const), users: fc.array(fc.nat(3), { minLength: 1 }) }),
);

test('[UI-17] what is known is what the rule says, after any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const table = new SmallTable();
      const known = new KnownVerdicts(judgeOf(table));
      for (const each of steps) {
        if (each.type === 'write') table.write(each.key, each.owner, each.open);
        if (each.type === 'delete') table.delete(each.key);
        if (each.type !== 'learn') continue;
        expect(await known.learn(table.truth(), each.users.map(session))).toBe(true);
        for (const user of each.users) {
          const allowed = known.allowed('notes', session(user)) ?? new Set();
          expect(new Set(allowed)).toEqual(new Set(table.visible(session(user), null)));
        }
      }
    }),
  );
});

test('one changed row is one question about that row', async () => {
  const table = new SmallTable();
  for (let key = 1; key <= 100; key++) table.write(key, key % 4, key % 2 === 0);
  const known = new KnownVerdicts(judgeOf(table));
  await known.learn(table.truth(), [session(1), session(2)]);
  table.questions.length = 0;
  table.write(7, 2, false);
  await known.learn(table.truth(), [session(1), session(2)]);
  expect(table.questions.map(({ keys }) => keys)).toEqual([[7]]);
  await known.learn(table.truth(), [session(1), session(2)]);
  expect(table.questions.length).toBe(1);
});

test('a server that goes on between two slices is asked again later, and nothing false is learnt', async () => {
  const table = new SmallTable();
  table.write(1, 1, false);
  const inspection = table.inspection();
  const moving: Inspection = {
    ...inspection,
    verdicts: async (request) => {
      const answer = await inspection.verdicts(request);
      table.write(1, 2, false);
      return answer;
    },
  };
  const known = new KnownVerdicts((...question) => judgeAll(moving, ...question));
  expect(await known.learn(table.truth(), [1, 2, 3].map(session))).toBe(false);
  const calm = new KnownVerdicts((...question) => judgeAll(inspection, ...question));
  expect(await calm.learn(table.truth(), [1, 2, 3].map(session))).toBe(true);
  expect([...(calm.allowed('notes', session(2)) ?? [])]).toEqual([1]);
});
