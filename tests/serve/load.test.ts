// Many at once: hundreds of WebSockets hear every mutation of many writers, once and in order.
import { afterEach, expect, test } from 'vitest';
import { asText, Listener, post, startServe, type Serving } from './process.ts';
import { temporaryFile } from '../server/open-storage.ts';

const CLIENTS = 200;
const MUTATIONS = 300;
const AT_ONCE = 16;

let serving: Serving | null = null;
afterEach(async () => {
  await serving?.stop('SIGKILL');
});

test('[WS-3] [WS-6] hundreds of connections hear everything once, in the order of commits', async () => {
  serving = await startServe('--database', temporaryFile(), '--empty');
  const { url } = serving;
  const listeners = Array.from({ length: CLIENTS }, () => new Listener(url));
  const sessions = await Promise.all(listeners.map(async (each) => asText((await each.next())['sessionId'])));
  await writeAll(url, sessions);
  for (const listener of listeners) {
    const heard = await listener.upToNow();
    const chain = heard.map(({ previousRevision, serverRevision }) => [previousRevision, serverRevision]);
    expect(chain).toEqual(Array.from({ length: MUTATIONS }, (_, index) => [index, index + 1]));
    listener.close();
  }
  const { code, stderr } = await serving.stop();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

/** Every session in turn writes a published post; so many requests are under way at once. */
async function writeAll(url: string, sessions: readonly string[]): Promise<void> {
  let next = 0;
  const writer = async (): Promise<void> => {
    for (let index = next++; index < MUTATIONS; index = next++) {
      const session = sessions[index % sessions.length] ?? '';
      const args = { title: `Post ${index}`, content: 'x', published: true };
      expect((await post(`${url}/db/CreatePost?sessionId=${session}`, args)).status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writer));
}
