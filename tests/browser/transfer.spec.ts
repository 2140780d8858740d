// What a visitor has to download until the first client is live.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { BUILT, openSite } from './site.ts';

/** Brotli, in kB of 1,000 bytes, of which SQLite alone is 291. */
const MOST_KB = 450;

test(`until the first client is live, at most ${MOST_KB} kB`, async ({ page }) => {
  const site = await openSite({ folders: { '/page/': BUILT } });
  await page.goto(`${site.origin}/page/`);
  await page.locator('[data-testid=client-card][data-phase=live]').first().waitFor();
  const asked = site.asked.map((path) => path.slice('/page/'.length) || 'index.html');
  expect(new Set(asked).size, 'nothing is asked for twice').toBe(asked.length);
  // What the page asks for then, with nobody waiting, begins with the part that keeps it for a device without a network.
  const then = asked.findIndex((name) => name.startsWith('assets/offline-'));
  const names = then === -1 ? asked : asked.slice(0, then);
  const sizes = await Promise.all(
    names.map(async (name) => ({
      name,
      kilobytes: brotliCompressSync(await readFile(join(BUILT, name))).length / 1000,
    })),
  );
  const total = sizes.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
  const list = sizes.map(({ name, kilobytes }) => `${name} ${kilobytes.toFixed(1)}`).join(', ');
  expect(total, list).toBeLessThanOrEqual(MOST_KB);
  await site.close();
});
