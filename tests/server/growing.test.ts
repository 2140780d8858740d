// A server whose engine is not whole yet: what needs the rest waits for it, or is told why it cannot be had; the rest goes on.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import type { PreparedProject } from '../../src/engine/prepared.ts';
import { isPrepared } from '../../src/engine/prepared.ts';
import type { ServerOptions, SourceFile } from '../../src/protocol/control.ts';
import { ServerHost } from '../../src/server/host.ts';
import { prepareProject } from '../../src/server/prepare.ts';
import { testCore, testEngine, wholeModule } from '../engine/load-engine.ts';
import { demoSources, user } from './open-server.ts';
import { testStorage } from './open-storage.ts';

interface Started {
  readonly host: ServerHost;
  readonly reported: unknown[];
  /** How often the whole engine was asked for. */
  readonly asked: () => number;
  readonly connect: () => void;
}

const options: ServerOptions = { sources: demoSources, seed: 1, empty: false };
const starred: readonly SourceFile[] = demoSources.map(({ path, source }) => ({
  path,
  source: source.replace('title        String\n', 'title        String\n    stars        Int     @default(3)\n'),
}));

async function prepared(): Promise<PreparedProject> {
  const made = await prepareProject(await wholeModule(), await testStorage(), demoSources);
  if (!made.ok) throw new Error('the demo has errors');
  return made.value;
}

/** A host that has no network until it connects. */
async function started(first: ServerOptions = options): Promise<Started> {
  const clock = new VirtualClock();
  const reported: unknown[] = [];
  const project = await prepared();
  let isConnected = false;
  let asked = 0;
  const loadWhole = () => {
    asked++;
    return isConnected ? wholeModule() : Promise.reject(new Error('no network'));
  };
  const host = new ServerHost({
    clock,
    secrets: seededSecrets(seededRandom(2)),
    loadEngine: testEngine,
    engineFor: (sources) => (isPrepared(project, sources) ? testCore(project, loadWhole) : testEngine()),
    openStorage: () => testStorage(clock),
    report: (error) => reported.push(error),
  });
  expect(await host.start(first)).toMatchObject({ phase: 'running' });
  return { host, reported, asked: () => asked, connect: () => (isConnected = true) };
}

/** How many posts the first page brings. */
async function synced({ host }: Started): Promise<number> {
  const issued = await host.control.issueSession(user(1));
  if (!issued.ok) throw new Error(issued.message);
  const request = new Request(`http://in.tab/sync?sessionId=${issued.value.sessionId}`, {
    method: 'POST',
    body: JSON.stringify({ syncCursor: { tables: {} }, pageSize: 10 }),
  });
  const page = (await (await host.handler.fetch(request)).json()) as { tables: { posts: { rows: unknown[] } } };
  return page.tables.posts.rows.length;
}

const calls: Readonly<Record<string, (host: ServerHost) => Promise<{ readonly ok: boolean }>>> = {
  explain: ({ control }) => control.explain('posts', 1, user(1)),
  verdicts: ({ control }) => control.verdicts({ table: 'posts', sessions: [user(1)], keys: null }),
  compile: ({ control }) => control.compile('query Titles { post { title } }'),
  'a preview': ({ control }) => control.previewProject(starred),
  'a change of the schema': ({ control }) => control.changeProject(starred),
};

test.each(Object.entries(calls))('%s waits for the whole engine', async (_name, call) => {
  const growing = await started();
  expect(await call(growing.host)).toMatchObject({ ok: false, message: expect.stringContaining('(no network)') });
  expect(await synced(growing)).toBe(10);
  growing.connect();
  expect(await call(growing.host)).toMatchObject({ ok: true });
  expect(await synced(growing)).toBe(10);
  expect(growing.asked()).toBe(2);
  expect(growing.reported).toEqual([]);
});

test('a server of other sources has the whole engine at once', async () => {
  const growing = await started({ ...options, sources: starred });
  expect(await calls['compile']?.(growing.host)).toMatchObject({ ok: true });
  expect(growing.asked()).toBe(0);
});

test('a server that starts anew with other sources, and again with the first, is served by what fits', async () => {
  const growing = await started();
  expect(await growing.host.control.reset({ ...options, sources: starred })).toMatchObject({ ok: true });
  expect(await calls['explain']?.(growing.host)).toMatchObject({ ok: true });
  expect(await growing.host.control.reset(options)).toMatchObject({ ok: true });
  expect(await calls['explain']?.(growing.host)).toMatchObject({ ok: false });
  growing.connect();
  await growing.host.complete();
  expect(await calls['explain']?.(growing.host)).toMatchObject({ ok: true });
});

test('where what was prepared is not enough to start, the whole engine starts the server', async () => {
  const { answers, ...project } = await prepared();
  const poor = { ...project, answers: answers.filter(([name]) => name !== 'compile_queries') };
  const clock = new VirtualClock();
  const host = new ServerHost({
    clock,
    secrets: seededSecrets(seededRandom(2)),
    loadEngine: testEngine,
    engineFor: () => testCore(poor),
    openStorage: () => testStorage(clock),
    report: (error) => {
      throw error;
    },
  });
  expect(await host.start(options)).toMatchObject({ phase: 'running' });
  expect(await host.control.table('users', 5, 0)).toMatchObject({ ok: true, value: { total: 20 } });
});
