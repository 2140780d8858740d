// The world over a small server, in one thread on a virtual clock: clients come, act, leave, and the picture follows.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import type { ClientId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { MemoryCaches } from '../../src/client/memory-persistence.ts';
import type { ServerStatus } from '../../src/protocol/control.ts';
import { createWorld } from '../../src/world/live-world.ts';
import { smallServer } from './small-server.ts';
import { named, openWorld, remembering, titles } from './open-world.ts';

test('[UI-1] a world begins with live clients of different users that see different rows', async () => {
  const { world } = await openWorld();
  expect(world.view().clients.map(({ name, phase }) => [name, phase])).toEqual([
    ['Ann', 'live'],
    ['Ben', 'live'],
    ['Cleo', 'live'],
  ]);
  expect(titles(named(world, 'Ann'))).toEqual(['Post 1', 'Post 3', 'Post 5', 'Post 6']);
  expect(titles(named(world, 'Ben'))).toEqual(['Post 1', 'Post 3', 'Post 4', 'Post 5']);
  expect(world.view().selectedId).toBe(named(world, 'Ann').id);
});

test('[UI-3] a cell is shared by the clients that hold the row, and faint while its flag is off', async () => {
  const { world } = await openWorld();
  const cellOf = (name: string, key: number) =>
    named(world, name).tables[0]?.cells.find((candidate) => candidate.key === key);
  expect(cellOf('Ann', 1)).toBe(cellOf('Ben', 1));
  expect(cellOf('Ann', 6)?.faint).toBe(true);
  expect(cellOf('Ann', 1)?.faint).toBe(false);
});

test('[UI-3] a delta brings a row to the clients that may see it', async () => {
  const { world, publish } = await openWorld();
  expect(titles(named(world, 'Ben'))).not.toContain('Post 6');
  const answer = await publish('Ann', 6);
  expect(answer).toEqual({ ok: true, answer: { post: [{ id: 6 }] }, revision: 1 });
  expect(titles(named(world, 'Ben'))).toContain('Post 6');
  expect(world.view().revision).toBe(1);
});

test('[UI-3] what did not change keeps its picture', async () => {
  const { world, settle } = await openWorld();
  const before = world.view().clients;
  world.setLink(named(world, 'Ben').id, {
    latencyMs: 100,
    jitterMs: 0,
    loss: 0,
    bandwidthBytesPerSecond: null,
  });
  await settle();
  const after = world.view().clients;
  expect(after.map((client, index) => client === before[index])).toEqual([true, false, true]);
  expect(after[1]?.tables[0]).toBe(before[1]?.tables[0]);
});

test('[UI-5] a delta names who got it and who was passed over', async () => {
  const { world, publish } = await openWorld();
  await publish('Ann', 6);
  await publish('Ann', 6);
  const deltas = world.messages.view().filter((message) => message.kind === 'delta');
  expect(deltas.length).toBeGreaterThan(0);
  const told = new Set(
    deltas.filter(({ revision }) => revision === 1).flatMap(({ parties }) => parties.map(({ name }) => name)),
  );
  expect([...told].toSorted()).toEqual(['Ann', 'Ben', 'Cleo']);
  expect(deltas.filter(({ revision }) => revision === 2).flatMap(({ rows }) => rows)).toContainEqual({
    table: 'posts',
    key: 6,
    removed: true,
  });
});

test('[UI-5] requests and answers name each other', async () => {
  const { world, publish } = await openWorld();
  await publish('Ann', 6);
  const messages = world.messages.view();
  const request = messages.find((message) => message.kind === 'mutation');
  const answer = messages.find((message) => message.kind === 'answer');
  expect(request?.partner).toBe(answer?.sequence);
  expect(answer?.partner).toBe(request?.sequence);
  expect(answer?.revision).toBe(1);
  expect(messages.filter((message) => message.kind === 'page').every((message) => message.partner !== null)).toBe(true);
});

test('[UI-2] another user while live: other rows, another name', async () => {
  const { world, settle } = await openWorld();
  const { id } = named(world, 'Ann');
  const answer = await world.changeSession(id, { userId: 2, role: 'user' });
  await settle();
  expect(answer.ok).toBe(true);
  const changed = world.view().clients.find((client) => client.id === id);
  expect(changed?.name).toBe('Ben');
  expect(changed && titles(changed)).toEqual(titles(world.view().clients[1] ?? named(world, 'Ben')));
});

test('[UI-2] offline keeps the rows, online brings what was missed', async () => {
  const { world, settle, publish } = await openWorld();
  const { id } = named(world, 'Ben');
  world.setOnline(id, false);
  await settle();
  expect(named(world, 'Ben').phase).toBe('offline');
  await publish('Ann', 6);
  expect(titles(named(world, 'Ben'))).not.toContain('Post 6');
  world.setOnline(id, true);
  await settle();
  expect(titles(named(world, 'Ben'))).toContain('Post 6');
});

test('[UI-2] a removed client comes back by undo, in its place and as the same user', async () => {
  const { world, settle } = await openWorld();
  await world.removeClient(named(world, 'Ben').id);
  await settle();
  expect(world.view().clients.map(({ name }) => name)).toEqual(['Ann', 'Cleo']);
  const parties = world.messages.view().flatMap((message) => message.parties.map(({ name }) => name));
  // Also what still happens to it goes by the name it had.
  expect(parties.filter((name) => name.startsWith('client-'))).toEqual([]);
  expect(world.view().notice?.undo).toBe(true);
  await world.undo();
  await settle();
  expect(world.view().clients.map(({ name, phase }) => [name, phase])).toEqual([
    ['Ann', 'live'],
    ['Ben', 'live'],
    ['Cleo', 'live'],
  ]);
  expect(world.view().notice).toBeNull();
});

test('[UI-2] the way back is there in the first picture without the client, also while its cache is still written', async () => {
  const { world, settle } = await openWorld();
  const before = named(world, 'Ben');
  const pictures: { isThere: boolean; undo: boolean }[] = [];
  world.subscribe(() => {
    const { clients, notice } = world.view();
    pictures.push({ isThere: clients.some(({ id }) => id === before.id), undo: notice?.undo === true });
    if (pictures.length === 1) void world.undo();
  });
  void world.removeClient(before.id);
  await settle();
  expect(pictures[0]).toEqual({ isThere: false, undo: true });
  const after = named(world, 'Ben');
  expect([after.id, after.phase, titles(after)]).toEqual([before.id, 'live', titles(before)]);
});

test('[CLIENT-6] a second client of a user holds the same rows', async () => {
  const { world, settle } = await openWorld();
  await world.addSibling(named(world, 'Cleo').id);
  await settle();
  const cleos = world.view().clients.filter(({ name }) => name === 'Cleo');
  expect(cleos).toHaveLength(2);
  expect(cleos.map(titles)[0]).toEqual(cleos.map(titles)[1]);
});

test('many clients are added in steps that can be cancelled', async () => {
  const { world, settle, clock } = await openWorld();
  const adding = world.addClients(500);
  await clock.advance(40);
  expect(world.view().adding?.total).toBe(500);
  world.cancelAdding();
  await settle();
  await adding;
  const added = world.view().clients.length;
  expect(world.view().adding).toBeNull();
  expect(added).toBeGreaterThan(3);
  expect(added).toBeLessThan(503);
});

test('starting over keeps the clients and their users; every cache is void', async () => {
  const { world, settle, server } = await openWorld();
  const before = server.epoch();
  const reset = world.reset({ seed: 2, empty: true });
  await settle();
  await reset;
  await settle();
  const { server: view, clients } = world.view();
  expect(clients.map(({ name }) => name)).toEqual(['Client 1', 'Client 2', 'Client 3']);
  expect(view).toMatchObject({ phase: 'running', databaseEpoch: server.epoch() });
  expect(server.epoch()).not.toBe(before);
  expect(clients.map(({ session, phase, heldRows }) => [session?.['userId'], phase, heldRows])).toEqual([
    [1, 'live', 0],
    [2, 'live', 0],
    [3, 'live', 0],
  ]);
});

test('[SYNC-12] when another page starts the server over, our clients stay who they were', async () => {
  const { world, settle, server } = await openWorld();
  server.restart();
  await settle();
  await settle();
  expect(world.view().server).toMatchObject({ phase: 'running', databaseEpoch: server.epoch() });
  expect(world.view().clients.map(({ name, phase, session }) => [name, phase, session?.['userId']])).toEqual([
    ['Ann', 'live', 1],
    ['Ben', 'live', 2],
    ['Cleo', 'live', 3],
  ]);
});

test('news goes by itself, trouble and undo stay', async () => {
  const { world, settle, clock } = await openWorld();
  const reset = world.reset({ seed: 2, empty: false });
  await settle();
  await reset;
  await settle();
  expect(world.view().notice?.text).toContain('started over');
  await clock.advance(10_000);
  expect(world.view().notice).toBeNull();
  await world.removeClient(named(world, 'Ben').id);
  await clock.advance(60_000);
  expect(world.view().notice?.undo).toBe(true);
});

test('[CLIENT-1] the next visit shows the caches first and becomes the same users under new sessions', async () => {
  const memory = remembering();
  const caches = new MemoryCaches();
  const first = await openWorld({ memory, caches });
  first.world.select(named(first.world, 'Ben').id);
  await first.settle();

  const clock = new VirtualClock();
  const random = seededRandom('second visit');
  const server = smallServer({ clock, random });
  const gate = new EventTarget();
  const started = new Promise<Event>((resolve) => gate.addEventListener('open', resolve, { once: true }));
  const world = createWorld({
    connect(options) {
      const connection = server.connect(options);
      return { ...connection, started: started.then(() => connection.started) };
    },
    clock,
    random,
    persistence: (id: ClientId) => caches.forClient(id),
    memory,
    nextFrame: (task) => void clock.setTimer(16, task),
    sources: [],
    seed: 1,
    starters: 3,
  });
  await clock.advance(100);
  expect(world.view().clients.map(({ name, phase }) => [name, phase])).toEqual([
    ['Ann', 'offline'],
    ['Ben', 'offline'],
    ['Cleo', 'offline'],
  ]);
  expect(titles(named(world, 'Ben'))).toEqual(['Post 1', 'Post 3', 'Post 4', 'Post 5']);
  gate.dispatchEvent(new Event('open'));
  await clock.advance(2000);
  expect(world.view().clients.map(({ phase, session }) => [phase, session?.['userId']])).toEqual([
    ['live', 1],
    ['live', 2],
    ['live', 3],
  ]);
  expect(world.view().selectedId).toBe(named(world, 'Ben').id);
});

test('a refused schema becomes the picture, and no client is made', async () => {
  const status: ServerStatus = { phase: 'refused', diagnostics: [] };
  const { world } = await openWorld({ status });
  expect(world.view().server).toEqual(status);
  expect(world.view().clients).toEqual([]);
});

test('pictures come at most once a frame, however much happens', async () => {
  const { world, clock, settle } = await openWorld();
  let told = 0;
  world.subscribe(() => told++);
  const { id } = named(world, 'Ann');
  for (let round = 0; round < 20; round++) world.select(id);
  await clock.advance(16);
  expect(told).toBe(1);
  await settle();
});

test('messages that were cleared can be brought back, before those that came since', async () => {
  const { world, publish, settle } = await openWorld();
  await publish('Ann', 6);
  const before = world.messages.view();
  world.messages.clear();
  await settle();
  expect(world.messages.view()).toEqual([]);
  expect(world.view().notice).toMatchObject({ text: `${before.length} messages were cleared.`, undo: true });
  await publish('Ann', 6);
  const since = world.messages.view();
  await world.undo();
  expect(world.messages.view()).toEqual([...before, ...since]);
});

test('[UI-17] the world proves its views, before and after a change', async () => {
  const { world, settle, publish } = await openWorld();
  await settle();
  expect(world.view().proof).toEqual({ state: 'exact', checked: 3 });
  await publish('Ann', 6);
  await settle();
  expect(world.view().proof).toEqual({ state: 'exact', checked: 3 });
});

test('[UI-17] while the server is ahead of frames that stand still, nothing is claimed', async () => {
  const { world, settle } = await openWorld();
  world.time.setPaused(true);
  void world.submit(named(world, 'Ann').id, 'PublishPost', { id: 6 });
  await settle();
  world.time.step();
  await settle();
  expect(world.view().proof.state).toBe('settling');
  world.time.setPaused(false);
  await settle();
  await settle();
  expect(world.view().proof.state).toBe('exact');
});
