// Several embeds on one page of a course: light until they are started, each a world of its own, in words with the page around [UI-14].
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';

const course = readFileSync(new URL('embed.html', import.meta.url), 'utf8');

/** What the page around heard, without heights. */
interface Heard {
  readonly frame: string;
  readonly type: string;
  readonly message?: string;
  readonly told?: readonly string[];
  readonly clients?: number;
}

async function openCourse(page: Page): Promise<void> {
  await page.route('**/course.html', (route) => route.fulfill({ contentType: 'text/html', body: course }));
  await page.goto('./course.html');
  await expect.poll(async () => (await heard(page, 'ready')).length).toBe(10);
}

async function heard(page: Page, type: string): Promise<Heard[]> {
  const all = await page.evaluate<Heard[]>('window.heard');
  return all.filter((event) => event.type === type);
}

/** Shared workers of the browser; the page itself does not list them. */
async function sharedWorkers(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { targetInfos } = await session.send('Target.getTargets');
  return targetInfos.filter(({ type }) => type === 'shared_worker').map(({ title }) => title);
}

async function say(page: Page, frame: string, command: object): Promise<void> {
  await page.evaluate(`window.say(${JSON.stringify(frame)}, ${JSON.stringify(command)})`);
}

test('ten embeds start nothing until somebody clicks; each frame is as high as what it shows', async ({ page }) => {
  await openCourse(page);
  expect(page.workers()).toEqual([]);
  // Those of an earlier page may still be on their way out.
  await expect.poll(() => sharedWorkers(page)).toEqual([]);
  const before = await page.locator('#tableau').boundingBox();
  await page.frameLocator('#tableau').getByRole('button', { name: 'Start' }).click();
  await expect.poll(async () => (await heard(page, 'live')).map(({ frame }) => frame)).toEqual(['tableau']);
  expect(page.workers()).toHaveLength(1);
  await expect(page.frameLocator('#tableau').getByTestId('client-card')).toHaveCount(3);
  await expect
    .poll(async () => (await page.locator('#tableau').boundingBox())?.height)
    .toBeGreaterThan((before?.height ?? 0) + 100);
});

test('every embed has a world of its own: a change in one is told by it alone', async ({ page }) => {
  await openCourse(page);
  for (const frame of ['tableau', 'flow', 'query']) await say(page, frame, { type: 'start' });
  await expect.poll(async () => (await heard(page, 'live')).length).toBe(3);
  const input = { title: 'From the page around', content: 'x', published: true };
  await say(page, 'tableau', { type: 'submit', client: 1, query: 'CreatePost', input });
  await expect
    .poll(async () => (await heard(page, 'delta')).map(({ frame, told }) => [frame, told?.length]))
    .toEqual([['tableau', 3]]);
  await expect(page.frameLocator('#tableau').getByText('From the page around').first()).toBeVisible();
});

test('read only, without controls, in a theme of its own', async ({ page }) => {
  await openCourse(page);
  await page.frameLocator('#messages').getByRole('button', { name: 'Start' }).click();
  await expect.poll(async () => (await heard(page, 'live')).length).toBe(1);
  const input = { title: 'x', content: 'x', published: true };
  await say(page, 'messages', { type: 'submit', client: 1, query: 'CreatePost', input });
  await expect.poll(async () => (await heard(page, 'refused'))[0]?.message).toContain('read only');
  await expect(page.frameLocator('#messages').locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await heard(page, 'mutation')).toEqual([]);
});

test('an embed keeps nothing and touches nothing of the visitor’s own world', async ({ page }) => {
  await openCourse(page);
  const stored = () => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('pyre-sync')));
  const before = await stored();
  await page.frameLocator('#query').getByRole('button', { name: 'Start' }).click();
  await expect.poll(async () => (await heard(page, 'live')).length).toBe(1);
  expect(await stored()).toEqual(before);
  const link = page.frameLocator('#query').getByRole('link', { name: 'Open in full' });
  expect(await link.getAttribute('href')).toMatch(/\/courses\/sync\/(?:index\.html)?$/);
});

test('a frame in a sandbox, without origin or storage, runs as the others do', async ({ page }) => {
  await openCourse(page);
  await page.frameLocator('#boxed').getByRole('button', { name: 'Start' }).click();
  await expect
    .poll(async () => (await heard(page, 'live')).map(({ frame, clients }) => [frame, clients]))
    .toEqual([['boxed', 2]]);
  const input = { title: 'From a sandbox', content: 'x', published: true };
  await say(page, 'boxed', { type: 'submit', client: 1, query: 'CreatePost', input });
  await expect.poll(async () => (await heard(page, 'delta'))[0]?.told?.length).toBe(2);
  await expect(page.frameLocator('#boxed').getByText('From a sandbox').first()).toBeVisible();
});

test('a hostile page around: rubbish, other versions, floods and voices of strangers leave the frame whole', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await openCourse(page);
  await page.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>('#boxed')?.contentWindow;
    const circle: Record<string, unknown> = { target: 'pyre-sync', version: 1, type: 'submit', client: 1, query: 'x' };
    circle['input'] = circle;
    const start = { target: 'pyre-sync', type: 'start' };
    const rubbish = [null, 'start', 7, [], new Map(), new Uint8Array(1000), circle, start, { ...start, version: 2 }];
    for (let round = 0; round < 500; round++) for (const said of rubbish) frame?.postMessage(said, '*');
  });
  // A neighbour that the page around holds as well: what it says to the frame is nobody's command.
  await page.evaluate(async () => {
    const stranger = document.createElement('iframe');
    stranger.setAttribute('sandbox', 'allow-scripts');
    const command = `{ target: 'pyre-sync', version: 1, type: 'start' }`;
    const each = `for (let at = 0; at < parent.length; at++) parent[at].postMessage(${command}, '*');`;
    stranger.srcdoc = `<script>${each}</script>`;
    const loaded = new Promise((resolve) => stranger.addEventListener('load', resolve));
    document.body.append(stranger);
    await loaded;
  });
  await expect(page.frameLocator('#boxed').getByRole('button', { name: 'Start' })).toBeVisible();
  expect(await heard(page, 'starting')).toEqual([]);

  await page.frameLocator('#boxed').getByRole('button', { name: 'Start' }).click();
  await expect.poll(async () => (await heard(page, 'live')).length).toBe(1);
  await page.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>('#boxed')?.contentWindow;
    const submit = { target: 'pyre-sync', version: 1, type: 'submit', client: 1, query: '../sync', input: {} };
    for (let number = 0; number < 600; number++) frame?.postMessage(submit, '*');
  });
  await expect
    .poll(async () => (await heard(page, 'refused')).filter(({ message }) => message?.includes('Too many')).length)
    .toBeGreaterThan(100);
  await expect.poll(async () => (await heard(page, 'refused')).length).toBe(600);
  const input = { title: 'After the flood', content: 'x', published: true };
  await say(page, 'boxed', { type: 'submit', client: 1, query: 'CreatePost', input });
  await expect(page.frameLocator('#boxed').getByText('After the flood').first()).toBeVisible();
  expect(complaints).toEqual([]);
});
