// A server that a person stops and starts: clients are told, nothing is lost, with a journal and without [SYNC-12].
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import { ServerHost } from '../../src/server/host.ts';
import { journalKey, openIndexedDbJournal } from '../../src/server/indexed-db-journal.ts';
import type { ServerOptions } from '../../src/protocol/control.ts';
import { testEngine } from '../engine/load-engine.ts';
import { testStorage } from './open-storage.ts';
import { demoSources, user } from './open-server.ts';

const demo: ServerOptions = { sources: demoSources, seed: 1, empty: true };

function makeHost(journaled: boolean) {
  const clock = new VirtualClock();
  const reported: unknown[] = [];
  const host = new ServerHost({
    clock,
    secrets: seededSecrets(seededRandom(2)),
    loadEngine: testEngine,
    openStorage: () => testStorage(clock),
    report: (error) => reported.push(error),
    ...(journaled
      ? {
          openJournal: async (options: ServerOptions) => {
            const key = await journalKey(options);
            return key === null ? null : openIndexedDbJournal(key, clock);
          },
        }
      : {}),
  });
  return { host, reported };
}

async function create(host: ServerHost, session: string, title: string): Promise<number> {
  const body = JSON.stringify({ title, content: '', published: true });
  const request = new Request(`http://in.tab/db/CreatePost?sessionId=${session}`, { method: 'POST', body });
  return (await host.handler.fetch(request)).status;
}

test.each([true, false])('stop and start keep epoch, rows and sessions; journal: %s', async (journaled) => {
  const { host, reported } = makeHost(journaled);
  const before = await host.start(demo);
  const issued = await host.control.issueSession(user(1));
  const session = issued.ok ? issued.value.sessionId : '';
  expect(await create(host, session, 'Before')).toBe(200);
  expect(await host.control.stop()).toEqual({ ok: true, value: { phase: 'stopped' } });
  expect(await host.control.status()).toEqual({ ok: true, value: { phase: 'stopped' } });
  expect(await create(host, session, 'Meanwhile')).toBe(503);
  expect(await host.control.table('posts', 10, 0)).toEqual({ ok: false, message: 'no server is running' });
  const after = await host.control.start();
  expect(after).toMatchObject({ ok: true, value: { phase: 'running', serverRevision: 1 } });
  expect(after.ok && after.value.phase === 'running' && before.phase === 'running').toBe(true);
  expect(after).toMatchObject({ value: { databaseEpoch: before.phase === 'running' ? before.databaseEpoch : '' } });
  expect(await create(host, session, 'After')).toBe(200);
  expect(await host.control.table('posts', 10, 0)).toMatchObject({ value: { total: 2 } });
  expect(reported).toEqual([]);
});

test('starting a server that runs leaves it alone, stopping twice is stopping once', async () => {
  const { host } = makeHost(false);
  const running = await host.start(demo);
  expect(await host.control.start()).toEqual({ ok: true, value: running });
  const [first, second] = await Promise.all([host.control.stop(), host.control.stop()]);
  expect(first).toEqual(second);
  const [third, fourth] = await Promise.all([host.control.start(), host.control.start()]);
  expect(third).toEqual(fourth);
  expect(third).toMatchObject({ value: { phase: 'running' } });
});

test('a stopped server can be reset', async () => {
  const { host } = makeHost(false);
  const before = await host.start(demo);
  await host.control.stop();
  const after = await host.control.reset({ ...demo, seed: 2 });
  expect(after).toMatchObject({ ok: true, value: { phase: 'running' } });
  expect(after.ok && after.value).not.toMatchObject(before);
});

test('what does not fit is refused at the door, in words', async () => {
  const { host } = makeHost(false);
  await host.start(demo);
  const hostile = { table: 5 } as never;
  expect(await host.control.rows(hostile)).toMatchObject({ ok: false, message: expect.stringContaining('table') });
  expect(await host.control.verdicts(hostile)).toMatchObject({ ok: false });
  expect(await host.control.compile('x'.repeat(100_001))).toMatchObject({ ok: false });
  expect(await host.control.requests(-1)).toMatchObject({ ok: false });
  expect(await host.control.reset(hostile)).toMatchObject({ ok: false, message: expect.stringContaining('sources') });
  expect(await host.control.table(hostile, 1, 1)).toMatchObject({ ok: false });
  expect(await host.control.issueSession('me' as never)).toMatchObject({ ok: false });
  expect(await host.control.changeSession(hostile, hostile)).toMatchObject({ ok: false });
  expect(await host.control.explain('posts', hostile, {})).toMatchObject({ ok: false });
  expect(await host.control.explain('posts', 1, {}, hostile)).toMatchObject({ ok: false });
  expect(await host.control.status()).toMatchObject({ value: { phase: 'running' } });
});
