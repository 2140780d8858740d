// Nothing is told of a commit before the journal holds it: not by a delta, not by a page, not by an answer.
import { expect, test } from 'vitest';
import { settlePromises, VirtualClock } from '../../src/base/clock.ts';
import { REQUEST_ID_HEADER } from '../../src/protocol/catalog.ts';
import type { Keeping } from '../../src/protocol/control.ts';
import type { Journal, JournalRecord, Kept, Snapshot } from '../../src/server/journal.ts';
import { Recorder } from '../../src/server/recorder.ts';
import { login, openServer, page, run, TestPort, user, type Opened } from './open-server.ts';

/** A disk whose writes finish when told. */
class SlowJournal implements Journal {
  readonly waiting: { readonly finish: () => void; readonly fail: () => void }[] = [];
  slow = false;
  full = false;

  async read(): Promise<Kept | null> {
    return null;
  }

  async begin(_snapshot: Snapshot): Promise<void> {
    if (this.full) throw new Error('the disk is full');
  }

  append(_record: JournalRecord): Promise<void> {
    if (!this.slow) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const fail = () => {
        this.full = true;
        reject(new Error('the disk is full'));
      };
      this.waiting.push({ finish: resolve, fail });
    });
  }
}

const post = (title: string) => ({ title, content: 'x', published: true });

interface Scene {
  readonly opened: Opened;
  readonly journal: SlowJournal;
  readonly me: string;
  readonly told: readonly Keeping[];
  readonly deltas: () => unknown[];
}

async function open(): Promise<Scene> {
  const journal = new SlowJournal();
  const told: Keeping[] = [];
  const opened = await openServer({ journal, keeping: (keeping) => told.push(keeping) });
  const me = login(opened.server, user(1));
  const port = new TestPort(opened.server);
  const connection = port.open(`/sync?sessionId=${me}`);
  await settlePromises();
  journal.slow = true;
  const deltas = () => connection.messages.filter((message) => message.type === 'delta');
  return { opened, journal, me, told, deltas };
}

/** Whether it resolved within what can happen without the disk. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await settlePromises();
  await settlePromises();
  return done;
}

test('[SYNC-11] delta and answer of a mutation wait for the disk', async () => {
  const { opened, journal, me, deltas } = await open();
  const answer = run(opened.server, me, 'CreatePost', post('A'));
  expect(await isDone(answer)).toBe(false);
  expect(deltas()).toEqual([]);
  journal.waiting.shift()?.finish();
  expect(await isDone(answer)).toBe(true);
  expect(deltas()).toHaveLength(1);
});

test('[SYNC-11] a page that would show a commit waits for the disk', async () => {
  const { opened, journal, me } = await open();
  const answer = run(opened.server, me, 'CreatePost', post('A'));
  expect(await isDone(answer)).toBe(false);
  const asked = page(opened.server, me);
  expect(await isDone(asked)).toBe(false);
  journal.waiting.shift()?.finish();
  expect(await isDone(asked)).toBe(true);
  expect((await asked).body).toMatchObject({ tables: { posts: { rows: [{ title: 'A' }] } } });
});

test('[SYNC-11] a query that would show a commit waits for the disk', async () => {
  const { opened, journal, me } = await open();
  const answer = run(opened.server, me, 'CreatePost', post('A'));
  expect(await isDone(answer)).toBe(false);
  const asked = run(opened.server, me, 'ListPosts');
  expect(await isDone(asked)).toBe(false);
  journal.waiting.shift()?.finish();
  expect(await isDone(asked)).toBe(true);
  expect((await asked).text).toContain('"title":"A"');
});

test('[WS-6] deltas leave in the order of commits, whatever the disk does first', async () => {
  const { opened, journal, me, deltas } = await open();
  const answers = ['A', 'B', 'C'].map((title) => run(opened.server, me, 'CreatePost', post(title)));
  await settlePromises();
  expect(journal.waiting).toHaveLength(3);
  for (const write of journal.waiting.toReversed()) write.finish();
  await Promise.all(answers);
  expect(deltas().map((delta) => (delta as { serverRevision: number }).serverRevision)).toEqual([1, 2, 3]);
});

test('[WS-6] who was greeted or told to catch up after a commit is not told of it afterwards', async () => {
  const { opened, journal, me, deltas } = await open();
  const answer = run(opened.server, me, 'CreatePost', post('A'));
  await settlePromises();
  const late = new TestPort(opened.server).open(`/sync?sessionId=${me}`);
  opened.server.control.changeSession(me, { userId: 1, role: 'admin' });
  journal.waiting.forEach((write) => write.finish());
  await answer;
  expect(late.messages.map(({ type, serverRevision }) => [type, serverRevision])).toEqual([
    ['connected', 1],
    ['catchupRequired', 1],
  ]);
  expect(deltas()).toEqual([]);
  journal.slow = false;
  await run(opened.server, me, 'CreatePost', post('B'));
  expect(late.messages.at(-1)).toMatchObject({ type: 'delta', serverRevision: 2, previousRevision: 1 });
  expect(deltas()).toMatchObject([{ serverRevision: 2, previousRevision: 1 }]);
});

test('[HTTP-4] the same request id asked again is answered no sooner than the first', async () => {
  const { opened, journal, me } = await open();
  const headers = { [REQUEST_ID_HEADER]: 'once' };
  const first = run(opened.server, me, 'CreatePost', post('A'), headers);
  await settlePromises();
  const second = run(opened.server, me, 'CreatePost', post('A'), headers);
  expect(await isDone(second)).toBe(false);
  journal.waiting.shift()?.finish();
  expect((await second).text).toBe((await first).text);
});

test('[SYNC-11] a disk that fails is told once, and the server goes on in memory', async () => {
  const { opened, journal, me, told, deltas } = await open();
  const answer = run(opened.server, me, 'CreatePost', post('A'));
  await settlePromises();
  journal.waiting.shift()?.fail();
  expect((await answer).status).toBe(200);
  expect((await run(opened.server, me, 'CreatePost', post('B'))).status).toBe(200);
  expect(deltas()).toHaveLength(2);
  expect(told).toEqual([{ kept: false, why: "The browser's storage failed: the disk is full." }]);
});

test('[SYNC-11] a database that cannot be read for a snapshot costs the journal, and is told once', async () => {
  const told: Keeping[] = [];
  const unreadable = (): Snapshot => {
    throw new Error('the database is gone');
  };
  const recorder = new Recorder({
    journal: new SlowJournal(),
    clock: new VirtualClock(),
    takeSnapshot: unreadable,
    keeping: (keeping) => told.push(keeping),
  });
  await recorder.begin();
  await recorder.begin();
  expect(told).toEqual([{ kept: false, why: "The browser's storage failed: the database is gone." }]);
});

test('[SYNC-11] what is committed while a failed journal begins anew waits for a beginning that holds it', async () => {
  const held: string[][] = [];
  const beginnings: { readonly finish: () => void; readonly fail: () => void }[] = [];
  let committed: string[] = ['A'];
  const journal: Journal = {
    read: async () => null,
    append: async () => undefined,
    begin: ({ tables }) =>
      new Promise((resolve, reject) => {
        const finish = () => {
          held.push(tables.map(({ name }) => name));
          resolve();
        };
        beginnings.push({ finish, fail: () => reject(new Error('the disk is full')) });
      }),
  };
  const recorder = new Recorder({
    journal,
    clock: new VirtualClock(),
    // The names of tables stand for what was committed.
    takeSnapshot: () => ({
      sources: [],
      tables: committed.map((name) => ({ name, columns: [], documents: [], rows: '[]' })),
      sessions: [],
      requests: [],
    }),
    keeping: () => undefined,
  });
  const failing = recorder.begin();
  beginnings.shift()?.fail();
  await settlePromises();
  beginnings.shift()?.fail();
  await failing;

  const begun = recorder.begin();
  committed = ['A', 'B'];
  const written = recorder.mutation(1, [{ table_name: 'posts', headers: ['id'], row: [1], stamp: 1 }], null);
  expect(await isDone(written)).toBe(false);
  beginnings.shift()?.finish();
  expect(await isDone(written)).toBe(false);
  beginnings.shift()?.finish();
  await Promise.all([begun, written]);
  expect(held).toEqual([['A'], ['A', 'B']]);
});
