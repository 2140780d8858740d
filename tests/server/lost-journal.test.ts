// Storage that fails, fills up or is deleted under a running server: what is told, what comes back, and that nothing else breaks.
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { settlePromises, VirtualClock } from '../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import type { Keeping } from '../../src/protocol/control.ts';
import { openIndexedDbJournal } from '../../src/server/indexed-db-journal.ts';
import type { Journal, JournalRecord, KeptRequest, Snapshot } from '../../src/server/journal.ts';
import { MEND_AFTER_MS, Recorder } from '../../src/server/recorder.ts';
import { dumpDatabase } from '../../src/server/snapshot.ts';
import { MemoryJournal } from './memory-journal.ts';
import { login, openServer, run, user, type Opened } from './open-server.ts';

let journal: MemoryJournal;
let opened: Opened;
let me: string;
let told: Keeping[];

const reopen = async (): Promise<Opened> => openServer({ journal: new MemoryJournal(), kept: await journal.read() });
const dumped = ({ storage }: Opened): unknown => storage.transaction(dumpDatabase);
const post = { title: 'A', content: 'B', published: true };

beforeEach(async () => {
  journal = new MemoryJournal();
  told = [];
  opened = await openServer({ journal, keeping: (keeping) => told.push(keeping) });
  me = login(opened.server, user(1));
});

const full: Keeping = { kept: false, why: "The browser's storage failed: the disk is full." };

test('[SYNC-11] a journal that fails is told once, and the server goes on in memory', async () => {
  journal.remaining = 0;
  for (let round = 0; round < 3; round++) expect((await run(opened.server, me, 'createPost', post)).status).toBe(200);
  expect(told).toEqual([full]);
  expect(opened.reported).toEqual([]);
  expect(opened.server.control.status()).toMatchObject({ serverRevision: 3 });
});

test('[SYNC-11] a record that could not be written is in the snapshot that takes its place', async () => {
  journal.failures = 1;
  expect((await run(opened.server, me, 'createPost', post)).status).toBe(200);
  expect(told).toEqual([]);
  expect(journal.kept?.records).toEqual([]);
  expect(dumped(await reopen())).toEqual(dumped(opened));
});

test('[SYNC-11] a journal that failed is tried again later, and then holds all', async () => {
  journal.remaining = 0;
  await run(opened.server, me, 'createPost', post);
  journal.remaining = Number.POSITIVE_INFINITY;
  await run(opened.server, me, 'createPost', post);
  expect(told).toEqual([full]);
  opened.clock.jump(MEND_AFTER_MS);
  await run(opened.server, me, 'createPost', post);
  expect(told).toEqual([full, { kept: true }]);
  await run(opened.server, me, 'createPost', post);
  expect(dumped(await reopen())).toEqual(dumped(opened));
});

test('[SYNC-12] after commits that no journal held, what comes back is a new epoch with the rows that were kept', async () => {
  await run(opened.server, me, 'createPost', post);
  journal.remaining = 0;
  await run(opened.server, me, 'createPost', post);
  expect(journal.kept?.forsaken).toBe(true);
  const secrets = seededSecrets(seededRandom('another life'));
  const again = await openServer({ journal: new MemoryJournal(), kept: await journal.read(), secrets });
  expect(again.server.control.table('posts', 10, 0)).toMatchObject({ ok: true, value: { total: 1 } });
  expect(epochOf(again)).not.toBe(epochOf(opened));
});

const epochOf = ({ server }: Opened): string | null => {
  const status = server.control.status();
  return status.phase === 'running' ? status.databaseEpoch : null;
};

const snapshotOf = (source: string): Snapshot => ({
  sources: [{ path: 'schema.pyre', source }],
  tables: [],
  sessions: [],
  requests: [],
});

const deleted = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => reject(new Error('not deleted')));
  });

test('[SYNC-11] journals that are deleted under a running server are filled again at once', async () => {
  const opening = (): Promise<Journal> => openIndexedDbJournal('deleted', new VirtualClock());
  const kept = await opening();
  const first = await openServer({ journal: kept, keeping: (keeping) => told.push(keeping) });
  const author = login(first.server, user(1));
  await run(first.server, author, 'createPost', post);
  for (const { name = '' } of await indexedDB.databases()) await deleted(name);
  await expect.poll(async () => (await (await opening()).read())?.snapshot.tables.length).toBeGreaterThan(0);
  await run(first.server, author, 'createPost', post);
  const second = await openServer({ kept: await (await opening()).read() });
  expect(dumped(second)).toEqual(dumped(first));
  expect(second.server.control.status()).toEqual(first.server.control.status());
  expect(told).toEqual([]);
});

test('[SYNC-12] a forsaken journal says so, until it begins anew', async () => {
  const kept = await openIndexedDbJournal('forsaken', new VirtualClock());
  await kept.begin(snapshotOf('1'));
  await kept.forsake?.();
  expect(await kept.read()).toEqual({ snapshot: snapshotOf('1'), records: [], forsaken: true });
  await kept.begin(snapshotOf('2'));
  expect(await kept.read()).toEqual({ snapshot: snapshotOf('2'), records: [] });
});

test('[SYNC-11] after a record that could not be written none is, until the journal begins anew', async () => {
  const indexed = await openIndexedDbJournal('hole', new VirtualClock());
  const snapshot: Snapshot = { sources: [], tables: [], sessions: [], requests: [] };
  const issued = (id: string) => ({ type: 'session' as const, id, values: {} });
  await indexed.begin(snapshot);
  await indexed.append(issued('kept'));
  // The next record has a transaction of its own.
  await settlePromises();
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const first = indexed.append(issued('lost'));
  const second = indexed.append(issued('later'));
  const outcomes = await Promise.allSettled([first, second]);
  put.mockRestore();
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await indexed.read())?.records).toEqual([issued('kept')]);
  await indexed.begin(snapshot);
  await indexed.append(issued('again'));
  expect((await indexed.read())?.records).toEqual([issued('again')]);
});

/** A journal whose writes end when told. */
class HeldJournal implements Journal {
  readonly begun: Snapshot[] = [];
  readonly appended: JournalRecord[] = [];
  #waiting: { readonly what: string; readonly done: () => void; readonly failed: (error: Error) => void }[] = [];

  async read(): Promise<null> {
    return null;
  }

  begin(snapshot: Snapshot): Promise<void> {
    this.begun.push(snapshot);
    return this.#write('begin');
  }

  append(record: JournalRecord): Promise<void> {
    this.appended.push(record);
    return this.#write('append');
  }

  #write(what: string): Promise<void> {
    return new Promise((done, failed) => this.#waiting.push({ what, done, failed }));
  }

  /** Every record that waits is refused, whatever was asked for before it. */
  async refuseRecords(): Promise<void> {
    const [records, others] = [true, false].map((record) =>
      this.#waiting.filter(({ what }) => (what === 'append') === record),
    );
    this.#waiting = others ?? [];
    for (const { failed } of records ?? []) failed(new Error('the disk is full'));
    await settlePromises();
  }

  async end(how: 'done' | 'failed'): Promise<void> {
    this.#waiting.shift()?.[how](new Error('the disk is full'));
    await settlePromises();
  }
}

describe('a commit that comes while the journal begins anew', () => {
  const setUp = () => {
    const held = new HeldJournal();
    let revision = 0;
    const takeSnapshot = (): Snapshot => ({ sources: [], tables: [], sessions: [], requests: [kept(revision)] });
    const recorder = new Recorder({ journal: held, clock: new VirtualClock(), takeSnapshot, keeping: () => undefined });
    const durable = new Set<number>();
    const commit = (): void => {
      const mine = ++revision;
      void recorder.mutation(mine, [], kept(mine)).then(() => durable.add(mine));
    };
    return { held, commit, durable };
  };
  const kept = (revision: number): KeptRequest => ({
    sessionId: 's',
    id: `${revision}`,
    asked: '',
    body: '',
    revision,
  });
  const covered = ({ begun }: HeldJournal): number | undefined => begun.at(-1)?.requests[0]?.revision;

  test('[SYNC-11] is not durable before a beginning that holds it is', async () => {
    const { held, commit, durable } = setUp();
    commit();
    await held.refuseRecords();
    commit();
    await held.refuseRecords();
    expect(covered(held)).toBe(1);
    await held.end('done');
    expect(covered(held)).toBe(2);
    expect([...durable].filter((revision) => revision > 1)).toEqual([]);
    await held.end('done');
    expect([...durable]).toEqual([1, 2]);
  });

  test('[SYNC-11] is not lost when its own record fails right after that beginning', async () => {
    const { held, commit, durable } = setUp();
    commit();
    commit();
    await held.refuseRecords();
    await held.end('done');
    expect(covered(held)).toBe(2);
    expect([...durable]).toEqual([1, 2]);
  });
});
