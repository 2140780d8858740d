// L1 and L2: what a visitor must download, and wait for, until the first client is live.
import { brotliCompressSync } from 'node:zlib';
import type { Page } from 'playwright';
import { openSite, visit, type Sent } from '../browser/site.ts';
import { rounded, spreadOf, summary, type Row } from '../measure.ts';

const LIMIT_KB = 450;
const SQL_WASM_KB = 291;
const VISITS = 7;

interface Live {
  readonly liveAtMs: number | null;
}

/** The first client of a page is live; gives the milliseconds since the navigation began. */
async function firstLive(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => (globalThis as unknown as { benchProbe: Live }).benchProbe.liveAtMs);
  return Number(await handle.jsonValue());
}

/**
 * From the page itself on, without what it asks for when the first client is live: that begins with its part for a device without
 * a network. The visit before may ask for something while it is closed.
 */
function untilLive(sent: readonly Sent[]): readonly Sent[] {
  const visit = sent.slice(sent.findLastIndex(({ name }) => name === 'index.html'));
  const then = visit.findIndex(({ name }) => name.startsWith('offline-'));
  return then === -1 ? visit : visit.slice(0, then);
}

/** What the server really sent by then, each body compressed: workers and their files are in it. */
async function transfer(): Promise<Row> {
  const { url, sent } = await openSite();
  const kilobytes: number[] = [];
  let files = '';
  for (let round = 0; round < 5; round++) {
    sent.length = 0;
    const page = await visit();
    await page.goto(url);
    await firstLive(page);
    const sizes = untilLive(sent).map(({ name, body }) => ({
      name,
      kilobytes: brotliCompressSync(body).length / 1000,
    }));
    kilobytes.push(sizes.reduce((sum, file) => sum + file.kilobytes, 0));
    files = sizes.map((file) => `${file.name.replace(/-[\w-]{8}\./, '.')} ${rounded(file.kilobytes)}`).join(', ');
    await page.context().close();
  }
  const measured = summary(kilobytes);
  return {
    id: 'L1',
    what: `transfer until the first client is live, brotli: ${files}`,
    sizes: [1],
    ours: [measured.median],
    yardstick: "sql.js's wasm alone",
    theirs: [SQL_WASM_KB],
    unit: 'kB',
    ratio: measured.median / LIMIT_KB,
    target: `at most ${LIMIT_KB} kB`,
    met: measured.median <= LIMIT_KB,
    spread: spreadOf(measured),
  };
}

/** Every visit is a visitor's first: nothing is cached, no worker runs. */
async function coldStart(): Promise<Row> {
  const { url, floorUrl } = await openSite();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= VISITS; round++) {
    const page = await visit();
    await page.goto(url);
    const live = await firstLive(page);
    await page.context().close();
    const bare = await visit();
    await bare.goto(floorUrl);
    const started = await bare.evaluate('started');
    await bare.context().close();
    if (round === 0) continue;
    ours.push(live);
    theirs.push(Number(started));
  }
  const measured = summary(ours);
  const ratio = measured.median / summary(theirs).median;
  return {
    id: 'L2',
    what: 'cold start to the first live client, six starting (visits)',
    sizes: [VISITS],
    ours: [measured.median],
    yardstick: 'the start of a bare sql.js worker',
    theirs: [summary(theirs).median],
    unit: 'ms',
    ratio,
    target: 'at most 3 ×',
    met: ratio <= 3,
    spread: spreadOf(measured),
  };
}

export const startRows = { L1: transfer, L2: coldStart };
