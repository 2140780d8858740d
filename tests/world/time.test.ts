// The world's time: pauses in which nobody loses patience, paces, and steps from message to message [UI-9].
import { expect, test } from 'vitest';
import { openWorld, named, titles } from './open-world.ts';

test('in a pause of an hour nothing times out, and what was under way goes on afterwards', async () => {
  const { world, clock, settle } = await openWorld();
  world.weather.setPreset('all', '3g');
  const answer = world.submit(named(world, 'Ann').id, 'PublishPost', { id: 6 });
  await clock.advance(50);
  world.time.setPaused(true);
  const before = world.time.nowMs();
  await clock.advance(3_600_000);
  expect(world.time.nowMs()).toBe(before);
  expect(world.view().clients.map(({ phase }) => phase)).toEqual(['live', 'live', 'live']);
  expect(world.messages.view().filter(({ kind }) => kind === 'ping' || kind === 'error')).toEqual([]);
  world.time.setPaused(false);
  await settle();
  expect(await answer).toMatchObject({ ok: true });
  expect(titles(named(world, 'Ben'))).toContain('Post 6');
});

test.each([
  [1 / 8, 2400],
  [1, 300],
  [8, 37.5],
])('at %d × a way of 300 ms takes %d ms on the wall', async (rate, wallMs) => {
  const { world, clock, settle } = await openWorld();
  await settle();
  for (const { id } of world.view().clients) world.setLink(id, steady(300));
  world.time.setRate(rate);
  void world.submit(named(world, 'Ann').id, 'PublishPost', { id: 6 });
  await clock.advance(wallMs - 2);
  expect(world.messages.view().filter(({ kind }) => kind === 'delta')).toEqual([]);
  await clock.advance(40);
  expect(world.messages.view().filter(({ kind }) => kind === 'delta').length).toBeGreaterThan(0);
  expect(world.view().time).toEqual({ paused: false, rate, chance: 7 });
});

test.each([
  [0, 1 / 32],
  [1000, 8],
])('a pace of %d is brought to %d', async (asked, rate) => {
  const { world, clock } = await openWorld();
  world.time.setRate(asked);
  await clock.advance(16);
  expect(world.view().time.rate).toBe(rate);
});

test('a step moves time to the arrival of the next frame: its message took as long as its link takes', async () => {
  const { world, settle } = await openWorld();
  for (const { id } of world.view().clients) world.setLink(id, steady(300));
  await settle();
  world.time.setPaused(true);
  const startMs = world.time.nowMs();
  void world.submit(named(world, 'Ann').id, 'PublishPost', { id: 6 });
  await settle();
  world.time.step();
  expect(world.time.nowMs()).toBe(startMs + 300);
  await settle();
  for (let steps = 0; steps < 10 && world.view().network.flyingCount > 0; steps++) {
    world.time.step();
    await settle();
  }
  expect(world.time.nowMs()).toBe(startMs + 600);
  const answer = world.messages.view().find(({ kind }) => kind === 'answer');
  expect(answer?.durationMs).toBe(600);
  expect(titles(named(world, 'Ben'))).toContain('Post 6');
});

test('the same seed and the same actions give the same run, another seed another', async () => {
  const run = async (seed: string) => {
    const { world, publish, clock } = await openWorld({ seed });
    world.weather.setPreset('all', 'cafe');
    for (const [name, id] of [['Ann', 6], ['Ben', 4], ['Ann', 3], ['Cleo', 2]] as const) await publish(name, id); // prettier-ignore
    await clock.advance(20_000);
    return world.messages.view().map(({ sequence, atMs, kind, parties, deliveries, durationMs }) => ({
      sequence,
      atMs,
      kind,
      parties,
      deliveries: [...deliveries],
      durationMs,
    }));
  };
  const first = await run('one');
  expect(first.length).toBeGreaterThan(30);
  expect(await run('one')).toEqual(first);
  expect(await run('two')).not.toEqual(first);
});

test('a step without a pause does nothing', async () => {
  const { world, settle } = await openWorld();
  for (const { id } of world.view().clients) world.setLink(id, steady(5000));
  void world.submit(named(world, 'Ann').id, 'PublishPost', { id: 6 });
  await settle();
  world.time.step();
  await settle();
  expect(world.view().network.flyingCount).toBe(1);
});

test('a person can go offline and be heard of in a pause; the way back needs time', async () => {
  const { world, clock, settle } = await openWorld();
  world.time.setPaused(true);
  world.setOnline(named(world, 'Ben').id, false);
  await settle();
  expect(named(world, 'Ben').phase).toBe('offline');
  world.setOnline(named(world, 'Ben').id, true);
  await settle();
  expect(named(world, 'Ben').phase).toBe('connecting');
  world.time.setPaused(false);
  await clock.advance(2000);
  expect(named(world, 'Ben').phase).toBe('live');
});

test('starting over lets time go on: a new database cannot be met in a pause', async () => {
  const { world, settle } = await openWorld();
  world.time.setPaused(true);
  const done = world.reset({ seed: 2, empty: false });
  await settle();
  await done;
  await settle();
  expect(world.view().time.paused).toBe(false);
  expect(world.view().clients.map(({ phase }) => phase)).toEqual(['live', 'live', 'live']);
});

function steady(latencyMs: number) {
  return { latencyMs, jitterMs: 0, loss: 0, bandwidthBytesPerSecond: null };
}
