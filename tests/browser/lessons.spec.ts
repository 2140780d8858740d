// Lessons as a person takes them: in a world of their own, by hand and by help, remembered, and in a frame [UI-15].
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { dropFile } from './drop-file.ts';
import { Playground } from './playground.ts';

async function openLesson(page: Page, title: string): Promise<Locator> {
  await page.getByRole('tab', { name: 'Lessons', exact: true }).click();
  await page.getByRole('button', { name: new RegExp(`^. ?${title}|${title}`) }).click();
  const step = page.getByTestId('lesson-step');
  await expect(step).toBeVisible();
  await expect(page.getByTestId('server-status')).toHaveAttribute('data-phase', 'running');
  return step;
}

test('a lesson by hand: a guess, the goal ticks itself, and my own world is untouched', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await expect(page.getByTestId('client-card')).toHaveCount(6);
  const step = await openLesson(page, 'Publish and unpublish');
  await expect(page.getByTestId('client-card')).toHaveCount(3);
  await expect(step.getByText('Guess first', { exact: false })).toBeVisible();
  await expect(step.getByTestId('goal')).toHaveCount(0);
  await step.getByRole('radio').first().check();
  await play.settled();
  const [ada] = await play.cards();
  await play.run(ada?.client ?? '', 'PublishPost', { id: '18', published: true });
  const bar = page.getByTestId('lesson-dock');
  await expect(bar.getByText('Reached: not as you guessed')).toBeVisible();
  await expect(bar.getByTestId('wrong-guess')).toContainText('You guessed');
  await expect(page.getByTestId('lesson-status')).toContainText('Step reached: Publish');
  await bar.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(bar).toHaveCount(0);
  await expect(step).toHaveAttribute('data-reached', 'true');
  await expect(step.getByText('your guess', { exact: false })).toBeVisible();
  await expect(step.getByTestId('goal').first()).toContainText('every client holds post 18');

  await page.getByRole('button', { name: 'Back to my world' }).click();
  await expect(page.getByTestId('client-card')).toHaveCount(6);
  await page.getByRole('tab', { name: 'Lessons', exact: true }).click();
  await expect(page.getByRole('button', { name: /Publish and unpublish/ })).toContainText('1 of 2 steps');
  expect(play.complaints).toEqual([]);
});

test('lessons that begin alike share no rows; the bar leads back to my world', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const step = await openLesson(page, 'Publish and unpublish');
  await step.getByRole('button', { name: 'Skip the guess' }).click();
  await play.settled();
  await step.getByRole('button', { name: 'Do it for me' }).click();
  await expect(step).toHaveAttribute('data-reached', 'true');
  await expect(page.getByTestId('server-status')).toContainText('revision 1');
  await page.getByRole('button', { name: 'All lessons' }).click();
  await page.getByRole('button', { name: /Deletes/ }).click();
  await expect(page.getByRole('article', { name: 'Deletes' })).toBeVisible();
  await play.running();
  await expect(page.getByTestId('server-status')).toContainText('revision 0');
  await play.panel('Query');
  await page.getByTestId('lesson-dock').getByRole('button', { name: 'Leave the lesson, back to my world' }).click();
  await expect(page.getByTestId('client-card')).toHaveCount(6);
  await expect(page.getByTestId('lesson-dock')).toHaveCount(0);
  expect(play.complaints).toEqual([]);
});

test('[UI-14] a frame about lessons that names none offers a choice, and shows only what the chosen one needs', async ({
  page,
}) => {
  await page.goto('./?embed=lesson&controls=0');
  await page.getByRole('button', { name: /Publish and unpublish/ }).click();
  await expect(page.getByTestId('client-card')).toHaveCount(3);
  await expect(page.getByTestId('query-panel')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add client' })).toBeHidden();
  await expect(page.getByTestId('client-strip')).toHaveCount(0);
  await page.getByRole('button', { name: 'All lessons' }).click();
  await expect(page.getByRole('button', { name: /First catch-up/ })).toBeVisible();
});

test('[UI-14] the cover of a lesson in a frame says which one it is', async ({ page }) => {
  await page.goto('./?embed=lesson&lesson=deletes');
  await expect(page.getByText('Lesson: Deletes')).toBeVisible();
  await page.getByRole('button', { name: /Start/ }).click();
  await expect(page.getByTestId('lesson-step')).toBeVisible();
});

test('a lesson by help, to its end, and started over', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const step = await openLesson(page, 'Offline and back');
  const steps = await page.getByRole('navigation', { name: 'Steps' }).getByRole('button').count();
  for (let number = 1; number <= steps; number++) {
    await play.settled();
    if (await step.getByRole('radio').first().isVisible()) await step.getByRole('radio').first().check();
    await step.getByRole('button', { name: 'Do it for me' }).click();
    await expect(step).toHaveAttribute('data-reached', 'true');
    await step.getByRole('button', { name: number === steps ? 'Finish' : 'Next step' }).click();
  }
  await expect(page.getByText('This world stays open', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(step).toHaveAttribute('data-reached', 'false');
  await expect(page.getByTestId('client-card')).toHaveCount(3);
  await play.settled();
  await play.expectExact();
  expect(play.complaints).toEqual([]);
});

test('a reload comes back to the step; the link leads others to the lesson', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const step = await openLesson(page, 'Deletes');
  await step.getByRole('radio').last().check();
  await play.settled();
  await step.getByRole('button', { name: 'Do it for me' }).click();
  await step.getByRole('button', { name: 'Next step' }).click();
  await expect(step.getByRole('heading', { name: 'While somebody sleeps' })).toBeVisible();
  expect(new URL(page.url()).hash).toContain('lesson=deletes');
  await page.reload();
  await expect(step.getByRole('heading', { name: 'While somebody sleeps' })).toBeVisible();
  expect(play.complaints).toEqual([]);
});

test('[UI-14] a lesson in a frame tells the page around what was reached', async ({ page }) => {
  const html = `<iframe id="lesson" src="./?embed=lesson&lesson=first-catch-up&autoplay" style="width:100%;height:600px"></iframe>
    <script>window.heard = []; addEventListener('message', (event) => window.heard.push(event.data));</script>`;
  await page.route('**/around.html', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto('./around.html');
  const frame = page.frameLocator('#lesson');
  await expect(frame.getByTestId('client-card')).toHaveCount(1);
  await frame.getByRole('radio').last().check();
  await frame.getByRole('button', { name: 'Do it for me' }).click();
  await expect(frame.getByTestId('lesson-step')).toHaveAttribute('data-reached', 'true');
  const events =
    await page.evaluate<{ type: string; lesson?: string; step?: number; steps?: number }[]>('window.heard');
  expect(events.filter(({ type }) => type === 'lesson')).toMatchObject([
    { lesson: 'first-catch-up', step: 1, steps: 2 },
  ]);
});

test('writing a lesson: what is done is recorded, it is tried in a world of its own, and the text is still there', async ({
  page,
}) => {
  const play = new Playground(page);
  await play.open('#tab=lessons');
  await page.getByRole('button', { name: 'Write one' }).click();
  const text = page.getByLabel('Text of the lesson');
  await expect(text).toHaveValue(/^---\ntitle: My lesson/);
  await page.getByRole('button', { name: 'Record what I do' }).click();
  await page.getByTestId('client-strip').getByRole('button', { name: 'Go offline' }).click();
  await expect(text).toHaveValue(/### Do it\n\n- take client 1 offline\n/);
  await page.getByRole('button', { name: 'Recording what you do' }).click();
  await text.fill((await text.inputValue()).replace('- a delta message was sent', '- client 1 is offlane'));
  await expect(page.getByTestId('author')).toContainText('No condition reads so: “client 1 is offlane”');
  await expect(page.getByRole('button', { name: 'Try it' })).toBeDisabled();
  await text.fill((await text.inputValue()).replace('offlane', 'offline'));
  await page.getByRole('button', { name: 'Try it' }).click();
  const step = page.getByTestId('lesson-step');
  await expect(page.getByTestId('visit')).toContainText('has a world of its own');
  await step.getByRole('radio').last().check();
  await play.settled();
  await step.getByRole('button', { name: 'Do it for me' }).click();
  await expect(step).toHaveAttribute('data-reached', 'true');
  await page.getByRole('button', { name: 'Back to the text' }).click();
  await expect(text).toHaveValue(/- take client 1 offline/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as my-lesson.md' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('my-lesson.md');
  expect(play.complaints).toEqual([]);
});

test('a lesson from a file: dropped, its mistakes are told; mended, it opens', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const lesson = (goal: string) =>
    `---\ntitle: Mine\nabout: A file.\nclients: 2\n---\n\n## Only step\n\n### Goal\n\n- ${goal}\n\n### Do it\n\n- take client 2 offline\n`;
  await dropFile(page, 'mine.md', lesson('client 2 sleeps'));
  await expect(page.getByTestId('bring-in')).toContainText('mine.md, line 11: No condition reads so');
  await page.keyboard.press('Escape');
  await dropFile(page, 'mine.md', lesson('client 2 is offline'));
  await expect(page.getByRole('article', { name: 'Mine' })).toBeVisible();
  await expect(page.getByTestId('client-card')).toHaveCount(2);
  await play.settled();
  await page.getByRole('button', { name: 'Do it for me' }).click();
  await expect(page.getByTestId('lesson-step')).toHaveAttribute('data-reached', 'true');
  expect(play.complaints).toEqual([]);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing that axe finds in lessons, in ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const play = new Playground(page);
    await play.open();
    const find = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations.map(
        ({ id, nodes }) => `${where}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
    };
    await play.panel('Lessons');
    await expect(page.getByRole('button', { name: /Deletes/ })).toBeVisible();
    expect(await find('list')).toEqual([]);
    const step = await openLesson(page, 'Deletes');
    expect(await find('step')).toEqual([]);
    await step.getByRole('radio').first().check();
    await step.getByRole('button', { name: 'Hint' }).click();
    await step.getByRole('button', { name: 'Do it for me' }).click();
    await expect(step).toHaveAttribute('data-reached', 'true');
    expect(await find('reached')).toEqual([]);
  });
}
