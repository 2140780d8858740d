// A page without a server of its own: clients, links and logins over real HTTP and WebSocket, and what is not to be had so.
import { afterEach, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { realClock } from '../../src/base/clock.ts';
import { asClientId, asSessionId } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import { createClient, type Client } from '../../src/client/client.ts';
import { memoryPersistence } from '../../src/client/memory-persistence.ts';
import { serveNode, type NodeHost } from '../../src/network/node-host.ts';
import type { Platform } from '../../src/network/relay.ts';
import { Trace } from '../../src/network/trace.ts';
import type { ServerConnection } from '../../src/world/connection.ts';
import { connectToRemote } from '../../src/world/remote-connection.ts';
import { readServerAddress } from '../../src/world/server-address.ts';
import { openServer, user, type Opened } from '../server/open-server.ts';

const platform: Platform = {
  fetch: (request) => fetch(request),
  openSocket: (url) => {
    const socket = new NodeWebSocket(url);
    // A browser's is silent where this one would throw.
    socket.on('error', () => undefined);
    return socket as unknown as WebSocket;
  },
};

const opened: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.stop();
});

async function listen({ server }: Opened, port = 0): Promise<NodeHost> {
  const host = await serveNode({ handler: server.handler, clock: realClock, port });
  opened.push(host);
  return host;
}

function connect(address: string): ServerConnection {
  const trace = new Trace({ clock: realClock });
  const connection = connectToRemote({
    address,
    platform,
    server: () => ({ sources: [], seed: 1, empty: true }),
    clock: realClock,
    machineClock: realClock,
    random: seededRandom(1),
    trace,
    onTrouble: () => undefined,
    onLost: () => undefined,
    onRestarted: () => undefined,
  });
  opened.push({ stop: () => connection.network.close() });
  return connection;
}

async function join({ network, control }: ServerConnection, userId: number): Promise<Client> {
  const issued = await control.issueSession(user(userId));
  if (!issued.ok) throw new Error(issued.message);
  const id = asClientId(`client of ${userId}`);
  const client = createClient({
    id,
    network: network.link(id).network,
    clock: realClock,
    random: seededRandom(userId),
    persistence: memoryPersistence(id),
    sessionId: asSessionId(issued.value.sessionId),
  });
  opened.push(client);
  await client.start();
  await until(client, () => client.snapshot().phase === 'live');
  return client;
}

function until(client: Client, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.subscribe(() => {
      if (holds()) resolve(stop());
    });
    if (holds()) resolve(stop());
  });
}

const posts = (client: Client): number => client.snapshot().tables.get('posts')?.size ?? 0;
const post = (published: boolean) => ({ title: 'Hello', content: 'from afar', published });

test('[NET-1] clients of a page write to and hear from a server elsewhere, each what it may see', async () => {
  const connection = connect((await listen(await openServer({ devLogin: true }))).url);
  expect(await connection.started).toMatchObject({ host: 'elsewhere', status: { phase: 'running' } });
  const [ann, ben] = [await join(connection, 1), await join(connection, 2)];
  expect(await ann.run('CreatePost', post(false))).toMatchObject({ ok: true });
  expect(await ann.run('CreatePost', post(true))).toMatchObject({ ok: true });
  await until(ben, () => posts(ben) === 1);
  await until(ann, () => posts(ann) === 2);
  expect(await ann.run('CreatePost', { title: 1 })).toMatchObject({ ok: false, error: { kind: 'InvalidInput' } });
});

test('[CLIENT-3] a server that goes away and comes back is found again, with the news', async () => {
  const server = await openServer({ devLogin: true });
  const host = await listen(server);
  const connection = connect(host.url);
  const [ann, ben] = [await join(connection, 1), await join(connection, 2)];
  await host.stop();
  await until(ben, () => ben.snapshot().phase !== 'live');
  await listen(server, host.port);
  await until(ann, () => ann.snapshot().phase === 'live');
  expect(await ann.run('CreatePost', post(true))).toMatchObject({ ok: true });
  await until(ben, () => posts(ben) === 1);
});

test('[WS-2] a session that the server does not know is told so, through the relay', async () => {
  const { network } = connect((await listen(await openServer())).url);
  const { WebSocket: Socket, baseUrl } = network.link(asClientId('stranger')).network;
  const code = await new Promise((resolve) => {
    const socket = new Socket(`${baseUrl.replace('http', 'ws')}/sync?sessionId=nobody`);
    socket.addEventListener('close', (event) => resolve(event.code));
  });
  expect(code).toBe(4401);
});

test('[HTTP-8] where no logins are offered, the way to have them is told', async () => {
  const { control } = connect((await listen(await openServer())).url);
  expect(await control.issueSession(user(1))).toMatchObject({
    ok: false,
    message: expect.stringMatching(/--dev-sessions/),
  });
});

test('values that do not fit are refused in the server’s own words', async () => {
  const { control } = connect((await listen(await openServer({ devLogin: true }))).url);
  expect(await control.issueSession({ userId: 'one' })).toMatchObject({
    ok: false,
    message: expect.stringMatching(/do not fit/),
  });
});

test('the files that are served are told as far as the server tells them', async () => {
  const { project } = connect((await listen(await openServer())).url);
  const sources = await project.sources();
  expect(sources).toMatchObject({ ok: true });
  const paths = sources.ok ? sources.value.map(({ path }) => path) : [];
  expect(paths).toEqual(expect.arrayContaining(['schema.pyre', 'queries/CreatePost.pyre']));
});

test('what only the control plane can do is refused with a sentence that says where the server is', async () => {
  const { url } = await listen(await openServer());
  const { control, project, inspection } = connect(url);
  const refused = { ok: false, message: expect.stringContaining(url) };
  expect(await control.reset({ sources: [], seed: 1, empty: true })).toMatchObject(refused);
  expect(await control.table('posts', 1, 0)).toMatchObject(refused);
  expect(await control.changeSession('x', {})).toMatchObject(refused);
  expect(await project.changeProject([])).toMatchObject(refused);
  expect(await inspection?.stop()).toMatchObject(refused);
});

test('a server that is not there is a status, and requests to it are answered 503', async () => {
  const host = await listen(await openServer());
  await host.stop();
  const { started, network } = connect(host.url);
  expect((await started).status).toMatchObject({ phase: 'failed', message: expect.stringContaining(host.url) });
  const { fetch: ask, baseUrl } = network.link(asClientId('anybody')).network;
  const answer = await ask(`${baseUrl}/schema`);
  expect([answer.status, await answer.json()]).toMatchObject([503, { error: { kind: 'Unavailable' } }]);
});

test.each([
  ['', { ok: true, address: null }],
  ['?server=', { ok: true, address: null }],
  ['?server=http://127.0.0.1:4180/', { ok: true, address: 'http://127.0.0.1:4180' }],
  ['?lesson=2&server=https%3A%2F%2Fsync.example.org%2Fpath', { ok: true, address: 'https://sync.example.org' }],
  ['?server=localhost:4180', { ok: false, message: expect.stringContaining('localhost:4180') }],
  ['?server=javascript:alert(1)', { ok: false }],
])('%s names a server or a mistake', (search, expected) => {
  expect(readServerAddress(search)).toMatchObject(expected);
});
