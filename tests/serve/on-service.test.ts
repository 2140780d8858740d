// The process over a libSQL service (a stand-in for one): what it acknowledged is there when it was killed, and one of two writes.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { REQUEST_ID_HEADER } from '../../src/protocol/catalog.ts';
import { TOKEN_VARIABLE } from '../../workers/serve-options.ts';
import { listenAsStandIn, type Listening } from '../server/libsql-stand-in-server.ts';
import { asText, Listener, post, runServe, startServe, toAnswer, type Answer, type Serving } from './process.ts';

let service: Listening;
const running: Serving[] = [];

async function open(): Promise<Serving> {
  const serving = await startServe('--database', service.url, '--empty', '--dev-sessions');
  running.push(serving);
  return serving;
}

beforeEach(async () => {
  service = await listenAsStandIn();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(running.splice(0).map(({ stop }) => stop('SIGKILL')));
  service.close();
});

const logIn = async ({ url }: Serving): Promise<string> => {
  const { body } = await post(`${url}/login`, { session: { userId: 7, role: 'user' } });
  return asText(body['sessionId']);
};

const write = async ({ url }: Serving, session: string, id: number): Promise<Answer> => {
  const response = await fetch(`${url}/db/CreatePost?sessionId=${session}`, {
    method: 'POST',
    headers: { [REQUEST_ID_HEADER]: `r-${id}` },
    body: JSON.stringify({ title: `Post ${id}`, content: 'x', published: true }),
  });
  return toAnswer(response);
};

const stored = (): readonly unknown[] =>
  service.standIn.database
    .prepare('select title from posts order by id')
    .raw()
    .all()
    .flatMap((row) => row);

test('[SYNC-11] killed amid writes: what it acknowledged is there, and nothing twice', async () => {
  const first = await open();
  const session = await logIn(first);
  const acknowledged: string[] = [];
  const asked = Array.from({ length: 100 }, (_, id) => id);
  const writes = asked.map((id) => write(first, session, id).then(() => acknowledged.push(`Post ${id}`)));
  await Promise.race(writes);
  await first.stop('SIGKILL');
  await Promise.allSettled(writes);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(stored()).toEqual(expect.arrayContaining(acknowledged));
  const second = await open();
  await Promise.all(asked.map((id) => write(second, session, id)));
  expect([stored().length, new Set(stored())]).toEqual([asked.length, new Set(asked.map((id) => `Post ${id}`))]);
});

test('[SYNC-12] [WS-2] stopped and started again it goes on in the same epoch, with the same sessions', async () => {
  const first = await open();
  const greeting = await new Listener(first.url).next();
  expect(await first.stop()).toMatchObject({ code: 0, stderr: '' });
  expect(await new Listener((await open()).url, asText(greeting['sessionId'])).next()).toEqual(greeting);
});

test('a second process takes over; the first one says so at its next write and ends with 1', async () => {
  const first = await open();
  const session = await logIn(first);
  const second = await open();
  expect((await write(first, session, 1)).status).toBe(503);
  const taken = `Another server has taken the database ${service.url} over: this one stops, as only one may write.\n`;
  expect(await first.stop()).toMatchObject({ code: 1, stderr: expect.stringContaining(taken) });
  expect((await write(second, session, 2)).status).toBe(200);
  expect(stored()).toEqual(['Post 2']);
});

test('while the service is away writing is refused, and goes on when it is back', async () => {
  const serving = await open();
  const session = await logIn(serving);
  expect((await write(serving, session, 1)).status).toBe(200);
  service.standIn.isDown = true;
  expect((await write(serving, session, 2)).status).toBe(503);
  service.standIn.isDown = false;
  await expect.poll(() => write(serving, session, 2).then(({ status }) => status), { timeout: 10_000 }).toBe(200);
  expect(stored()).toEqual(['Post 1', 'Post 2']);
  const { code, stderr } = await serving.stop();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/ cannot be reached: .*\n.* is back\.\n$/)]);
});

test('a service that is not there, or wants another token, is named; the token never is', async () => {
  const nowhere = await runServe('--port', '0', '--database', 'http://127.0.0.1:9');
  expect([nowhere.code, nowhere.stdout]).toEqual([1, '']);
  expect(nowhere.stderr).toMatch(/^The database http:\/\/127\.0\.0\.1:9 cannot be reached: .*\n$/);
  service.standIn.token = 'right-token';
  vi.stubEnv(TOKEN_VARIABLE, 'wrong-token');
  expect(await runServe('--port', '0', '--database', service.url)).toEqual({
    code: 1,
    stdout: '',
    stderr: `The database ${service.url} refuses the token: ${TOKEN_VARIABLE} holds the one it issued.\n`,
  });
  vi.stubEnv(TOKEN_VARIABLE, 'right-token');
  const { code, stderr } = await (await open()).stop();
  expect([code, stderr]).toEqual([0, '']);
});

test('tables of somebody else are named and left alone', async () => {
  service.standIn.database.exec("create table posts (letter text); insert into posts values ('dear friend')");
  const { code, stderr } = await runServe('--port', '0', '--database', service.url);
  const strange = `The database ${service.url} holds posts, which is not of this project: choose another --database.\n`;
  expect([code, stderr]).toEqual([1, strange]);
  expect(service.standIn.database.prepare('select letter from posts').raw().all()).toEqual([['dear friend']]);
});
