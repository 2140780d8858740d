// A preview between requests says what one in one piece says, of one moment, whatever is written meanwhile [UI-10].
import { expect, test } from 'vitest';
import { VirtualClock, type Clock } from '../../src/base/clock.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import type { Server } from '../../src/server/server.ts';
import { testEngine } from '../engine/load-engine.ts';
import { demoSources, login, openServer, run, user } from './open-server.ts';

const ROWS = 12_000;

/** Every look at it finds the slice used up. */
function hurriedClock(): Clock {
  const clock = new VirtualClock();
  let nowMs = 1_700_000_000_000;
  return { nowMs: () => (nowMs += 20), setTimer: (delayMs, task) => clock.setTimer(delayMs, task) };
}

async function open() {
  const opened = await openServer({ clock: hurriedClock() });
  opened.storage.transaction((transaction) => {
    transaction.all(`with recursive n (i) as (select 1 union all select i + 1 from n where i < 20)
      insert into users (id, name) select i, 'u' || i from n`);
    transaction.all(`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${ROWS})
      insert into posts (title, content, authorUserId, published) select 't', 'c', i % 20 + 1, i % 2 from n`);
    transaction.all('delete from _pyre_changes');
  });
  const sessionIds = [1, 2, 3].map((id) => login(opened.server, user(id)));
  return { ...opened, sessionIds };
}

function withRule(rule: string): readonly SourceFile[] {
  const before = 'authorUserId == Session.userId || published == True';
  return demoSources.map(({ path, source }) => ({ path, source: source.replace(before, rule) }));
}

test.each(['authorUserId == Session.userId', 'published == True', 'True', 'False', 'id > 100 && published == False'])(
  'the same as in one piece: %s',
  async (rule) => {
    const { server, sessionIds } = await open();
    const whole = await server.control.previewProject(await testEngine(), withRule(rule), { sessionIds });
    let pauses = 0;
    const pause = async () => void pauses++;
    const options = { sessionIds };
    expect(await server.control.previewInSlices(await testEngine(), withRule(rule), options, pause)).toEqual(whole);
    expect(whole).toMatchObject({ ok: true, value: { complete: true } });
    expect(pauses).toBeGreaterThan(3);
  },
);

/** The demo project with one line of its posts written otherwise, and another rule. */
function withColumn(line: string, by: string): readonly SourceFile[] {
  return withRule('authorUserId == Session.userId').map(({ path, source }) => ({
    path,
    source: source.replace(line, by),
  }));
}

const CONTENT = '    content      String\n';
const otherTables = {
  'a table is built anew': withColumn(CONTENT, '    content      String?\n'),
  'a column is added': withColumn(CONTENT, `${CONTENT}    rating       Int @default(3)\n`),
  'an index is added': withColumn('    title        String\n', '    title        String @index\n'),
  'rows do not fit': withColumn('    title        String\n', '    title        String @unique\n'),
  'data would be lost': withColumn('    published    Bool   @default(False)\n', ''),
};

test.each(Object.entries(otherTables))('on a copy the same as in one piece: %s', async (_name, sources) => {
  const { server, sessionIds, storage } = await open();
  const whole = await server.control.previewProject(await testEngine(), sources, { sessionIds });
  const schemas = () => storage.transaction((one) => one.all('select sql from sqlite_schema').rows);
  const before = schemas();
  let pauses = 0;
  const pause = async () => void (expect(schemas()).toEqual(before), pauses++);
  expect(await server.control.previewInSlices(await testEngine(), sources, { sessionIds }, pause)).toEqual(whole);
  expect(pauses > 3 || !whole.ok).toBe(true);
  expect(schemas()).toEqual(before);
});

test('a write while a copy is migrated: what is told is of the moment before it', async () => {
  const { server, sessionIds } = await open();
  const [me = ''] = sessionIds;
  const sources = otherTables['a table is built anew'];
  const before = await server.control.previewProject(await testEngine(), sources, { sessionIds });
  let pauses = 0;
  const pause = async () => {
    if (++pauses > 1) await run(server, me, 'createPost', { title: 'new', content: 'c', published: false });
  };
  expect(await server.control.previewInSlices(await testEngine(), sources, { sessionIds }, pause)).toEqual(before);
  expect(pauses).toBeGreaterThan(3);
  expect(await server.control.previewProject(await testEngine(), sources, { sessionIds })).not.toEqual(before);
});

test.each([
  ['a session becomes another', (server: Server, id: string) => server.control.changeSession(id, user(7)).ok],
  ['the project is changed', (server: Server) => server.control.changeProject(withRule('True')).ok],
])('while a copy is migrated %s: it begins anew', async (_name, happen) => {
  const { server, sessionIds } = await open();
  const [me = ''] = sessionIds;
  const sources = otherTables['a table is built anew'];
  let pauses = 0;
  const pause = async () => void (++pauses === 5 && expect(happen(server, me)).toBe(true));
  const told = await server.control.previewInSlices(await testEngine(), sources, { sessionIds }, pause);
  expect(told).toEqual(await server.control.previewProject(await testEngine(), sources, { sessionIds }));
  expect(pauses).toBeGreaterThan(8);
});

test('a write between two slices: what is told is of the moment behind it', async () => {
  const { server, sessionIds } = await open();
  const [me = ''] = sessionIds;
  const sources = withRule('authorUserId == Session.userId');
  let pauses = 0;
  const pause = async () => {
    if (++pauses === 2) await run(server, me, 'createPost', { title: 'new', content: 'c', published: false });
  };
  const told = await server.control.previewInSlices(await testEngine(), sources, { sessionIds }, pause);
  expect(told).toEqual(await server.control.previewProject(await testEngine(), sources, { sessionIds }));
  expect(told).toMatchObject({ value: { sessions: [{ tables: [{ kept: ROWS / 20 + 1 }] }, {}, {}] } });
});

test('writes that never end: in the end it is done in one piece', async () => {
  const { server, sessionIds } = await open();
  const [me = ''] = sessionIds;
  const sources = withRule('published == True');
  const pause = async () => void (await run(server, me, 'createPost', { title: 'x', content: 'c', published: true }));
  const told = await server.control.previewInSlices(await testEngine(), sources, { sessionIds }, pause);
  expect(told).toEqual(await server.control.previewProject(await testEngine(), sources, { sessionIds }));
});

test('a session that becomes another between two slices', async () => {
  const { server, sessionIds } = await open();
  const [me = ''] = sessionIds;
  const sources = withRule('authorUserId == Session.userId');
  let pauses = 0;
  const pause = async () => {
    if (++pauses === 3) server.control.changeSession(me, user(7));
  };
  const told = await server.control.previewInSlices(await testEngine(), sources, { sessionIds }, pause);
  expect(told).toEqual(await server.control.previewProject(await testEngine(), sources, { sessionIds }));
  expect(told).toMatchObject({ value: { sessions: [{ session: { userId: 7 } }, {}, {}] } });
});

test('both sides of a view are read, or neither', async () => {
  const { server, sessionIds } = await open();
  const sources = withRule('authorUserId == Session.userId');
  const bounds = { sessions: 10, rows: 2 * ROWS };
  const told = await server.control.previewProject(await testEngine(), sources, { sessionIds, bounds });
  if (!told.ok) throw new Error(told.message);
  const compared = told.value.sessions.map(({ tables }) => tables.map((table) => table.compared));
  expect(compared).toEqual([[true], [false], [false]]);
});
