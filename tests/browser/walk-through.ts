// The walk-through of the sync architecture: the same story, wherever the server runs.
import { expect } from '@playwright/test';
import { type Playground, visibleTo } from './playground.ts';

/** From the first catch-up to a change of user; after each step every client shows exactly what its user may see. */
export async function walkThrough(play: Playground): Promise<void> {
  expect(await play.serverRows('users')).toHaveLength(20);
  const author = await play.addClientOf(4);
  const reader = await play.addClientOf(9);
  await play.expectExact();

  await play.run(author, 'CreatePost', { title: 'A draft of mine', content: 'Not yet', published: false });
  await play.expectExact();
  const draft = (await play.posts()).find((post) => post.title === 'A draft of mine');
  expect(draft).toMatchObject({ authorUserId: 4, published: false });
  const id = draft?.id ?? 0;
  expect(await held(play, author)).toContain(id);
  expect(await held(play, reader)).not.toContain(id);

  await play.run(author, 'CreatePost', { title: 'For everybody', content: 'Now', published: true });
  await play.expectExact();

  await play.run(author, 'PublishPost', { id: String(id), published: true });
  await expect.poll(() => held(play, reader)).toContain(id);
  await play.expectExact();

  await play.run(author, 'PublishPost', { id: String(id), published: false });
  await expect.poll(() => held(play, reader)).not.toContain(id);
  expect(await held(play, author)).toContain(id);
  await play.expectExact();

  await play.run(reader, 'DeletePost', { id: String(id) });
  // The page, which may look inside the server, says why; the answer itself tells nothing of the row.
  const inside = play.page.getByTestId('why-nothing');
  await expect(inside).toContainText('The page looked inside the server');
  const denied = await play.page.getByTestId('answer').innerText();
  expect(denied).toContain(await inside.innerText());
  expect(denied.replace(await inside.innerText(), '')).not.toContain('A draft of mine');
  expect((await play.posts()).some((post) => post.id === id)).toBe(true);

  await play.act(reader, 'Go offline');
  await expect(play.card(reader)).toHaveAttribute('data-phase', 'offline');
  const asleep = await held(play, reader);
  const gone = (await play.posts()).find((post) => post.title === 'For everybody');
  await play.run(author, 'DeletePost', { id: String(gone?.id) });
  await play.run(author, 'PublishPost', { id: String(id), published: true });
  await play.expectExact();
  expect(await held(play, reader)).toEqual(asleep);

  await play.act(reader, 'Go online');
  await expect.poll(() => held(play, reader)).toContain(id);
  expect(await held(play, reader)).not.toContain(gone?.id);
  await play.expectExact();

  await play.select(reader);
  const details = play.page.getByTestId('client-strip').getByRole('button', { name: 'Details' });
  const form = play.page.getByRole('form', { name: 'Session values' });
  // Where there is room they are open from the beginning.
  if ((await details.getAttribute('aria-expanded')) === 'false') await details.click();
  await form.getByLabel('userId', { exact: true }).fill('4');
  await form.getByRole('button', { name: 'Change session' }).click();
  await expect(play.card(reader)).toHaveAttribute('data-user', '4');
  await play.settled();
  await play.expectExact();
  expect(await held(play, reader)).toEqual(visibleTo(4, await play.posts()));
  await details.click();
}

async function held(play: Playground, client: string): Promise<readonly number[]> {
  return (await play.cards()).find((card) => card.client === client)?.posts ?? [];
}
