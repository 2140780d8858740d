// Our own mistakes: an engine that traps costs one answer or one connection, is reported, and leaves the rest running.
import { expect, test } from 'vitest';
import { EngineTrap, type Engine } from '../../src/engine/engine.ts';
import { testEngine } from '../engine/load-engine.ts';
import { login, openServer, page, run, TestPort, user, type Opened } from './open-server.ts';

type Call = Exclude<keyof Engine, 'collect'>;
const trap = new EngineTrap('unreachable executed');
const post = { title: 'A', content: 'B', published: true };

/** A server whose engine traps in the calls that `failing` names. */
async function openFragile(): Promise<Opened & { readonly failing: Set<Call> }> {
  const failing = new Set<Call>();
  const engine = new Proxy(await testEngine(), {
    get(target, name: keyof Engine) {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== 'function') return call;
      return (...args: unknown[]): unknown => {
        if (name !== 'collect' && failing.has(name)) throw trap;
        return Reflect.apply(call, target, args);
      };
    },
  });
  return { ...(await openServer({ engine })), failing };
}

test('a mutation whose audience cannot be worked out is a success, and everybody is told to catch up', async () => {
  const { server, failing, reported } = await openFragile();
  const connection = new TestPort(server).open();
  const me = login(server, user(1));
  failing.add('calculate_audiences');
  expect(await run(server, me, 'createPost', post)).toMatchObject({ status: 200, body: { post: [{ id: 1 }] } });
  expect(connection.messages[1]).toMatchObject({
    type: 'catchupRequired',
    reason: 'serverRestarted',
    serverRevision: 1,
  });
  failing.clear();
  await run(server, me, 'createPost', post);
  expect(connection.messages[2]).toMatchObject({ type: 'delta', previousRevision: 1, serverRevision: 2 });
  expect(reported).toEqual([trap]);
});

test.each<Call>(['get_sync_status_sql', 'get_sync_sql'])(
  'a trap in %s is one 500 that tells nothing of it',
  async (call) => {
    const { server, failing, reported } = await openFragile();
    const me = login(server, user(1));
    failing.add(call);
    const answer = await page(server, me);
    expect(answer).toMatchObject({ status: 500, body: { error: { kind: 'Internal' } } });
    expect(answer.text).not.toContain('unreachable');
    failing.clear();
    expect((await page(server, me)).status).toBe(200);
    expect(reported).toEqual([trap]);
  },
);

test('a connection that cannot be registered closes with 1011, and only that one', async () => {
  const { server, failing, reported } = await openFragile();
  const port = new TestPort(server);
  const before = port.open();
  failing.add('connect_session');
  expect(port.open()).toMatchObject({ messages: [], closed: { code: 1011 } });
  failing.clear();
  const after = port.open();
  await run(server, login(server, user(1)), 'createPost', post);
  for (const connection of [before, after]) expect(connection.messages[1]).toMatchObject({ type: 'delta' });
  expect(server.control.status()).toMatchObject({ connections: 2 });
  expect(reported).toEqual([trap]);
});

test('a connection whose session cannot be unregistered is gone all the same', async () => {
  const { server, failing, reported } = await openFragile();
  const port = new TestPort(server);
  const gone = port.open();
  failing.add('disconnect_session');
  port.leave(gone);
  failing.clear();
  expect(server.control.status()).toMatchObject({ connections: 0 });
  await run(server, login(server, user(1)), 'createPost', post);
  expect(gone.messages).toHaveLength(1);
  expect(reported).toEqual([trap]);
});
