// The project under a running world: looked at, previewed, changed, taken back, started over with another.
import { readdirSync, readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import { expect, test } from 'vitest';
import type { SourceFile } from '../../src/protocol/control.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import type { WorldOptions } from '../../src/world/live-world.ts';
import type { ShippedProject } from '../../src/world/project.ts';
import type { PageMemory, RememberedPage } from '../../src/world/remembered.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import type { World } from '../../src/world/world.ts';
import { demoSources } from '../server/open-server.ts';
import { meanwhile, servedWorld, sharedServer } from './served-world.ts';

const chatFolder = new URL('../../schema/examples/chat/', import.meta.url);
const chatPaths = ['schema.pyre', ...readdirSync(new URL('queries/', chatFolder)).map((name) => `queries/${name}`)];
const shipped: readonly ShippedProject[] = [
  { id: 'demo', name: 'Posts', about: '', sources: demoSources },
  {
    id: 'chat',
    name: 'Chat',
    about: '',
    sources: chatPaths.map((path) => ({ path, source: readFileSync(new URL(path, chatFolder), 'utf8') })),
  },
];

const rule = 'authorUserId == Session.userId || published == True';

/** The demo with pieces of its schema replaced. */
function edited(...edits: readonly (readonly [string, string])[]): readonly SourceFile[] {
  return demoSources.map(({ path, source }) => ({
    path,
    source: path === 'schema.pyre' ? edits.reduce((text, [piece, by]) => text.replace(piece, by), source) : source,
  }));
}

/** Keys of the posts that each client holds. */
function held(world: World): readonly (readonly unknown[])[] {
  return world
    .view()
    .clients.map(({ tables }) => tables.flatMap(({ table, cells }) => (table === 'posts' ? cells.map(({ key }) => key) : []))); // prettier-ignore
}

test('the files that the server serves are told from the beginning', async () => {
  const { world } = await servedWorld({ shipped });
  expect(world.view().project).toEqual({ shipped: 'demo', sources: demoSources, revertible: false });
});

test('[UI-10] a preview names what each client then gains and loses, by name', async () => {
  const { world, settle, reported } = await servedWorld({ shipped });
  const before = held(world);
  const sources = edited([rule, 'authorUserId == Session.userId']);
  const preview = await world.project.preview(sources);
  if (!preview.ok) throw new Error(preview.message);
  await settle();
  expect(held(world)).toEqual(before);
  expect(await meanwhile(settle, world.project.apply(sources))).toEqual({ ok: true, value: null });
  const after = held(world);
  for (const [index, { name, tables, session }] of preview.value.clients.entries()) {
    const lost = (before[index] ?? []).filter((key) => !(after[index] ?? []).includes(key));
    expect(name).toBe(world.view().clients[index]?.name);
    expect(session).toBeNull();
    expect(tables).toMatchObject([{ table: 'posts', gained: { count: 0 }, lost: { count: lost.length } }]);
    expect(lost.length).toBeGreaterThan(5);
  }
  expect(preview.value).toMatchObject({ elsewhere: 0, complete: true, migration: [] });
  expect(reported).toEqual([]);
});

test('[UI-10] what was applied can be taken back: by the notice, with what it added', async () => {
  const { world, settle } = await servedWorld({ shipped });
  const before = held(world);
  const sources = edited(
    [rule, 'False'],
    ['title        String\n', 'title        String\n    stars        Int     @default(3)\n'],
  );
  await meanwhile(settle, world.project.apply(sources));
  expect(world.view()).toMatchObject({ project: { revertible: true, sources }, notice: { undo: true } });
  expect(held(world)).toEqual([[], [], []]);
  expect(
    world
      .view()
      .schema?.tables.at(-1)
      ?.columns.map(({ name }) => name),
  ).toContain('stars');
  await meanwhile(settle, world.undo());
  expect(held(world)).toEqual(before);
  expect(world.view().project).toEqual({ shipped: 'demo', sources: demoSources, revertible: false });
  expect(
    world
      .view()
      .schema?.tables.at(-1)
      ?.columns.map(({ name }) => name),
  ).not.toContain('stars');
});

test('a change that cannot be taken back says why, and stays', async () => {
  const { world, settle } = await servedWorld({ shipped });
  const [schema] = edited(['    content      String\n', '']);
  const less = schema ? [schema] : [];
  expect(await meanwhile(settle, world.project.apply(less, ['posts.content']))).toMatchObject({ ok: true });
  await meanwhile(settle, world.undo());
  expect(world.view().notice).toMatchObject({
    tone: 'trouble',
    text: expect.stringContaining('The new column posts.content is required'),
  });
  expect(world.view().project.sources).toEqual(less);
});

test('a variant that was added is taken back: no row holds it', async () => {
  const { world, settle } = await servedWorld({ shipped });
  await meanwhile(settle, world.project.choose('chat'));
  const chat = world.view().project.sources;
  const more = chat.map(({ path, source }) => ({
    path,
    source: source.replace('| Moderator', '| Moderator\n   | Owner'),
  }));
  expect(await meanwhile(settle, world.project.apply(more))).toMatchObject({ ok: true });
  await meanwhile(settle, world.undo());
  expect(world.view().project.sources).toEqual(chat);
});

test('changes are taken back one after the other', async () => {
  const { world, settle } = await servedWorld({ shipped });
  const rules = ['False', 'True', 'id < 10'];
  for (const text of rules) await meanwhile(settle, world.project.apply(edited([rule, text])));
  for (const text of [...rules.slice(0, -1).toReversed(), rule]) {
    expect(await meanwhile(settle, world.project.revert())).toEqual({ ok: true, value: null });
    expect(world.view().project.sources).toEqual(edited([rule, text]));
  }
  expect(await world.project.revert()).toMatchObject({ ok: false });
});

test('new queries can be asked at once', async () => {
  const { world, settle } = await servedWorld({ shipped });
  const titles = { path: 'queries/titles.pyre', source: 'query Titles {\n    post {\n        title\n    }\n}\n' };
  await meanwhile(settle, world.project.apply([...demoSources, titles]));
  expect(world.view().queries.map(({ name }) => name)).toContain('Titles');
});

test('what another page changed is followed: files, queries, cards', async () => {
  const { world, host, settle } = await servedWorld({ shipped });
  const titles = { path: 'queries/titles.pyre', source: 'query Titles {\n    post {\n        title\n    }\n}\n' };
  const sources = [...edited([rule, 'False']), titles];
  expect(await host.control.changeProject(sources)).toMatchObject({ ok: true });
  await settle();
  expect(world.view().project).toEqual({ shipped: 'demo', sources, revertible: false });
  expect(world.view().queries.map(({ name }) => name)).toContain('Titles');
  expect(held(world)).toEqual([[], [], []]);
});

test('a broken text is told, and never touches the world', async () => {
  const { world, settle } = await servedWorld({ shipped });
  const before = held(world);
  const broken = edited(['record Post {', 'record {']);
  expect(await world.project.check(broken)).toMatchObject({ ok: true, value: [{ path: 'schema.pyre' }] });
  expect(await world.project.preview(broken)).toMatchObject({ ok: false });
  expect(await meanwhile(settle, world.project.apply(broken))).toMatchObject({ ok: false });
  expect(held(world)).toEqual(before);
  expect(world.view().project.revertible).toBe(false);
});

test('a step that would lose data is refused with the way to mend it, and done when it is allowed', async () => {
  const { world, settle } = await servedWorld({ shipped });
  const sources = edited(['content      String\n', '']).slice(0, 1);
  expect(await world.project.preview(sources)).toMatchObject({
    ok: false,
    diagnostics: [{ hint: expect.stringContaining('posts.content') }],
  });
  expect(await world.project.preview(sources, ['posts.content'])).toMatchObject({ ok: true });
  expect(await meanwhile(settle, world.project.apply(sources, ['posts.content']))).toMatchObject({ ok: true });
});

test('a file is formatted as the engine formats it', async () => {
  const { world } = await servedWorld({ shipped });
  const loose = [{ path: 'schema.pyre', source: 'record Thing {\n  @public\n  id   Int    @id\n}\n' }];
  expect(await world.project.format('schema.pyre', loose)).toEqual({
    ok: true,
    value: 'record Thing {\n    @public\n\n    id Int @id\n}\n',
  });
  expect(await world.project.format('none.pyre', loose)).toMatchObject({ ok: false });
});

test('[UI-13] another project is another database: clients stay, their sessions fit its schema', async () => {
  const { world, settle, reported } = await servedWorld({ shipped });
  const epoch = () => (world.view().server.phase === 'running' ? world.view().server : null);
  const before = epoch();
  await meanwhile(settle, world.project.choose('chat'));
  await settle();
  expect(epoch()).not.toEqual(before);
  expect(world.view().project.shipped).toBe('chat');
  expect(world.view().clients.map(({ phase }) => phase)).toEqual(['live', 'live', 'live']);
  expect(world.view().clients.map(({ session }) => session)).toMatchObject([
    { userId: 1, role: { _type: 'Member' }, channels: [1, 2] },
    { userId: 2, role: { _type: 'Moderator' }, channels: [2, 3] },
    { userId: 3, role: { _type: 'Guest' }, channels: [3, 4] },
  ]);
  expect(world.start()).toMatchObject({ project: 'chat', starters: 3 });
  await meanwhile(settle, world.project.choose('demo'));
  expect(world.view().clients.map(({ session }) => session)).toEqual(
    [1, 2, 3].map((userId) => ({ userId, role: 'user' })),
  );
  expect(reported).toEqual([]);
});

test('[UI-13] another project can be undone: files, rows and users of before are back', async () => {
  const { world, settle, reported } = await servedWorld(
    { shipped },
    sharedServer(async (clock, file) => openSqlJsStorage(await initSqlJs(), clock, file)),
  );
  const sources = edited([rule, 'False']);
  await meanwhile(settle, world.project.apply(sources));
  const [ann] = world.view().clients;
  const post = { title: 'Kept', content: '', published: true };
  if (ann) await meanwhile(settle, world.submit(ann.id, 'CreatePost', post));
  const titles = async () => {
    const answer = await world.table('posts', 100, 0);
    return answer.ok ? answer.value.rows.map((row) => row[answer.value.columns.indexOf('title')]) : answer.message;
  };
  const before = { titles: await titles(), sessions: world.view().clients.map(({ session }) => session) };
  await meanwhile(settle, world.project.choose('chat'));
  expect(world.view().notice?.undo).toBe(true);
  await meanwhile(settle, world.undo());
  await settle();
  expect(world.view().project).toMatchObject({ shipped: 'demo', sources, revertible: true });
  expect({ titles: await titles(), sessions: world.view().clients.map(({ session }) => session) }).toEqual(before);
  expect(before.titles).toContain('Kept');
  expect(world.view().clients.map(({ phase }) => phase)).toEqual(['live', 'live', 'live']);
  expect(reported).toEqual([]);
});

test('starting over keeps the files that are served', async () => {
  const { world, settle } = await servedWorld({ shipped });
  const sources = edited([rule, 'False']);
  await meanwhile(settle, world.project.apply(sources));
  await meanwhile(settle, world.reset({ seed: 2, empty: false }));
  expect(world.view().project.sources).toEqual(sources);
  expect(held(world)).toEqual([[], [], []]);
  expect(world.start()).toMatchObject({ seed: 2, sources });
});

test('[UI-9] in a pause a change is applied, and clients follow when time goes on', async () => {
  const { world, settle } = await servedWorld({ shipped });
  const before = held(world);
  world.time.setPaused(true);
  expect(await meanwhile(settle, world.project.apply(edited([rule, 'False'])))).toMatchObject({ ok: true });
  expect(held(world)).toEqual(before);
  world.time.setPaused(false);
  await settle();
  expect(held(world)).toEqual([[], [], []]);
});

/** What a browser keeps from one visit to the next: the page's notes and the clients' caches. */
function browser() {
  let remembered: RememberedPage | null = null;
  const memory: PageMemory = {
    scope: 'page-1',
    load: () => remembered,
    save: (page) => (remembered = JSON.parse(JSON.stringify(page)) as RememberedPage),
  };
  const caches = new MemoryCaches();
  const visit: Partial<WorldOptions> = { shipped, memory, persistence: (id) => caches.forClient(id) };
  return { visit, page: () => remembered };
}

test('[UI-13] the next visit finds the project that was chosen, and its edits are served by it', async () => {
  const { visit, page } = browser();
  const first = await servedWorld(visit);
  await meanwhile(first.settle, first.world.project.choose('chat'));
  await first.settle();
  expect(page()).toMatchObject({ beginning: { project: 'chat', seed: 1, empty: false } });
  expect(page()).not.toHaveProperty('beginning.sources');
  const second = await servedWorld(visit);
  expect(second.world.view().project).toMatchObject({ shipped: 'chat', sources: shipped[1]?.sources });
  expect(second.world.view().clients.map(({ session }) => session?.['userId'])).toEqual([1, 2, 3]);
  await meanwhile(second.settle, second.world.reset({ seed: 5, empty: true }));
  await second.settle();
  const third = await servedWorld(visit);
  expect(third.world.start()).toMatchObject({ project: 'chat', seed: 5, empty: true });
});

test('[UI-13] files that are no shipped project are remembered themselves when the server starts over with them', async () => {
  const { visit } = browser();
  const sources = edited([rule, 'False']);
  const first = await servedWorld(visit);
  await meanwhile(first.settle, first.world.project.apply(sources));
  await meanwhile(first.settle, first.world.reset({ seed: 2, empty: false }));
  await first.settle();
  const second = await servedWorld(visit);
  expect(second.world.view().project.sources).toEqual(sources);
  expect(held(second.world)).toEqual([[], [], []]);
});
