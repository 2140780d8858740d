// S1: what one mutation costs the server, images and revision included, against a bare insert.
import { realClock } from '../../../src/base/clock.ts';
import { seededRandom, machineSecrets } from '../../../src/base/random.ts';
import { createServer } from '../../../src/server/create.ts';
import type { Server } from '../../../src/server/server.ts';
import { openSqlJsStorage } from '../../../src/server/sql-js-storage.ts';
import { sqlite } from '../../conformance/database.ts';
import { testEngine } from '../../engine/load-engine.ts';
import { demoSources, sessionOf } from '../demo.ts';
import { milliseconds, millisecondsNow, spreadOf, type Row } from '../measure.ts';

const TIMES = 400;

export async function demoServer(): Promise<Server> {
  const created = createServer({
    engine: await testEngine(),
    storage: openSqlJsStorage(await sqlite(), realClock),
    clock: realClock,
    random: seededRandom(1),
    secrets: machineSecrets,
    sources: demoSources,
    seed: 1,
    empty: false,
    devLogin: false,
  });
  if (!created.ok) throw new Error('the demo project is refused');
  return created.server;
}

export async function post(server: Server, path: string, body: unknown): Promise<string> {
  const answer = await server.handler.fetch(
    new Request(`http://server${path}`, { method: 'POST', body: JSON.stringify(body) }),
  );
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

async function oneMutation(): Promise<Row> {
  const server = await demoServer();
  // Requests are limited for each session, so a round needs several.
  const paths = Array.from({ length: 16 }, () => {
    const issued = server.control.issueSession(sessionOf(3));
    if (!issued.ok) throw new Error(issued.message);
    return `/db/CreatePost?sessionId=${issued.value.sessionId}`;
  });
  let turn = 0;
  const ours = await milliseconds(
    () => post(server, paths[turn++ % paths.length] ?? '', { title: 'A title', content: 'Some text', published: true }),
    TIMES,
  );
  server.stop();
  const theirs = await bareInsert();
  const ratio = ours.median / theirs.median;
  return {
    id: 'S1',
    what: "server's cost of one mutation, request to answer",
    sizes: [1],
    ours: [ours.median],
    yardstick: 'a bare prepared insert in its own transaction',
    theirs: [theirs.median],
    unit: 'ms',
    ratio,
    target: 'at most 4 ×',
    met: ratio <= 4,
    spread: spreadOf(ours),
  };
}

async function bareInsert(): Promise<ReturnType<typeof millisecondsNow>> {
  const { Database } = await sqlite();
  const database = new Database();
  database.run('pragma journal_mode = memory');
  database.run('pragma synchronous = off');
  database.run(
    'create table posts (id integer primary key autoincrement not null, title text not null, content text not null, authorUserId integer not null, published integer not null, createdAt integer not null, updatedAt integer not null)',
  );
  const insert = database.prepare('insert into posts values (null, ?, ?, ?, ?, unixepoch(), unixepoch()) returning *');
  const measured = millisecondsNow(() => {
    database.run('begin immediate');
    insert.bind(['A title', 'Some text', 3, 1]);
    while (insert.step()) insert.get();
    insert.reset();
    database.run('commit');
  }, TIMES);
  insert.free();
  database.close();
  return measured;
}

export const mutationRows = { S1: oneMutation };
