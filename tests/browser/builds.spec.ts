// Two versions of the site in one browser: side by side under two paths, one after the other under the same path, and offline.
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { buildSite, type BuiltSite } from './build-site.ts';
import { Playground } from './playground.ts';
import { BUILT, openSite, type Site } from './site.ts';

test.use({ viewport: { width: 1440, height: 2600 } });

let newer: BuiltSite;
test.beforeAll(async () => {
  newer = await buildSite('the newer one');
});
test.afterAll(() => newer.remove());

const titles = async (play: Playground): Promise<string[]> => (await play.posts()).map((post) => post.title);

async function writeAs(play: Playground, title: string): Promise<void> {
  const [author] = await play.cards();
  const answer = await play.run(author?.client ?? '', 'CreatePost', { title, content: 'x', published: true });
  expect(answer).toContain(title);
}

/** Names of the SharedWorkers that run, which tell their builds. */
async function workers(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { targetInfos } = await session.send('Target.getTargets');
  await session.detach();
  return targetInfos.filter(({ type }) => type === 'shared_worker').map(({ title }) => title);
}

test('two sites of one origin share neither server nor rows nor clients', async ({ context }) => {
  const site = await openSite({ folders: { '/one/': BUILT, '/two/': newer.folder } });
  const one = new Playground(await context.newPage(), `${site.origin}/one/`);
  const two = new Playground(await context.newPage(), `${site.origin}/two/`);
  await one.open();
  await one.addClientOf(9);
  await writeAs(one, 'Of the first site');
  await two.open();
  expect(await workers(one.page)).toHaveLength(2);
  expect(await titles(two)).not.toContain('Of the first site');
  expect((await two.cards()).map((card) => card.user)).not.toContain(9);
  await expect(two.page.getByTestId('memory-only')).toBeHidden();

  await one.page.close();
  await two.page.reload();
  await two.running();
  expect((await two.cards()).map((card) => card.user)).not.toContain(9);
  expect(await titles(two)).not.toContain('Of the first site');
  await site.close();
});

test('a newer version beside a tab of the older: a server of its own, in memory, and it says why', async ({
  context,
}) => {
  const site = await openSite({ folders: { '/page/': BUILT } });
  const older = new Playground(await context.newPage(), `${site.origin}/page/`);
  await older.open();
  await writeAs(older, 'By the older version');
  expect(await titles(older)).toContain('By the older version');
  site.change({ folders: { '/page/': newer.folder } });
  const second = await openPlain(context, site);
  await expect(second.page.getByTestId('memory-only')).toHaveAttribute(
    'title',
    /perhaps an older version of this page/,
  );
  expect(await workers(second.page)).toHaveLength(2);
  await writeAs(second, 'By the newer version');
  expect(await titles(older)).not.toContain('By the newer version');

  await older.page.close();
  await second.page.reload();
  await second.running();
  await expect(second.page.getByTestId('memory-only')).toBeHidden();
  expect(await titles(second)).toContain('By the older version');
  await second.expectExact();
  await site.close();
});

test('a part that cannot be loaded: the page says so, and everything else goes on', async ({ page }) => {
  await page.route('**/assets/messages-panel-*.js', (route) => route.abort());
  const play = new Playground(page);
  await play.open();
  await play.panel('Messages');
  const offer = page.getByTestId('new-version');
  await expect(offer).toContainText('A part of this page could not be loaded');
  await play.expectExact();
  await page.unroute('**/assets/messages-panel-*.js');
  await offer.getByRole('button', { name: 'Reload' }).click();
  await play.running();
  await play.panel('Messages');
  await expect(page.getByTestId('message').first()).toBeVisible();
});

/** A visit that no service worker answers: as the first one after its storage was cleared. */
async function openPlain(context: BrowserContext, site: Site): Promise<Playground> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.setBypassServiceWorker', { bypass: true });
  const play = new Playground(page, `${site.origin}/page/`);
  await play.open();
  return play;
}
