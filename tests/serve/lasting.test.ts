// The process over a database in a file: what it acknowledged is there when it was killed, and a second process is refused.
import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { REQUEST_ID_HEADER } from '../../src/protocol/catalog.ts';
import { temporaryFile } from '../server/open-storage.ts';
import { asText, Listener, post, runServe, startServe, toAnswer, type Serving } from './process.ts';

const running: Serving[] = [];

async function open(file: string, ...more: readonly string[]): Promise<Serving> {
  const serving = await startServe('--database', file, '--empty', '--dev-sessions', ...more);
  running.push(serving);
  return serving;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop('SIGKILL')));
});

const logIn = async ({ url }: Serving): Promise<string> => {
  const { body } = await post(`${url}/login`, { session: { userId: 7, role: 'user' } });
  return asText(body['sessionId']);
};

const write = async ({ url }: Serving, session: string, id: number): Promise<unknown> => {
  const response = await fetch(`${url}/db/CreatePost?sessionId=${session}`, {
    method: 'POST',
    headers: { [REQUEST_ID_HEADER]: `r-${id}` },
    body: JSON.stringify({ title: `Post ${id}`, content: 'x', published: true }),
  });
  return toAnswer(response);
};

const titles = async ({ url }: Serving, session: string): Promise<readonly unknown[]> => {
  const { body } = await post(`${url}/sync?sessionId=${session}`, { syncCursor: { tables: {} } });
  expect(body).toMatchObject({ tables: { posts: {} } });
  const { tables } = body as unknown as { tables: { posts: { rows: readonly { title: string }[] } } };
  return tables.posts.rows.map(({ title }) => title);
};

describe('the process over a file', () => {
  test('[SYNC-11] killed amid writes it has every one that it acknowledged, and applies none twice', async () => {
    const file = temporaryFile();
    const first = await open(file);
    const session = await logIn(first);
    const acknowledged: string[] = [];
    const asked = Array.from({ length: 200 }, (_, id) => id);
    const writes = asked.map((id) => write(first, session, id).then(() => acknowledged.push(`Post ${id}`)));
    await Promise.race(writes);
    await first.stop('SIGKILL');
    await Promise.allSettled(writes);
    const second = await open(file);
    const kept = await titles(second, session);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(kept).toEqual(expect.arrayContaining(acknowledged));
    // A client that heard nothing asks again.
    await Promise.all(asked.map((id) => write(second, session, id)));
    const all = await titles(second, session);
    expect([all.length, new Set(all)]).toEqual([asked.length, new Set(asked.map((id) => `Post ${id}`))]);
  });

  test('[SYNC-12] [WS-2] stopped and started again it goes on in the same epoch, with the same sessions', async () => {
    const file = temporaryFile();
    const first = await open(file);
    const greeting = await new Listener(first.url).next();
    await first.stop();
    const again = new Listener((await open(file)).url, asText(greeting['sessionId']));
    expect(await again.next()).toEqual(greeting);
  });

  test('a second process is refused and says what to do; the first one goes on', async () => {
    const file = temporaryFile();
    const first = await open(file);
    const { code, stderr } = await runServe('--port', '0', '--database', file);
    expect([code, stderr]).toEqual([
      1,
      `Another process uses ${file}: end it, choose another --database, or keep nothing with --memory.\n`,
    ]);
    expect(await titles(first, await logIn(first))).toEqual([]);
  });

  test.each([
    ['is no database', async (file: string) => writeFile(file, 'a letter to a friend '.repeat(100))],
    ['cannot be opened', async (_file: string) => undefined],
  ])('a file that %s is named', async (complaint, prepare) => {
    const file = complaint === 'is no database' ? temporaryFile() : '/nowhere/at/all.db';
    await prepare(file);
    const { code, stderr } = await runServe('--port', '0', '--database', file);
    expect(code).toBe(1);
    expect(stderr).toContain(file);
    expect(stderr).toContain(complaint);
  });
});
