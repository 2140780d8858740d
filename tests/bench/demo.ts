// The demo project: an engine that has loaded it, and servers with as many rows as a row of the bench wants.
import { readdirSync, readFileSync } from 'node:fs';
import { realClock } from '../../src/base/clock.ts';
import { machineSecrets, seededRandom } from '../../src/base/random.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { parseDownFrame } from '../../src/network/frames.ts';
import { servePort } from '../../src/network/host.ts';
import type { FramePort } from '../../src/network/port.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import { createServer } from '../../src/server/create.ts';
import type { Journal, JournalRecord } from '../../src/server/journal.ts';
import type { Server } from '../../src/server/server.ts';
import { openSqlJsStorage } from '../../src/server/sql-js-storage.ts';
import type { Storage } from '../../src/server/storage.ts';
import { openDatabase, sqlite } from '../conformance/database.ts';
import { testEngine } from '../engine/load-engine.ts';

const folder = new URL('../../schema/', import.meta.url);
const read = (path: string): SourceFile => ({ path, source: readFileSync(new URL(path, folder), 'utf8') });

export const demoSources: readonly SourceFile[] = [
  read('schema.pyre'),
  ...readdirSync(new URL('queries/', folder)).map((name) => read(`queries/${name}`)),
];

export async function demoEngine(): Promise<Engine> {
  const engine = await testEngine();
  const opened = await openDatabase(engine, demoSources[0]?.source ?? '');
  if (!opened.ok) throw new Error('the demo schema is refused');
  opened.database.close();
  return engine;
}

export const sessionOf = (userId: number): { userId: number; role: string } => ({ userId, role: 'user' });

export interface DemoServerOptions {
  /** Published posts of user 3, beside those of the seed. */
  readonly rows?: number;
  readonly journal?: Journal;
  /** Without the rows of the seed. */
  readonly empty?: boolean;
}

/** A server of the demo project. */
export async function demoServer({ rows = 0, journal, empty = false }: DemoServerOptions = {}): Promise<Server> {
  const storage = openSqlJsStorage(await sqlite(), realClock);
  const created = createServer({
    engine: await testEngine(),
    storage,
    clock: realClock,
    random: seededRandom(1),
    secrets: machineSecrets,
    sources: demoSources,
    seed: 1,
    empty,
    devLogin: false,
    journal: journal ?? null,
    report: (error) => console.error(error),
  });
  if (!created.ok) throw new Error('the demo project is refused');
  if (rows > 0) fill(storage, rows);
  return created.server;
}

/** Past the server, but not past its triggers: every row has its own stamp. */
function fill(storage: Storage, rows: number): void {
  storage.transaction((transaction) => {
    transaction.all(
      `insert into posts (title, content, authorUserId, published, createdAt, updatedAt)
       with recursive n(i) as (select 1 union all select i + 1 from n where i < $rows)
       select 'Post ' || i, 'Some text', 3, 1, 1700000000, 1700000000 from n`,
      { $rows: rows },
    );
    transaction.all('delete from _pyre_changes');
  });
}

/** A journal that copies each record as IndexedDB does on the caller's thread, and keeps the last. */
export function recordingJournal(): Journal & { last: JournalRecord | null } {
  return {
    last: null,
    read: () => Promise.resolve(null),
    begin: () => Promise.resolve(),
    append(record) {
      this.last = structuredClone(record);
      return Promise.resolve();
    },
  };
}

/** Addresses of one query for so many sessions of different users. */
export function paths(server: Server, sessions: number, query: string): readonly string[] {
  return Array.from({ length: sessions }, (_, index) => `/db/${query}?sessionId=${issue(server, index + 3)}`);
}

/** A session of one user. */
export function issue(server: Server, userId: number): string {
  const issued = server.control.issueSession(sessionOf(userId));
  if (!issued.ok) throw new Error(issued.message);
  return issued.value.sessionId;
}

export async function post(server: Server, path: string, body: unknown): Promise<string> {
  const answer = await server.handler.fetch(
    new Request(`http://server${path}`, { method: 'POST', body: JSON.stringify(body) }),
  );
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** A server behind a port: the frame of a request in, the frame of its answer out, as in the tab. */
export function framed(server: Server): (path: string, body: unknown) => Promise<unknown> {
  let hear: (frame: unknown) => void = () => undefined;
  let answered: (frame: unknown) => void = () => undefined;
  const port: FramePort = {
    listen: (listener) => (hear = listener.frame),
    post: (frame) => answered(frame),
    close: () => undefined,
  };
  servePort(port, server.handler, (problem) => console.error(problem));
  let id = 0;
  return (path, body) =>
    new Promise((resolve, reject) => {
      answered = (frame) => {
        const parsed = parseDownFrame(frame);
        if (parsed.ok && parsed.frame.type === 'response' && parsed.frame.status === 200) resolve(parsed.frame.body);
        else reject(new Error(JSON.stringify(frame)));
      };
      hear({
        type: 'request',
        id: ++id,
        method: 'POST',
        url: `http://in.tab${path}`,
        headers: [],
        body: JSON.stringify(body),
      });
    });
}
