// The core of the engine, which serves a schema that was compiled before, answers as the whole engine does.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import type { ChangedRow, Engine } from '../../src/engine/engine.ts';
import { EngineIncomplete } from '../../src/engine/engine.ts';
import type { SyncCursor } from '../../src/protocol/rows.ts';
import { Bench, cursorAfter } from './database.ts';
import { testCore, testEngine, wholeModule } from './load-engine.ts';
import { permissionCase, schemaOf } from './permission-cases.ts';

/** Whoever restores this schema can do nothing but sync. */
const coreOf = async (whole: Engine, loadWhole = wholeModule): Promise<Engine> =>
  testCore({ sources: [], answers: [], schema: whole.compiled_schema() }, loadWhole);

const EMPTY: SyncCursor = { tables: {} };

function imagesOf(bench: Bench, rows: readonly JsonObject[]): readonly ChangedRow[] {
  const headers = bench.columns('entries');
  const image = (row: JsonObject): readonly JsonValue[] => headers.map((name) => row[name] ?? null);
  return rows.map((row, index) => {
    const before = rows[(index + 1) % rows.length] ?? row;
    const key = { id: row['id'] ?? null };
    return { table_name: 'entries', headers, row: image(row), before: image({ ...before, ...key }), stamp: index + 1 };
  });
}

/** What a session is told of a table: hash, question, page, and where it goes on. */
function told(engine: Engine, session: JsonObject, cursor: SyncCursor): unknown {
  const status = ['entries', 'strangers'].map((table_name) => ({
    table_name,
    sync_layer: 0,
    has_rows: 1,
    has_removals: 1,
    horizon: 2,
    sync_point: 7,
  }));
  return [
    engine.calculate_permission_hash('entries', session),
    engine.calculate_permission_hash('Entry', session),
    engine.calculate_permission_hash('strangers', session),
    engine.get_sync_status_sql(cursor, session),
    engine.get_sync_sql(status, cursor, session, 3),
  ];
}

test('[SYNC-4] [WS-3] whatever the permission: hashes, statements and audiences are the same', async () => {
  await fc.assert(
    fc.asyncProperty(permissionCase, async ({ permission, rows, sessions }) => {
      const bench = await Bench.open(schemaOf(permission));
      const core = await coreOf(bench.engine);
      const changes = imagesOf(bench, rows);
      for (const [index, session] of sessions.entries()) {
        const read = bench.page(session);
        for (const cursor of [EMPTY, cursorAfter(read, EMPTY)]) {
          expect(told(core, session, cursor)).toEqual(told(bench.engine, session, cursor));
        }
        for (const engine of [core, bench.engine]) engine.connect_session(`s${index}`, session);
      }
      core.disconnect_session('s0');
      bench.engine.disconnect_session('s0');
      expect(core.calculate_audiences(changes)).toEqual(bench.engine.calculate_audiences(changes));
      expect(core.calculate_registered_deltas(changes)).toEqual(bench.engine.calculate_registered_deltas(changes));
    }),
    { numRuns: 60 },
  );
});

const CONSTANT = schemaOf('Or(owner == Session.uid, open == True)');
const change = (bench: Bench): readonly ChangedRow[] => imagesOf(bench, [{ id: 1, owner: 3, open: 0 }]);

test('what needs the whole engine is refused by name until it is there', async () => {
  const core = await coreOf((await Bench.open(CONSTANT)).engine);
  expect(() => core.check([])).toThrow(EngineIncomplete);
  await core.complete();
  expect(core.check([])).toEqual((await testEngine()).check([]));
});

test('an engine that becomes whole knows its sessions', async () => {
  const bench = await Bench.open(CONSTANT);
  const core = await coreOf(bench.engine);
  core.connect_session('one', { uid: 3 });
  const before = core.calculate_registered_deltas(change(bench));
  await core.complete();
  core.set_schema(bench.introspect());
  expect(before.groups).toEqual([{ session_ids: ['one'], affected_row_indices: [0] }]);
  expect(core.calculate_registered_deltas(change(bench))).toEqual(before);
});

test('a whole engine that cannot be had is asked for again, and syncing goes on meanwhile', async () => {
  const bench = await Bench.open(CONSTANT);
  let tries = 0;
  const core = await coreOf(bench.engine, () => {
    tries++;
    return tries < 2 ? Promise.reject(new Error('no network')) : wholeModule();
  });
  core.connect_session('one', { uid: 3 });
  await expect(core.complete()).rejects.toThrow('the rest of the engine could not be loaded (no network); try again');
  expect(core.calculate_registered_deltas(change(bench)).groups).toHaveLength(1);
  await core.complete();
  await core.complete();
  expect(tries).toBe(2);
  expect(core.sql_is_initialized()).toBe(bench.engine.sql_is_initialized());
});

test('a core that breaks knows schema and sessions again', async () => {
  const bench = await Bench.open(CONSTANT);
  const core = await coreOf(bench.engine);
  core.connect_session('one', { uid: 3 });
  let broken = false;
  const [first] = change(bench);
  const breaking = {
    ...first,
    get stamp(): number {
      if (broken) return 1;
      broken = true;
      throw new Error('broken');
    },
  } as ChangedRow;
  expect(core.calculate_registered_deltas([breaking]).groups).toHaveLength(1);
});
