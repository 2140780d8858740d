// The list of this browser's worlds: open, rename, keep, forget, and what that does to what is kept [UI-13].
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { packRecipe } from '../../src/world/recipe-link.ts';
import { Playground } from './playground.ts';

async function openWorlds(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('What do you want to do?').fill('worlds of this');
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Worlds of this browser' });
  await expect(list).toBeVisible();
  // From now on it has the keyboard.
  await expect(page.getByTestId('share-dialog').locator(':focus')).toHaveCount(1);
  return list;
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('share-dialog')).toBeHidden();
}

const link = (seed: number) => `#${packRecipe({ seed })}`;

/** Names of journals' worlds in IndexedDB. */
async function journals(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('pyre-server-journals');
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('not opened')));
    });
    const keys = await new Promise<IDBValidKey[]>((resolve) => {
      const request = opened.transaction('heads').objectStore('heads').getAllKeys();
      request.addEventListener('success', () => resolve(request.result));
    });
    opened.close();
    return keys.map((key) => String(key).split(':')[0] ?? '').filter((name) => name.startsWith('link-'));
  });
}

test('[UI-13] worlds are listed, the newest first; one is renamed, opened, forgotten and back', async ({ page }) => {
  const play = new Playground(page);
  await play.open(link(7));
  const [first] = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'In seven', content: 'x', published: true });
  await page.goto('about:blank');
  await play.open(link(8));

  const list = await openWorlds(page);
  const worlds = list.getByTestId('world');
  await expect(worlds).toHaveCount(3);
  await expect(worlds.nth(0)).toContainText('★ yours');
  await expect(worlds.nth(1)).toContainText('● open here');
  await expect(worlds.nth(1)).toContainText('rows made from seed 8');
  await expect(worlds.nth(2)).toContainText(/just now.*about [\d.]+ kB.*rows made from seed 7/);
  expect((await new AxeBuilder({ page }).include('[data-testid=share-dialog]').analyze()).violations).toEqual([]);

  await worlds.nth(2).getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('Title of the world').fill('Seven');
  await page.keyboard.press('Enter');
  await expect(worlds.nth(2)).toContainText('Seven');
  await worlds.nth(2).getByRole('button', { name: 'Forget' }).click();
  await expect(worlds.nth(2)).toContainText('Seven is forgotten');
  await worlds.nth(2).getByRole('button', { name: 'Undo' }).click();
  await worlds.nth(2).getByRole('button', { name: 'Open' }).click();
  await play.running();
  await expect(page.getByText('In seven').first()).toBeVisible();
  expect(play.complaints).toEqual([]);
});

test('[UI-13] a world that is forgotten leaves nothing behind: its link makes it anew', async ({ page }) => {
  const play = new Playground(page);
  await play.open(link(7));
  const [first] = await play.cards();
  await play.run(first?.client ?? '', 'CreatePost', { title: 'In seven', content: 'x', published: true });
  await page.goto('about:blank');
  await play.open();
  await expect.poll(() => journals(page)).toHaveLength(1);
  const list = await openWorlds(page);
  await list.getByRole('button', { name: 'Forget' }).click();
  await close(page);
  await expect.poll(() => journals(page)).toEqual([]);
  await expect((await openWorlds(page)).getByTestId('world')).toHaveCount(1);
  await page.goto('about:blank');
  await play.open(link(7));
  await expect(page.getByTestId('client-card').first()).toBeVisible();
  await expect(page.getByText('In seven')).toHaveCount(0);
  expect(play.complaints).toEqual([]);
});

test('[UI-13] a long list scrolls inside the dialog, on a phone too', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await page.evaluate(
    ([name = '', packed = '']) => {
      const opened = Array.from({ length: 16 }, (_, at) => ({ name: `link-${at}`, packed, openedAtMs: at }));
      localStorage.setItem(name, JSON.stringify({ own: null, opened }));
    },
    [`pyre-sync worlds ${new URL(page.url()).pathname}`, packRecipe({ seed: 7 })],
  );
  for (const size of [
    { width: 1200, height: 700 },
    { width: 390, height: 700 },
  ]) {
    await page.setViewportSize(size);
    const worlds = (await openWorlds(page)).getByTestId('world');
    await expect(worlds).toHaveCount(17);
    await expect(page.getByRole('button', { name: 'Close' })).toBeInViewport();
    await worlds.last().getByRole('button', { name: 'Forget' }).click();
    await worlds.last().getByRole('button', { name: 'Undo' }).click();
    await close(page);
  }
  expect(play.complaints).toEqual([]);
});

test('[UI-13] a world in another tab cannot be forgotten from here', async ({ page }) => {
  const play = new Playground(page);
  await play.open(link(7));
  const other = new Playground(await page.context().newPage());
  await other.open();
  const worlds = (await openWorlds(other.page)).getByTestId('world');
  await expect(worlds.nth(1)).toContainText('open in another tab');
  await expect(worlds.nth(1).getByRole('button', { name: 'Forget' })).toHaveCount(0);
  expect([...play.complaints, ...other.complaints]).toEqual([]);
});

test('[UI-13] kept as mine from the list, then the page’s own world again; the list fits a phone', async ({ page }) => {
  const play = new Playground(page);
  await play.open(link(7));
  await page.goto('about:blank');
  await play.open();
  const worlds = (await openWorlds(page)).getByTestId('world');
  await worlds.nth(1).getByRole('button', { name: 'Keep as mine' }).click();
  await play.running();
  await expect(page.getByTestId('visit')).toContainText('yours now');
  await openWorlds(page);
  await expect(worlds.nth(1)).toContainText('★ yours');
  await worlds.nth(0).getByRole('button', { name: 'Make it mine again' }).click();
  await play.running();
  await page.setViewportSize({ width: 390, height: 844 });
  await openWorlds(page);
  await expect(worlds.nth(0)).toContainText('★ yours');
  await expect(worlds.nth(1)).toContainText('☆ kept');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(play.complaints).toEqual([]);
});
