// The journal: what it keeps, that a server comes back from it as it was, and that nothing breaks without it.
import 'fake-indexeddb/auto';
import * as v from 'valibot';
import { beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import { REQUEST_ID_HEADER } from '../../src/protocol/catalog.ts';
import type { ServerOptions } from '../../src/protocol/control.ts';
import { connected } from '../../src/protocol/down.ts';
import { syncPage } from '../../src/protocol/sync.ts';
import { ServerHost } from '../../src/server/host.ts';
import { journalKey, openIndexedDbJournal } from '../../src/server/indexed-db-journal.ts';
import { JOURNALS_KEPT, NAMED_JOURNALS_KEPT } from '../../src/server/journal-database.ts';
import { journalShelf } from '../../src/server/journal-shelf.ts';
import type { Journal, JournalRecord, Kept, Snapshot } from '../../src/server/journal.ts';
import { LONGEST_LOG } from '../../src/server/recorder.ts';
import { dumpDatabase } from '../../src/server/snapshot.ts';
import { rowObjects } from '../../src/server/storage.ts';
import { testEngine } from '../engine/load-engine.ts';
import { MemoryJournal } from './memory-journal.ts';
import { testStorage } from './open-storage.ts';
import { demoSources, login, openServer, page, run, TestPort, user, type Opened } from './open-server.ts';
import { everything, zooSources } from './zoo.ts';

let journal: MemoryJournal;
let opened: Opened;
let me: string;

const reopen = async (): Promise<Opened> => openServer({ journal: new MemoryJournal(), kept: await journal.read() });
const dumped = ({ storage }: Opened): unknown => storage.transaction(dumpDatabase);
const post = { title: 'A', content: 'B', published: true };

beforeEach(async () => {
  journal = new MemoryJournal();
  opened = await openServer({ journal });
  me = login(opened.server, user(1));
});

test('[SYNC-11] a server comes back with every row, image, stamp and counter', async () => {
  await run(opened.server, me, 'createPost', post);
  await run(opened.server, me, 'createPost', { ...post, published: false });
  await run(opened.server, me, 'updatePost', { id: 1, title: 'C', content: 'ü "quoted" \u2028' });
  opened.clock.jump(-60_000);
  await run(opened.server, me, 'createUser', { name: 'Ada', email: 'ada@example.com' });
  await run(opened.server, me, 'createPost', post);
  await run(opened.server, me, 'deletePost', { id: 3 });
  expect(journal.kept?.records.filter(({ type }) => type === 'mutation')).toHaveLength(6);
  const again = await reopen();
  expect(dumped(again)).toEqual(dumped(opened));
  expect(again.server.control.status()).toEqual(opened.server.control.status());
  expect((await run(again.server, me, 'createPost', post)).body).toMatchObject({ post: [{ id: 4 }] });
});

test('[SYNC-11] a server comes back from a snapshot alone, and from its own return', async () => {
  opened = await openServer({ journal, empty: false });
  const first = await reopen();
  expect(dumped(first)).toEqual(dumped(opened));
});

test('every type of the language comes back', async () => {
  opened = await openServer({ journal, sources: zooSources });
  const keeper = login(opened.server, { userId: 1, scope: { _type: 'Everything' }, teams: null });
  await run(opened.server, keeper, 'ThingCreate', everything);
  await run(opened.server, keeper, 'ThingCreate', { ...everything, id: 'a-2', extra: null, state: { _type: 'Idle' } });
  await run(opened.server, keeper, 'ThingUpdate', { id: 'a-1', score: 0.1 + 0.2, extra: 'null', shelf: 2 ** 53 - 1 });
  const played = await reopen();
  expect(dumped(played)).toEqual(dumped(opened));
  const kept = { snapshot: played.server.snapshot(), records: [] };
  expect(dumped(await openServer({ kept }))).toEqual(dumped(opened));
});

test('[SYNC-7] [SYNC-12] a client goes on with its cursor: same epoch, only the news, removals included', async () => {
  await run(opened.server, me, 'createPost', post);
  await run(opened.server, me, 'createPost', { ...post, title: 'B' });
  const { tables, databaseEpoch } = v.parse(syncPage, (await page(opened.server, me)).body);
  const syncCursor = {
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, { permission_hash, last_seen_updated_at }]) => [
        name,
        { permission_hash, last_seen_updated_at },
      ]),
    ),
  };
  await run(opened.server, me, 'deletePost', { id: 1 });
  const again = await reopen();
  const news = v.parse(syncPage, (await page(again.server, me, { syncCursor, databaseEpoch })).body);
  expect(news.tables['posts']).toMatchObject({ rows: [], removed: [1] });
  expect(news.tables['posts']?.resync).toBeUndefined();
});

test('[WS-2] sessions are known again, with the values that they had last', async () => {
  const connection = new TestPort(opened.server).open();
  const { sessionId: drawn, session } = v.parse(connected, connection.messages[0]);
  opened.server.control.changeSession(me, user(9));
  const again = await reopen();
  const port = new TestPort(again.server);
  expect(port.open(`/sync?sessionId=${drawn}`).messages).toMatchObject([{ session }]);
  expect(port.open(`/sync?sessionId=${me}`).messages).toMatchObject([{ session: user(9) }]);
});

test.each([0, LONGEST_LOG])('[HTTP-4] a request id is remembered, also %i records later', async (records) => {
  const headers = { [REQUEST_ID_HEADER]: 'r-1' };
  const first = await run(opened.server, me, 'createPost', post, headers);
  for (let issued = 0; issued < records; issued++) login(opened.server, user(1));
  const again = await reopen();
  const repeated = await run(again.server, me, 'createPost', post, headers);
  expect(repeated.text).toBe(first.text);
  expect(again.server.control.table('posts', 10, 0)).toMatchObject({ ok: true, value: { total: 1 } });
});

test('the log is cut short by a snapshot', async () => {
  await run(opened.server, me, 'createPost', post);
  for (let issued = 0; issued < LONGEST_LOG; issued++) login(opened.server, user(1));
  expect(journal.kept?.records.length).toBeLessThan(LONGEST_LOG);
  expect(dumped(await reopen())).toEqual(dumped(opened));
});

test('[SYNC-13] a changed schema comes back, whatever the server was started with', async () => {
  await run(opened.server, me, 'createPost', post);
  const tag = {
    path: 'schema/tags.pyre',
    source: 'record Tag {\n    @public\n\n    id   Int    @id\n    name String\n}\n',
  };
  opened.server.control.changeProject([...demoSources, tag]);
  await run(opened.server, me, 'TagCreate', { name: 'x' });
  const again = await reopen();
  expect(again.server.control.table('tags', 10, 0)).toMatchObject({ ok: true, value: { total: 1 } });
  expect(dumped(again)).toEqual(dumped(opened));
});

test('[SYNC-13] writes after a column was added in the middle come back into their columns', async () => {
  await run(opened.server, me, 'createPost', post);
  const pinned = demoSources.map(({ path, source }) => ({
    path,
    source: source.replace(
      '    title        String\n',
      '    title        String\n    pinned       Bool   @default(True)\n',
    ),
  }));
  expect(opened.server.control.changeProject(pinned)).toEqual({ ok: true });
  await run(opened.server, me, 'createPost', post);
  await run(opened.server, me, 'updatePost', { id: 1, title: 'later', content: 'C' });
  const again = await reopen();
  const rows = ({ storage }: Opened): unknown =>
    storage.transaction((transaction) => rowObjects(transaction.all('select * from posts order by id')));
  expect(rows(again)).toEqual(rows(opened));
  const images = 'select stamp, key, json(image) from _pyre_history order by stamp';
  const history = ({ storage }: Opened): unknown => storage.transaction((transaction) => transaction.all(images).rows);
  expect(history(again)).toEqual(history(opened));
});

test('[SYNC-11] what was acknowledged is in the journal; a mutation is never in it by half', async () => {
  await run(opened.server, me, 'createPost', post);
  const kept = journal.kept;
  expect(kept?.records.at(-1)).toMatchObject({
    type: 'mutation',
    revision: 1,
    changes: [{ table: 'posts', before: null }],
  });
  await run(opened.server, me, 'deletePost', { id: 99 });
  expect(journal.kept).toBe(kept);
});

const demo: ServerOptions = { sources: demoSources, seed: 1, empty: true };

function hostOver(openJournal: () => Promise<Journal | null>): { host: ServerHost; reported: unknown[] } {
  const clock = new VirtualClock();
  const reported: unknown[] = [];
  const host = new ServerHost({
    clock,
    secrets: seededSecrets(seededRandom(clock.nowMs())),
    loadEngine: testEngine,
    openStorage: () => testStorage(clock),
    openJournal,
    report: (error) => reported.push(error),
  });
  return { host, reported };
}

async function addPost(host: ServerHost): Promise<void> {
  const session = await host.control.issueSession(user(1));
  const id = session.ok ? session.value.sessionId : '';
  const body = JSON.stringify(post);
  await host.handler.fetch(new Request(`http://in.tab/db/createPost?sessionId=${id}`, { method: 'POST', body }));
}

const posts = async (host: ServerHost): Promise<number> => {
  const table = await host.control.table('posts', 10, 0);
  return table.ok ? table.value.total : -1;
};

const open = (): Promise<Journal> => openIndexedDbJournal('demo', new VirtualClock());

test('a worker that starts again goes on, a reset does not', async () => {
  const first = hostOver(open).host;
  await first.start(demo);
  await addPost(first);
  const second = hostOver(open).host;
  expect(await second.start(demo)).toMatchObject({ phase: 'running', serverRevision: 1 });
  expect(await posts(second)).toBe(1);
  await second.control.reset(demo);
  expect(await posts(second)).toBe(0);
  await addPost(second);
  await addPost(second);
  const third = hostOver(open).host;
  await third.start(demo);
  expect(await posts(third)).toBe(2);
});

test.each<[string, Kept]>([
  [
    'of another schema',
    {
      snapshot: { sources: [{ path: 'schema.pyre', source: 'record {' }], tables: [], sessions: [], requests: [] },
      records: [],
    },
  ],
  [
    'with rows that no table has',
    {
      snapshot: {
        sources: demoSources,
        tables: [{ name: 'nowhere', columns: ['a'], documents: [], rows: '[[1]]' }],
        sessions: [],
        requests: [],
      },
      records: [],
    },
  ],
])('a journal %s is put aside for a new world', async (_name, kept) => {
  journal.kept = kept;
  const { host } = hostOver(async () => journal);
  expect(await host.start(demo)).toMatchObject({ phase: 'running', serverRevision: 0 });
  expect(await posts(host)).toBe(0);
  expect(journal.kept.snapshot.sources).toEqual(demoSources);
});

test('a journal that cannot be opened is no journal', async () => {
  const { host, reported } = hostOver(() => Promise.reject(new Error('not in this window')));
  expect(await host.start(demo)).toMatchObject({ phase: 'running' });
  expect(reported).toEqual([new Error('not in this window')]);
});

const snapshotOf = (source: string): Snapshot => ({
  sources: [{ path: 'schema.pyre', source }],
  tables: [],
  sessions: [],
  requests: [],
});
const issued = (id: string): JournalRecord => ({ type: 'session', id, values: { userId: 1 } });

test('journals in IndexedDB stay apart, keep their order, and begin anew', async () => {
  const clock = new VirtualClock();
  const [one, two] = [await openIndexedDbJournal('one', clock), await openIndexedDbJournal('two', clock)];
  await one.begin(snapshotOf('1'));
  await two.begin(snapshotOf('2'));
  const ids = Array.from({ length: 30 }, (_, index) => `s${index}`);
  await Promise.all(ids.map((id) => one.append(issued(id))));
  const reopened = await openIndexedDbJournal('one', clock);
  expect(await reopened.read()).toEqual({ snapshot: snapshotOf('1'), records: ids.map(issued) });
  await reopened.append(issued('more'));
  expect((await one.read())?.records).toHaveLength(31);
  expect(await two.read()).toEqual({ snapshot: snapshotOf('2'), records: [] });
  await one.begin(snapshotOf('3'));
  expect(await one.read()).toEqual({ snapshot: snapshotOf('3'), records: [] });
});

test('records that wait when a journal begins anew are covered by its snapshot', async () => {
  const journalOfThree = await openIndexedDbJournal('covered', new VirtualClock());
  await journalOfThree.begin(snapshotOf('1'));
  const writes = ['a', 'b', 'c'].map((id) => journalOfThree.append(issued(id)));
  const begun = journalOfThree.begin(snapshotOf('2'));
  const after = journalOfThree.append(issued('d'));
  await Promise.all([...writes, begun, after]);
  expect(await journalOfThree.read()).toEqual({ snapshot: snapshotOf('2'), records: [issued('d')] });
});

test('a journal that was never begun holds nothing', async () => {
  expect(await (await openIndexedDbJournal('never', new VirtualClock())).read()).toBeNull();
});

test('two sites of one origin have journals of their own', async () => {
  const keys = await Promise.all(['/', '/one/', '/two/'].map((site) => journalKey(demo, site)));
  expect(new Set(keys).size).toBe(3);
});

test('only the journals that were opened last are kept', async () => {
  const clock = new VirtualClock();
  const names = Array.from({ length: JOURNALS_KEPT + 1 }, (_, index) => `bounded-${index}`);
  for (const name of names) {
    clock.jump(1000);
    await (await openIndexedDbJournal(name, clock)).begin(snapshotOf(name));
  }
  const read = await Promise.all(names.map(async (name) => (await openIndexedDbJournal(name, clock)).read()));
  expect(read.map((kept) => kept !== null)).toEqual(names.map((_, index) => index > 0));
});

test('worlds with a name make no room among those without', async () => {
  const clock = new VirtualClock();
  clock.jump(1_000_000);
  const own = await journalKey(demo);
  const links = await Promise.all(
    Array.from({ length: NAMED_JOURNALS_KEPT + 1 }, (_, index) => journalKey({ ...demo, world: `link-${index}` })),
  );
  for (const name of [own, ...links]) {
    clock.jump(1000);
    await (await openIndexedDbJournal(name ?? '', clock)).begin(snapshotOf('kept'));
  }
  const isKept = async (name: string | null) => (await (await openIndexedDbJournal(name ?? '', clock)).read()) !== null;
  expect(await isKept(own)).toBe(true);
  expect(await Promise.all(links.map(isKept))).toEqual(links.map((_, index) => index > 0));
});

async function shelved() {
  const answer = await journalShelf.keptJournals();
  return answer.ok ? answer.value : [];
}

test('[UI-13] a world that a person keeps outlives any number of links, until it is kept no longer', async () => {
  const clock = new VirtualClock();
  clock.jump(10_000_000);
  const begin = async (world: string) => {
    clock.jump(1000);
    await (await openIndexedDbJournal((await journalKey({ ...demo, world })) ?? '', clock)).begin(snapshotOf(world));
  };
  const links = async (prefix: string) => {
    for (let number = 0; number <= NAMED_JOURNALS_KEPT; number++) await begin(`${prefix}-${number}`);
  };
  const kept = async () => (await shelved()).map(({ world }) => world);
  await begin('mine');
  await journalShelf.protectJournals('/', ['mine']);
  await links('one');
  expect(await shelved()).toContainEqual({ world: 'mine', characters: 4, inUse: false });
  expect(await shelved()).toHaveLength(NAMED_JOURNALS_KEPT + 1);
  await journalShelf.protectJournals('/elsewhere/', []);
  await links('two');
  expect(await kept()).toContain('mine');
  await journalShelf.protectJournals('/', []);
  await links('other');
  expect(await kept()).not.toContain('mine');
});

test('[UI-13] a world that is forgotten leaves nothing, and others stay', async () => {
  const clock = new VirtualClock();
  clock.jump(100_000_000);
  const open = async (world: string) => openIndexedDbJournal((await journalKey({ ...demo, world })) ?? '', clock);
  for (const world of ['gone', 'stays']) {
    const journal = await open(world);
    await journal.begin(snapshotOf(world));
    await journal.append(issued('a'));
  }
  await journalShelf.dropJournals(['gone']);
  expect(await (await open('gone')).read()).toBeNull();
  expect(await (await open('stays')).read()).toMatchObject({ records: [issued('a')] });
  expect((await shelved()).map(({ world }) => world)).not.toContain('gone');
});

test('a world that is kept nowhere has no journal', async () => {
  expect(await journalKey({ ...demo, world: null })).toBeNull();
});

test('ways to start have journals of their own', async () => {
  const [schema, ...queries] = demoSources;
  const ways = [
    demo,
    { ...demo, seed: 2 },
    { ...demo, empty: false },
    { ...demo, sources: schema ? [schema] : [] },
    { ...demo, sources: queries },
    { ...demo, world: 'link-1' },
    { ...demo, world: 'link-2' },
  ];
  const keys = await Promise.all([...ways, structuredClone(demo)].map((way) => journalKey(way)));
  expect(new Set(keys).size).toBe(ways.length);
  expect(keys.at(-1)).toBe(keys[0]);
});
