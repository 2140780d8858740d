// C1 and C2: a real client reads a large table page by page; and few changes in one.
import type { Client } from '../../../src/client/client.ts';
import type { Server } from '../../../src/server/server.ts';
import { sqlite } from '../../conformance/database.ts';
import { longestTaskOfCatchUp } from '../browser/rows.ts';
import { demoServer, issue, paths, post } from '../demo.ts';
import { heldRows, joinPage, untilLive } from '../joined.ts';
import { at, inTurns, medians, spreadOf, type Claim, type Row } from '../measure.ts';
import { loadingTinyBase, loadingYjs } from '../neighbours.ts';

const READER = 7;
const SIZES = [1000, 10_000, 100_000] as const;

async function wholeTable(): Promise<Row> {
  const servers = await Promise.all(SIZES.map((rows) => demoServer({ rows, empty: true })));
  const floors = await Promise.all(SIZES.map(floor));
  const measured = await inTurns([
    ...servers.map((server, index) => ({ work: () => catchUp(server, SIZES[index] ?? 0) })),
    ...floors.map((work) => ({ work })),
  ]);
  for (const server of servers) server.stop();
  const ours = measured.slice(0, 3);
  const theirs = measured.slice(3);
  const ratios = ours.map(({ median }, index) => median / at(theirs, index).median);
  const ratio = Math.max(...ratios.slice(1));
  const longest = await longestTaskOfCatchUp();
  return {
    id: 'C1',
    what: 'catch-up by one client until it is live, permission filter on (rows)',
    sizes: SIZES,
    ours: medians(ours),
    yardstick: 'floor',
    theirs: medians(theirs),
    unit: 'ms',
    ratio,
    target: 'at most 2 × floor at 10,000 and 100,000 rows; no task over 50 ms on the page’s thread',
    met: ratio <= 2 && longest.met,
    spread: spreadOf(at(ours, -1)),
    also: [longest, ...(await besideNeighbours(medians(ours), spreadOf(at(ours, -1))))],
  };
}

/** A client that starts from nothing; it leaves again. */
async function catchUp(server: Server, rows: number): Promise<void> {
  const page = joinPage(server);
  const client = await page.join(issue(server, READER));
  if (heldRows(client, 'posts') !== rows) throw new Error(`the client holds ${heldRows(client, 'posts')} of ${rows}`);
  await page.close();
}

/** One prepared statement, JSON text, one postMessage, JSON.parse, Map.set. */
async function floor(rows: number): Promise<() => Promise<void>> {
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
      'published', published, 'createdAt', createdAt, 'updatedAt', updatedAt)) from posts where authorUserId = ? or published = 1`,
  );
  return async () => {
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise<string>((resolve) => {
      port2.addEventListener('message', (event) => resolve(String(event.data)), { once: true });
      port2.start();
    });
    read.bind([READER]);
    read.step();
    port1.postMessage(read.get()[0]);
    read.reset();
    const held = new Map<number, object>();
    for (const row of JSON.parse(await arrived) as { id: number }[]) held.set(row.id, row);
    port1.close();
    if (held.size !== rows) throw new Error('the floor lost rows');
  };
}

async function besideNeighbours(ours: readonly number[], spread: string): Promise<readonly Claim[]> {
  const neighbours = { Yjs: loadingYjs, TinyBase: loadingTinyBase };
  return Promise.all(
    Object.entries(neighbours).map(async ([name, loading]) => {
      const theirs = medians(
        await inTurns(
          SIZES.map((rows) => ({ work: loading(rows) })),
          5,
        ),
      );
      return {
        what: `beside ${name}, which loads the same rows with no transport and no permission`,
        sizes: SIZES,
        ours,
        yardstick: name,
        theirs,
        unit: 'ms',
        ratio: at(ours, -1) / at(theirs, -1),
        target: 'none: for comparison',
        met: true,
        spread,
      };
    }),
  );
}

/** News that were made while the client was away. */
const NEWS = 10;

async function fewChanges(): Promise<Row> {
  const servers = await Promise.all(SIZES.map((rows) => demoServer({ rows, empty: true })));
  const aways = await Promise.all(servers.map(away));
  const measured = await inTurns(
    aways.map((work) => ({ work })),
    15,
  );
  for (const server of servers) server.stop();
  const first = at(measured, 0).median;
  const ratio = at(measured, -1).median / first;
  return {
    id: 'C2',
    what: `catch-up after ${NEWS} changes, from the call to come online until live (rows in the table)`,
    sizes: SIZES,
    ours: medians(measured),
    yardstick: 'the same in a table of 1,000 rows',
    theirs: measured.map(() => first),
    unit: 'ms',
    ratio,
    target: 'at most 5 ×',
    met: ratio <= 5,
    spread: spreadOf(at(measured, -1)),
  };
}

/** A client that is away while 10 posts are written, and then comes back; only the catch-up's own time counts. */
async function away(server: Server): Promise<() => Promise<void>> {
  const page = joinPage(server);
  const [path = ''] = paths(server, 1, 'CreatePost');
  const client: Client = await page.join(issue(server, READER));
  const write = async (): Promise<void> => {
    client.goOffline();
    for (let index = 0; index < NEWS; index++) {
      await post(server, path, { title: `News ${index}`, content: 'x', published: true });
    }
  };
  await write();
  return async () => {
    const expected = heldRows(client, 'posts') + NEWS;
    const live = untilLive(client);
    client.goOnline();
    await live;
    if (heldRows(client, 'posts') !== expected) throw new Error('the client missed news');
    await write();
  };
}

export const catchUpRows = { C1: wholeTable, C2: fewChanges };
