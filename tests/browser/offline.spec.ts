// Without a network: the page starts, every part of it opens, and a newer version waits until somebody takes it.
import { expect, test, type Page } from '@playwright/test';
import { buildSite } from './build-site.ts';
import { Playground } from './playground.ts';
import { BUILT, openSite } from './site.ts';

test.use({ viewport: { width: 1440, height: 2600 }, serviceWorkers: 'allow' });

/** Waits until the page is kept on the device, late parts included. */
async function kept(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state))
    .toBe('activated');
}

test('after the first visit the page starts with the server gone, and all of its panels open', async ({ context }) => {
  const site = await openSite({ folders: { '/page/': BUILT } });
  const page = await context.newPage();
  const play = new Playground(page, `${site.origin}/page/`);
  await play.open();
  const [author] = await play.cards();
  await play.run(author?.client ?? '', 'CreatePost', { title: 'Before the tunnel', content: 'x', published: true });
  await kept(page);
  site.cutOff();

  for (const tab of await page.getByRole('tab').all()) await tab.click();
  await page.reload();
  await play.running();
  await play.expectExact();
  expect((await play.posts()).map((post) => post.title)).toContain('Before the tunnel');
  const second = new Playground(await context.newPage(), `${site.origin}/page/?from=a-link`);
  await second.open();
  for (const tab of await second.page.getByRole('tab').all()) {
    await tab.click();
    await expect(second.page.getByRole('tabpanel').filter({ visible: true }).first()).not.toBeEmpty();
  }
  await second.expectExact();
  expect([...play.complaints, ...second.complaints]).toEqual([]);
  await expect(page.getByTestId('new-version')).toBeHidden();
  await site.close();
});

test('a page of somebody else below the site is left alone', async ({ page }) => {
  const pages = { '/page/other/': '<!doctype html><link rel="icon" href="data:,"><h1>Not ours</h1>' };
  const site = await openSite({ folders: { '/page/': BUILT }, pages });
  await new Playground(page, `${site.origin}/page/`).open();
  await kept(page);
  await page.goto(`${site.origin}/page/other/`);
  await expect(page.getByRole('heading')).toHaveText('Not ours');
  await site.close();
});

test('the first visit is not slowed: nothing is kept before the first client is live', async ({ page }) => {
  const site = await openSite({ folders: { '/page/': BUILT } });
  await new Playground(page, `${site.origin}/page/`).open();
  await kept(page);
  const worker = site.asked.findIndex((path) => path.endsWith('.wasm'));
  const keeper = site.asked.findIndex((path) => path.endsWith('/sw.js'));
  expect(worker).toBeGreaterThanOrEqual(0);
  expect(keeper).toBeGreaterThan(worker);
  await site.close();
});

test('the site can be installed: a manifest with icons that are there', async ({ page, request }) => {
  await page.goto('./');
  const address = await page.locator('link[rel=manifest]').evaluate((link: HTMLLinkElement) => link.href);
  const manifest = (await (await request.get(address)).json()) as { icons: { src: string }[]; start_url: string };
  expect(new URL(manifest.start_url, address).href).toBe(page.url());
  for (const { src } of manifest.icons) {
    const icon = await request.get(new URL(src, address).href);
    expect(icon.headers()['content-type'], src).toMatch(/^image\//);
  }
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

test('a newer version waits until somebody takes it; then every tab has it, with the rows of before', async ({
  context,
}) => {
  const newer = await buildSite('the newer one');
  const site = await openSite({ folders: { '/page/': BUILT } });
  const plays = [await context.newPage(), await context.newPage()].map(
    (page) => new Playground(page, `${site.origin}/page/`),
  );
  for (const play of plays) await play.open();
  const [first, second] = plays;
  if (!first || !second) throw new Error('two tabs');
  const [author] = await first.cards();
  await first.run(author?.client ?? '', 'CreatePost', { title: 'By the older one', content: 'x', published: true });
  await kept(first.page);

  site.change({ folders: { '/page/': newer.folder } });
  await first.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  for (const { page } of plays) await expect(page.getByTestId('new-version')).toContainText('A new version');
  await second.page.getByTestId('new-version').getByRole('button', { name: 'Later' }).click();
  await expect(second.page.getByTestId('new-version')).toBeHidden();
  await first.page.getByTestId('new-version').getByRole('button', { name: 'Reload' }).click();
  for (const play of plays) {
    await expect(play.page.locator('html')).toHaveAttribute('data-build', 'the newer one');
    await play.running();
    await expect(play.page.getByTestId('memory-only')).toBeHidden();
    await play.expectExact();
    expect((await play.posts()).map((post) => post.title)).toContain('By the older one');
  }
  await site.close();
  await newer.remove();
});
