// The page inside frames of strangers: sandboxed without an origin, on hosts that let such frames read files and on hosts that do not.
import { expect, test, type Frame, type Page } from '@playwright/test';
import { Playground } from './playground.ts';
import { BUILT, openSite, type Site } from './site.ts';

test.use({ viewport: { width: 1440, height: 2600 } });

const frameOf = (sandbox: string): string =>
  `<!doctype html><title>Somebody's article</title><link rel="icon" href="data:,"><iframe src="/page/" sandbox="${sandbox}" title="Pyre sync" style="width: 1400px; height: 2500px"></iframe>`;

async function openFrame(page: Page, site: Site): Promise<Frame> {
  await page.goto(`${site.origin}/article`);
  const frame = page.frames().find((candidate) => candidate.parentFrame() !== null);
  if (!frame) throw new Error('the article has no frame');
  return frame;
}

test('[UI-14] in a sandboxed frame without an origin the whole system runs, in memory', async ({ page }) => {
  const site = await openSite({ folders: { '/page/': BUILT }, pages: { '/article': frameOf('allow-scripts') } });
  const frame = await openFrame(page, site);
  const play = new Playground(page, site.origin, frame);
  await play.running();
  expect(await frame.evaluate(() => self.origin)).toBe('null');
  await expect(frame.getByTestId('memory-only')).toBeVisible();
  const author = await play.addClientOf(4);
  const answer = await play.run(author, 'CreatePost', { title: 'From a frame', content: 'x', published: true });
  expect(answer).toContain('From a frame');
  await play.expectExact();
  await play.panel('Messages');
  await expect(frame.locator('[data-testid=message][data-kind=delta]').last()).toContainText('posts');
  expect(play.complaints).toEqual([]);
  await site.close();
});

test('[UI-12] [UI-14] in such a frame SQL runs over a copy, and a statement without end is stopped', async ({
  page,
}) => {
  const site = await openSite({ folders: { '/page/': BUILT }, pages: { '/article': frameOf('allow-scripts') } });
  const frame = await openFrame(page, site);
  const play = new Playground(page, site.origin, frame);
  await play.running();
  await play.panel('Server');
  await frame.getByTestId('server-panel').getByRole('button', { name: 'Console', exact: true }).click();
  const run = async (sql: string) => {
    await frame.getByLabel('SQL, read-only').fill(sql);
    await frame.getByTestId('console').getByRole('button', { name: 'Run', exact: true }).click();
  };
  await run('select count(*) as posts from posts');
  await expect(frame.getByTestId('console-result').locator('td')).toHaveText('40');
  await run('with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n');
  await frame.getByTestId('console').getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(frame.getByTestId('console-trouble')).toContainText('stopped');
  await run('select count(*) as users from users');
  await expect(frame.getByTestId('console-result').locator('td')).toHaveCount(1);
  expect(play.complaints).toEqual([]);
  await site.close();
});

test('[UI-14] two such frames in one article have nothing to do with each other', async ({ page }) => {
  const article = frameOf('allow-scripts') + frameOf('allow-scripts');
  const site = await openSite({ folders: { '/page/': BUILT }, pages: { '/article': article } });
  await page.goto(`${site.origin}/article`);
  const plays = page
    .frames()
    .filter((frame) => frame.parentFrame() !== null)
    .map((frame) => new Playground(page, site.origin, frame));
  expect(plays).toHaveLength(2);
  for (const play of plays) await play.running();
  const [first, second] = plays;
  const [author] = (await first?.cards()) ?? [];
  await first?.run(author?.client ?? '', 'CreatePost', { title: 'Mine alone', content: 'x', published: true });
  expect((await first?.posts())?.map((post) => post.title)).toContain('Mine alone');
  expect((await second?.posts())?.map((post) => post.title)).not.toContain('Mine alone');
  await site.close();
});

test('[UI-14] where the host lets no stranger read its files, the frame says so and shows a way', async ({ page }) => {
  const pages = { '/article': frameOf('allow-scripts allow-popups') };
  const site = await openSite({ folders: { '/page/': BUILT }, pages, cors: false });
  const frame = await openFrame(page, site);
  await expect(frame.getByRole('alert')).toContainText('sends no access-control-allow-origin header');
  await expect(frame.getByRole('link', { name: 'Open the page by itself' })).toHaveAttribute(
    'href',
    `${site.origin}/page/`,
  );
  await site.close();
});

test('[UI-14] a frame of the same origin runs with the server that the tabs share', async ({ page, context }) => {
  const pages = { '/article': frameOf('allow-scripts allow-same-origin') };
  const site = await openSite({ folders: { '/page/': BUILT }, pages });
  const frame = await openFrame(page, site);
  const framed = new Playground(page, site.origin, frame);
  await framed.running();
  const tab = new Playground(await context.newPage(), `${site.origin}/page/`);
  await tab.open();
  const [author] = await tab.cards();
  await tab.run(author?.client ?? '', 'CreatePost', { title: 'For both', content: 'x', published: true });
  await framed.expectExact();
  expect((await framed.posts()).map((post) => post.title)).toContain('For both');
  await site.close();
});

test('a script that does not arrive: the page says what to do', async ({ page }) => {
  await page.route('**/assets/index-*.js', (route) => route.abort());
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText('The script of this page did not arrive');
  await page.unroute('**/assets/index-*.js');
  await page.getByRole('link', { name: 'Load it again' }).click();
  await expect(page.getByTestId('server-status')).toHaveAttribute('data-phase', 'running');
});
