// The recorded run: pictures as they were, bounded, and the messages as they stood then [UI-9].
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId } from '../../src/base/ids.ts';
import { Trace, type Delivery } from '../../src/network/trace.ts';
import { messagesAt, momentOf } from '../../src/world/as-of.ts';
import { Recording, type Moment } from '../../src/world/recording.ts';
import type { World } from '../../src/world/world.ts';
import { named, openWorld, titles } from './open-world.ts';

test('an earlier moment shows what clients held then, and the messages sent by then', async () => {
  const { world, publish } = await openWorld();
  const before = newest(world);
  await publish('Ann', 6);
  await publish('Ann', 6);
  const held = (moment: Moment) =>
    moment.view.clients.filter(({ name }) => name === 'Ben').flatMap((client) => titles(client).includes('Post 6'));
  const moments = world.recording.moments().filter(({ serial }) => serial >= before.serial);
  expect(held(before)).toEqual([false]);
  expect(moments.flatMap(held)).toContain(true);
  expect(held(newest(world))).toEqual([false]);
  expect(titles(named(world, 'Ben'))).not.toContain('Post 6');
  const then = messagesAt(world.messages.view(), before);
  expect(then.map(({ sequence }) => sequence)).toEqual(
    world.messages
      .view()
      .map(({ sequence }) => sequence)
      .filter((sequence) => sequence <= before.upTo),
  );
});

test('time and messages of moments go forward only; a message has its moment', async () => {
  const { world, publish } = await openWorld();
  await publish('Ann', 6);
  const moments = world.recording.moments();
  for (const [index, moment] of moments.entries()) {
    const earlier = moments[index - 1];
    if (!earlier) continue;
    expect(moment.serial).toBe(earlier.serial + 1);
    expect(moment.atMs).toBeGreaterThanOrEqual(earlier.atMs);
    expect(moment.upTo).toBeGreaterThanOrEqual(earlier.upTo);
  }
  const delta = world.messages.view().findLast(({ kind }) => kind === 'delta');
  const moment = momentOf(moments, delta?.sequence ?? -1);
  expect(moment?.upTo).toBeGreaterThanOrEqual(delta?.sequence ?? Infinity);
  expect(moment?.view.clients.find(({ name }) => name === 'Ben')?.tables.flatMap(({ cells }) => cells).length).toBe(5);
  expect(momentOf(moments, 1_000_000)).toBeNull();
});

test('each message has a moment of its own, though all of them passed within one frame', async () => {
  const { world, publish } = await openWorld();
  await publish('Ann', 6);
  const sent = world.messages.view().filter(({ kind }) => ['mutation', 'delta', 'answer'].includes(kind));
  expect(sent[0]?.atMs).toBe(sent.at(-1)?.atMs);
  const moments = sent.map(({ sequence }) => momentOf(world.recording.moments(), sequence));
  expect(moments.map((moment) => moment?.upTo)).toEqual(sent.map(({ sequence }) => sequence));
  const benHolds = moments.map((moment) =>
    moment?.view.clients.filter(({ name }) => name === 'Ben').flatMap((client) => titles(client).includes('Post 6')),
  );
  expect([benHolds[0], benHolds.at(-1)]).toEqual([[false], [true]]);
});

test('what a person does to the picture alone is no moment of the world', async () => {
  const { world, clock, settle } = await openWorld();
  await settle();
  const { serial } = newest(world);
  world.select(named(world, 'Cleo').id);
  await clock.advance(16);
  expect(newest(world).serial).toBe(serial);
  expect(newest(world).view.selectedId).toBe(named(world, 'Cleo').id);
});

test('signs of life alone are no moment, whether they take their time or none', async () => {
  const { world, clock, settle } = await openWorld();
  for (const latencyMs of [0, 300]) {
    for (const { id } of world.view().clients) {
      world.setLink(id, { latencyMs, jitterMs: 0, loss: 0, bandwidthBytesPerSecond: null });
    }
    await settle();
    const { serial } = newest(world);
    const heard = world.messages.view().length;
    await clock.advance(120_000);
    expect(world.messages.view().slice(heard).map(({ kind }) => kind)).toContain('pong'); // prettier-ignore
    expect(newest(world).serial).toBe(serial);
  }
});

test('a frame that arrived later was under way then, and its answer not there yet', async () => {
  const { world, clock } = await openWorld();
  for (const { id } of world.view().clients) {
    world.setLink(id, { latencyMs: 300, jitterMs: 0, loss: 0, bandwidthBytesPerSecond: null });
  }
  const answer = world.submit(named(world, 'Ann').id, 'PublishPost', { id: 6 });
  await clock.advance(400);
  const then = newest(world);
  await clock.advance(2000);
  await answer;
  const [ann] = world.view().clients;
  const request = messagesAt(world.messages.view(), then).find(({ kind }) => kind === 'mutation');
  const delta = messagesAt(world.messages.view(), then).find(({ kind }) => kind === 'delta');
  expect(request?.deliveries.get(ann?.id ?? asClientId('none'))?.state).toBe('arrived');
  expect([...(delta?.deliveries.values() ?? [])].map(({ state }) => state)).toContain('flying');
  const now = world.messages.view().find(({ kind }) => kind === 'delta');
  expect([...(now?.deliveries.values() ?? [])].map(({ state }) => state)).not.toContain('flying');
});

test.each<readonly [string, Delivery, Delivery['state']]>([
  ['arrived before', { state: 'arrived', atMs: 5 }, 'arrived'],
  ['arrived later', { state: 'arrived', atMs: 15 }, 'flying'],
  ['lost later', { state: 'lost', atMs: 15 }, 'flying'],
  ['under way still', { state: 'flying', dueMs: 12 }, 'flying'],
])('as of a moment: %s', async (_, delivery, state) => {
  const { world } = await openWorld();
  const [message] = world.messages.view();
  if (!message) throw new Error('nothing was sent');
  const deliveries = new Map([[asClientId('client-1'), delivery]]);
  const [then] = messagesAt([{ ...message, sequence: 1, deliveries }], { upTo: 1, atMs: 10 });
  expect(then?.deliveries.get(asClientId('client-1'))?.state).toBe(state);
});

test('memory is bounded, by moments and by what their pictures hold', async () => {
  const { world } = await openWorld();
  const view = world.view();
  const clock = new VirtualClock();
  const still = { nowMs: () => 0, newestMessage: () => 0, draw: () => view, crowd: () => 3 };
  const recording = new Recording({ ...still, trace: new Trace({ clock }) });
  for (let number = 0; number < 3000; number++) recording.take({ ...view, clients: [...view.clients] });
  expect(recording.moments().length).toBe(1000);
  expect(recording.moments().at(-1)?.serial).toBe(3000);
  const [client] = view.clients;
  if (!client) throw new Error('there is no client');
  const crowd = () => Array.from({ length: 2000 }, () => ({ ...client, tables: [...client.tables] }));
  for (let number = 0; number < 100; number++) recording.take({ ...view, clients: crowd() });
  expect(recording.moments().length).toBeLessThan(20);
  expect(recording.moments().at(-1)?.serial).toBe(3100);
});

function newest(world: World): Moment {
  const moment = world.recording.moments().at(-1);
  if (!moment) throw new Error('nothing is recorded');
  return moment;
}
