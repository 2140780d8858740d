// Whatever is written under whatever permission: who applies the deltas, or catches up, holds exactly the view.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { SqlValue, SyncDeltas } from '../../src/engine/engine.ts';
import type { SyncCursor } from '../../src/protocol/rows.ts';
import { Bench, cursorAfter } from './database.ts';
import { permissionCase, rowColumns, schemaOf } from './permission-cases.ts';

const RUNS = 150;

type Write =
  | { readonly type: 'put'; readonly key: number; readonly columns: JsonObject }
  | { readonly type: 'change'; readonly key: number; readonly column: string; readonly from: JsonObject }
  | { readonly type: 'delete'; readonly key: number }
  | { readonly type: 'rename'; readonly key: number; readonly to: number };

const key = fc.integer({ min: 1, max: 6 });
const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('put' as const), key, columns: rowColumns }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('change' as const),
      key,
      column: fc.constantFrom('owner', 'team', 'nick', 'open', 'flag', 'level', 'level__code', 'level2'),
      from: rowColumns,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('rename' as const), key, to: key }) },
);

/** Mutations of one to three writes each. */
const mutations = fc.array(fc.array(write, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });

function perform(bench: Bench, one: Write): void {
  switch (one.type) {
    case 'put': {
      const names = Object.keys(one.columns);
      const list = ['id', ...names].map((name) => `"${name}"`).join(', ');
      const places = ['$id', ...names.map((name) => `$${name}`)].join(', ');
      const values = Object.fromEntries(names.map((name) => [`$${name}`, one.columns[name] as SqlValue]));
      bench.all(`insert or replace into entries (${list}) values (${places})`, { $id: one.key, ...values });
      return;
    }
    case 'change': {
      const value = one.from[one.column] as SqlValue;
      bench.all(`update entries set "${one.column}" = $value where id = $id`, { $id: one.key, $value: value });
      return;
    }
    case 'delete':
      bench.all('delete from entries where id = $id', { $id: one.key });
      return;
    case 'rename':
      bench.all('update or replace entries set id = $to where id = $id', { $id: one.key, $to: one.to });
  }
}

/** What a session holds: rows by key. */
type Held = Map<unknown, JsonObject>;

function apply(held: Held, deltas: SyncDeltas, session: string): void {
  const mine = deltas.groups.filter(({ session_ids }) => session_ids.includes(session));
  for (const index of mine.flatMap((group) => group.affected_row_indices)) {
    const affected = deltas.all_affected_rows[index];
    if (affected?.removed) held.delete(affected.row['id']);
    else if (affected) held.set(affected.row['id'], affected.row);
  }
}

/** One session, following in three ways. */
class Replica {
  readonly byIndex: Held = new Map();
  readonly byAsking: Held = new Map();
  /** Only ever catches up. */
  readonly away: Held = new Map();
  readonly id: string;
  private readonly session: JsonObject;
  private readonly bench: Bench;
  private cursor: SyncCursor = { tables: {} };

  constructor(id: string, session: JsonObject, bench: Bench) {
    this.id = id;
    this.session = session;
    this.bench = bench;
  }

  view(): JsonObject[] {
    return sorted(this.bench.page(this.session)['entries']?.rows ?? []);
  }

  catchUp(): void {
    const pages = this.bench.page(this.session, this.cursor);
    for (const gone of pages['entries']?.removed ?? []) this.away.delete(gone);
    for (const row of pages['entries']?.rows ?? []) this.away.set(row['id'], row);
    this.cursor = cursorAfter(pages, this.cursor);
  }
}

const sorted = (rows: Iterable<JsonObject>): JsonObject[] =>
  [...rows].toSorted((a, b) => Number(a['id']) - Number(b['id']));

test('[SYNC-1] deltas and catch-ups lead to the view, over the index and asked one by one', async () => {
  await fc.assert(
    fc.asyncProperty(permissionCase, mutations, async ({ permission, sessions }, steps) => {
      const bench = await Bench.open(schemaOf(permission));
      const named = Object.fromEntries(sessions.map((session, index) => [`s${index}`, session]));
      for (const [id, session] of Object.entries(named)) bench.engine.connect_session(id, session);
      const replicas = Object.entries(named).map(([id, session]) => new Replica(id, session, bench));
      for (const [step, writes] of steps.entries()) {
        for (const one of writes) perform(bench, one);
        const changes = bench.changes();
        const registered = bench.engine.calculate_registered_deltas(changes);
        const asked = bench.engine.calculate_sync_deltas(changes, named);
        for (const replica of replicas) {
          apply(replica.byIndex, registered, replica.id);
          apply(replica.byAsking, asked, replica.id);
          expect(sorted(replica.byIndex.values())).toEqual(replica.view());
          expect(sorted(replica.byAsking.values())).toEqual(replica.view());
          if (step % 2 === 0) continue;
          replica.catchUp();
          expect(sorted(replica.away.values())).toEqual(replica.view());
        }
      }
      bench.database.close();
    }),
    { numRuns: RUNS },
  );
});
