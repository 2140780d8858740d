// S1: what one mutation costs the server, images, revision and journal included, against a bare insert.
import type { Server } from '../../../src/server/server.ts';
import { demoServer, framed, paths, post, recordingJournal } from '../demo.ts';
import { sqlite } from '../../conformance/database.ts';
import { at, inTurns, medians, spreadOf, type Claim, type Measured, type Row, type Subject } from '../measure.ts';

const TIMES = 20;
const MANY_ROUNDS = 61;

type Send = (path: string, body: unknown) => Promise<unknown>;

const SIZES = [0, 10_000, 100_000] as const;

async function oneMutation(): Promise<Row> {
  const servers = await Promise.all(SIZES.map((rows) => demoServer({ rows, journal: recordingJournal() })));
  const measured = await inTurns(
    [
      ...servers.map((server) => mutating(server, framed(server))),
      ...servers.map((server) => mutating(server, (path, body) => post(server, path, body))),
      await bareInsert(),
    ],
    MANY_ROUNDS,
  );
  for (const server of servers) server.stop();
  const theirs = at(measured, -1).median;
  const claim = (what: string, ours: readonly Measured[]): Claim => {
    const ratio = at(ours, -1).median / theirs;
    return {
      what,
      sizes: SIZES,
      ours: medians(ours),
      yardstick: 'a bare prepared insert in its own transaction',
      theirs: ours.map(() => theirs),
      unit: 'ms',
      ratio,
      target: 'at most 4 ×',
      met: ratio <= 4,
      spread: spreadOf(at(ours, -1)),
    };
  };
  const framedCost =
    "server's cost of one mutation, from the request's frame to the answer's, journal included (rows in the table)";
  const standardCost = 'the same as a fetch handler: making the Request and reading the Response included';
  const also: Claim = { ...claim(standardCost, measured.slice(3, 6)), target: 'none: for comparison', met: true };
  return { id: 'S1', ...claim(framedCost, measured.slice(0, 3)), also: [also] };
}

function mutating(server: Server, send: Send): Subject {
  const [path = ''] = paths(server, 1, 'CreatePost');
  return { work: () => send(path, VALUES), times: TIMES };
}

const VALUES = { title: 'A title', content: 'Some text', published: true };

async function bareInsert(): Promise<Subject> {
  const { Database } = await sqlite();
  const database = new Database();
  database.run('pragma journal_mode = memory');
  database.run('pragma synchronous = off');
  database.run(
    'create table posts (id integer primary key autoincrement not null, title text not null, content text not null, authorUserId integer not null, published integer not null, createdAt integer not null, updatedAt integer not null)',
  );
  const begin = database.prepare('begin immediate');
  const insert = database.prepare('insert into posts values (null, ?, ?, ?, ?, unixepoch(), unixepoch()) returning *');
  const commit = database.prepare('commit');
  const work = (): void => {
    begin.step();
    begin.reset();
    insert.bind(['A title', 'Some text', 3, 1]);
    while (insert.step()) insert.get();
    insert.reset();
    commit.step();
    commit.reset();
  };
  return { work, times: TIMES };
}

export const mutationRows = { S1: oneMutation };
