// Schema and permissions, live [UI-10]: what a change would do is said before, what it did is seen after, and it can be taken back.
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { Playground } from './playground.ts';

const demo = readFileSync(new URL('../../schema/schema.pyre', import.meta.url), 'utf8');
const rule = 'authorUserId == Session.userId || published == True';

class SchemaPanel {
  readonly page: Page;
  readonly panel: Locator;
  readonly editor: Locator;
  readonly impact: Locator;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByTestId('schema-panel');
    this.editor = this.panel.locator('.cm-content');
    this.impact = this.panel.getByTestId('impact');
  }

  async open(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Schema', exact: true }).click();
    await expect(this.editor).toBeVisible();
  }

  /** Replaces the whole text of the file that is open. */
  async write(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  async expectState(state: string): Promise<void> {
    await expect(this.impact).toHaveAttribute('data-state', state);
  }

  async apply(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Apply', exact: true }).click();
  }
}

/** Titles of the rows that one card shows, as many as there are. */
async function held(play: Playground): Promise<readonly (readonly number[])[]> {
  return (await play.cards()).map((card) => card.posts);
}

test('[UI-10] a permission is changed: the impact before, the cards after, and Undo', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const before = await held(play);
  const schema = new SchemaPanel(page);
  await schema.open();
  await schema.expectState('served');
  await schema.write(demo.replace(rule, 'False'));
  await schema.expectState('ready');
  const sentence = schema.impact.getByTestId('impact-sentence');
  await expect(sentence).toContainText('6 clients resync');
  await expect(sentence).toContainText(/loses \d+ posts/);
  const rows = schema.impact.getByTestId('impact-row');
  const told = await rows.getByTestId('lost').allInnerTexts();
  const counts = told.map((text) => Number(/\d+/.exec(text)?.[0])).toSorted((a, b) => a - b);
  expect(counts.at(-1)).toBe(Math.max(...before.map((posts) => posts.length)));
  expect(await held(play)).toEqual(before);
  // The cards mark what would go, before it goes.
  await expect(page.locator('.cards .would-go')).toHaveCount(before.flat().length);
  await expect(page.getByTestId('foreseen-legend')).toHaveText(['goes if applied']);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await schema.apply();
  await expect.poll(async () => (await held(play)).flat().length).toBe(0);
  await play.settled();
  await expect(page.getByTestId('proof')).toHaveAttribute('data-state', 'exact');
  await page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => held(play)).toEqual(before);
  await schema.expectState('served');
  await expect(schema.editor).toContainText(rule.slice(0, 40));
  expect(play.complaints).toEqual([]);
});

test('[UI-10] a broken text is marked where it is broken, and the world goes on', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const schema = new SchemaPanel(page);
  await schema.open();
  await schema.write(demo.replace('title        String', 'title        Strung'));
  await schema.expectState('wrong');
  await expect(schema.impact).toContainText('schema.pyre:23');
  await expect(schema.panel.locator('.cm-lintRange-error')).toHaveText('Strung');
  await expect(schema.panel.getByRole('button', { name: 'Apply', exact: true })).toBeDisabled();
  const [first] = await play.cards();
  const answer = await play.run(first?.client ?? '', 'CreatePost', {
    title: 'Meanwhile',
    content: 'x',
    published: true,
  });
  expect(answer).toContain('Meanwhile');
  await schema.open();
  await expect(schema.editor).toContainText('Strung');
  await schema.panel.getByRole('button', { name: 'Discard edits' }).click();
  await schema.expectState('served');
  expect(play.complaints).toEqual([]);
});

test('[UI-10] a step that would cost data is refused by name, and done when it is allowed', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const schema = new SchemaPanel(page);
  await schema.open();
  await schema.write(demo.replace('    @timestamps\n', ''));
  await schema.expectState('wrong');
  await schema.panel.locator('[data-path="queries/getPost.pyre"]').click();
  await schema.panel.getByRole('button', { name: 'Delete', exact: true }).click();
  await schema.expectState('refused');
  await expect(schema.impact).toContainText('The column posts.createdAt holds data');
  await schema.impact.getByRole('button', { name: 'Let posts.createdAt go' }).click();
  await schema.expectState('ready');
  await schema.apply();
  await expect(page.getByTestId('notice')).toContainText('posts.createdAt is gone');
  expect(Object.keys((await play.serverRows('posts'))[0] ?? {})).not.toContain('createdAt');
});

test('[UI-10] a new column: its step is told, rows get its default, clients get the column', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const schema = new SchemaPanel(page);
  await schema.open();
  const published = 'published    Bool   @default(False)';
  await schema.write(demo.replace(published, `${published}\n    place        String @default("home")`));
  await schema.expectState('ready');
  await expect(schema.impact).toContainText('posts: a new column place');
  await expect(schema.impact).toContainText('6 clients resync; nobody gains or loses a row');
  await schema.apply();
  await expect(page.getByTestId('notice')).toContainText('applied');
  const rows = await play.serverRows('posts');
  expect(rows.every((row) => row['place'] === 'home')).toBe(true);
});

test('[UI-10] by keyboard: complete, format, apply, and leave the editor', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const schema = new SchemaPanel(page);
  await schema.open();
  await schema.editor.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('\nrecord Tag {\n  @public\n  id Int @id\n  label ');
  await page.keyboard.type('Str');
  const completions = schema.panel.locator('.cm-tooltip-autocomplete');
  await expect(completions.getByRole('option').first()).toContainText('String');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText('\n}\n');
  await schema.expectState('ready');
  await page.keyboard.press('ControlOrMeta+s');
  await expect(schema.editor).toContainText('    label String');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('notice')).toContainText('applied');
  await schema.editor.click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(schema.editor).not.toBeFocused();
  await expect(play.serverRows('tags')).resolves.toEqual([]);
});

test('[UI-10] files are added, renamed and deleted, and their queries come and go', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const schema = new SchemaPanel(page);
  await schema.open();
  await schema.panel.getByRole('button', { name: 'Add a query file' }).click();
  await schema.panel.getByRole('button', { name: 'Rename', exact: true }).click();
  await schema.panel.getByLabel('Path of the file').fill('queries/titles.pyre');
  await page.keyboard.press('Enter');
  await schema.write('query Titles {\n    post {\n        title\n    }\n}\n');
  await schema.panel.locator('[data-path="queries/deletePost.pyre"]').click();
  await schema.panel.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(schema.panel.locator('[data-path="queries/deletePost.pyre"]')).toHaveAttribute('data-state', 'removed');
  await schema.expectState('ready');
  await schema.apply();
  await expect(schema.panel.locator('[data-path="queries/deletePost.pyre"]')).toHaveCount(0);
  const [first] = await play.cards();
  expect(await play.run(first?.client ?? '', 'Titles')).toContain('Sourdough');
  await expect(page.getByTestId('query-panel').locator('option[value="DeletePost"]')).toHaveCount(0);
});

interface Shipped {
  readonly id: string;
  readonly table: string;
  /** A mutation of the first client, and what its answer says. */
  readonly query: string;
  readonly values: Readonly<Record<string, string>>;
  readonly answers: string;
  /** Fields of the session form. */
  readonly session: readonly string[];
}

const shipped: readonly Shipped[] = [
  {
    id: 'chat',
    table: 'messages',
    query: 'SendMessage',
    values: { channelId: '1', text: 'Hello from the first' },
    answers: 'Hello from the first',
    session: ['userId', 'role', 'channels'],
  },
  {
    id: 'inventory',
    table: 'movements',
    query: 'BookMovement',
    values: { goodSku: 'kettle-1', quantity: '3' },
    answers: 'kettle-1',
    session: ['employeeId', 'role'],
  },
  {
    id: 'deny-all',
    table: 'notes',
    query: 'WriteNote',
    values: { title: 'Never', secret: 'x' },
    answers: 'nothing changed',
    session: ['userId', 'role'],
  },
];

for (const { id, table, query, values, answers, session } of shipped) {
  test(`[UI-13] the project ${id}: its rows, its session, its forms, the proof, and the next visit`, async ({
    page,
  }) => {
    const play = new Playground(page);
    await play.open();
    const schema = new SchemaPanel(page);
    await schema.open();
    await schema.panel.getByTestId('project-menu').selectOption(id);
    await expect(page.getByTestId('notice')).toContainText('started over');
    await play.settled();
    await expect(page.getByTestId('proof')).toHaveAttribute('data-state', 'exact');
    const rows = await play.serverRows(table);
    expect(rows.length).toBeGreaterThan(30);
    await page.getByRole('button', { name: 'matrix', exact: true }).click();
    await expect(page.getByRole('grid')).toBeVisible();
    await page.getByRole('button', { name: 'cards', exact: true }).click();
    const [first] = await play.cards();
    expect(await play.run(first?.client ?? '', query, values)).toContain(answers);
    await play.settled();
    await expect(page.getByTestId('proof')).toHaveAttribute('data-state', 'exact');
    const strip = page.getByTestId('client-strip');
    await strip.getByRole('button', { name: 'Details' }).click();
    const form = page.getByRole('form', { name: 'Session values' });
    await expect(form.getByTestId('field')).toHaveCount(session.length);
    for (const field of session) await expect(form.getByLabel(field, { exact: true })).not.toHaveValue('');
    await page.reload();
    await play.running();
    await schema.open();
    await expect(schema.panel.getByTestId('project-menu')).toHaveValue(id);
    await expect(page.getByTestId('proof')).toHaveAttribute('data-state', 'exact');
    expect(play.complaints).toEqual([]);
  });
}

test('[UI-11] why a hash: the rule, the values that it reads, and what changed when it changed', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const [first] = await play.cards();
  await play.select(first?.client ?? '');
  const strip = page.getByTestId('client-strip');
  await strip.getByRole('button', { name: 'Details' }).click();
  await strip.getByRole('button', { name: 'Why the hash of posts' }).click();
  const story = strip.getByTestId('hash-story');
  await expect(story).toContainText(rule);
  await expect(story).toContainText('Session.userId');
  await expect(story).toContainText('has not changed');
  const form = page.getByRole('form', { name: 'Session values' });
  await form.getByLabel('userId', { exact: true }).fill('5');
  await form.getByRole('button', { name: 'Change session' }).click();
  await expect(story).toContainText('Session.userId was 1, is 5');
  const schema = new SchemaPanel(page);
  await schema.open();
  await schema.write(demo.replace(rule, 'published == True'));
  await schema.expectState('ready');
  await schema.apply();
  await expect(story).toContainText(`rule was ${rule}, is published == True`);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing that axe finds in the schema panel, in ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const play = new Playground(page);
    await play.open();
    const schema = new SchemaPanel(page);
    await schema.open();
    for (const [text, state] of [
      [demo, 'served'],
      [demo.replace(rule, 'id < 9'), 'ready'],
      [demo.replace('title        String', 'title        Strung'), 'wrong'],
      [demo.replace(/^.*content.*\n/m, ''), 'wrong'],
    ] as const) {
      await schema.write(text);
      await schema.expectState(state);
      const { violations } = await new AxeBuilder({ page }).include('[data-testid=schema-panel]').analyze();
      expect(
        violations.map(
          ({ id, nodes }) => `${state}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
        ),
      ).toEqual([]);
    }
  });
}
