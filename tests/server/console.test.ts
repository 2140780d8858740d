// The SQL console: reads, and nothing but reads, however it is asked; bounded; errors in words.
import initSqlJs from 'sql.js';
import { expect, test } from 'vitest';
import { MOST_CONSOLE_ROWS, SqlConsole } from '../../src/server/console.ts';

async function open(): Promise<SqlConsole> {
  const sqlJs = await initSqlJs();
  const database = new sqlJs.Database();
  database.run(`create table t (a integer, b text, c blob); insert into t values (1, 'x', null), (9007199254740993, 'y', x'0102')`); // prettier-ignore
  return new SqlConsole(sqlJs, database.export());
}

const READS: readonly (readonly [sql: string, rows: readonly (readonly unknown[])[]])[] = [
  ['select a, b from t where a = 1', [[1, 'x']]],
  ['  -- with a comment\n select 1;', [[1]]],
  ['/* one; two */ values (1), (2)', [[1], [2]]],
  ["select ';' -- ; not the end", [[';']]],
  ["select 'it''s; so'", [["it's; so"]]],
  ['with n(x) as (select 1 union all select x + 1 from n limit 3) select x from n', [[1], [2], [3]]],
  ['select a from t where a > 2', [['9007199254740993']]],
  ['select c from t where a > 2', [['(2 bytes; json(…) shows a document)']]],
  ['select 1.5, null', [[1.5, null]]],
];
test.each(READS)('%s', async (sql, rows) => {
  expect((await open()).run(sql)).toMatchObject({ ok: true, rows, cut: false });
});

const REFUSED: readonly (readonly [sql: string, part: string])[] = [
  ['', 'Write one select'],
  ['-- nothing', 'Write one select'],
  ["insert into t values (3, '', null)", 'not with insert'],
  ['pragma query_only = off', 'not with pragma'],
  ["attach 'x' as y", 'not with attach'],
  ['vacuum', 'not with vacuum'],
  ['select 1; delete from t', 'one statement at a time'],
  ['select * from nowhere', 'no such table: nowhere'],
  ['select frm t', 'no such column: frm'],
  ['with x as (select 1) delete from t', 'readonly'],
];
test.each(REFUSED)('refused: %s', async (sql, part) => {
  const opened = await open();
  const answer = opened.run(sql);
  expect(answer.ok).toBe(false);
  expect(answer.ok ? '' : answer.message).toContain(part);
  expect(opened.run('select count(*) from t')).toMatchObject({ rows: [[2]] });
});

test('rows without end are cut', async () => {
  const opened = await open();
  const answer = opened.run('with n(x) as (select 1 union all select x + 1 from n) select x from n');
  expect(answer).toMatchObject({ ok: true, cut: true, columns: ['x'] });
  expect(answer.ok && answer.rows.length).toBe(MOST_CONSOLE_ROWS);
});
