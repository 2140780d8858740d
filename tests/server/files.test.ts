// The database as a file: what leaves opens in any SQLite, what comes in is held against the schema [UI-16].
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import initSqlJs, { type Database } from 'sql.js';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import type { ServerOptions, SourceFile } from '../../src/protocol/control.ts';
import { ServerHost } from '../../src/server/host.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import { testEngine } from '../engine/load-engine.ts';
import { demoSources } from './open-server.ts';
import { zooSources } from './zoo.ts';

const sqlJs = await initSqlJs();

async function started(sources: readonly SourceFile[] = demoSources, seed = 1) {
  const clock = new VirtualClock();
  const reported: unknown[] = [];
  const host = new ServerHost({
    clock,
    secrets: seededSecrets(seededRandom(seed)),
    loadEngine: testEngine,
    openStorage: async (file) => openSqlJsStorage(sqlJs, clock, file),
    report: (error) => reported.push(error),
  });
  const options: ServerOptions = { sources, seed, empty: false };
  await host.start(options);
  return { control: host.control, reported };
}

type Control = Awaited<ReturnType<typeof started>>['control'];

async function exported(control: Control): Promise<Uint8Array> {
  const answer = await control.exportDatabase();
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.bytes;
}

async function rowsOf(control: Control, table: string) {
  const answer = await control.table(table, 1000, 0);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.rows;
}

/** Changes an exported database as a person would, with any tool. */
function edited(bytes: Uint8Array, change: (database: Database) => void): Uint8Array {
  const database = new sqlJs.Database(bytes);
  change(database);
  const after = database.export();
  database.close();
  return after;
}

test('[UI-16] the exported database has the tables that Pyre makes, and nothing of ours', async () => {
  const { control } = await started();
  const database = new sqlJs.Database(await exported(control));
  const names = (sql: string) => database.exec(sql)[0]?.values.map(([name]) => name);
  expect(names("select name from sqlite_schema where type = 'table' order by name")).toEqual([
    '_pyre_migrations',
    '_pyre_sync',
    'posts',
    'sqlite_sequence',
    'users',
  ]);
  expect(names("select name from pragma_table_info('posts')")).toEqual([
    'id',
    'title',
    'content',
    'authorUserId',
    'published',
    'createdAt',
    'updatedAt',
  ]);
  expect(
    names("select sql from sqlite_schema where sql like '%stamp%' and sql not like '%timestamps%'"),
  ).toBeUndefined();
  expect(names('pragma integrity_check')).toEqual(['ok']);
  expect(names('select count(*) from posts')).toEqual([(await rowsOf(control, 'posts')).length]);
});

test('[UI-16] exporting leaves the running server as it was', async () => {
  const { control } = await started();
  const before = await rowsOf(control, 'posts');
  await exported(control);
  expect(await rowsOf(control, 'posts')).toEqual(before);
  expect(await control.issueSession({ userId: 1, role: 'user' })).toMatchObject({ ok: true });
});

/** Where this machine has SQLite's own command line; where it has none, sql.js above has read the same file. */
const commandLines = ['/usr/bin/sqlite3', '/usr/local/bin/sqlite3', '/opt/homebrew/bin/sqlite3'].filter((path) =>
  existsSync(path),
);

for (const commandLine of commandLines) {
  test(`[UI-16] ${commandLine} reads the exported database`, async () => {
    const { control } = await started();
    const file = join(mkdtempSync(join(tmpdir(), 'pyre-')), 'world.sqlite');
    writeFileSync(file, await exported(control));
    const ask = (sql: string) => execFileSync(commandLine, [file, sql], { encoding: 'utf8' }).trim();
    expect(ask('pragma integrity_check')).toBe('ok');
    expect(ask('select count(*) from users')).toBe(String((await rowsOf(control, 'users')).length));
    expect(ask('.schema posts')).not.toContain('_pyre_');
  });
}

test('[UI-16] SQLite outside of the browser reads the exported database', async () => {
  const { control } = await started();
  const file = join(mkdtempSync(join(tmpdir(), 'pyre-')), 'world.sqlite');
  writeFileSync(file, await exported(control));
  const database = new Libsql(file, { readonly: true });
  const cell = (sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0];
  expect(cell('pragma integrity_check')).toBe('ok');
  for (const table of ['users', 'posts'])
    expect(cell(`select count(*) from ${table}`)).toBe((await rowsOf(control, table)).length);
  expect(
    cell(`select count(*) from sqlite_schema where sql like '%\\_pyre\\_%' escape '\\' and tbl_name = 'posts'`),
  ).toBe(0);
  database.close();
});

for (const [name, sources] of [
  ['the demo', demoSources],
  ['every type', zooSources],
] as const) {
  test(`[UI-16] an exported database brought into another world: the same rows (${name})`, async () => {
    const [first, second] = [await started(sources, 1), await started(sources, 2)];
    const answer = await second.control.importDatabase(await exported(first.control));
    expect(answer).toMatchObject({ ok: true, value: { leftOut: [], status: { phase: 'running', serverRevision: 0 } } });
    const tables = answer.ok ? answer.value.rows : [];
    expect(tables.length).toBeGreaterThan(0);
    for (const { table, count } of tables) {
      const rows = await rowsOf(second.control, table);
      expect(rows).toEqual(await rowsOf(first.control, table));
      expect(rows).toHaveLength(count);
    }
    expect([...first.reported, ...second.reported]).toEqual([]);
  });
}

test('[UI-16] bringing rows in is a new epoch, and sessions stay', async () => {
  const { control } = await started();
  const session = await control.issueSession({ userId: 3, role: 'user' });
  const before = await control.status();
  await control.importDatabase(await exported(control));
  const after = await control.status();
  const epoch = (status: typeof before) =>
    status.ok && status.value.phase === 'running' ? status.value.databaseEpoch : null;
  expect(epoch(after)).not.toBe(epoch(before));
  const sessions = await control.sessions();
  expect(sessions.ok && sessions.value.map(({ sessionId }) => sessionId)).toEqual([
    session.ok && session.value.sessionId,
  ]);
});

test.each([
  [
    'no database',
    () => new TextEncoder().encode('hello, this is a letter and no database at all'),
    /no SQLite database/,
  ],
  ['an empty file', () => new Uint8Array(), /none of this schema's tables/],
  ['no bytes', () => 'text' as unknown as Uint8Array, /no database/],
  [
    'other tables',
    () => edited(new Uint8Array(), (database) => database.run('create table goods (id integer primary key)')),
    /posts.*its own are: goods/,
  ],
])('[UI-16] %s: refused with a sentence, and nothing has changed', async (_name, make, message) => {
  const { control, reported } = await started();
  const before = await rowsOf(control, 'posts');
  const answer = await control.importDatabase(make());
  expect(answer).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  expect(await rowsOf(control, 'posts')).toEqual(before);
  expect(reported).toEqual([]);
});

test.each([
  [
    'a text where a number belongs',
    "update posts set authorUserId = 'Ann' where id = 2",
    /posts 2, authorUserId: expected/,
  ],
  ['a flag that is neither', 'update posts set published = 7 where id = 3', /posts 3, published/],
  ['a column of nobody', 'alter table posts add column mood text', /posts has columns .*: mood/],
  ['half a table', 'alter table posts drop column content', /NOT NULL.*content/],
])('[UI-16] %s is named with its row and column', async (_name, sql, message) => {
  const { control, reported } = await started();
  const before = await rowsOf(control, 'posts');
  const answer = await control.importDatabase(edited(await exported(control), (database) => database.run(sql)));
  expect(answer).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  expect(await rowsOf(control, 'posts')).toEqual(before);
  expect(reported).toEqual([]);
});

test('[UI-16] tables that the schema does not have are left out, and told', async () => {
  const { control } = await started();
  const bytes = edited(await exported(control), (database) => database.run('create table notes (text text)'));
  expect(await control.importDatabase(bytes)).toMatchObject({ ok: true, value: { leftOut: ['notes'] } });
});
