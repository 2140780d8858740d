// What once went wrong only where several things came together: the clock of writes that wrote nothing, clients that could not be told, history played again.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { syncPage, syncTable } from '../../src/protocol/sync.ts';
import {
  firstCell,
  StorageError,
  type Storage,
  type SynchronousOnly,
  type Transaction,
} from '../../src/server/storage.ts';
import { MemoryJournal } from './memory-journal.ts';
import { testStorage } from './open-storage.ts';
import { demoSources, login, openServer, page, run, TestPort, user, type Opened } from './open-server.ts';

const post = { title: 'A', content: 'B', published: true };
const number = ({ storage }: Opened, sql: string): number =>
  storage.transaction((transaction) => Number(firstCell(transaction.all(sql))));
const clockOf = (opened: Opened): number => number(opened, 'select stamp from _pyre_clock');

describe('a mutation that writes nothing', () => {
  const NOTHING: readonly (readonly [string, Record<string, unknown>])[] = [
    ['deletePost', { id: 99 }],
    ['updatePost', { id: 1, title: 'not mine', content: '' }],
  ];

  it.each(NOTHING)('[SYNC-11] leaves the clock where a server that starts again has it: %s', async (query, args) => {
    const journal = new MemoryJournal();
    const opened = await openServer({ journal });
    const [me, other] = [login(opened.server, user(7)), login(opened.server, user(8))];
    await run(opened.server, me, 'createPost', post);
    const before = clockOf(opened);
    opened.clock.jump(5_000);
    expect((await run(opened.server, other, query, args)).body).toEqual({ post: [] });
    expect(clockOf(opened)).toBe(before);
    expect((await page(opened.server, other)).body).toMatchObject({ syncPoint: before });
    const again = await openServer({ journal: new MemoryJournal(), kept: await journal.read() });
    expect(clockOf(again)).toBe(before);
  });

  it('[SYNC-3] does not make later stamps smaller than a sync point that was told, whatever the clock does', async () => {
    const journal = new MemoryJournal();
    const opened = await openServer({ journal });
    const me = login(opened.server, user(7));
    await run(opened.server, me, 'createPost', post);
    opened.clock.jump(60_000);
    await run(opened.server, me, 'deletePost', { id: 99 });
    const told = Number((await page(opened.server, me)).body['syncPoint']);
    const again = await openServer({ journal: new MemoryJournal(), kept: await journal.read() });
    await run(again.server, me, 'createPost', post);
    expect(clockOf(again)).toBeGreaterThan(told);
  });
});

/** A storage in which one statement fails while it is told to. */
class Failing implements Storage {
  readonly #inner: Storage;
  failing: string | null = null;

  constructor(inner: Storage) {
    this.#inner = inner;
  }

  transaction<Result>(work: (transaction: Transaction) => Result, ..._guard: SynchronousOnly<Result>): Result {
    const run = (transaction: Transaction): { result: Result } => ({ result: work(this.#failing(transaction)) });
    return this.#inner.transaction(run).result;
  }

  #failing(inner: Transaction): Transaction {
    return {
      all: (sql, parameters) => {
        if (sql === this.failing) throw new StorageError('failed', 'out of memory');
        return inner.all(sql, parameters);
      },
      execute: (sql) => inner.execute(sql),
    };
  }

  close(): void {
    this.#inner.close();
  }
}

describe('connections that cannot be told of a change', () => {
  const open = async () => {
    const storage = new Failing(await testStorage());
    const opened = await openServer({ storage });
    const [me, other] = [login(opened.server, user(7)), login(opened.server, user(8))];
    const port = new TestPort(opened.server);
    const [mine, others] = [port.open(`/sync?sessionId=${me}`), port.open(`/sync?sessionId=${other}`)];
    return { opened, storage, me, port, mine, others };
  };
  const untold = { code: 1011, reason: 'the server made a mistake; connect again' };
  const REVISION = 'select server_revision from _pyre_sync';

  it('[WS-4] are closed when it is their session that changed, and nobody else is', async () => {
    const { opened, storage, me, port, mine, others } = await open();
    storage.failing = REVISION;
    opened.server.control.changeSession(me, { userId: 7, role: 'admin' });
    storage.failing = null;
    expect([mine.closed, others.closed]).toEqual([untold, null]);
    expect(opened.reported).toHaveLength(1);
    const back = port.open(`/sync?sessionId=${me}`);
    expect(back.messages).toMatchObject([{ type: 'connected', session: { userId: 7, role: 'admin' } }]);
  });

  it('[SYNC-13] are all closed when it is the schema that changed', async () => {
    const { opened, storage, mine, others } = await open();
    const closed = demoSources.map(({ path, source }) => ({
      path,
      source: source.replace(' || published == True', ''),
    }));
    storage.failing = REVISION;
    expect(opened.server.control.changeProject(closed)).toEqual({ ok: true });
    storage.failing = null;
    expect([mine.closed, others.closed]).toEqual([untold, untold]);
    expect(opened.server.control.status()).toMatchObject({ connections: 0 });
  });
});

describe('a log that is played again', () => {
  it.each([1, 2, 8])('[SYNC-7] brings back no more earlier images than are kept: %i', async (historyKept) => {
    const journal = new MemoryJournal();
    const opened = await openServer({ journal, historyKept });
    const me = login(opened.server, user(7));
    await run(opened.server, me, 'createPost', post);
    const { body } = await page(opened.server, me);
    for (let round = 0; round < 20; round++) {
      await run(opened.server, me, 'updatePost', { id: 1, title: `${round}`, content: '' });
    }
    const kept = await journal.read();
    expect(kept?.records.length).toBeGreaterThan(20);
    const again = await openServer({ journal: new MemoryJournal(), kept, historyKept });
    const images = number(again, 'select count(*) from _pyre_history');
    expect(images).toBeGreaterThan(0);
    expect(images).toBeLessThanOrEqual(historyKept * 1.25);
    const syncCursor = { tables: { posts: entryOf(body, 'posts') } };
    const { body: late } = await page(again.server, me, { syncCursor });
    expect(late).toMatchObject({ tables: { posts: { resync: true, rows: [{ id: 1, title: '19' }] } } });
  });
});

function entryOf(body: JsonObject, table: string): JsonObject {
  const { tables } = v.parse(syncPage, body);
  const { permission_hash, last_seen_updated_at } = v.parse(syncTable, tables[table]);
  return { permission_hash, last_seen_updated_at };
}
