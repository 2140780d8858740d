// Live deltas: who gets which rows and removals, over given sessions and over registered ones.
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { EngineInputError, type ChangedRow, type SyncDeltas } from '../../src/engine/engine.ts';
import { Bench } from './database.ts';

const schema = `type Mood = Calm | Cross { reason String, loud Bool }

session {
    userId Int
    teams  Json<List<Int>>
}

record Post {
    @allow(query) { Or(authorId == Session.userId, published == True, teamId in Session.teams) }
    @allow(insert, update, delete) { authorId == Session.userId }

    id        Int @id
    authorId  Int
    teamId    Int?
    published Bool @default(False)
    mood      Mood?
    body      Json?
}

record Secret {
    @allow(query) { ownerId != Session.userId }
    @allow(insert, update, delete) { True }

    id      Int @id
    ownerId Int
}
`;

const sessions: Readonly<Record<string, JsonObject>> = {
  ann: { userId: 1, teams: [] },
  bob: { userId: 2, teams: [7] },
  cat: { userId: 3, teams: [7, 8] },
};

/** What each session receives: `+key` for a row, `-key` for a removal. */
function received(deltas: SyncDeltas): Record<string, string[]> {
  const told: Record<string, string[]> = {};
  for (const { session_ids, affected_row_indices } of deltas.groups) {
    const news = affected_row_indices.map((index) => {
      const affected = deltas.all_affected_rows[index];
      return `${affected?.removed ? '-' : '+'}${Number(affected?.row['id'])}`;
    });
    for (const id of session_ids) told[id] = news;
  }
  return told;
}

async function posts(...statements: readonly string[]): Promise<Bench> {
  const bench = await Bench.open(schema);
  bench.run(...statements);
  bench.changes();
  for (const [id, session] of Object.entries(sessions)) bench.engine.connect_session(id, session);
  return bench;
}

const mine = 'insert into posts (id, authorId) values (1, 1)';
const shared = 'insert into posts (id, authorId, published) values (1, 1, 1)';
const teamed = 'insert into posts (id, authorId, teamId) values (1, 1, 7)';

const steps: readonly {
  name: string;
  before: readonly string[];
  write: readonly string[];
  told: Record<string, string[]>;
}[] = [
  { name: 'a row of one', before: [], write: [mine], told: { ann: ['+1'] } },
  { name: 'a row for all', before: [], write: [shared], told: { ann: ['+1'], bob: ['+1'], cat: ['+1'] } },
  { name: 'a row for a list', before: [], write: [teamed], told: { ann: ['+1'], bob: ['+1'], cat: ['+1'] } },
  {
    name: 'a row for one and a list',
    before: [],
    write: [teamed.replace('7)', '8)')],
    told: { ann: ['+1'], cat: ['+1'] },
  },
  {
    name: 'a row that is no longer for all',
    before: [shared],
    write: ['update posts set published = 0'],
    told: { ann: ['+1'], bob: ['-1'], cat: ['-1'] },
  },
  {
    name: 'a row that leaves a list',
    before: [teamed],
    write: ['update posts set teamId = 8'],
    told: { ann: ['+1'], bob: ['-1'], cat: ['+1'] },
  },
  {
    name: 'a row that changes hands',
    before: [mine],
    write: ['update posts set authorId = 2'],
    told: { ann: ['-1'], bob: ['+1'] },
  },
  {
    name: 'a row that changes hands twice in one mutation',
    before: [mine],
    write: ['update posts set authorId = 2', 'update posts set authorId = 3'],
    told: { ann: ['-1'], cat: ['+1'] },
  },
  {
    name: 'a deleted row',
    before: [teamed],
    write: ['delete from posts'],
    told: { ann: ['-1'], bob: ['-1'], cat: ['-1'] },
  },
  { name: 'a deleted private row', before: [mine], write: ['delete from posts'], told: { ann: ['-1'] } },
  { name: 'a row that came and went', before: [], write: [shared, 'delete from posts'], told: {} },
  {
    name: 'a row deleted and made again',
    before: [mine],
    write: ['delete from posts', shared],
    told: { ann: ['+1'], bob: ['+1'], cat: ['+1'] },
  },
  { name: 'a changed key', before: [mine], write: ['update posts set id = 5'], told: { ann: ['-1', '+5'] } },
  {
    name: 'a changed key and owner',
    before: [mine],
    write: ['update posts set id = 5, authorId = 2'],
    told: { ann: ['-1'], bob: ['+5'] },
  },
  {
    name: 'several rows of several owners',
    before: [],
    write: [mine, 'insert into posts (id, authorId) values (2, 2), (3, 1)'],
    told: { ann: ['+1', '+3'], bob: ['+2'] },
  },
  {
    name: 'everybody but one',
    before: [],
    write: ['insert into secrets (id, ownerId) values (1, 2)'],
    told: { ann: ['+1'], cat: ['+1'] },
  },
  {
    name: 'everybody but another',
    before: ['insert into secrets (id, ownerId) values (1, 2)'],
    write: ['update secrets set ownerId = 3'],
    told: { ann: ['+1'], bob: ['+1'], cat: ['-1'] },
  },
  {
    name: 'rows for all beside rows of one',
    before: [],
    write: [shared, 'insert into posts (id, authorId) values (2, 2)', shared.replace('(1', '(3')],
    told: { ann: ['+1', '+3'], bob: ['+1', '+2', '+3'], cat: ['+1', '+3'] },
  },
];

const sorted = (told: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(told).map(([id, news]) => [id, news.toSorted((a, b) => a.slice(1).localeCompare(b.slice(1)))]),
  );

describe('[WS-3] [SYNC-7] who is told what', () => {
  test.each(steps)('$name', async ({ before, write, told }) => {
    const bench = await posts(...before);
    bench.run(...write);
    const changes = bench.changes();
    expect(sorted(received(bench.engine.calculate_registered_deltas(changes)))).toEqual(told);
    expect(sorted(received(bench.engine.calculate_sync_deltas(changes, sessions)))).toEqual(told);
  });

  test.each(steps)('$name, without naming the many', async ({ before, write, told }) => {
    const bench = await posts(...before);
    bench.run(...write);
    const audiences = bench.engine.calculate_audiences(bench.changes());
    const named = new Set(audiences.groups.flatMap(({ session_ids }) => session_ids));
    const rest = {
      session_ids: Object.keys(sessions).filter((id) => !named.has(id)),
      affected_row_indices: audiences.everyone,
    };
    const all = { all_affected_rows: audiences.all_affected_rows, groups: [...audiences.groups, rest] };
    const nonEmpty = Object.entries(sorted(received(all))).filter(([, news]) => news.length > 0);
    expect(Object.fromEntries(nonEmpty)).toEqual(told);
  });
});

test('[SYNC-2] a removal carries the key alone, and the stamp of the write', async () => {
  const bench = await posts(mine);
  bench.run('update posts set authorId = 2');
  const changes = bench.changes();
  const removal = bench.engine.calculate_registered_deltas(changes).all_affected_rows.find(({ removed }) => removed);
  expect(removal).toEqual({
    table_name: 'posts',
    row: { id: 1 },
    headers: ['id'],
    removed: true,
    stamp: changes[0]?.stamp,
  });
});

test('a delta tells a row in wire form', async () => {
  const bench = await posts();
  bench.run(
    `insert into posts (id, authorId, mood, mood__reason, mood__loud, body, updatedAt) values (1, 1, 'Cross', 'rain', 1, jsonb('[1,{"a":"ü"}]'), 9)`,
  );
  const changes = bench.changes();
  const { all_affected_rows } = bench.engine.calculate_registered_deltas(changes);
  const row: JsonObject = {
    id: 1,
    authorId: 1,
    teamId: null,
    published: 0,
    mood: { _type: 'Cross', reason: 'rain', loud: 1 },
    body: [1, { a: 'ü' }],
    updatedAt: 9,
    _pyre_stamp: Number(changes[0]?.stamp),
  };
  expect(all_affected_rows).toEqual([{ table_name: 'posts', headers: Object.keys(row), row }]);
  expect(bench.page(sessions['ann'] ?? {})['posts']?.rows).toEqual([row]);
});

const memberOf = (user: number): JsonObject => ({ userId: user, teams: [user % 3] });

describe('[PERM-4] registered sessions', () => {
  test('a session that left is told nothing; one that came again has its new values', async () => {
    const bench = await posts();
    bench.engine.disconnect_session('ann');
    bench.engine.connect_session('bob', { userId: 1, teams: [] });
    bench.run(mine);
    expect(received(bench.engine.calculate_registered_deltas(bench.changes()))).toEqual({ bob: ['+1'] });
  });

  test('sessions stay when the schema changes', async () => {
    const bench = await posts();
    bench.migrateTo(schema.replace('ownerId != Session.userId', 'ownerId == Session.userId'));
    bench.run('insert into secrets (id, ownerId) values (1, 2)');
    expect(received(bench.engine.calculate_registered_deltas(bench.changes()))).toEqual({ bob: ['+1'] });
  });

  test('thousands may come and go in any order', async () => {
    const bench = await posts();
    for (let user = 10; user < 2010; user++) bench.engine.connect_session(`u${user}`, memberOf(user));
    for (let user = 10; user < 2010; user++) if (user % 7 !== 0) bench.engine.disconnect_session(`u${user}`);
    bench.run('insert into posts (id, authorId, teamId) values (1, 49, 2)');
    const expected = Array.from({ length: 2000 }, (_, index) => index + 10).filter(
      (user) => user % 7 === 0 && (user === 49 || user % 3 === 2),
    );
    const told = received(bench.engine.calculate_registered_deltas(bench.changes()));
    expect(Object.keys(told).toSorted()).toEqual(expected.map((user) => `u${user}`).toSorted());
  });
});

const odd: readonly { name: string; change: ChangedRow; row: Record<string, JsonValue> }[] = [
  {
    name: 'a row shorter than its headers',
    change: { table_name: 'secrets', headers: ['id', 'ownerId', 'updatedAt'], row: [1], stamp: 5 },
    row: { id: 1, ownerId: null, updatedAt: null, _pyre_stamp: 5 },
  },
  {
    name: 'headers in another order',
    change: { table_name: 'posts', headers: ['published', 'authorId', 'id'], row: [1, 4, 2], stamp: 5 },
    row: { id: 2, authorId: 4, teamId: null, published: 1, mood: null, body: null, updatedAt: null, _pyre_stamp: 5 },
  },
  {
    name: 'a variant that the schema does not have',
    change: { table_name: 'posts', headers: ['id', 'authorId', 'published', 'mood'], row: [2, 4, 1, 'Gone'], stamp: 5 },
    row: { id: 2, authorId: 4, teamId: null, published: 1, mood: null, body: null, updatedAt: null, _pyre_stamp: 5 },
  },
];

test.each(odd.slice(1))('$name is told as far as it goes', async ({ change, row }) => {
  const bench = await posts();
  expect(bench.engine.calculate_registered_deltas([change]).all_affected_rows.map((affected) => affected.row)).toEqual([
    row,
  ]);
});

test('a row shorter than its headers has nulls, of which no comparison holds', async () => {
  const bench = await posts();
  const [short] = odd;
  expect(bench.engine.calculate_registered_deltas(short ? [short.change] : []).all_affected_rows).toEqual([]);
});

test('over registered sessions, a table that the schema does not have has no audience', async () => {
  const bench = await posts();
  expect(
    bench.engine.calculate_registered_deltas([{ table_name: 'nope', headers: ['id'], row: [1], stamp: 1 }]),
  ).toEqual({ all_affected_rows: [], groups: [] });
});

const unfit: readonly { name: string; table?: string; session: unknown; message: string }[] = [
  {
    name: 'a table',
    table: 'nope',
    session: sessions['ann'],
    message: 'there is no table "nope"; there are posts, secrets',
  },
  { name: 'a session', session: [1], message: 'session "one": a session is an object of values, not [1]' },
  { name: 'a missing value', session: { teams: [] }, message: 'session "one": userId is missing; it should be Int' },
  {
    name: 'a text for a number',
    session: { userId: '1', teams: [] },
    message: 'session "one": userId should be Int, not "1"',
  },
  { name: 'a fraction', session: { userId: 1.5, teams: [] }, message: 'session "one": userId should be Int, not 1.5' },
  {
    name: 'a member of a list',
    session: { userId: 1, teams: ['a'] },
    message: 'session "one": teams should be Json<List<Int>>, not ["a"]',
  },
];

test.each(unfit)('over given sessions, $name that does not fit is named', async ({ table, session, message }) => {
  const bench = await posts();
  const change = { table_name: table ?? 'posts', headers: ['id'], row: [1], stamp: 1 };
  const ask = () => bench.engine.calculate_sync_deltas([change], { one: session as JsonObject });
  expect(ask).toThrow(new EngineInputError(message));
});
