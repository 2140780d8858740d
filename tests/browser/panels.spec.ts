// The query panel and the server's panel as a person uses them: text of one's own, SQL, a console, a server that stops and starts.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { Playground, visibleTo } from './playground.ts';

const TITLES = 'query Titles {\n    post {\n        id\n        title\n    }\n}\n';
async function typeText(page: Page, text: string): Promise<Locator> {
  const panel = page.getByTestId('query-panel');
  await panel.getByRole('button', { name: 'Text', exact: true }).click();
  await panel.getByLabel('Pyre text').fill(text);
  return panel;
}

async function openServer(play: Playground, view: string): Promise<Locator> {
  await play.panel('Server');
  const panel = play.page.getByTestId('server-panel');
  await panel.getByRole('group', { name: 'What to look at' }).getByRole('button', { name: view }).click();
  return panel;
}

test('[UI-6] typed text: errors under the line, then it runs as the selected client, as all, and again', async ({
  page,
}) => {
  const play = new Playground(page);
  await play.open();
  const posts = await play.posts();
  await play.panel('Query');
  await play.select(await play.addClientOf(1));
  const panel = await typeText(page, TITLES.replace('title', 'titel'));
  await expect(panel.getByTestId('typed-problems')).toContainText('line 4');
  await expect(panel.locator('.cm-lintRange-error')).toHaveText('titel');
  await panel.getByLabel('Pyre text').fill(TITLES);
  await expect(panel.getByTestId('typed-problems')).toBeHidden();
  await panel.getByRole('button', { name: /^(Submit|Run) as / }).click();
  const answer = panel.getByTestId('answer');
  await expect(answer).toHaveAttribute('data-outcome', 'rows');
  await expect(answer).toContainText(`${visibleTo(1, posts).length} rows`);

  await panel.getByRole('button', { name: 'As all clients' }).click();
  const lines = panel.getByTestId('side-line');
  await expect(lines).toHaveCount((await play.cards()).length);
  for (const { client, user } of await play.cards()) {
    await expect(panel.locator(`[data-testid=side-line][data-client="${client}"] td`).first()).toHaveText(
      String(visibleTo(user, posts).length),
    );
  }

  await panel.getByRole('button', { name: 'Run again' }).first().click();
  await expect(panel.getByTestId('past').getByRole('listitem')).toHaveCount(2);
  await page.reload();
  await expect(page.getByTestId('past').getByRole('listitem')).toHaveCount(2);
  expect(play.complaints).toEqual([]);
});

test('[UI-6] the SQL behind a query, and the request as text', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const play = new Playground(page);
  await play.open();
  const panel = page.getByTestId('query-panel');
  await panel.getByLabel('Run', { exact: true }).selectOption('PublishPost');
  await panel.locator('summary', { hasText: 'SQL' }).click();
  await expect(panel.getByTestId('generated-sql')).toContainText('update "posts"');
  await expect(panel.getByTestId('generated-sql')).toContainText('$session_userId');
  await panel.getByLabel('id', { exact: true }).fill('7');
  await panel.getByRole('button', { name: 'curl' }).click();
  await expect(panel.getByText('curl copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/db/PublishPost?sessionId=$SESSION');
});

test('[UI-6] what reaches nobody, and what is not permitted, are told with their mend and their reason', async ({
  page,
}) => {
  const play = new Playground(page);
  await play.open();
  const [ada, bruno] = await play.cards();
  const panel = page.getByTestId('query-panel');
  const answer = panel.getByTestId('answer');
  await play.act(bruno?.client ?? '', 'Go offline');
  const refused = await play.run(bruno?.client ?? '', 'CreatePost', { title: 'From the train', published: true });
  expect(refused).toContain('is offline: nothing was sent.');
  await answer.getByRole('button', { name: 'Go online' }).click();
  await play.settled();
  await answer.getByRole('button', { name: 'Run it again' }).click();
  await expect(answer).toHaveAttribute('data-outcome', 'rows');

  const notHers = (await play.posts()).find(({ published, authorUserId }) => published && authorUserId !== ada?.user);
  const id = String(notHers?.id);
  await play.run(ada?.client ?? '', 'UpdatePost', { id });
  await expect(panel.getByLabel('title', { exact: true })).toHaveValue(notHers?.title ?? '');
  const why = answer.getByTestId('why-nothing');
  await expect(why).toContainText(`authorUserId is ${notHers?.authorUserId}, Session.userId is ${ada?.user}`);
  await why.getByRole('button', { name: 'Who may, and why' }).click();
  await expect(page.getByTestId('row-panel')).toContainText(`posts ${id}`);
  await play.run(ada?.client ?? '', 'UpdatePost', { id: '99999' });
  await expect(why).toContainText('There is no posts 99999 on the server.');
  expect(play.complaints).toEqual([]);
});

test('a notice stands above the data flow, folded and unfolded', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await page.getByTestId('client-strip').getByRole('button', { name: 'Remove' }).click();
  const ends = async () => {
    const [notice, flow] = [page.getByTestId('notice'), page.getByRole('region', { name: 'Data flow', exact: true })];
    const [above, below] = [await notice.boundingBox(), await flow.boundingBox()];
    return { noticeEnds: (above?.y ?? 0) + (above?.height ?? 0), flowBegins: below?.y ?? 0 };
  };
  const folded = await ends();
  expect(folded.noticeEnds).toBeLessThanOrEqual(folded.flowBegins);
  await page.getByRole('button', { name: 'Data flow' }).click();
  await expect.poll(async () => (await ends()).flowBegins).toBeLessThan(folded.flowBegins);
  const unfolded = await ends();
  expect(unfolded.noticeEnds).toBeLessThanOrEqual(unfolded.flowBegins);
});

test('[UI-12] tables in any order, and the SQL of each request', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const panel = await openServer(play, 'Tables');
  const firstTitle = panel.locator('[data-testid=server-table] tbody tr td:nth-child(2)').first();
  await panel.getByRole('button', { name: 'title' }).click();
  await expect(panel.getByRole('columnheader', { name: 'title' })).toHaveAttribute('aria-sort', 'ascending');
  const up = await firstTitle.innerText();
  await panel.getByRole('button', { name: /title/ }).click();
  await expect(firstTitle).not.toHaveText(up);
  await panel.getByLabel('Filter rows by text').fill('no such words anywhere');
  await expect(panel.getByTestId('server-table')).toContainText('no row holds');

  await openServer(play, 'Requests');
  await expect(panel.getByTestId('requests')).toContainText('Nothing ran yet');
  const [first] = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'Watched', content: 'x', published: true });
  await play.panel('Server');
  const request = panel.locator('[data-testid=request][data-path="/db/CreatePost"]');
  await request.getByRole('button').click();
  await expect(request).toContainText('insert into');
  await expect(request).toContainText('$title = Watched');
  expect(play.complaints).toEqual([]);
});

test('[UI-12] the console reads and nothing else; what has no end is stopped while the server goes on', async ({
  page,
}) => {
  const play = new Playground(page);
  await play.open();
  const panel = await openServer(play, 'Console');
  const run = async (sql: string) => {
    await panel.getByLabel('SQL, read-only').fill(sql);
    await panel.getByRole('button', { name: 'Run', exact: true }).click();
  };
  await run('select count(*) as posts from posts');
  await expect(panel.getByTestId('console-result')).toContainText('posts');
  const count = await panel.getByTestId('console-result').locator('td').innerText();
  await run('delete from posts');
  await expect(panel.getByTestId('console-trouble')).toContainText('only reads');
  await run('select * from nowhere');
  await expect(panel.getByTestId('console-trouble')).toContainText('no such table: nowhere');

  await run('with n(x) as (select 1 union all select x + 1 from n) select count(*) from n');
  await expect(panel.getByText('Running…')).toBeVisible();
  const [first] = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'Meanwhile', content: 'x', published: true });
  await play.panel('Server');
  await panel.getByTestId('console').getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(panel.getByTestId('console-trouble')).toContainText('stopped');
  await run('select count(*) as posts from posts');
  await expect(panel.getByTestId('console-result').locator('td')).toHaveText(String(Number(count) + 1));
  expect(play.complaints).toEqual([]);
});

test('[UI-12] stopped, the clients of every page wait; started, they go on where they were', async ({
  page,
  context,
}) => {
  const play = new Playground(page);
  await play.open();
  const [first] = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'Before the stop', content: 'x', published: true });
  const other = new Playground(await context.newPage());
  await other.open();
  const panel = await openServer(play, 'Tables');
  const epoch = await panel.getByTestId('server-epoch').innerText();
  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  const status = page.getByTestId('server-status');
  await expect(status).toHaveAttribute('data-phase', 'stopped');
  await expect.poll(async () => (await play.cards()).some(({ phase }) => phase === 'live')).toBe(false);
  expect((await play.cards()).find(({ client }) => client === first?.client)?.posts.length).toBeGreaterThan(0);
  await expect(other.page.getByTestId('server-status')).toHaveAttribute('data-phase', 'stopped');

  await panel.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(status).toHaveAttribute('data-phase', 'running');
  await play.settled();
  await other.settled();
  await expect(panel.getByTestId('server-epoch')).toHaveText(epoch, { useInnerText: true });
  await play.expectExact();

  await panel.getByRole('button', { name: 'Restart', exact: true }).click();
  await expect(page.getByTestId('notice')).toContainText('runs again');
  await play.settled();
  expect((await play.posts()).some(({ title }) => title === 'Before the stop')).toBe(true);
  await play.expectExact();
  expect(other.complaints).toEqual([]);
});

/** What the panels show when they are used: for axe, and for narrow screens. */
const SIGHTS: readonly (readonly [string, (play: Playground) => Promise<unknown>])[] = [
  ['typed text with an error', async ({ page }) => expect((await typeText(page, 'query X {')).getByTestId('typed-problems')).toBeVisible()], // prettier-ignore
  [
    'a query with all that belongs to it',
    async ({ page }) => {
      const panel = page.getByTestId('query-panel');
      await panel.getByRole('button', { name: 'Form', exact: true }).click();
      await panel.getByLabel('Run', { exact: true }).selectOption('ListPosts');
      await panel.getByRole('button', { name: /^(Submit|Run) as / }).click();
      await panel.getByRole('button', { name: 'As all clients' }).click();
      await panel.locator('summary', { hasText: 'SQL' }).click();
      await panel.getByTestId('past').getByRole('button').first().click();
      await expect(panel.getByTestId('side-line').first()).toBeVisible();
    },
  ],
  [
    'requests',
    async (play) => {
      const panel = await openServer(play, 'Requests');
      await play.panel('Query');
      await play.page.getByRole('button', { name: /^(Submit|Run) as / }).click();
      await play.panel('Server');
      await panel.getByTestId('request').first().getByRole('button').click();
    },
  ],
  [
    'the console',
    async (play) => {
      const panel = await openServer(play, 'Console');
      await panel.getByLabel('SQL, read-only').fill('select * from posts');
      await panel.getByRole('button', { name: 'Run', exact: true }).click();
      await expect(panel.getByTestId('console-result')).toBeVisible();
    },
  ],
  ['sessions', async (play) => openServer(play, 'Sessions')],
  [
    'a stopped server',
    async (play) => {
      await play.panel('Server');
      await play.page.getByTestId('server-panel').getByRole('button', { name: 'Stop', exact: true }).click();
      await expect(play.page.getByTestId('server-stopped')).toBeVisible();
    },
  ],
];

for (const [scheme, width] of [
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
] as const) {
  // prettier-ignore
  test(`what the panels show: nothing that axe finds, no sideways scroll, in ${scheme} at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const play = new Playground(page);
    await page.goto('./');
    await expect(page.getByTestId('server-status')).toHaveAttribute('data-phase', 'running');
    await play.panel('Query');
    await expect(page.getByRole('button', { name: /^(Submit|Run) as / })).toBeEnabled();
    for (const [name, show] of SIGHTS) {
      await show(play);
      await page.waitForTimeout(300);
      const { violations } = await new AxeBuilder({ page }).include('.side').analyze();
      const found = violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      expect(found, name).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, name).toBeLessThanOrEqual(0);
    }
  });
}
