// A server that is stopped and started under the clients of two pages, and what a person asks it, over the real server.
import { expect, test } from 'vitest';
import type { World } from '../../src/world/world.ts';
import { meanwhile, servedWorld, sharedServer } from './served-world.ts';

const phases = (world: World) => world.view().clients.map(({ phase }) => phase);
const allLive = (world: World) => phases(world).every((phase) => phase === 'live');

test('[UI-12] stopped, clients wait with what they cached; started, they go on in the same epoch', async () => {
  const { world, settle, reported } = await servedWorld();
  const before = world.view();
  expect(allLive(world)).toBe(true);
  await meanwhile(settle, world.database.stop());
  await settle();
  expect(world.view().server).toEqual({ phase: 'stopped' });
  expect(phases(world)).not.toContain('live');
  expect(world.view().clients.map(({ heldRows }) => heldRows)).toEqual(before.clients.map(({ heldRows }) => heldRows));
  await meanwhile(settle, world.database.start());
  await settle();
  expect(world.view().server).toEqual(before.server);
  expect(allLive(world)).toBe(true);
  expect(reported).toEqual([]);
});

test('[UI-12] a restart keeps what was acknowledged', async () => {
  const { world, settle } = await servedWorld();
  const [first] = world.view().clients;
  if (!first) throw new Error('there is a client');
  const create = world.submit(first.id, 'CreatePost', { title: 'Kept', content: '', published: true });
  const answer = await meanwhile(settle, create);
  expect(answer.ok).toBe(true);
  await meanwhile(settle, world.database.restart());
  await settle();
  expect(allLive(world)).toBe(true);
  expect(await world.database.revision()).toBe(1);
  const rows = await world.database.rows({ table: 'posts', limit: 5, offset: 0, sort: null, filter: 'Kept' });
  expect(rows).toMatchObject({ ok: true, value: { total: 1 } });
});

test('[UI-12] another page notices by itself that the server was stopped, and that it runs again', async () => {
  const shared = sharedServer();
  const one = await servedWorld({}, shared);
  const two = await servedWorld({}, shared);
  await meanwhile(one.settle, one.world.database.stop());
  await one.settle();
  expect(two.world.view().server).toEqual({ phase: 'stopped' });
  await meanwhile(one.settle, one.world.database.start());
  await one.settle();
  expect(two.world.view().server.phase).toBe('running');
  expect(allLive(two.world)).toBe(true);
});

test('[UI-12] a page that opens while the server is stopped gets its clients when it starts', async () => {
  const shared = sharedServer();
  const one = await servedWorld({}, shared);
  await meanwhile(one.settle, one.world.database.stop());
  const two = await servedWorld({}, shared);
  expect(two.world.view().server).toEqual({ phase: 'stopped' });
  expect(two.world.view().clients).toEqual([]);
  await meanwhile(one.settle, one.world.database.start());
  await two.settle();
  expect(two.world.view().clients.length).toBe(3);
  expect(allLive(two.world)).toBe(true);
});

test('[UI-6] a typed query is told by what it does in the messages, and forgotten by a server that starts anew', async () => {
  const { world, settle } = await servedWorld();
  const [first] = world.view().clients;
  const compiled = await world.database.compile('query Titles { post { id title } }');
  const query = compiled.ok && compiled.value.fits ? compiled.value.queries[0] : undefined;
  if (!first || !query) throw new Error('the text fits');
  expect(await meanwhile(settle, world.submit(first.id, query.id, {}))).toMatchObject({ ok: true });
  const request = world.messages.view().find(({ summary }) => summary === 'runs Titles');
  expect(request?.kind).toBe('query');
  await meanwhile(settle, world.database.restart());
  await settle();
  expect(await meanwhile(settle, world.submit(first.id, query.id, {}))).toMatchObject({
    ok: false,
    error: { kind: 'UnknownQuery' },
  });
});

test('[UI-17] the real server’s verdicts prove the views, before and after a write', async () => {
  const { world, settle } = await servedWorld();
  await settle();
  expect(world.view().proof).toEqual({ state: 'exact', checked: 3 });
  const [first] = world.view().clients;
  if (!first) throw new Error('there is a client');
  await meanwhile(settle, world.submit(first.id, 'CreatePost', { title: 'New', content: '', published: true }));
  await settle();
  expect(world.view().proof).toEqual({ state: 'exact', checked: 3 });
});
