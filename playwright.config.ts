// How the browser tests run: the built site under a sub-path, in one Chromium.
import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS } from './tests/browser/chromium.ts';

/** A site that was built elsewhere, and a port of one's own, so that two runs do not meet. */
const folder = process.env.PYRE_SITE ?? 'dist';
const port = Number(process.env.PYRE_PORT ?? 41_730);
const subPath = '/courses/sync/';

const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '**/*.spec.ts',
  fullyParallel: false,
  workers: 2,
  forbidOnly: true,
  timeout: 240_000,
  // What other work on the machine does to a browser is not the page's doing: one more try, and the summary tells who needed it.
  retries: 1,
  expect: { timeout: 30_000 },
  outputDir: 'test-results/browser',
  use: {
    baseURL: `http://localhost:${port}${subPath}`,
    // Keeping the whole site takes a moment, and hides requests from tests; those of it allow it.
    serviceWorkers: 'block',
    // A click that waits longer says what for.
    actionTimeout: 60_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: CHROMIUM_FLAGS,
    },
  },
  webServer: {
    command: `npx vite preview --outDir ${folder} --host localhost --port ${port} --strictPort --base ${subPath}`,
    url: `http://localhost:${port}${subPath}`,
    reuseExistingServer: false,
  },
});
