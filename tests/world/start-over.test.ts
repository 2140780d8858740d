// Starting over: another database, the same people, and the way back to the rows from before.
import initSqlJs from 'sql.js';
import { expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import { demoSources } from '../server/open-server.ts';
import { meanwhile, servedWorld, sharedServer } from './served-world.ts';

const sqlJs = initSqlJs();

async function open() {
  return servedWorld(
    {},
    sharedServer(async (clock, file) => openSqlJsStorage(await sqlJs, clock, file)),
  );
}

type Served = Awaited<ReturnType<typeof open>>;

/** Titles that the clients show, by their names. */
function shown({ world }: Served): readonly (readonly [string, readonly string[]])[] {
  return world
    .view()
    .clients.map(({ name, tables }) => [name, tables.flatMap(({ cells }) => cells.map(({ title }) => title))] as const);
}

test.each([true, false])('undone, everybody sees what they saw before; empty %s', async (empty) => {
  const served = await open();
  const { world, settle } = served;
  const before = shown(served);
  const [, rows] = before[0] ?? [];
  expect(rows?.length).toBeGreaterThan(0);
  await meanwhile(settle, world.reset({ seed: 2, empty }));
  await settle();
  expect(shown(served)).not.toEqual(before);
  expect(world.view().notice).toMatchObject({ undo: true });
  await meanwhile(settle, world.undo());
  await settle();
  expect(shown(served)).toEqual(before);
  expect(world.view().clients.map(({ phase }) => phase)).toEqual(['live', 'live', 'live']);
  expect(world.view().notice?.text).toContain('are back');
  expect(served.reported).toEqual([]);
});

test('in a pause the server can be restarted: the page meets it, the clients when time goes on', async () => {
  const served = await open();
  const { world, settle } = served;
  const before = shown(served);
  world.time.setPaused(true);
  await meanwhile(settle, world.database.restart());
  await settle();
  expect(world.view().server.phase).toBe('running');
  expect(world.view().time.paused).toBe(true);
  expect(world.view().queries.length).toBeGreaterThan(0);
  world.time.setPaused(false);
  await settle();
  await settle();
  expect(world.view().clients.map(({ phase }) => phase)).toEqual(['live', 'live', 'live']);
  expect(shown(served)).toEqual(before);
});

test('everything as it began, undone: rows, clients, links, schema and weather are what they were', async () => {
  const served = await open();
  const { world, settle } = served;
  const [first, second] = world.view().clients;
  await meanwhile(settle, world.submit(first?.id ?? asClientId(''), 'DeletePost', { id: 18 }));
  await meanwhile(settle, world.addClient({ userId: 5, role: 'user' }));
  if (second) world.weather.setPreset(second.id, 'tunnel');
  world.weather.setPreset('all', '3g');
  if (second) world.setOnline(second.id, false);
  const [schema, ...queries] = demoSources;
  const edited = [
    { path: schema?.path ?? '', source: `${schema?.source}\nrecord Tag {\n    id Int @id\n    @public\n}\n` },
  ];
  expect(await meanwhile(settle, world.project.apply([...edited, ...queries]))).toMatchObject({ ok: true });
  await settle();
  const picture = () =>
    world.view().clients.map(({ id, session, phase, preset, tables }) => ({ id, session, phase, preset, tables }));
  const before = {
    picture: picture(),
    shown: shown(served),
    tables: world.view().schema?.tables.map(({ name }) => name),
  };
  await meanwhile(settle, world.again());
  await settle();
  expect(world.view().clients).toHaveLength(3);
  expect(world.view().network.preset).toBe('none');
  expect(world.view().notice).toMatchObject({ undo: true });
  await meanwhile(settle, world.undo());
  await settle();
  await settle();
  const who = ({ id, session, phase, preset }: ReturnType<typeof picture>[number]) => ({ id, session, phase, preset });
  expect(picture().map(who)).toEqual(before.picture.map(who));
  expect(world.view().network.preset).toBe('3g');
  expect(world.view().schema?.tables.map(({ name }) => name)).toEqual(before.tables);
  const online = (rows: typeof before.shown) => rows.filter((_client, index) => index !== 1);
  expect(online(shown(served))).toEqual(online(before.shown));
  if (second) world.setOnline(second.id, true);
  await settle();
  await settle();
  expect(shown(served)).toEqual(before.shown);
  expect(served.reported).toEqual([]);
});

test('dismissed, the way back is gone', async () => {
  const served = await open();
  const { world, settle } = served;
  await meanwhile(settle, world.reset({ seed: 2, empty: true }));
  const after = shown(served);
  world.dismissNotice();
  await meanwhile(settle, world.undo());
  expect(shown(served)).toEqual(after);
});

test('who comes back to leave again stays, when told so on the way', async () => {
  const { world, settle } = await open();
  const [first, second] = world.view().clients;
  if (!first || !second) throw new Error('the world begins with clients');
  world.setOnline(first.id, false);
  world.setOnline(second.id, false);
  await settle();
  await meanwhile(settle, world.again());
  world.weather.setServerDown(true);
  await meanwhile(settle, world.undo());
  world.setOnline(first.id, true);
  world.weather.setServerDown(false);
  for (let round = 0; round < 8; round++) await settle();
  expect(world.view().clients.map(({ phase }) => phase)).toEqual(['live', 'offline', 'live']);
});
