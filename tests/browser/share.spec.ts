// One link, one world: what a link makes, that the visitor's own stays, and files out and in [UI-13] [UI-16].
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Download, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import initSqlJs from 'sql.js';
import { packRecipe } from '../../src/world/recipe-link.ts';
import { dropFile } from './drop-file.ts';
import { Playground } from './playground.ts';

async function openShare(page: Page, tab?: string): Promise<void> {
  await page.getByRole('button', { name: 'Share this world' }).click();
  const dialog = page.getByTestId('share-dialog');
  await expect(dialog).toBeVisible();
  if (tab) await dialog.getByRole('tab', { name: tab }).click();
}

async function linkOf(page: Page): Promise<string> {
  await openShare(page);
  const link = await page.getByLabel(/^Link, /).inputValue();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('share-dialog')).toBeHidden();
  return link;
}

/** Another page of the same browser, as a person opens a link in a new tab. */
async function openLink(page: Page, link: string): Promise<Playground> {
  const opened = new Playground(await page.context().newPage());
  await opened.page.goto(link);
  await expect(opened.page.getByTestId('server-status')).toHaveAttribute('data-phase', 'running');
  await opened.settled();
  return opened;
}

test('[UI-13] a link makes the same clients and weather, rows of the same seed, and shows what was looked at', async ({
  page,
}) => {
  const play = new Playground(page);
  await play.open();
  const added = await play.addClientOf(9);
  await play.select(added);
  await play.panel('Messages');
  const posts = await play.cards();
  const visitor = await openLink(page, await linkOf(page));
  await expect.poll(async () => (await visitor.cards()).map(({ user }) => user)).toEqual(posts.map(({ user }) => user));
  // Cards out of sight draw no rows; what both pages draw is the same.
  const drawn = new Map(posts.filter((card) => card.posts.length > 0).map((card) => [card.user, card.posts]));
  const both = (await visitor.cards()).filter((card) => card.posts.length > 0 && drawn.has(card.user));
  expect(both.length).toBeGreaterThan(2);
  expect(both.map((card) => card.posts)).toEqual(both.map((card) => drawn.get(card.user)));
  await expect(visitor.page.getByRole('tab', { name: 'Messages' })).toHaveAttribute('aria-selected', 'true');
  await expect(visitor.card(added)).toHaveAttribute('aria-selected', 'true');
  await expect(visitor.page.getByTestId('visit')).toContainText('came by a link');
  expect([...play.complaints, ...visitor.complaints]).toEqual([]);
});

test('[UI-13] a link’s world is another one than mine; both are there after a reload; keeping it can be undone', async ({
  page,
}) => {
  const play = new Playground(page);
  await play.open();
  const [mine] = await play.cards();
  await play.run(mine?.client ?? '', 'CreatePost', { title: 'Written at home', content: 'x', published: true });
  const visitor = await openLink(page, await linkOf(page));
  await expect(visitor.page.getByText('Written at home')).toHaveCount(0);
  const [theirs] = await visitor.cards();
  await visitor.run(theirs?.client ?? '', 'CreatePost', { title: 'Written abroad', content: 'x', published: true });
  await expect(page.getByText('Written abroad')).toHaveCount(0);

  await visitor.page.reload();
  await visitor.settled();
  await expect(visitor.page.getByText('Written abroad').first()).toBeVisible();

  await visitor.page.getByRole('button', { name: 'Keep this as mine' }).click();
  await expect(visitor.page.getByTestId('visit')).toContainText('yours now');
  await expect(visitor.page.getByText('Written abroad').first()).toBeVisible();
  await visitor.page.getByRole('button', { name: 'Undo' }).click();
  await expect(visitor.page.getByText('Written at home').first()).toBeVisible();
  await expect(visitor.page.getByText('Written abroad')).toHaveCount(0);
  expect([...play.complaints, ...visitor.complaints]).toEqual([]);
});

for (const [name, hash, reason] of [
  ['damaged', 'w1.abcdef', 'missing or damaged'],
  ['of a newer version', 'w9.AAAA', 'newer version'],
  ['too long', `w1.${'A'.repeat(400_000)}`, 'too long'],
] as const) {
  test(`[UI-13] a link that is ${name}: a sentence, and my own world`, async ({ page }) => {
    const play = new Playground(page);
    await play.open(`#${hash}`);
    await expect(page.getByTestId('visit')).toContainText(reason);
    expect(await play.cards()).toHaveLength(6);
    expect(play.complaints).toEqual([]);
  });
}

test('[UI-13] a link whose schema has errors says where they are, and the way home is open', async ({ page }) => {
  const play = new Playground(page);
  await page.goto(`./#${packRecipe({ sources: [['schema.pyre', 'record Post {\n    id Strung @id\n}\n']] })}`);
  await expect(page.getByTestId('diagnostics')).toContainText('schema.pyre, line 1');
  await page.getByTestId('visit').getByRole('button', { name: 'Back to my world' }).click();
  await expect(page.getByTestId('client-card')).toHaveCount(6);
  await play.settled();
  expect(play.complaints).toEqual([]);
});

test('[UI-13] the address follows what is looked at, and leads back to it', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await play.panel('Server');
  await page.getByRole('group', { name: 'Density' }).getByRole('button', { name: 'dots' }).click();
  await expect.poll(() => new URL(page.url()).hash).toBe('#tab=server&density=dots');
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Server', exact: true })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('group', { name: 'Density' }).getByRole('button', { name: 'dots' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('[UI-13] a link to a message means that message in this run, and none in another one', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const [first] = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'To be linked', content: 'x', published: true });
  await play.panel('Messages');
  const delta = page.locator('.message', { has: page.locator('[data-kind=delta]') }).last();
  await delta.locator('.message-line').click();
  await expect(delta).toContainText('To be linked');
  const hash = () => new URL(page.url()).hash;
  await expect.poll(hash).toMatch(/^#tab=messages&message=delta\.\d+\.[0-9a-z]+$/);
  const meant = hash();
  await delta.locator('.message-line').click();
  await expect.poll(hash).toBe('#tab=messages');
  await page.evaluate((to) => (location.hash = to), meant);
  await expect(delta).toContainText('To be linked');
  await page.reload();
  await expect(page.getByTestId('missing-message')).toContainText('not in this run');
  await expect.poll(hash).toBe('#tab=messages');
  await expect(page.locator('.message-details')).toHaveCount(0);
  expect(play.complaints).toEqual([]);
});

async function taken(page: Page, name: RegExp): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('share-dialog').getByRole('button', { name }).click(),
  ]);
  return download;
}

test('[UI-16] project, database, messages and recipe as files', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await openShare(page, 'Files');
  const project = unzipSync(readFileSync(await (await taken(page, /^Project/)).path()));
  expect(Object.keys(project)).toEqual(
    expect.arrayContaining(['pyre/schema.pyre', 'pyre/session.pyre', 'pyre/queries/createPost.pyre']),
  );
  const sqlJs = await initSqlJs();
  const database = new sqlJs.Database(readFileSync(await (await taken(page, /^Database/)).path()));
  expect(database.exec('select count(*) from posts')[0]?.values).toEqual([[40]]);
  const lines = readFileSync(await (await taken(page, /^Messages/)).path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toContain('page');
  expect(JSON.parse(readFileSync(await (await taken(page, /^Recipe/)).path(), 'utf8'))).toEqual({});
  expect(play.complaints).toEqual([]);
});

test('[UI-16] a database that was taken along comes back by drop, in a new epoch, and can be undone', async ({
  page,
}) => {
  const play = new Playground(page);
  await play.open();
  await openShare(page, 'Files');
  const file = readFileSync(await (await taken(page, /^Database/)).path());
  await page.keyboard.press('Escape');
  const [first] = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'After the copy', content: 'x', published: true });
  await expect(page.getByText('After the copy').first()).toBeVisible();
  await dropFile(page, 'world.sqlite', file);
  await expect(page.getByTestId('bring-in')).toContainText('40 posts');
  await page.keyboard.press('Escape');
  await play.settled();
  await expect(page.getByTestId('client-card').getByText('After the copy')).toHaveCount(0);
  await page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('client-card').getByText('After the copy').first()).toBeVisible();
  await play.settled();
  await play.expectExact();
  expect(play.complaints).toEqual([]);
});

test('[UI-16] what this page can make nothing of is refused in words', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  for (const [name, text, reason] of [
    ['letter.txt', 'Dear reader', 'reads its own recipes'],
    ['world.sqlite', 'no database', 'no SQLite database'],
    ['project.zip', 'PK but not really', 'no zip archive'],
    ['messages.ndjson', '{"a":1}', 'Line 1 is no message'],
    ['world.json', '{"rows":[]}', 'rows'],
  ] as const) {
    await dropFile(page, name, text);
    await expect(page.getByTestId('bring-in')).toContainText(reason);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('bring-in')).toBeHidden();
  }
  expect(play.complaints).toEqual([]);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing that axe finds in the share dialog, in ${scheme}; focus comes back`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const play = new Playground(page);
    await play.open();
    for (const tab of ['Link', 'Embed', 'Files']) {
      await openShare(page, tab);
      const { violations } = await new AxeBuilder({ page }).include('[data-testid=share-dialog]').analyze();
      expect(
        violations.map(({ id, nodes }) => `${tab}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
      ).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: 'Share this world' })).toBeFocused();
    }
  });
}

test('the share dialog fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('./');
  await expect(page.getByTestId('server-status')).toHaveAttribute('data-phase', 'running');
  for (const tab of ['Link', 'Embed', 'Files']) {
    await openShare(page, tab);
    const dialog = await page.getByTestId('share-dialog').boundingBox();
    expect((dialog?.x ?? 0) + (dialog?.width ?? 999)).toBeLessThanOrEqual(390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.keyboard.press('Escape');
  }
});
