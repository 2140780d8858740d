// The project's part of the control plane: read, check, format, preview, change; never rejecting, never touching what is served.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { seededRandom, seededSecrets } from '../../src/base/random.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { ServerHost } from '../../src/server/host.ts';
import { testEngine } from '../engine/load-engine.ts';
import { testStorage } from './open-storage.ts';
import { demoSources, user } from './open-server.ts';

async function started(loadEngine: () => Promise<Engine> = testEngine) {
  const clock = new VirtualClock();
  const reported: unknown[] = [];
  const host = new ServerHost({
    clock,
    secrets: seededSecrets(seededRandom(3)),
    loadEngine,
    openStorage: () => testStorage(clock),
    report: (error) => reported.push(error),
  });
  await host.start({ sources: demoSources, seed: 1, empty: false });
  return { control: host.control, reported };
}

const broken = [{ path: 'schema.pyre', source: 'record Thing {\n    id Int @id\n}\n' }];
const open = demoSources.map(({ path, source }) => ({
  path,
  source: source.replace('authorUserId == Session.userId || published == True', 'True'),
}));

test('checking and formatting answer for any text and leave the server as it is', async () => {
  const { control, reported } = await started();
  expect(await control.checkSources(demoSources)).toEqual({ ok: true, value: [] });
  expect(await control.checkSources(broken)).toMatchObject({ ok: true, value: [{ path: 'schema.pyre' }] });
  const loose = { path: 'schema.pyre', source: 'record Thing {\n  @public\n  id   Int    @id\n}\n' };
  const formatted = 'record Thing {\n    @public\n\n    id Int @id\n}\n';
  expect(await control.formatSource(loose, [loose])).toEqual({ ok: true, value: formatted });
  expect(await control.sources()).toEqual({ ok: true, value: demoSources });
  expect(reported).toEqual([]);
});

test('a preview looks at the sessions it is asked about, and a change is served from then on', async () => {
  const { control } = await started();
  const issued = await control.issueSession(user(1));
  const sessionId = issued.ok ? issued.value.sessionId : '';
  expect(await control.previewProject(open)).toMatchObject({ ok: true, value: { sessions: [] } });
  expect(await control.previewProject(open, { sessionIds: [sessionId] })).toMatchObject({
    ok: true,
    value: { sessions: [{ sessionId, tables: [{ table: 'posts', lost: { count: 0 } }] }] },
  });
  expect(await control.changeProject(open)).toMatchObject({ ok: true, value: { phase: 'running' } });
  expect(await control.sources()).toEqual({ ok: true, value: open });
});

test('what a change added may be dropped on the way back, and nothing else goes with it', async () => {
  const { control } = await started();
  const more = demoSources.map(({ path, source }) => ({
    path,
    source:
      path === 'schema.pyre'
        ? `${source.replace('title        String\n', 'title        String\n    stars        Int     @default(3)\n')}\nrecord Tag {\n    @public\n\n    id Int @id\n}\n`
        : source,
  }));
  const changed = await control.changeProject(more);
  expect(changed).toMatchObject({ ok: true, added: ['posts.stars', 'tags', 'tags.id', 'tags.updatedAt'] });
  expect(await control.changeProject(demoSources)).toMatchObject({ ok: false });
  expect(await control.changeProject(demoSources, changed.ok ? changed.added : [])).toMatchObject({ ok: true });
  expect(await control.table('posts', 1, 0)).toMatchObject({ ok: true, value: { total: 40 } });
});

test('an engine that cannot be loaded for checking is a refusal, is reported, and is loaded the next time', async () => {
  let loads = 0;
  const { control, reported } = await started(() => {
    loads++;
    return loads === 2 ? Promise.reject(new Error('no engine')) : testEngine();
  });
  expect(await control.checkSources(broken)).toMatchObject({ ok: false, message: 'the server made a mistake' });
  expect(reported).toHaveLength(1);
  expect(await control.checkSources(broken)).toMatchObject({ ok: true });
});
