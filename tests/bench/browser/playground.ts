// The page as these rows use it: so many clients, a form ready to submit, posts on every card.
import { expect, type Page } from '@playwright/test';
import { openSite, visit } from './site.ts';

const PATIENCE_MS = 180_000;

/** What `probe.js` offers, as far as these rows ask. */
export interface Probe {
  readonly longTasks: { readonly startTime: number; readonly duration: number }[];
  readonly sessions: ReadonlyMap<string, unknown>;
  request(path: string, body: unknown): Promise<string>;
  submitOnce(clients: number): Promise<Spread>;
  writers(count: number): Promise<readonly Writer[]>;
  sustain(writers: readonly Writer[], window: number, milliseconds: number): Promise<Sustained>;
  /** Adds published posts to what the server's journal remembers of the database; the next visit finds them. */
  fillJournal(posts: number): Promise<void>;
  offer(writers: readonly Writer[], rate: number, milliseconds: number): Promise<Offered>;
}

export interface Writer {
  readonly sessionId: string;
  readonly id: number;
}

/** From the submission until every client holds the row; from the delta's arrival until the next frame is painted. */
export interface Spread {
  readonly holdMs: number;
  readonly frameMs: number;
}

export interface Sustained {
  readonly rate: number;
  readonly latencies: readonly number[];
  readonly deliveries: number;
}

export interface Offered {
  readonly sent: number;
  readonly done: number;
  /** Unanswered mutations, at ten moments. */
  readonly waiting: readonly number[];
}

/** Opens the page and waits for its first clients. */
export async function openPlayground(page?: Page): Promise<Page> {
  const { url } = await openSite();
  const opened = page ?? (await visit());
  opened.setDefaultTimeout(PATIENCE_MS);
  await opened.goto(url);
  await opened.locator('[data-testid=client-card][data-phase=live]').first().waitFor();
  return opened;
}

/** Adds clients by the buttons until there are `count`, all live. */
export async function crowd(page: Page, count: number): Promise<void> {
  const steps = [
    { name: /^\+100/, step: 100 },
    { name: /^\+10( |$)/, step: 10 },
    { name: 'Add client', step: 1 },
  ] as const;
  for (const { name, step } of steps) {
    for (let now = await cards(page); count - now >= step; now = await cards(page)) {
      await page.getByRole('button', { name, exact: step === 1 }).click();
      await expect.poll(() => cards(page), { timeout: PATIENCE_MS }).toBe(now + step);
      await page.getByRole('button', { name: 'Add client' }).waitFor();
    }
  }
  await expect
    .poll(() => page.locator('[data-testid=client-card][data-phase=live]').count(), { timeout: PATIENCE_MS })
    .toBe(count);
}

const cards = (page: Page): Promise<number> => page.getByTestId('client-card').count();

/** Opens the query panel with an insert that everyone may see, filled in. */
export async function readyToInsert(page: Page): Promise<void> {
  await page.getByTestId('client-card').first().click();
  await page.getByRole('tab', { name: 'Query', exact: true }).click();
  const panel = page.getByTestId('query-panel');
  await panel.getByLabel('Run', { exact: true }).selectOption('CreatePost');
  const field = (name: string) =>
    panel.locator(`[data-testid=field][data-name="${name}"]`).getByLabel(name, { exact: true });
  await field('title').fill('News for everyone');
  await field('content').fill('Some text');
  await field('published').setChecked(true);
}

/** Lets the page finish whatever it draws. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise<void>((resolve) => requestIdleCallback(() => resolve(), { timeout: 10_000 })));
  await page.waitForTimeout(300);
}

/** Submits the form once and lets the page come to rest. */
export async function insertOnce(page: Page, clients: number): Promise<Spread> {
  const spread = await page.evaluate(
    (count) => (globalThis as unknown as { benchProbe: Probe }).benchProbe.submitOnce(count),
    clients,
  );
  await settle(page);
  return spread;
}

/**
 * Posts that each client's card says it holds, by client. Cards tell it while they are in sight: the list is scrolled
 * through from top to bottom.
 */
export async function postsOfCards(page: Page): Promise<ReadonlyMap<string, number>> {
  const told = await page.evaluate(async () => {
    const list = document.querySelector('.cards');
    const posts: Record<string, number> = {};
    if (!list) return posts;
    const step = list.clientHeight / 2;
    for (let top = 0; top < list.scrollHeight + step; top += step) {
      list.scrollTop = top;
      // The observer tells after a frame, and what it tells is drawn in the next one.
      for (let frame = 0; frame < 3; frame++) await new Promise((drawn) => requestAnimationFrame(drawn));
      for (const card of list.querySelectorAll<HTMLElement>('[data-testid=client-card]')) {
        const label = /([\d,]+) post rows?/i.exec(card.getAttribute('aria-label') ?? '');
        if (label?.[1]) posts[card.dataset['client'] ?? ''] = Number(label[1].replaceAll(',', ''));
      }
    }
    list.scrollTop = 0;
    return posts;
  });
  return new Map(Object.entries(told));
}

/** Fails unless every one of so many clients holds so many more posts than before. */
export async function expectMorePosts(
  page: Page,
  before: ReadonlyMap<string, number>,
  clients: number,
  more: number,
): Promise<void> {
  const after = await postsOfCards(page);
  if (before.size !== clients) throw new Error(`${clients} cards should tell their rows, ${before.size} did`);
  for (const [client, posts] of before) {
    const now = after.get(client);
    if (now !== posts + more) throw new Error(`${client} should hold ${posts + more} posts, it says ${now}`);
  }
}
