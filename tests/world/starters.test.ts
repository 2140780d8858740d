// The clients that a world begins with, as a recipe names them, over the real server [UI-13].
import { expect, test } from 'vitest';
import { startOf, recipeOf, type WorldStart } from '../../src/world/recipe.ts';
import { Adding } from '../../src/world/adding.ts';
import { addStarters, type StarterClient } from '../../src/world/starters.ts';
import { demoSources } from '../server/open-server.ts';
import { meanwhile, servedWorld } from './served-world.ts';

const shipped = [{ id: 'demo', sources: demoSources }];
const own: WorldStart = { sources: demoSources, project: 'demo', seed: 1, empty: false, starters: 3, preset: 'none' };
const client = (userId: number, change: Partial<StarterClient> = {}): StarterClient => ({
  session: { userId, role: 'user' },
  online: true,
  preset: null,
  link: null,
  ...change,
});

test('[UI-13] a world tells how to make it again, and is made so', async () => {
  const link = { latencyMs: 10, jitterMs: 2, loss: 0, bandwidthBytesPerSecond: null };
  const starters = [client(4, { preset: 'lan' }), client(7, { online: false, preset: '3g' }), client(7, { link })];
  const first = await servedWorld({ seed: 5, starters, preset: '3g' });
  await first.settle();
  const start = first.world.start();
  expect(start).toMatchObject({ seed: 5, empty: false, preset: '3g', starters });
  const cooked = startOf(recipeOf(start, own, shipped), own, shipped);
  if (!cooked.ok) throw new Error(cooked.message);
  const second = await servedWorld(cooked.start);
  await second.settle();
  const picture = ({ world }: typeof first) =>
    world.view().clients.map(({ session, phase, preset, heldRows }) => ({ session, phase, preset, heldRows }));
  expect(picture(second)).toEqual(picture(first));
  expect(picture(second).map(({ phase }) => phase)).toEqual(['live', 'offline', 'live']);
});

test('[UI-13] a page that nobody touched needs no clients told', async () => {
  const { world } = await servedWorld();
  expect(recipeOf(world.start(), own, shipped)).toEqual({});
});

test('[UI-13] another seed, other sources, one client less: that is told', async () => {
  const { world, settle } = await servedWorld();
  await meanwhile(settle, world.reset({ seed: 9, empty: true }));
  const [first] = world.view().clients;
  if (first) await meanwhile(settle, world.removeClient(first.id));
  const extra = { path: 'queries/extra.pyre', source: 'query Extra {\n    post {\n        id\n    }\n}\n' };
  await meanwhile(settle, world.project.apply([...demoSources, extra]));
  expect(recipeOf(world.start(), own, shipped)).toMatchObject({
    seed: 9,
    empty: true,
    sources: [[extra.path, extra.source]],
    clients: [{ session: { userId: 2, role: 'user' } }, { session: { userId: 3, role: 'user' } }],
  });
});

test('[UI-13] a session that does not fit costs its client alone, and is told', async () => {
  const starters = [client(1), client(2, { session: { userId: 'two' } }), client(3)];
  const { world } = await servedWorld({ starters });
  expect(world.view().clients.map(({ session }) => session?.['userId'])).toEqual([1, 3]);
  expect(world.view().notice?.text).toContain('Not every client could be added');
});

test('[UI-13] many come in order', async () => {
  const starters = Array.from({ length: 60 }, (_, index) => client(index + 1));
  const { world, settle } = await servedWorld({ starters });
  await settle();
  expect(world.view().clients.map(({ session }) => session?.['userId'])).toEqual(starters.map((_, index) => index + 1));
  expect(world.view().adding).toBeNull();
});

test('[UI-13] many come with progress, and can be cancelled', async () => {
  const shown: (number | null)[] = [];
  const adding: Adding = new Adding({
    addOne: async () => undefined,
    frame: async () => undefined,
    changed: () => void shown.push(adding.view?.done ?? null),
  });
  let added = 0;
  const population = { add: async () => (added++, null), find: () => undefined, leaveOnceLive: () => undefined };
  const weather = { setPreset: () => undefined, setServerDown: () => undefined, alterFrame: () => undefined };
  const frame = async () => {
    if (added >= 75) adding.cancel();
  };
  const place = { population, weather, adding, frame, trouble: () => undefined };
  await addStarters(place, null, { starters: Array.from({ length: 1_000 }, (_, index) => client(index + 1)) });
  expect(added).toBe(75);
  expect(shown).toEqual([0, 25, 50, null, null]);
  shown.splice(0);
  await addStarters(place, null, { starters: 3 });
  expect(added).toBe(78);
  expect(shown).toEqual([0, null]);
});

test('from the first picture of a running server until its last client is there, a world says that some are to come', async () => {
  const { world } = await servedWorld();
  const pictures = world.recording.moments().map(({ view }) => view);
  const partly = pictures.filter(({ server, clients }) => server.phase === 'running' && clients.length < 3);
  expect(partly.map(({ adding }) => adding?.total)).toEqual(partly.map(() => 3));
  expect(partly.length).toBeGreaterThan(0);
  expect(pictures.at(-1)?.adding).toBeNull();
});

test('what the page has heard of stays heard of when the client that was told leaves', async () => {
  const { world, settle } = await servedWorld();
  const [author] = world.view().clients;
  if (!author) throw new Error('nobody is there');
  const post = { title: 'Mine', content: '', published: false };
  await meanwhile(settle, world.submit(author.id, 'CreatePost', post));
  expect(world.view().revision).toBe(1);
  await meanwhile(settle, world.removeClient(author.id));
  expect(world.view().revision).toBe(1);
});

test('everything as it began: a new database, the clients and the weather of the beginning', async () => {
  const { world, settle } = await servedWorld({ starters: [client(1), client(2)], preset: 'lan' });
  const [first] = world.view().clients;
  if (first) await meanwhile(settle, world.submit(first.id, 'DeletePost', { id: 18 }));
  world.weather.setPreset('all', '3g');
  const epoch = () => (world.view().server.phase === 'running' ? JSON.stringify(world.view().server) : null);
  const before = epoch();
  await meanwhile(settle, world.again());
  await settle();
  expect(epoch()).not.toBe(before);
  expect(
    world.view().clients.map(({ id, session, phase, preset }) => [id, session?.['userId'], phase, preset]),
  ).toEqual([
    ['client-1', 1, 'live', 'lan'],
    ['client-2', 2, 'live', 'lan'],
  ]);
  expect(world.view().clients[0]?.tables[0]?.cells.map(({ key }) => key)).toContain(18);
});
