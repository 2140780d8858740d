// C1 and C2 on the server's side: pages of a large table, and of few changes in one.
import type { Server } from '../../../src/server/server.ts';
import { sqlite } from '../../conformance/database.ts';
import { sessionOf } from '../demo.ts';
import { milliseconds, millisecondsNow, spreadOf, type Measured, type Row } from '../measure.ts';
import { demoServer, post } from './mutation.ts';

const PAGE_SIZE = 5000;

interface Page {
  readonly tables: Readonly<
    Record<
      string,
      { readonly rows: readonly object[]; readonly permission_hash: string; readonly last_seen_updated_at: number }
    >
  >;
  readonly has_more: boolean;
}

/** Requests are limited for each session: the bench takes another one after so many. */
const REQUESTS_OF_ONE_SESSION = 1000;

function sessionIn(server: Server): string {
  const issued = server.control.issueSession(sessionOf(3));
  if (!issued.ok) throw new Error(issued.message);
  return issued.value.sessionId;
}

/** A demo server with this many published posts, and a session. */
async function filled(posts: number): Promise<{ readonly server: Server; readonly session: string }> {
  const server = await demoServer();
  let session = sessionIn(server);
  for (let index = 0; index < posts; index++) {
    if (index % REQUESTS_OF_ONE_SESSION === 0) session = sessionIn(server);
    const values = { title: `Post ${index}`, content: 'Some text', published: true };
    await post(server, `/db/CreatePost?sessionId=${session}`, values);
  }
  return { server, session: sessionIn(server) };
}

type Cursor = Record<string, { last_seen_updated_at: number; permission_hash: string }>;

/** Reads pages until there are no more; gives the cursor and how many rows came. */
async function catchUp(server: Server, session: string, from: Cursor = {}): Promise<{ cursor: Cursor; rows: number }> {
  const cursor = { ...from };
  let rows = 0;
  for (;;) {
    const page = JSON.parse(
      await post(server, `/sync?sessionId=${session}`, { syncCursor: { tables: cursor }, pageSize: PAGE_SIZE }),
    ) as Page;
    for (const [table, { permission_hash, last_seen_updated_at, rows: received }] of Object.entries(page.tables)) {
      cursor[table] = { permission_hash, last_seen_updated_at };
      rows += received.length;
    }
    if (!page.has_more) return { cursor, rows };
  }
}

async function wholeTable(): Promise<Row> {
  const sizes = [1000, 10_000, 30_000];
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (const size of sizes) {
    const { server, session } = await filled(size);
    ours.push(await milliseconds(() => catchUp(server, session)));
    server.stop();
    theirs.push(await floor(size));
  }
  const last = sizes.length - 1;
  const largest = ours[last] as Measured;
  const ratio = largest.median / (theirs[last] as Measured).median;
  return {
    id: 'C1',
    what: 'catch-up, pages read and parsed, permission filter on (rows)',
    sizes,
    ours: ours.map((one) => one.median),
    yardstick: 'floor',
    theirs: theirs.map((one) => one.median),
    unit: 'ms',
    ratio,
    target: 'at most 2 × floor',
    met: ratio <= 2,
    spread: spreadOf(largest),
  };
}

/** One prepared statement, JSON text, JSON.parse, Map.set. */
async function floor(rows: number): Promise<Measured> {
  const { Database } = await sqlite();
  const database = new Database();
  database.run(
    'create table posts (id integer primary key, title text, content text, authorUserId integer, published integer, createdAt integer, updatedAt integer)',
  );
  database.run(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
     insert into posts select i, 'Post ' || i, 'Some text', 3, 1, 1700000000, 1700000000 from n`,
  );
  const read = database.prepare(
    `select json_group_array(json_object('id', id, 'title', title, 'content', content, 'authorUserId', authorUserId,
      'published', published, 'createdAt', createdAt, 'updatedAt', updatedAt)) from posts where authorUserId = 3 or published = 1`,
  );
  const measured = millisecondsNow(() => {
    read.step();
    const [text] = read.get();
    read.reset();
    const held = new Map<number, object>();
    for (const row of JSON.parse(String(text)) as { id: number }[]) held.set(row.id, row);
  });
  read.free();
  database.close();
  return measured;
}

async function fewChanges(): Promise<Row> {
  const sizes = [1000, 30_000];
  const ours: Measured[] = [];
  for (const size of sizes) {
    const { server, session } = await filled(size);
    const { cursor } = await catchUp(server, session);
    for (let index = 0; index < 10; index++) {
      await post(server, `/db/CreatePost?sessionId=${session}`, {
        title: `News ${index}`,
        content: 'x',
        published: true,
      });
    }
    ours.push(await milliseconds(() => catchUp(server, session, cursor), 20));
    server.stop();
  }
  const [small, large] = ours as [Measured, Measured];
  const ratio = large.median / small.median;
  return {
    id: 'C2',
    what: 'catch-up after 10 changes (rows in the table)',
    sizes,
    ours: ours.map((one) => one.median),
    yardstick: 'the same in a table of 1,000 rows',
    theirs: [small.median, small.median],
    unit: 'ms',
    ratio,
    target: 'at most 5 ×',
    met: ratio <= 5,
    spread: spreadOf(large),
  };
}

export const catchUpRows = { C1: wholeTable, C2: fewChanges };
