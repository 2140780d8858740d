// The proof that runs along: exact when it is, checking while it cannot know, and not to be fooled [UI-17].
import { beforeAll, expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Trace } from '../../src/network/trace.ts';
import type { Control } from '../../src/protocol/control.ts';
import type { Row, RowKey } from '../../src/protocol/rows.ts';
import { judgeAll } from '../../src/world/database.ts';
import { closedInspection } from '../../src/world/inspection.ts';
import type { Judge } from '../../src/world/known-verdicts.ts';
import type { Subject } from '../../src/world/examiner.ts';
import { Proof } from '../../src/world/proof.ts';
import { schema, smallServer } from './small-server.ts';

// The proof fetches it when there is something to compare; by then it is here, whatever the clock of a test does.
beforeAll(async () => {
  await import('../../src/world/examiner.ts');
});

async function stage() {
  const clock = new VirtualClock();
  const server = smallServer({ clock, random: seededRandom('proof') });
  const { control, inspection } = server.connect({
    server: () => ({ sources: [], seed: 1, empty: false }),
    clock,
    machineClock: clock,
    random: seededRandom('page'),
    trace: new Trace({ clock }),
    onTrouble: () => undefined,
    onLost: () => undefined,
    onRestarted: () => undefined,
  });
  const judge: Judge = (...question) => judgeAll(inspection ?? closedInspection('no inspection'), ...question);
  return { clock, control, judge };
}

/** A client that holds what it may see, read past the proof. */
async function subject(control: Control, userId: number): Promise<Subject & { readonly posts: Map<RowKey, Row> }> {
  const session = { userId, role: 'user' };
  const tables = new Map<string, Map<RowKey, Row>>();
  for (const { name } of schema.tables) {
    const contents = await control.table(name, 100, 0);
    const held = new Map<RowKey, Row>();
    tables.set(name, held);
    for (const line of contents.ok ? contents.value.rows : []) {
      const values = contents.ok ? Object.fromEntries(contents.value.columns.map((column, at) => [column, line[at] ?? null])) : {}; // prettier-ignore
      const key = Number(values['id']);
      const verdict = await control.explain(name, key, session);
      if (verdict.ok && verdict.value?.verdict === 'true') held.set(key, values);
    }
  }
  const party = { id: asClientId(`client-${userId}`), name: `User ${userId}` };
  return { party, session, tables, posts: tables.get('posts') ?? new Map<RowKey, Row>() };
}

async function proofOver(change: (subjects: readonly { readonly posts: Map<RowKey, Row> }[]) => void, online = 2) {
  const { clock, control, judge } = await stage();
  const settled = [await subject(control, 1), await subject(control, 2)];
  change(settled);
  let asked = 0;
  const counting: Judge = (...question) => (asked++, judge(...question));
  const suspect = { sequence: 7, parties: [], skipped: settled.map(({ party }) => party), rows: [{ table: 'posts', key: 1, removed: false }] }; // prettier-ignore
  const proof = new Proof({
    clock,
    control,
    judge: counting,
    tables: () => schema.tables,
    subjects: () => ({ settled, online }),
    messages: () => [{ ...suspect, sequence: 6, rows: [] }, suspect],
    changed: () => undefined,
  });
  proof.touch();
  await clock.advance(5000);
  return { proof, clock, asked: () => asked };
}

test('clients that hold exactly what they may see are exact', async () => {
  const { proof } = await proofOver(() => undefined);
  expect(proof.view).toEqual({ state: 'exact', checked: 2 });
});

test('a change is proven anew, and verdicts that are known are not asked again', async () => {
  const { proof, clock, asked } = await proofOver(() => undefined);
  const before = asked();
  expect(before).toBeGreaterThan(0);
  proof.touch();
  expect(proof.view.state).toBe('settling');
  await clock.advance(2000);
  expect(proof.view.state).toBe('exact');
  expect(asked()).toBe(before);
});

/** Ways to spoil a cache: what it is called, which row it shows at, how. */
const SPOILS: readonly (readonly [string, number, (posts: Map<RowKey, Row>) => unknown])[] = [
  ['missing', 1, (posts) => posts.delete(1)],
  ['forbidden', 2, (posts) => posts.set(2, { id: 2, title: 'Post 2' })],
  ['older', 1, (posts) => posts.set(1, { id: 1, title: 'Before' })],
  ['deleted', 99, (posts) => posts.set(99, { id: 99 })],
];

test.each(SPOILS)('a row that is %s is found', async (what, key, spoil) => {
  const { proof } = await proofOver(([first]) => first && spoil(first.posts));
  expect(proof.view).toMatchObject({ state: 'broken', faults: [{ name: 'User 1', table: 'posts', key, what }] });
});

test('a fault leads to the first message that concerned its row', async () => {
  const { proof } = await proofOver(([first]) => first?.posts.delete(1));
  expect(proof.view).toMatchObject({ state: 'broken', message: 7 });
});

test('while a client is not settled nothing is claimed', async () => {
  const { proof } = await proofOver(() => undefined, 3);
  expect(proof.view).toEqual({ state: 'settling', checked: 2 });
});
