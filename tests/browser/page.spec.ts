// The page itself: refused schemas, accessibility, narrow screens, the keyboard, and what a person reads of messages.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { Playground } from './playground.ts';

/** Serves the page's own scripts with this text replaced, as if the project had been built with it. */
async function editSources(page: Page, before: RegExp, after: string): Promise<() => number> {
  let edits = 0;
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    if (before.test(text)) edits++;
    await route.fulfill({ response, body: text.replace(before, after) });
  });
  return () => edits;
}

test('a schema with an error: the page starts, shows where, and says what to do', async ({ page }) => {
  const edits = await editSources(page, /title {8}String(\s+content)/, 'title        Strung$1');
  const play = new Playground(page);
  await page.goto('./');
  const diagnostics = page.getByTestId('diagnostics');
  await expect(diagnostics).toContainText('Strung');
  await expect(diagnostics).toContainText('schema.pyre, line 23');
  await expect(diagnostics.getByRole('button', { name: 'Load again' })).toBeVisible();
  expect(edits()).toBe(1);
  expect(play.complaints).toEqual([]);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing that axe finds, in ${scheme}, in every panel`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const play = new Playground(page);
    await play.open();
    const [first] = await play.cards();
    await play.run(first?.client ?? '', 'CreatePost', { title: 'Seen by axe', content: 'x', published: true });
    for (const name of ['Query', 'Messages', 'Why', 'Server']) {
      await play.panel(name);
      await page.waitForTimeout(300);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
      ).toEqual([]);
    }
  });
}

for (const width of [390, 768, 1440]) {
  test(`no sideways scroll at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto('./');
    await expect(page.getByTestId('server-status')).toHaveAttribute('data-phase', 'running');
    const tabs = await page.getByRole('tab').all();
    for (const tab of tabs) {
      await tab.click();
      await page.waitForTimeout(200);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, await tab.innerText()).toBeLessThanOrEqual(0);
    }
  });
}

test('[UI-3] the tableau by keyboard: arrows move, Enter selects the acting client', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const cards = page.getByTestId('client-card');
  await cards.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(cards.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(cards.nth(1)).toHaveAttribute('aria-selected', 'true');
  const name = await cards.nth(1).getByTestId('client-name').innerText();
  await expect(page.getByRole('button', { name: /^(Submit|Run) as / })).toHaveText(`Submit as ${name}`);
});

test('[UI-5] a draft: the delta names who received it and who was passed over', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const author = await play.addClientOf(7);
  await play.run(author, 'CreatePost', { title: 'Only mine', content: 'x', published: false });
  await play.panel('Messages');
  const delta = page.locator('[data-testid=message][data-kind=delta]').last();
  await expect(delta).toContainText('not');
  await delta.getByRole('button').first().click();
  await expect(delta).toContainText('Sent to');
  await expect(page.locator('[data-testid=message][data-kind=delta]').last()).toContainText('Only mine');
});

test('[UI-6] an ill-typed argument is named at its field, and nothing is sent twice', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const [first] = await play.cards();
  await play.select(first?.client ?? '');
  await play.panel('Query');
  const panel = page.getByTestId('query-panel');
  await panel.getByLabel('Run', { exact: true }).selectOption('PublishPost');
  await panel.getByRole('button', { name: /^(Submit|Run) as / }).click();
  const field = panel.locator('[data-testid=field][data-name="id"]');
  await expect(field.getByTestId('field-problem')).toBeVisible();
  await field.getByLabel('id', { exact: true }).fill('999999');
  await expect(field.getByTestId('field-problem')).toBeHidden();
  await panel.getByRole('button', { name: /^(Submit|Run) as / }).click();
  await expect(panel.getByTestId('answer')).toHaveAttribute('data-ok', 'true');
});

test('the last client can be removed and brought back', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const before = await play.cards();
  await play.act(before[0]?.client ?? '', 'Remove');
  await expect(page.getByTestId('client-card')).toHaveCount(before.length - 1);
  await page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('client-card')).toHaveCount(before.length);
  await play.settled();
  await play.expectExact();
});
