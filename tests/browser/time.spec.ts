// Time and frames in the real page: pause, step, hold, drop, look back [UI-8] [UI-9].
import { expect, test, type Page } from '@playwright/test';
import { Playground } from './playground.ts';

// Room for all cards: only those in sight draw their rows. The data flow is unfolded from the beginning.
test.use({ viewport: { width: 1440, height: 1500 } });

/** A published post on its way while time stands, on a slow network. */
async function startCreating(page: Page): Promise<void> {
  await page.getByTestId('network-button').click();
  await page.getByTestId('network-panel').getByLabel('preset').selectOption('3g');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Pause time' }).click();
  const panel = page.getByTestId('query-panel');
  await panel.getByLabel('Run', { exact: true }).selectOption('CreatePost');
  await panel.getByLabel('title', { exact: true }).fill('Slow news');
  await panel.getByLabel('content', { exact: true }).fill('x');
  await panel.getByLabel('published', { exact: true }).check();
  await panel.getByRole('button', { name: /^(Submit|Run) as / }).click();
  await expect(page.getByTestId('network-button')).toHaveAccessibleName(/1 frame under way/);
}

/** How many cards show the row. */
function holders(page: Page, title: string) {
  return page.getByTestId('cell').filter({ hasText: title });
}

test('[UI-9] paused, a change goes from frame to frame by steps; going on, everybody has it', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await startCreating(page);
  const step = page.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Let one message arrive' });
  await step.click();
  await expect(page.getByTestId('network-button')).toHaveAccessibleName(/7 frames under way/);
  await expect(holders(page, 'Slow news')).toHaveCount(0);
  await step.click();
  await expect(page.getByTestId('network-button')).toHaveAccessibleName(/6 frames under way/);
  await step.click();
  await expect(page.getByTestId('network-button')).toHaveAccessibleName(/5 frames under way/);
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Let time go on' }).click();
  await expect(holders(page, 'Slow news')).toHaveCount(6);
  await play.expectExact();
  expect(play.complaints).toEqual([]);
});

test('[UI-8] dots: one is held by keyboard while the others arrive, then delivered', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await startCreating(page);
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Let one message arrive' }).click();
  const dots = page.getByTestId('flow-dot');
  await expect(dots).toHaveCount(7);
  await dots.nth(2).focus();
  await page.keyboard.press('h');
  await expect(page.locator('[data-testid=flow-dot].held')).toHaveCount(1);
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Let time go on' }).click();
  await expect(holders(page, 'Slow news')).toHaveCount(5);
  await expect(dots).toHaveCount(1);
  await dots.focus();
  await page.keyboard.press('Enter');
  await expect(holders(page, 'Slow news')).toHaveCount(6);
  await expect(dots).toHaveCount(0);
  await play.expectExact();
});

test('[UI-8] a dropped delta costs a connection, not the row', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await startCreating(page);
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Let one message arrive' }).click();
  await page.getByTestId('flow-dot').nth(3).focus();
  await page.getByTestId('frame-in-hand').getByRole('button', { name: 'Drop' }).click();
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: 'Let time go on' }).click();
  await play.settled();
  await expect(holders(page, 'Slow news')).toHaveCount(6);
  await page.getByTestId('network-button').click();
  await page.getByTestId('network-panel').getByLabel('preset').selectOption('none');
  await page.keyboard.press('Escape');
  await play.expectExact();
});

test('[UI-9] looking back shows what was, changes nothing, and leads back to now', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const [first] = await play.cards();
  const before = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'News of today', content: 'x', published: true });
  await expect(holders(page, 'News of today')).toHaveCount(6);
  await play.panel('Messages');
  await page.locator('[data-testid=message][data-kind=mutation] button').first().click();
  await page.getByRole('button', { name: 'Look at this moment' }).click();
  await expect(page.getByTestId('past-line')).toContainText('2 messages ago');
  await expect(holders(page, 'News of today')).toHaveCount(0);
  expect((await play.cards()).map(({ posts }) => posts)).toEqual(before.map(({ posts }) => posts));
  await expect(page.locator('[data-testid=message][data-kind=delta]')).toHaveCount(0);
  await page.getByTestId('past-line').getByRole('button', { name: 'Back to now' }).click();
  await expect(holders(page, 'News of today')).toHaveCount(6);
  await expect(page.locator('[data-testid=message][data-kind=delta]')).toHaveCount(1);
  expect(play.complaints).toEqual([]);
});

test('starting over can be undone: the rows from before are back', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const [first] = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'Worth keeping', content: 'x', published: true });
  await play.panel('Server');
  await page.getByTestId('server-panel').getByRole('button', { name: 'Empty' }).click();
  await expect(page.getByTestId('notice')).toContainText('started over');
  await expect(page.getByTestId('cell')).toHaveCount(0);
  await page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click();
  await expect(holders(page, 'Worth keeping')).toHaveCount(6);
  await play.settled();
  await play.expectExact();
});
