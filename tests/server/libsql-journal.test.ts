// A server on a database elsewhere: what it was told of is there, what is there comes back, whatever the service does meanwhile.
import { copyFileSync } from 'node:fs';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REQUEST_ID_HEADER } from '../../src/protocol/catalog.ts';
import { connected } from '../../src/protocol/down.ts';
import { syncPage } from '../../src/protocol/sync.ts';
import { copiedTables, allRows, schemaObjects } from '../../src/server/libsql-copy.ts';
import { openLibsqlStorage } from '../../src/server/libsql-storage.ts';
import { PIECE_LENGTH } from '../../src/server/libsql-whole.ts';
import type { Storage } from '../../src/server/storage.ts';
import { StandIn, type Fault } from './libsql-stand-in.ts';
import { openOnStandIn, type OpenedElsewhere } from './open-on-stand-in.ts';
import { temporaryFile } from './open-storage.ts';
import { demoSources, login, openServer, page, run, TestPort, user } from './open-server.ts';
import { everything, zooSources } from './zoo.ts';

let standIn: StandIn;
let opened: OpenedElsewhere;
let me: string;
const running: OpenedElsewhere[] = [];

async function open(options: Parameters<typeof openOnStandIn>[1] = {}): Promise<OpenedElsewhere> {
  const server = await openOnStandIn(standIn, options);
  running.push(server);
  return server;
}

const post = { title: 'A', content: 'B', published: true };
const once = (id: string) => ({ [REQUEST_ID_HEADER]: id });
const count = (sql: string): unknown => Object.values(standIn.database.prepare(sql).get() as object)[0];

/** All rows of a database by table, and its schema. */
const here = (storage: Storage): object =>
  storage.transaction((transaction) => ({
    schema: schemaObjects(transaction).map(({ name, sql }) => [name, sql]),
    rows: Object.fromEntries(copiedTables(transaction).map((table) => [table.name, allRows(transaction, table)])),
  }));

/** The same of the stand-in, read past everything that is tested. */
function there(storage: Storage): object {
  const { database } = standIn;
  const objects = database
    .prepare(
      "select name, sql from sqlite_schema where sql is not null and name not in ('_pyre_holder', 'sqlite_sequence')",
    )
    .all() as { name: string; sql: string }[];
  const tables = storage.transaction((transaction) => copiedTables(transaction));
  const rows = tables.map(({ name, cells }) => {
    const list = cells.map(({ column, isDocument }) => (isDocument ? `json("${column}")` : `"${column}"`)).join(', ');
    const all = database.prepare(`select ${list} from "${name}" order by _rowid_`).raw().safeIntegers().all();
    const asText = (row: unknown): string =>
      (row as unknown[])
        .map((cell, at) => (typeof cell === 'bigint' || (cell && cells[at]?.isDocument) ? cell : JSON.stringify(cell)))
        .join(',');
    return [name, all.map((row) => `[${asText(row)}]`)] as const;
  });
  return {
    schema: expect.toSatisfy((schema: unknown) => {
      expect(schema).toHaveLength(objects.length);
      expect(schema).toEqual(expect.arrayContaining(objects.map(({ name, sql }) => [name, sql])));
      return true;
    }),
    rows: Object.fromEntries(rows),
  };
}

beforeEach(async () => {
  standIn = new StandIn();
  opened = await open();
  me = login(opened.server, user(7));
});

afterEach(async () => {
  for (const { server, journal } of running.splice(0)) {
    standIn.isDown = false;
    await journal.close();
    server.stop();
  }
});

describe('what is there', () => {
  test('[SYNC-11] rows stand in tables of their own names as soon as the answer came', async () => {
    expect((await run(opened.server, me, 'createPost', post)).status).toBe(200);
    expect(count('select title from posts')).toBe('A');
    expect(here(opened.storage)).toEqual(there(opened.storage));
  });

  test('every type of the language', async () => {
    standIn = new StandIn();
    opened = await open({ sources: zooSources });
    const keeper = login(opened.server, { userId: 1, scope: { _type: 'Everything' }, teams: null });
    await run(opened.server, keeper, 'ThingCreate', everything);
    await run(opened.server, keeper, 'ThingCreate', {
      ...everything,
      id: 'a-2',
      extra: null,
      state: { _type: 'Idle' },
    });
    await run(opened.server, keeper, 'ThingUpdate', { id: 'a-1', score: 0.1 + 0.2, extra: 'null', shelf: 2 ** 53 - 1 });
    expect(here(opened.storage)).toEqual(there(opened.storage));
    const again = await open({ sources: zooSources });
    expect(here(again.storage)).toEqual(there(again.storage));
    expect(count("select score from things where id = 'a-1'")).toBe(0.1 + 0.2);
  });

  test('what a statement with a conflict clause of its own wrote, as often as it runs', async () => {
    for (const userId of [8, 9, 10]) opened.server.control.changeSession(me, user(userId));
    await run(opened.server, me, 'createPost', post);
    expect(count('select session_values from _pyre_sessions')).toBe(JSON.stringify(user(10)));
    expect(here(opened.storage)).toEqual(there(opened.storage));
  });

  test('more rows than one request carries', async () => {
    const long = 'ü'.repeat(PIECE_LENGTH / 5);
    for (let number = 0; number < 12; number++) await run(opened.server, me, 'createPost', { ...post, content: long });
    standIn.database.exec('delete from posts');
    const answered = standIn.answered;
    standIn.database.exec('drop table _pyre_clock');
    await run(opened.server, me, 'createPost', post);
    expect(standIn.answered - answered).toBeGreaterThan(3);
    expect(here(opened.storage)).toEqual(there(opened.storage));
    const before = v.parse(syncPage, (await page(opened.server, me)).body);
    expect(v.parse(syncPage, (await page((await open()).server, me)).body)).toEqual(before);
  });
});

describe('the next server', () => {
  test('[SYNC-12] [HTTP-4] [WS-2] goes on: epoch, revision, rows, sessions and answers', async () => {
    const { sessionId: drawn, session } = v.parse(connected, new TestPort(opened.server).open().messages[0]);
    const first = await run(opened.server, me, 'createPost', post, once('r-1'));
    const before = v.parse(syncPage, (await page(opened.server, me)).body);
    const again = await open();
    expect(v.parse(syncPage, (await page(again.server, me)).body)).toEqual(before);
    expect(again.server.control.status()).toEqual({ ...opened.server.control.status(), connections: 0 });
    expect((await run(again.server, me, 'createPost', post, once('r-1'))).text).toBe(first.text);
    expect(new TestPort(again.server).open(`/sync?sessionId=${drawn}`).messages).toMatchObject([{ session }]);
    expect(count('select count(*) from posts')).toBe(1);
    expect((await run(again.server, me, 'deletePost', { id: 1 })).status).toBe(200);
    expect((await run((await open()).server, me, 'createPost', post)).body).toMatchObject({ post: [{ id: 2 }] });
  });

  test('[SYNC-13] brings another schema', async () => {
    await run(opened.server, me, 'createPost', post);
    const note = '\nrecord Note {\n    @allow(*) { True }\n\n    id Int @id\n    text String\n}\n';
    const wider = demoSources.map(({ path, source }) => {
      return { path, source: path === 'schema.pyre' ? `${source}${note}` : source };
    });
    const again = await open({ sources: wider });
    expect(here(again.storage)).toEqual(there(again.storage));
    expect([count('select count(*) from posts'), count('select count(*) from notes')]).toEqual([1, 0]);
    expect((await run(again.server, me, 'createPost', post)).status).toBe(200);
    expect(here(again.storage)).toEqual(there(again.storage));
  });

  test('[SYNC-12] finds a file that was uploaded, and another server finds its file when it is downloaded again', async () => {
    const [first, uploaded, downloaded] = [temporaryFile(), temporaryFile(), temporaryFile()];
    const onFile = await openServer({ storage: openLibsqlStorage(first) });
    const session = login(onFile.server, user(7));
    await run(onFile.server, session, 'createPost', post);
    const before = v.parse(syncPage, (await page(onFile.server, session)).body);
    onFile.server.stop();
    copyFileSync(first, uploaded);
    standIn = new StandIn(uploaded);
    const elsewhere = await open();
    expect(v.parse(syncPage, (await page(elsewhere.server, session)).body)).toEqual(before);
    const written = await run(elsewhere.server, session, 'createPost', post, once('r-1'));
    const after = v.parse(syncPage, (await page(elsewhere.server, session)).body);
    standIn.database.prepare('vacuum into ?').run(downloaded);
    const back = await openServer({ storage: openLibsqlStorage(downloaded) });
    expect(v.parse(syncPage, (await page(back.server, session)).body)).toEqual(after);
    expect((await run(back.server, session, 'createPost', post, once('r-1'))).text).toBe(written.text);
    back.server.stop();
  });

  test('sends nothing again that is there already', async () => {
    await run(opened.server, me, 'createPost', { ...post, content: 'x'.repeat(10_000) });
    const sent: string[] = [];
    const { fetch } = standIn;
    const noting = Object.assign(new StandIn(), {
      fetch: async (asked: Request) => (sent.push(await asked.clone().text()), fetch(asked)),
    });
    running.push(await openOnStandIn(noting));
    expect(Math.max(...sent.map(({ length }) => length))).toBeLessThan(8_000);
  });
});

describe('a service that fails', () => {
  test.each<[Fault, number]>([
    ['lost request', 1],
    ['lost answer', 1],
    ['broken answer', 1],
    ['busy', 1],
    ['lost answer', 3],
  ])('%s: answered %i times so, a write is applied once', async (fault, times) => {
    standIn.faults = Array.from({ length: times }, () => fault);
    const asked = await run(opened.server, me, 'createPost', post, once('r-1'));
    expect(asked.status).toBe(503);
    const ask = () => run(opened.server, me, 'createPost', post, once('r-1')).then(({ status }) => status);
    await expect.poll(ask, { timeout: 10_000 }).toBe(200);
    expect(count('select count(*) from posts')).toBe(1);
    expect(here(opened.storage)).toEqual(there(opened.storage));
    expect(opened.told).toEqual([
      expect.stringMatching(
        /^The database http:\/\/stand-in cannot be reached: .* Writing is refused until it is back\.$/,
      ),
      'The database http://stand-in is back.',
    ]);
  });

  test('[SYNC-11] nobody hears of what is not there; when it is back all do', async () => {
    const port = new TestPort(opened.server);
    const connection = port.open(`/sync?sessionId=${me}`);
    expect((await run(opened.server, me, 'createPost', { ...post, title: 'before' })).status).toBe(200);
    const deltas = () => connection.messages.filter(({ type }) => type === 'delta').length;
    expect(deltas()).toBe(1);
    standIn.isDown = true;
    expect((await run(opened.server, me, 'createPost', post)).body).toMatchObject({ error: { kind: 'Unavailable' } });
    expect((await run(opened.server, me, 'createPost', post)).body).toMatchObject({
      error: { kind: 'Unavailable', message: 'the database cannot be reached; nothing was written; try again' },
    });
    expect((await page(opened.server, me)).status).toBe(503);
    expect(deltas()).toBe(1);
    standIn.isDown = false;
    await expect.poll(deltas).toBe(2);
    expect((await page(opened.server, me)).status).toBe(200);
    expect(count('select count(*) from posts')).toBe(2);
    expect((await run(opened.server, me, 'createPost', post)).status).toBe(200);
  });

  test('a server that dies meanwhile has told nobody, and the next one knows nothing of it', async () => {
    standIn.isDown = true;
    expect((await run(opened.server, me, 'createPost', post)).status).toBe(503);
    expect(await opened.journal.close()).toBe(false);
    opened.server.stop();
    standIn.isDown = false;
    expect(v.parse(syncPage, (await page((await open()).server, me)).body).tables['posts']?.rows).toEqual([]);
  });

  test('tables that somebody changed there are put right', async () => {
    standIn.database.exec('drop table posts');
    expect((await run(opened.server, me, 'createPost', post)).status).toBe(200);
    expect(here(opened.storage)).toEqual(there(opened.storage));
  });
});

describe('a database that is not to be had', () => {
  test('the token is asked for, and never told', async () => {
    standIn.token = 'right-token';
    await expect(open({ token: 'wrong-token' })).rejects.toThrow(/401/);
    await expect(open({ token: 'wrong-token' })).rejects.not.toThrow(/wrong-token/);
    running.push(await open({ token: 'right-token' }));
  });

  test('tables of somebody else are left alone, and named when they are in the way', async () => {
    standIn = new StandIn();
    standIn.database.exec("create table posts (id integer, letter text); insert into posts values (1, 'dear friend')");
    await expect(open()).rejects.toThrow(/http:\/\/stand-in holds posts, which is not of this project/);
    expect(count('select letter from posts')).toBe('dear friend');
    expect(count('select count(*) from sqlite_schema')).toBe(1);
    standIn.database.exec('alter table posts rename to letters');
    await open();
    expect(count('select letter from letters')).toBe('dear friend');
    await open();
    expect(count('select letter from letters')).toBe('dear friend');
  });

  test('who finds that everything there was removed stops, and fills nothing again', async () => {
    standIn.database.exec('drop table _pyre_holder; drop table _pyre_sync; drop table posts');
    expect((await run(opened.server, me, 'createPost', post)).status).toBe(503);
    await expect.poll(() => opened.ended).toEqual([expect.stringMatching(/http:\/\/stand-in was replaced/)]);
    expect(count("select count(*) from sqlite_schema where name = 'posts'")).toBe(0);
  });

  test('of two servers the later one writes; the earlier one stops and says why', async () => {
    const second = await open();
    expect((await run(second.server, me, 'createPost', { ...post, title: 'second' })).status).toBe(200);
    expect((await run(opened.server, me, 'createPost', { ...post, title: 'first' })).status).toBe(503);
    await expect
      .poll(() => opened.ended)
      .toEqual(['Another server has taken the database http://stand-in over: this one stops, as only one may write.']);
    expect((await run(opened.server, me, 'createPost', { ...post, title: 'first' })).status).toBe(503);
    expect((await run(second.server, me, 'createPost', { ...post, title: 'second' })).status).toBe(200);
    expect(count("select count(*) from posts where title = 'second'")).toBe(2);
    expect(count('select count(*) from posts')).toBe(2);
    expect(second.ended).toEqual([]);
  });
});
