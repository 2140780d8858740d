// `npm run pictures`: takes the pictures of the README from the real, built page.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { CHROMIUM_FLAGS } from './chromium.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const port = 41_731;
const address = `http://localhost:${port}/`;

const server = spawn('npx', ['vite', 'preview', '--host', 'localhost', '--port', String(port), '--strictPort'], {
  cwd: root,
  stdio: 'ignore',
  detached: true,
});
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
try {
  await reachable();
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(address);
    await tellAStory(page);
    await page.screenshot({ path: `${root}/.github/page-${colorScheme}.png` });
    await context.close();
  }
} finally {
  await browser.close();
  if (server.pid !== undefined) process.kill(-server.pid);
  await once(server, 'exit');
}

async function reachable(): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    await wait(200);
  }
  throw new Error('the built page is not served: run `npm run build` first');
}

/** A draft by one client, so that there is something to see. */
async function tellAStory(page: Page): Promise<void> {
  await page.locator('[data-testid=client-card][data-phase=live]').nth(5).waitFor();
  await page.getByTestId('client-name').nth(2).click();
  const panel = page.getByTestId('query-panel');
  await panel.getByLabel('Run', { exact: true }).selectOption('CreatePost');
  await panel.getByLabel('title', { exact: true }).fill('A draft of mine');
  await panel.getByLabel('content', { exact: true }).fill('Nobody else can see it yet.');
  await panel.getByRole('button', { name: /^(Submit|Run) as / }).click();
  await panel.getByTestId('answer').waitFor();
  await page.locator('[data-testid=proof][data-state=exact]').waitFor();
}
