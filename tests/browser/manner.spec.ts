// Manner: nothing for axe to find anywhere, everything by keyboard, zoom, calm, and the focus given back.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { Playground } from './playground.ts';

async function violations(page: Page): Promise<string[]> {
  const found = (await new AxeBuilder({ page }).analyze()).violations;
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(' ')}`));
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What a person may have before them, and how they get there. */
const SIGHTS: Readonly<Record<string, (page: Page, play: Playground) => Promise<void>>> = {
  'every tab': async (page) => {
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await expect(page.getByText('Loading…')).toBeHidden();
      expect(await violations(page), await tab.innerText()).toEqual([]);
    }
  },
  'an open message': async (page, play) => {
    await play.panel('Messages');
    await page.locator('[data-testid=message][data-kind=delta] button').first().click();
  },
  'the matrix': async (page) => {
    await page.getByRole('button', { name: 'matrix', exact: true }).click();
    await expect(page.getByTestId('matrix-cell').first()).toBeVisible();
  },
  'the dots': async (page) => page.getByRole('button', { name: 'dots', exact: true }).click(),
  'the details of a client': async (page) =>
    page.getByTestId('client-strip').getByRole('button', { name: 'Details' }).click(),
  'the network': async (page) => page.getByTestId('network-button').click(),
  'the commands': async (page) => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  },
  'the shortcuts': async (page) => {
    await page.keyboard.press('Shift+?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  },
  'the share dialog': async (page) => {
    await page.getByRole('button', { name: 'Share this world' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  'the data flow with frames under way': async (page, play) => {
    await page.getByRole('button', { name: 'Data flow', exact: true }).click();
    await page.getByRole('button', { name: 'Pause time' }).click();
    await play.page.getByRole('button', { name: 'Reconnect' }).click();
    await expect(page.getByTestId('flow-dot').first()).toBeVisible();
    await page.getByTestId('flow-dot').first().focus();
    await expect(page.getByTestId('frame-in-hand')).toBeVisible();
  },
  'an earlier moment': async (page) => {
    await page.getByRole('button', { name: 'One moment back' }).click();
    await expect(page.getByTestId('past-line')).toBeVisible();
  },
  'a notice with a way back': async (page) => {
    await page.getByTestId('client-strip').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByTestId('notice')).toBeVisible();
  },
};

for (const scheme of ['light', 'dark'] as const) {
  for (const [name, go] of Object.entries(SIGHTS)) {
    test(`axe finds nothing, ${scheme}: ${name}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      const play = new Playground(page);
      await play.open();
      const [first] = await play.cards();
      await play.run(first?.client ?? '', 'CreatePost', { title: 'Seen by axe', content: 'x', published: true });
      await go(page, play);
      expect(await violations(page)).toEqual([]);
    });
  }
}

test('everything by keyboard: add, write, stop time, step, look back, undo', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const before = (await play.cards()).length;
  const command = async (typed: string) => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeHidden();
  };
  await page.keyboard.press('a');
  await expect(page.getByTestId('client-card')).toHaveCount(before + 1);
  await play.settled();

  await command('open query');
  await expect(page.getByRole('tab', { name: 'Query' })).toBeFocused();
  const run = page.getByTestId('query-panel').getByLabel('Run', { exact: true });
  await tabTo(page, () => run.evaluate((element) => element === document.activeElement));
  await page.keyboard.type('CreatePost');
  await expect(run).toHaveValue('CreatePost');
  for (const [field, text] of [
    ['title', 'By hand'],
    ['content', 'On keys'],
  ] as const) {
    const input = page.getByTestId('query-panel').getByLabel(field, { exact: true });
    await tabTo(page, () => input.evaluate((element) => element === document.activeElement));
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer')).toHaveAttribute('data-ok', 'true');

  await command('pause');
  await expect(page.getByRole('button', { name: 'Let time go on' })).toBeVisible();
  await command('reconnect');
  await expect(page.getByTestId('network-button')).toHaveAccessibleName(/[1-9]\d* frames? under way/);
  await command('message arrive');
  await command('let time go on');
  await play.settled();

  await command('look back');
  await expect(page.getByTestId('past-line')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('past-line')).toBeHidden();

  await command('remove');
  await expect(page.getByTestId('client-card')).toHaveCount(before);
  await page.keyboard.press('u');
  await expect(page.getByTestId('client-card')).toHaveCount(before + 1);
  expect(play.complaints).toEqual([]);
});

/** Presses Tab until it is there; a page that lets nobody through fails here. */
async function tabTo(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  expect(await isThere()).toBe(true);
}

test('a dialog gives the focus back to where it was', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  for (const name of ['All commands', 'Share this world']) {
    const button = page.getByRole('button', { name });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(button, name).toBeFocused();
  }
});

test('plain keys do nothing while one types, and nothing at all once they are switched off', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const pause = page.getByRole('button', { name: 'Pause time' });
  await page.getByTestId('query-panel').getByLabel('title', { exact: true }).focus();
  await page.keyboard.type('ppp?');
  await expect(pause).toBeVisible();
  await page.getByRole('tab', { name: 'Query' }).focus();
  await page.keyboard.press('Shift+?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByRole('checkbox').press('Space');
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.reload();
  await play.settled();
  await page.keyboard.press('p');
  await expect(pause).toBeVisible();
});

test('at 200 % of zoom nothing is lost sideways, and every tab can be reached', async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 400 });
  const play = new Playground(page);
  await play.open();
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
    await expect(tab).toBeInViewport();
    expect(await overflow(page), await tab.innerText()).toBeLessThanOrEqual(0);
  }
});

test('on a phone: the way back, the commands and the network fit the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const play = new Playground(page);
  await play.open();
  await play.panel('Flow');
  await page.getByRole('button', { name: 'One moment back' }).click();
  await expect(page.getByTestId('past-line')).toBeInViewport();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.getByRole('button', { name: 'All commands' }).click();
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await page.getByTestId('network-button').click();
  await expect(page.getByTestId('network-panel')).toBeInViewport({ ratio: 1 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

test('on a phone: a pause is said in a line, a notice covers no button, and fingers have room', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const play = new Playground(page);
  await play.open();
  await page.getByRole('button', { name: 'Pause time' }).click();
  const paused = page.getByTestId('pause-line');
  await expect(paused).toBeInViewport({ ratio: 1 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await paused.getByRole('button', { name: 'Go on' }).click();
  await expect(paused).toBeHidden();

  await page.getByTestId('client-strip').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByTestId('notice')).toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: 'Add client' }).click({ trial: true });
  await page.getByTestId('client-strip').getByRole('button', { name: 'Reconnect' }).click({ trial: true });
  for (const button of await page.locator('.button:visible, .field-input:visible').all()) {
    const box = await button.boundingBox();
    const told = (await button.getAttribute('aria-label')) ?? (await button.innerText());
    expect([told, Math.min(box?.width ?? 0, box?.height ?? 0) >= 34]).toEqual([told, true]);
  }
});

test('with reduced motion nothing moves by itself, frames under way neither', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const play = new Playground(page);
  await play.open();
  await page.getByRole('button', { name: 'Data flow', exact: true }).click();
  await page.getByTestId('network-button').click();
  await page.getByTestId('network-panel').getByLabel('preset').selectOption('tunnel');
  await page.keyboard.press('Escape');
  await page.getByLabel('Speed of time').selectOption({ label: '1/32 ×' });
  await page.getByTestId('client-strip').getByRole('button', { name: 'Reconnect' }).click();
  await expect(page.getByTestId('flow-dot').first()).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});
