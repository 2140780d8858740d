// What real browsers do to a page: its worker dies, it is frozen, reloaded, short of storage, or lacks what it builds on.
import { expect, test, type Page } from '@playwright/test';
import { Playground } from './playground.ts';
import { BUILT, openSite } from './site.ts';

// High enough that every card is in sight: the others draw no rows.
test.use({ viewport: { width: 1440, height: 2600 } });

/** Kills the SharedWorker as a crash would: its pages are told nothing. */
async function killWorker(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { targetInfos } = await session.send('Target.getTargets');
  const worker = targetInfos.find((target) => target.type === 'shared_worker');
  expect(worker).toBeDefined();
  await session.send('Target.closeTarget', { targetId: worker?.targetId ?? '' });
  await session.detach();
}

/** In front of a worker's script: from a word on the worker says nothing more, as one does that is stuck. */
const MUTABLE = `{
  const say = MessagePort.prototype.postMessage;
  let isMute = false;
  new BroadcastChannel('mute').onmessage = () => (isMute = true);
  MessagePort.prototype.postMessage = function (...said) { if (!isMute) say.apply(this, said); };
}`;

async function setLifecycle(page: Page, state: 'frozen' | 'active'): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state });
  await session.detach();
}

/** Writes a published post; returns its title when the server acknowledged it. */
async function write(play: Playground, client: string, title: string): Promise<string> {
  const answer = await play.run(client, 'CreatePost', { title, content: 'x', published: true });
  expect(answer).toContain(title);
  return title;
}

const titles = async (play: Playground): Promise<string[]> => (await play.posts()).map((post) => post.title);
const notice = (page: Page) => page.getByTestId('notice');

test('[SYNC-11] the worker is killed: another takes over, and no acknowledged write is lost', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const author = await play.addClientOf(4);
  await play.run(author, 'CreatePost', { title: 'Before the crash', content: 'x', published: false });
  await play.expectExact();
  const before = (await play.posts()).map((post) => post.id);

  await killWorker(page);
  await expect(notice(page)).toContainText('The server is back, with all that it had acknowledged');
  await play.settled();
  expect((await play.posts()).map((post) => post.id)).toEqual(before);
  await play.run(author, 'CreatePost', { title: 'After the crash', content: 'x', published: true });
  await play.expectExact();
  expect(await titles(play)).toEqual(expect.arrayContaining(['Before the crash', 'After the crash']));
});

test('[SYNC-11] the worker is killed again and again while two tabs write', async ({ context }) => {
  const plays = [new Playground(await context.newPage()), new Playground(await context.newPage())] as const;
  for (const play of plays) await play.open();
  const written: string[] = [];
  for (const round of [1, 2, 3]) {
    for (const [tab, play] of plays.entries()) {
      const [first] = await play.cards();
      written.push(await write(play, first?.client ?? '', `Round ${round} of tab ${tab}`));
    }
    await killWorker(plays[0].page);
    await Promise.all(
      plays.map(async ({ page }) => {
        await expect(notice(page)).toContainText('The server is back, with all that it had acknowledged');
        // It goes by itself soon; gone or dismissed, the next round begins without it.
        await notice(page)
          .getByRole('button', { name: 'Dismiss' })
          .click({ timeout: 2000 })
          .catch(() => undefined);
      }),
    );
    for (const play of plays) await play.settled();
  }
  for (const play of plays) {
    expect(await titles(play)).toEqual(expect.arrayContaining(written));
    await play.expectExact();
  }
});

test('[SYNC-11] the worker is killed with questions unanswered: the proof goes on', async ({ page }) => {
  const site = await openSite({ folders: { '/stuck/': BUILT }, workerPrelude: MUTABLE });
  const play = new Playground(page, `${site.origin}/stuck/`);
  await play.open();
  const proof = page.getByTestId('proof');
  await expect(proof).toHaveAttribute('data-state', 'exact');
  await page.evaluate(() => new BroadcastChannel('mute').postMessage('now'));
  // A round of the proof begins within a second of a message, and waits for its answer.
  await page.getByTestId('client-strip').getByRole('button', { name: 'Reconnect' }).click();
  await page.waitForTimeout(2500);
  await killWorker(page);
  await expect(notice(page)).toContainText('The server is back, with all that it had acknowledged');
  await play.settled();
  await expect(proof).toHaveAttribute('data-state', 'exact');
  expect(play.complaints).toEqual([]);
  await site.close();
});

test('[SYNC-11] the only tab is reloaded: rows, users and caches are there again', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const author = await play.addClientOf(4);
  await play.run(author, 'CreatePost', { title: 'Kept', content: 'x', published: false });
  await play.expectExact();
  const posts = await play.posts();
  const users = (await play.cards()).map((card) => card.user);

  await page.reload();
  await play.running();
  expect(await play.posts()).toEqual(posts);
  expect((await play.cards()).map((card) => card.user)).toEqual(users);
  await play.expectExact();
});

test('[SYNC-9] a tab that was frozen catches up when it goes on; the others never wait for it', async ({ context }) => {
  const sleeper = new Playground(await context.newPage());
  await sleeper.open();
  const awake = new Playground(await context.newPage());
  await awake.open();
  const [author] = await awake.cards();

  await setLifecycle(sleeper.page, 'frozen');
  const written: string[] = [];
  for (let number = 1; number <= 12; number++) {
    written.push(await write(awake, author?.client ?? '', `While it slept ${number}`));
  }
  await awake.expectExact();
  await setLifecycle(sleeper.page, 'active');
  await sleeper.settled();
  await sleeper.expectExact();
  expect(await titles(sleeper)).toEqual(expect.arrayContaining(written));
  expect([...sleeper.complaints, ...awake.complaints]).toEqual([]);
});

test('[SYNC-11] the worker dies while a tab is frozen: both tabs meet the same server again', async ({ context }) => {
  const sleeper = new Playground(await context.newPage());
  await sleeper.open();
  const awake = new Playground(await context.newPage());
  await awake.open();
  const [author] = await awake.cards();
  const before = await write(awake, author?.client ?? '', 'Before the night');
  await setLifecycle(sleeper.page, 'frozen');
  await killWorker(awake.page);
  await expect(notice(awake.page)).toContainText('The server is back, with all that it had acknowledged');
  await awake.settled();
  const after = await write(awake, author?.client ?? '', 'In the night');
  await setLifecycle(sleeper.page, 'active');
  await sleeper.running();
  await sleeper.expectExact();
  expect(await titles(sleeper)).toEqual(expect.arrayContaining([before, after]));
});

test('[CLIENT-4] [SYNC-11] storage that is full: the page says so, and loses nothing it answered', async ({ page }) => {
  const play = new Playground(page);
  await play.open();
  const [author] = await play.cards();
  const written: string[] = [];
  const memoryOnly = page.getByTestId('memory-only');
  const writeUntil = async (visible: boolean) =>
    expect
      .poll(
        async () => {
          written.push(await write(play, author?.client ?? '', `Post ${written.length}`));
          return memoryOnly.isVisible();
        },
        // Chromium goes by an estimate of what is free that may be half a minute old.
        { intervals: [3000], timeout: 90_000 },
      )
      .toBe(visible);
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());

  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await writeUntil(true);
  await expect(notice(page)).toContainText('The storage that the browser gives to this page is full');
  await play.expectExact();
  expect(await titles(play)).toEqual(expect.arrayContaining(written));

  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await writeUntil(false);
  await page.reload();
  await play.running();
  expect(await titles(play)).toEqual(expect.arrayContaining(written));
  await play.expectExact();
});

test('[CLIENT-4] databases deleted under the running page cost nothing, not even at the next start', async ({
  page,
}) => {
  const play = new Playground(page);
  await play.open();
  const [author] = await play.cards();
  const client = author?.client ?? '';
  const written = [await write(play, client, 'Before they were deleted')];
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
  });
  written.push(await write(play, client, 'Still here'));
  await play.expectExact();
  await killWorker(page);
  await expect(notice(page)).toContainText('The server is back, with all that it had acknowledged');
  await play.settled();
  expect(await titles(play)).toEqual(expect.arrayContaining(written));
  await play.expectExact();
});

interface Lack {
  readonly what: string;
  /** Run before the scripts of page and worker. */
  readonly script: string;
  /** What the page says of it; null where nothing is lost. */
  readonly says: RegExp | null;
}

const lacks: readonly Lack[] = [
  {
    what: 'IndexedDB',
    script: "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });",
    says: /This browser has no IndexedDB for this page/,
  },
  {
    what: 'Web Locks',
    script:
      "for (const kind of ['Navigator', 'WorkerNavigator']) if (kind in globalThis) delete globalThis[kind].prototype.locks;",
    says: /This browser has no Web Locks/,
  },
  { what: 'SharedWorker', script: 'delete globalThis.SharedWorker;', says: null },
];

for (const { what, script, says } of lacks) {
  test(`[CLIENT-4] where ${what} is missing the page works, and says what that means`, async ({ page }) => {
    const site = await openSite({ folders: { '/lacking/': BUILT }, workerPrelude: script });
    await page.addInitScript(script);
    const play = new Playground(page, `${site.origin}/lacking/`);
    await play.open();
    if (says !== null) await expect(page.getByTestId('memory-only')).toHaveAttribute('title', says);
    const author = await play.addClientOf(5);
    const written = await write(play, author, 'Written anyway');
    await play.expectExact();
    await page.reload();
    await play.running();
    if (says === null) expect(await titles(play)).toContain(written);
    await play.expectExact();
    expect(play.complaints).toEqual([]);
    await site.close();
  });
}
