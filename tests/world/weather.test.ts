// The weather of links, and frames that stand still, over the small server on a virtual clock.
import { expect, test } from 'vitest';
import { named, openWorld, remembering, titles } from './open-world.ts';

test('[NET-3] a client that is offline reaches nobody: its mutation fails, says why, and is not done later', async () => {
  const { world, settle, publish } = await openWorld();
  const { id } = named(world, 'Ann');
  const [post] = titles(named(world, 'Ann'));
  world.setOnline(id, false);
  await settle();
  expect(await publish('Ann', 6)).toMatchObject({ ok: false, error: { message: expect.stringContaining('offline') } });
  world.setOnline(id, true);
  await settle();
  expect(world.view().revision).toBe(0);
  expect(titles(named(world, 'Ann'))[0]).toBe(post);
  expect(await publish('Ann', 6)).toMatchObject({ ok: true });
});

test('[UI-8] weather for all holds for clients to come; one client may have its own', async () => {
  const { world, settle } = await openWorld();
  world.weather.setPreset('all', '3g');
  await world.addClient({ userId: 2, role: 'user' });
  world.weather.setPreset(named(world, 'Ann').id, 'lan');
  await settle();
  expect(world.view().clients.map(({ preset }) => preset)).toEqual(['lan', '3g', '3g', '3g']);
  expect(world.view().network.preset).toBe('3g');
});

test('[UI-8] each direction of a link has conditions of its own, told only where they differ', async () => {
  const { world, settle } = await openWorld();
  const { id } = named(world, 'Ben');
  const slow = { latencyMs: 900, jitterMs: 0, loss: 0, bandwidthBytesPerSecond: null };
  const quick = { ...slow, latencyMs: 10 };
  world.setLink(id, { ...quick, up: slow });
  await settle();
  expect(named(world, 'Ben').link).toEqual({ ...quick, up: slow });
  const startMs = world.time.nowMs();
  void world.submit(id, 'PublishPost', { id: 4 });
  await settle();
  const request = world.messages.view().findLast(({ kind }) => kind === 'mutation');
  expect(request?.deliveries.get(id)).toEqual({ state: 'arrived', atMs: startMs + 900 });
  const answer = world.messages.view().findLast(({ kind }) => kind === 'answer');
  expect(answer?.durationMs).toBe(910);
  world.setLink(id, { ...quick, up: quick });
  await settle();
  expect(named(world, 'Ben').link).toEqual(quick);
});

test('[UI-8] a server that is down is out of reach, and comes back with everything', async () => {
  const { world, clock, settle } = await openWorld();
  world.weather.setServerDown(true);
  await settle();
  expect(world.view().clients.map(({ phase }) => phase)).not.toContain('live');
  world.weather.setServerDown(false);
  await clock.advance(60_000);
  expect(world.view().clients.map(({ phase }) => phase)).toEqual(['live', 'live', 'live']);
});

test('[UI-9] paused, frames stand still and arrive one by one', async () => {
  const { world, settle } = await openWorld();
  world.time.setPaused(true);
  void world.submit(named(world, 'Ann').id, 'PublishPost', { id: 6 });
  await settle();
  expect(world.view().time.paused).toBe(true);
  expect(world.view().network.flyingCount).toBe(1);
  expect(world.view().network.flying[0]).toMatchObject({ direction: 'up', client: named(world, 'Ann').id });
  world.time.step();
  await settle();
  const waiting = world.view().network.flyingCount;
  expect(waiting).toBeGreaterThan(1);
  expect(titles(named(world, 'Ben'))).not.toContain('Post 6');
  world.time.setPaused(false);
  await settle();
  expect(world.view().network.flyingCount).toBe(0);
  expect(titles(named(world, 'Ben'))).toContain('Post 6');
});

test('[UI-8] a frame can be held, dropped and delivered while it is under way', async () => {
  const { world, settle } = await openWorld();
  world.time.setPaused(true);
  const answer = world.submit(named(world, 'Ann').id, 'PublishPost', { id: 6 });
  await settle();
  const [frame] = world.view().network.flying;
  world.weather.alterFrame(frame?.id ?? -1, 'hold');
  world.time.setPaused(false);
  await settle();
  expect(world.view().network.flying).toMatchObject([{ id: frame?.id, held: true }]);
  world.weather.alterFrame(frame?.id ?? -1, 'release');
  await settle();
  expect(await answer).toMatchObject({ ok: true });
  expect(titles(named(world, 'Ben'))).toContain('Post 6');
});

test('[UI-13] the next visit finds the weather that was: of all, of one, and of one in numbers', async () => {
  const memory = remembering();
  const first = await openWorld({ memory });
  const link = { latencyMs: 40, jitterMs: 5, loss: 0.25, bandwidthBytesPerSecond: 1000 };
  first.world.weather.setPreset('all', '3g');
  first.world.weather.setPreset(named(first.world, 'Ben').id, 'none');
  first.world.setLink(named(first.world, 'Cleo').id, link);
  await first.settle();
  const second = await openWorld({ memory });
  const { network, clients } = second.world.view();
  expect(network.preset).toBe('3g');
  expect(clients.map(({ preset }) => preset)).toEqual(['3g', 'none', null]);
  expect(clients[2]?.link).toMatchObject(link);
});
