// What real browsers do to a page: its worker dies, it is reloaded, its storage is missing or deleted.
import { expect, test, type Page } from '@playwright/test';
import { Playground } from './playground.ts';

/** Kills the SharedWorker as a crash would: its pages are told nothing. */
async function killWorker(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { targetInfos } = await session.send('Target.getTargets');
  const worker = targetInfos.find((target) => target.type === 'shared_worker');
  expect(worker).toBeDefined();
  await session.send('Target.closeTarget', { targetId: worker?.targetId ?? '' });
  await session.detach();
}

test('[SYNC-11] the worker is killed: another takes over, and no acknowledged write is lost', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const author = await play.addClientOf(4);
  await play.run(author, 'CreatePost', { title: 'Before the crash', content: 'x', published: false });
  await play.expectExact();
  const before = (await play.posts()).map((post) => post.id);

  await killWorker(page);
  await expect(page.getByTestId('notice')).toContainText('The server is back, with all that it had acknowledged');
  await play.settled();
  expect((await play.posts()).map((post) => post.id)).toEqual(before);
  await play.run(author, 'CreatePost', { title: 'After the crash', content: 'x', published: true });
  await play.expectExact();
  expect((await play.posts()).map((post) => post.title)).toEqual(
    expect.arrayContaining(['Before the crash', 'After the crash']),
  );
});

test('[SYNC-11] the only tab is reloaded: rows, users and caches are there again', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const author = await play.addClientOf(4);
  await play.run(author, 'CreatePost', { title: 'Kept', content: 'x', published: false });
  await play.expectExact();
  const posts = await play.posts();
  const users = (await play.cards()).map((card) => card.user);

  await page.reload();
  await expect(page.getByTestId('server-status')).toHaveAttribute('data-phase', 'running');
  await play.settled();
  expect(await play.posts()).toEqual(posts);
  expect((await play.cards()).map((card) => card.user)).toEqual(users);
  await play.expectExact();
});

test('[CLIENT-4] without IndexedDB the page runs in memory', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
  });
  const play = new Playground(page);
  await play.open();
  const author = await play.addClientOf(5);
  await play.run(author, 'CreatePost', { title: 'In memory', content: 'x', published: true });
  await play.expectExact();
  expect(play.complaints).toEqual([]);
});

test('[CLIENT-4] databases deleted under the running page cost nothing that is shown', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
  });
  const author = await play.addClientOf(5);
  await play.run(author, 'CreatePost', { title: 'Still here', content: 'x', published: true });
  await play.expectExact();
  expect((await play.posts()).some((post) => post.title === 'Still here')).toBe(true);
});
