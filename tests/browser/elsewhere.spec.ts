// The built page on a server process: clients over the browser's own network, a restart, a kill, a server that is not there.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startServe, type Serving } from '../serve/process.ts';
import { Playground } from './playground.ts';

test.use({ viewport: { width: 1440, height: 1400 } });

const file = (): string => join(tmpdir(), `pyre-elsewhere-${process.pid}.db`);
let serving: Serving | null = null;

const start = async (...args: readonly string[]): Promise<Serving> => {
  serving = await startServe('--database', file(), ...args);
  return serving;
};

const at = (page: Page) => page.getByTestId('elsewhere');
const portOf = ({ url }: Serving): string => new URL(url).port;

test.beforeEach(forgetAll);
test.afterEach(async () => {
  await serving?.stop('SIGKILL');
  serving = null;
  await forgetAll();
});

async function forgetAll(): Promise<void> {
  await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${file()}${end}`, { force: true })));
}

test('[NET-1] [WS-2] the page follows a process through a kill, with the rows and sessions that it had', async ({
  page,
}) => {
  const first = await start('--empty', '--dev-sessions');
  const play = new Playground(page);
  await play.open(`?server=${first.url}`);
  await expect(at(page)).toHaveText(`at ${new URL(first.url).host}`);
  const author = await play.addClientOf(4);
  await play.run(author, 'CreatePost', { title: 'Over the wire', content: 'x', published: true });
  await expect.poll(async () => (await play.cards()).map(({ posts }) => posts)).toEqual([[1], [1], [1], [1]]);

  await first.stop('SIGKILL');
  await expect(play.card(author)).not.toHaveAttribute('data-phase', 'live');
  await start('--port', portOf(first), '--dev-sessions');
  await play.settled();
  await play.run(author, 'CreatePost', { title: 'After the kill', content: 'x', published: true });
  await expect
    .poll(async () => (await play.cards()).map(({ posts }) => posts))
    .toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
});

test('[HTTP-8] without --dev-sessions the server draws the users, and a chosen one is refused with the way out', async ({
  page,
}) => {
  const { url } = await start('--empty');
  const play = new Playground(page);
  await play.open(`?server=${url}`);
  expect(await play.cards()).toHaveLength(3);
  await page.getByLabel(/^User of the next client/).fill('4');
  await page.getByRole('button', { name: 'Add client' }).click();
  await expect(page.getByTestId('notice')).toContainText('--dev-sessions');
});

test('a server that is not there is said so, by its address', async ({ page }) => {
  const { url, stop } = await start('--empty');
  await stop();
  await page.goto(`./?server=${url}`);
  await expect(page.getByTestId('server-status')).toHaveAttribute('data-phase', 'failed');
  await expect(page.getByRole('alert')).toContainText(url);
  await expect(page.getByRole('heading', { name: 'The server was not reached' })).toBeVisible();
});
