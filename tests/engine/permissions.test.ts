// One meaning, several evaluators: as SQL, on images in memory, on kept images, and explained, they agree.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import type { SqlValue } from '../../src/engine/engine.ts';
import { Bench, cursorAfter } from './database.ts';
import { permissionCase, schemaOf, type PermissionCase } from './permission-cases.ts';

const RUNS = 300;

function insertRow(bench: Bench, row: JsonObject): void {
  const names = Object.keys(row);
  const sql = `insert into entries (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map((name) => `$${name}`).join(', ')})`;
  bench.all(sql, Object.fromEntries(names.map((name) => [`$${name}`, row[name] as SqlValue])));
}

async function filled({ permission, rows }: PermissionCase): Promise<Bench> {
  const bench = await Bench.open(schemaOf(permission));
  for (const row of rows) insertRow(bench, row);
  return bench;
}

const ids = (rows: readonly JsonObject[]): number[] => rows.map(({ id }) => Number(id)).toSorted((a, b) => a - b);

/** Visible ids by the page query, which is SQL. */
function bySql(bench: Bench, session: JsonObject): number[] {
  return ids(bench.page(session)['entries']?.rows ?? []);
}

/** Visible ids of every session by live deltas over the rows just written. */
function byDeltas(bench: Bench, sessions: readonly JsonObject[], registered: boolean): number[][] {
  const changes = bench.changes();
  const named = Object.fromEntries(sessions.map((session, index) => [`s${index}`, session]));
  if (registered) for (const [id, session] of Object.entries(named)) bench.engine.connect_session(id, session);
  const deltas = registered
    ? bench.engine.calculate_registered_deltas(changes)
    : bench.engine.calculate_sync_deltas(changes, named);
  return sessions.map((_, index) => {
    const mine = deltas.groups.filter(({ session_ids }) => session_ids.includes(`s${index}`));
    return ids(
      mine.flatMap((group) => group.affected_row_indices.map((at) => deltas.all_affected_rows[at]?.row ?? {})),
    );
  });
}

function byExplanation(bench: Bench, { rows }: PermissionCase, session: JsonObject): number[] {
  const explained = rows.map((row) => bench.engine.explain_permission('entries', 'query', row, session));
  return ids(rows.filter((_, index) => explained[index]?.verdict === 'true'));
}

/** Keys that are told as removed when all rows are deleted: judged by SQL on the kept images. */
function byRemovals(bench: Bench, sessions: readonly JsonObject[]): readonly JsonValue[][] {
  const cursors = sessions.map((session) => cursorAfter(withHash(bench, session)));
  bench.run('delete from entries');
  return sessions.map((session, index) => {
    const removed = bench.page(session, cursors[index])['entries']?.removed ?? [];
    return removed.map(Number).toSorted((a, b) => a - b);
  });
}

/** Something to make a cursor of, also when the session sees nothing. */
function withHash(bench: Bench, session: JsonObject): ReturnType<Bench['page']> {
  const hash = bench.engine.calculate_permission_hash('entries', session) ?? '';
  const last = Number(bench.all('select stamp from _pyre_clock')[0]?.['stamp']);
  return { entries: { rows: [], removed: [], last, hasMore: false, hash, resync: false, since: null } };
}

describe('[PERM-1] one permission, one meaning', () => {
  test('whatever the permission, its evaluators agree with SQLite', async () => {
    await fc.assert(
      fc.asyncProperty(permissionCase, async (drawn) => {
        const bench = await filled(drawn);
        const expected = drawn.sessions.map((session) => bySql(bench, session));
        const copy = await filled(drawn);
        expect(byDeltas(bench, drawn.sessions, false)).toEqual(expected);
        expect(byDeltas(copy, drawn.sessions, true)).toEqual(expected);
        expect(drawn.sessions.map((session) => byExplanation(bench, drawn, session))).toEqual(expected);
        expect(byRemovals(bench, drawn.sessions)).toEqual(expected);
        bench.database.close();
        copy.database.close();
      }),
      { numRuns: RUNS },
    );
  });

  test('pages and deltas tell a row alike', async () => {
    await fc.assert(
      fc.asyncProperty(permissionCase, async (drawn) => {
        const bench = await filled({ ...drawn, permission: 'True' });
        const session = drawn.sessions[0] ?? {};
        const deltas = bench.engine.calculate_sync_deltas(bench.changes(), { one: session });
        const page = bench.page(session)['entries'];
        expect(deltas.all_affected_rows.map(({ row }) => row)).toEqual(page?.rows);
        bench.database.close();
      }),
      { numRuns: 50 },
    );
  });
});
