// The whole system in a real browser, from a sub-path: every step of the walk-through, with each kind of worker.
import { expect, test } from '@playwright/test';
import { Playground } from './playground.ts';
import { walkThrough } from './walk-through.ts';

// Cards out of sight draw no rows, and here every card is read.
test.use({ viewport: { width: 1440, height: 2600 } });

test('the walk-through with a SharedWorker', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  await walkThrough(play);
  expect(play.complaints).toEqual([]);
});

test('the walk-through where SharedWorker does not exist', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker');
  });
  const play = new Playground(page);
  await play.open();
  await walkThrough(play);
  expect(play.complaints).toEqual([]);
});

test('two tabs share one server: what one writes the other shows', async ({ context }) => {
  const first = new Playground(await context.newPage());
  await first.open();
  const second = new Playground(await context.newPage());
  await second.open();

  const writer = await first.addClientOf(6);
  const [reader] = await second.cards();
  await first.run(writer, 'CreatePost', { title: 'From the first tab', content: 'x', published: true });
  await second.expectExact();
  const written = (await second.posts()).find((post) => post.title === 'From the first tab');
  expect(written).toBeDefined();
  const shown = (await second.cards()).find((card) => card.client === reader?.client);
  expect(shown?.posts).toContain(written?.id);

  await first.page.close();
  await second.run(reader?.client ?? '', 'ListPosts');
  await second.expectExact();
  expect([...first.complaints, ...second.complaints]).toEqual([]);
});

test('[CLIENT-1] a reload shows what was cached before the server answers', async ({ context }) => {
  const stays = new Playground(await context.newPage());
  await stays.open();
  const page = await context.newPage();
  const play = new Playground(page);
  await play.open();
  const before = (await play.cards()).map((card) => [card.user, card.posts]);
  expect(before.length).toBeGreaterThan(0);
  await page.reload();
  await play.settled();
  await expect.poll(async () => (await play.cards()).map((card) => [card.user, card.posts])).toEqual(before);
  await play.expectExact();
  expect(play.complaints).toEqual([]);
});

test('ten clients at once, drawn by the server, each exact', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const before = (await play.cards()).length;
  await page.getByRole('button', { name: '+10 clients' }).click();
  await expect.poll(async () => (await play.cards()).length).toBe(before + 10);
  await play.settled();
  const users = (await play.cards()).slice(before).map((card) => card.user);
  expect(users.every((user) => user >= 1 && user <= 100)).toBe(true);
  await play.expectExact();
});
