// A server over a database that outlives it: the next one goes on in the same epoch, knows the sessions, and repeats its answers.
import * as v from 'valibot';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { REQUEST_ID_HEADER } from '../../src/protocol/catalog.ts';
import { connected } from '../../src/protocol/down.ts';
import { syncPage } from '../../src/protocol/sync.ts';
import type { CreateServerOptions } from '../../src/server/create.ts';
import { REQUESTS_REMEMBERED } from '../../src/server/requests.ts';
import { SESSION_KEPT_MS } from '../../src/server/sessions.ts';
import { firstCell, type Storage } from '../../src/server/storage.ts';
import { chooseStorage, testStorage } from './open-storage.ts';
import { demoSources, login, openServer, page, run, TestPort, user, type Opened } from './open-server.ts';

chooseStorage('libSQL');

let storage: Storage;
let opened: Opened;
let me: string;

/** The process ends without a word, and another opens the same database. */
const restart = (options: Partial<CreateServerOptions> = {}): Promise<Opened> => openServer({ storage, ...options });
const post = { title: 'A', content: 'B', published: true };
const once = { [REQUEST_ID_HEADER]: 'r-1' };
const read = (sql: string): unknown => storage.transaction((transaction) => firstCell(transaction.all(sql)));

const cursorOf = (body: JsonObject): object => {
  const { tables } = v.parse(syncPage, body);
  const entries = Object.entries(tables).map(([name, { permission_hash, last_seen_updated_at }]) => {
    return [name, { permission_hash, last_seen_updated_at }] as const;
  });
  return { syncCursor: { tables: Object.fromEntries(entries) } };
};

beforeEach(async () => {
  storage = await testStorage();
  opened = await openServer({ storage });
  me = login(opened.server, user(7));
});

test('[SYNC-12] the epoch, the revision and the rows are those of before', async () => {
  await run(opened.server, me, 'createPost', post);
  const before = v.parse(syncPage, (await page(opened.server, me)).body);
  const again = await restart();
  expect(v.parse(syncPage, (await page(again.server, me)).body)).toEqual(before);
  expect(again.server.control.status()).toEqual(opened.server.control.status());
  const next = await run(again.server, me, 'createPost', post);
  expect(next.headers.get('pyre-revision')).toBe('2');
});

test('[SYNC-7] who was away hears of what was deleted before the restart', async () => {
  await run(opened.server, me, 'createPost', post);
  const cursor = cursorOf((await page(opened.server, me)).body);
  await run(opened.server, me, 'deletePost', { id: 1 });
  const again = await restart();
  const news = v.parse(syncPage, (await page(again.server, me, cursor)).body);
  expect(news.tables['posts']).toMatchObject({ rows: [], removed: [1] });
  expect(news.tables['posts']?.resync).toBeUndefined();
});

test('[SYNC-7] the horizon is the one of before', async () => {
  opened = await restart({ historyKept: 4 });
  await run(opened.server, me, 'createPost', post);
  const cursor = cursorOf((await page(opened.server, me)).body);
  for (let time = 0; time < 9; time++)
    await run(opened.server, me, 'updatePost', { id: 1, title: `T${time}`, content: 'x' });
  const again = await restart({ historyKept: 4 });
  expect(v.parse(syncPage, (await page(again.server, me, cursor)).body).tables['posts']?.resync).toBe(true);
});

test('[HTTP-4] a request that was answered is answered the same, and not applied again', async () => {
  const first = await run(opened.server, me, 'createPost', post, once);
  const denied = await run(opened.server, me, 'deletePost', { id: 99 }, { [REQUEST_ID_HEADER]: 'r-2' });
  const again = await restart();
  const repeated = await run(again.server, me, 'createPost', post, once);
  expect([repeated.text, repeated.headers.get('pyre-revision')]).toEqual([
    first.text,
    first.headers.get('pyre-revision'),
  ]);
  expect((await run(again.server, me, 'deletePost', { id: 99 }, { [REQUEST_ID_HEADER]: 'r-2' })).text).toBe(
    denied.text,
  );
  expect((await run(again.server, me, 'createPost', { ...post, title: 'C' }, once)).status).toBe(422);
  expect(read('select count(*) from posts')).toBe(1);
});

test('[HTTP-4] [SYNC-11] an answer is written with what it answers, or not at all', async () => {
  storage.transaction((transaction) => {
    transaction.execute(
      "create trigger broken before insert on _pyre_requests begin select raise(abort, 'the disk is full'); end",
    );
  });
  expect((await run(opened.server, me, 'createPost', post, once)).status).toBe(500);
  expect(read('select count(*) from posts')).toBe(0);
  storage.transaction((transaction) => transaction.execute('drop trigger broken'));
  expect((await run(opened.server, me, 'createPost', post, once)).status).toBe(200);
});

test('[WS-2] sessions are known again, with the values that they had last', async () => {
  const { sessionId: drawn, session } = v.parse(connected, new TestPort(opened.server).open().messages[0]);
  opened.server.control.changeSession(me, user(9));
  const port = new TestPort((await restart()).server);
  expect(port.open(`/sync?sessionId=${drawn}`).messages).toMatchObject([{ session }]);
  expect(port.open(`/sync?sessionId=${me}`).messages).toMatchObject([{ session: user(9) }]);
});

test('[WS-2] a session that ended does not come back, nor do its answers', async () => {
  await run(opened.server, me, 'createPost', post, once);
  opened.clock.jump(SESSION_KEPT_MS + 1);
  expect((await page(opened.server, me)).status).toBe(401);
  login(opened.server, user(8));
  expect((await page((await restart()).server, me)).status).toBe(401);
  expect(read('select count(*) from _pyre_requests')).toBe(0);
});

test('[SYNC-13] another schema at the next start: rows and sessions are kept, images of what changed are not', async () => {
  await run(opened.server, me, 'createPost', post);
  const cursor = cursorOf((await page(opened.server, me)).body);
  await run(opened.server, me, 'deletePost', { id: 1 });
  await run(opened.server, me, 'createPost', { ...post, title: 'kept' });
  const sources = demoSources.map(({ path, source }) => ({
    path,
    source: source.replace('authorUserId == Session.userId || published == True', 'authorUserId == Session.userId'),
  }));
  const again = await restart({ sources });
  expect(again.server.control.status()).toMatchObject({ phase: 'running' });
  const news = v.parse(syncPage, (await page(again.server, me, cursor)).body);
  expect(news.tables['posts']).toMatchObject({ resync: true, rows: [{ title: 'kept' }] });
  expect(read("select count(*) from _pyre_history where table_name = 'posts'")).toBe(0);
});

test('[HTTP-4] of each session the newest answers are kept', async () => {
  const insert = `insert into _pyre_requests (session_id, id, asked, body, revision)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < $count)
    select $session, 'old-' || i, 'x', '{}', 0 from n`;
  storage.transaction((transaction) => transaction.all(insert, { $count: REQUESTS_REMEMBERED + 500, $session: me }));
  for (let asked = 0; asked < 1_000; asked++) {
    await run(opened.server, me, 'deletePost', { id: 99 }, { [REQUEST_ID_HEADER]: `new-${asked}` });
  }
  expect(read('select count(*) from _pyre_requests')).toBe(REQUESTS_REMEMBERED);
  expect(read("select count(*) from _pyre_requests where id like 'new-%'")).toBe(1_000);
});
