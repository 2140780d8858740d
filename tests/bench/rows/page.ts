// F1, F2 and U1: the built page in Chromium, with as many clients as a person could add.
import type { Page } from 'playwright';
import {
  crowd,
  expectMorePosts,
  insertOnce,
  openPlayground,
  postsOfCards,
  readyToInsert,
  settle,
  type Offered,
  type Probe,
  type Spread,
  type Sustained,
} from '../browser/playground.ts';
import { openSite, visit } from '../browser/site.ts';
import { at, inTurns, medians, spreadOf, summary, type Claim, type Measured, type Row } from '../measure.ts';
import { spreadingTinyBase, spreadingYjs } from '../neighbours.ts';

const INSERTS = 9;

async function oneInsert(): Promise<Row> {
  const sizes = [10, 100, 1000];
  const page = await openPlayground();
  const ours: Measured[] = [];
  for (const size of sizes) {
    await crowd(page, size);
    await readyToInsert(page);
    const spreads = await insertions(page, size);
    ours.push(summary(spreads.map(({ holdMs }) => holdMs)));
  }
  await page.context().close();
  const theirs = await floorSpreads(sizes, true);
  const parsedOnce = await floorSpreads(sizes, false);
  const ratio = at(ours, -1).median / at(theirs, -1).median;
  const neighbours = await besideNeighbours(sizes, ours);
  return {
    id: 'F1',
    what: 'one insert, from its submission until all clients of the page hold it (clients)',
    sizes,
    ours: medians(ours),
    yardstick: 'floor, every replica parses',
    theirs: medians(theirs),
    unit: 'ms',
    ratio,
    target: 'at most 3 × floor; at least 4 × faster than Yjs and TinyBase in Node for the same N',
    met: ratio <= 3 && neighbours.every(({ met }) => met),
    spread: spreadOf(at(ours, -1)),
    also: [
      {
        what: 'beside a floor that parses the text once for all replicas',
        sizes,
        ours: medians(ours),
        yardstick: 'floor, parsed once',
        theirs: medians(parsedOnce),
        unit: 'ms',
        ratio: at(ours, -1).median / at(parsedOnce, -1).median,
        target: 'none: for comparison',
        met: true,
        spread: spreadOf(at(ours, -1)),
      },
      ...neighbours,
    ],
  };
}

/** The first one warms up. */
async function insertions(page: Page, clients: number): Promise<readonly Spread[]> {
  const spreads: Spread[] = [];
  const before = await postsOfCards(page);
  for (let round = 0; round <= INSERTS; round++) {
    const spread = await insertOnce(page, clients);
    if (round > 0) spreads.push(spread);
  }
  await expectMorePosts(page, before, clients, INSERTS + 1);
  return spreads;
}

async function floorSpreads(sizes: readonly number[], each: boolean): Promise<readonly Measured[]> {
  const { floorUrl } = await openSite();
  const page = await visit();
  await page.goto(floorUrl);
  const measured: Measured[] = [];
  for (const size of sizes) {
    const taken = await page.evaluate(`spread(${size}, ${each}, ${INSERTS + 1})`);
    measured.push(summary((taken as number[]).slice(1)));
  }
  await page.context().close();
  return measured;
}

async function besideNeighbours(sizes: readonly number[], ours: readonly Measured[]): Promise<readonly Claim[]> {
  const neighbours = { Yjs: spreadingYjs, TinyBase: spreadingTinyBase };
  const claims: Claim[] = [];
  for (const [name, spreading] of Object.entries(neighbours)) {
    const theirs = await inTurns(
      sizes.map((size) => ({ work: spreading(size) })),
      15,
    );
    const ratio = at(theirs, -1).median / at(ours, -1).median;
    claims.push({
      what: `beside ${name} in Node, without any transport`,
      sizes,
      ours: medians(ours),
      yardstick: name,
      theirs: medians(theirs),
      unit: 'ms',
      ratio,
      target: 'at least 4 × faster',
      met: ratio >= 4,
      spread: spreadOf(at(ours, -1)),
    });
  }
  return claims;
}

const LIVE = 100;
const UNDER_WAY = 32;
/** Clients that write, each a post of its own; all live clients hear of it. */
const WRITERS = 6;
const SUSTAINED_MS = 2000;
const RUNS = 5;
const LEAST_RATE = 300;
const FLOOR_SHARE = 0.25;

async function sustained(): Promise<Row> {
  const sizes = [10, 30, LIVE];
  const page = await openPlayground();
  const floorPage = await visit();
  await floorPage.goto((await openSite()).floorUrl);
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  let waitsLonger = 1;
  for (const size of sizes) {
    await crowd(page, size);
    await settle(page);
    const [rates, floors, growths] = [[], [], []] as [number[], number[], number[]];
    for (let run = 0; run <= RUNS; run++) {
      const result = await sustainOnce(page, size);
      const floor = Number(await floorPage.evaluate(`sustain(${size}, ${UNDER_WAY}, ${SUSTAINED_MS})`));
      if (run === 0) continue;
      rates.push(result.rate);
      floors.push(floor);
      growths.push(growthOf(result.latencies));
    }
    ours.push(summary(rates));
    theirs.push(summary(floors));
    waitsLonger = summary(growths).median;
  }
  const offered = await offer(page);
  await page.context().close();
  await floorPage.context().close();
  const rate = at(ours, -1).median;
  const ratio = rate / at(theirs, -1).median;
  const backlog = backlogClaim(offered, waitsLonger);
  return {
    id: 'F2',
    what: `sustained mutations, ${UNDER_WAY} under way, every client of the page hears of each (clients live)`,
    sizes,
    ours: medians(ours),
    yardstick: 'floor',
    theirs: medians(theirs),
    unit: 'mutations/s',
    ratio,
    target: `at least 25 % of the floor's rate, and at least ${LEAST_RATE}/s, no growing backlog`,
    met: ratio >= FLOOR_SHARE && rate >= LEAST_RATE && backlog.met,
    spread: spreadOf(at(ours, -1)),
    also: [backlog],
  };
}

async function sustainOnce(page: Page, clients: number): Promise<Sustained> {
  const result = await page.evaluate(
    async ([count, window, milliseconds]) => {
      const { benchProbe } = globalThis as unknown as { benchProbe: Probe };
      return benchProbe.sustain(await benchProbe.writers(count), window, milliseconds);
    },
    [WRITERS, UNDER_WAY, SUSTAINED_MS] as const,
  );
  await settle(page);
  if (result.deliveries < result.latencies.length * clients)
    throw new Error('not every client heard of every mutation');
  return result;
}

/** How much longer the last fifth waits than the first. */
function growthOf(latencies: readonly number[]): number {
  const fifth = Math.ceil(latencies.length / 5);
  return summary(latencies.slice(-fifth)).median / summary(latencies.slice(0, fifth)).median;
}

async function offer(page: Page): Promise<Offered> {
  return page.evaluate(
    async ([count, rate]) => {
      const { benchProbe } = globalThis as unknown as { benchProbe: Probe };
      return benchProbe.offer(await benchProbe.writers(count), rate, 10_000);
    },
    [WRITERS, LEAST_RATE] as const,
  );
}

/** Unanswered mutations of a tenth of a second are what is under way; more in the second half than in the first is a backlog. */
function backlogClaim({ waiting }: Offered, waitsLonger: number): Claim {
  const early = summary(waiting.slice(0, 5)).median;
  const late = summary(waiting.slice(5)).median;
  const allowed = Math.max(early, LEAST_RATE / 10);
  return {
    what: `${LEAST_RATE} mutations a second offered for ten seconds: unanswered after each second; with ${UNDER_WAY} under way the last fifth waits ${waitsLonger.toFixed(2)} × as long as the first`,
    sizes: waiting.map((_, index) => index + 1),
    ours: waiting,
    yardstick: 'a tenth of a second',
    theirs: waiting.map(() => LEAST_RATE / 10),
    unit: 'mutations',
    ratio: late / Math.max(1, early),
    target: 'no growing backlog',
    met: late <= allowed,
    spread: `${Math.min(...waiting)} to ${Math.max(...waiting)}`,
  };
}

const CELLS = 50;
const SCRIPT_MS = 16;
const FRAME_MS = 100;
/** From the frame on: by then the rows are stored. */
const REST_MS = 400;

async function manyCards(): Promise<Row> {
  const sizes = [10, 100, 1000];
  const page = await openPlayground();
  await page.evaluate(async (cells) => {
    const { benchProbe } = globalThis as unknown as { benchProbe: Probe };
    const [sessionId = ''] = benchProbe.sessions.keys();
    for (let number = 0; number < cells; number++) {
      const values = { title: `Post ${number}`, content: 'Some text', published: true };
      await benchProbe.request(`/db/CreatePost?sessionId=${sessionId}`, values);
    }
  }, CELLS);
  const script: Measured[] = [];
  const frame: Measured[] = [];
  const idle: Measured[] = [];
  for (const size of sizes) {
    await crowd(page, size);
    await readyToInsert(page);
    const taken = await drawings(page, size);
    script.push(summary(taken.map(({ scriptMs }) => scriptMs)));
    frame.push(summary(taken.map(({ frameMs }) => frameMs)));
    idle.push(summary(taken.map(({ idleMs }) => idleMs)));
  }
  await page.context().close();
  const largest = at(script, -1);
  const slowest = at(frame, -1);
  return {
    id: 'U1',
    what: `one delta to all: script time on the page's thread, from submission until the caches are stored, cards of ${CELLS} cells or more (cards)`,
    sizes,
    ours: medians(script),
    yardstick: 'limit',
    theirs: [null, null, SCRIPT_MS],
    unit: 'ms',
    ratio: largest.median / SCRIPT_MS,
    target: `script at most ${SCRIPT_MS} ms; next frame within ${FRAME_MS} ms`,
    met: largest.median <= SCRIPT_MS && slowest.median <= FRAME_MS,
    spread: spreadOf(largest),
    also: [
      {
        what: "from the delta's arrival until the next frame is painted",
        sizes,
        ours: medians(frame),
        yardstick: 'limit',
        theirs: [null, null, FRAME_MS],
        unit: 'ms',
        ratio: slowest.median / FRAME_MS,
        target: `within ${FRAME_MS} ms`,
        met: slowest.median <= FRAME_MS,
        spread: spreadOf(slowest),
      },
      {
        what: 'of that script, what as long a time takes in which nothing happens: signs of life of every client',
        sizes,
        ours: medians(idle),
        yardstick: 'limit',
        theirs: [null, null, SCRIPT_MS],
        unit: 'ms',
        ratio: at(idle, -1).median / SCRIPT_MS,
        target: 'none: for comparison',
        met: true,
        spread: spreadOf(at(idle, -1)),
      },
    ],
  };
}

interface Drawing {
  /** Until the caches are stored. */
  readonly scriptMs: number;
  /** Script of as long a time in which nothing happens: signs of life of every client. */
  readonly idleMs: number;
  readonly frameMs: number;
}

async function drawings(page: Page, clients: number): Promise<readonly Drawing[]> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Performance.enable');
  const scriptSeconds = async (): Promise<number> => {
    const { metrics } = await browser.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0;
  };
  const taken: Drawing[] = [];
  const posts = await postsOfCards(page);
  await page.waitForTimeout(REST_MS);
  for (let round = 0; round <= INSERTS; round++) {
    await settle(page);
    const idle = await scriptSeconds();
    await page.waitForTimeout(REST_MS);
    const before = await scriptSeconds();
    const { frameMs } = await page.evaluate(
      (count) => (globalThis as unknown as { benchProbe: Probe }).benchProbe.submitOnce(count),
      clients,
    );
    await page.waitForTimeout(REST_MS);
    const scriptMs = ((await scriptSeconds()) - before) * 1000;
    if (round > 0) taken.push({ scriptMs, idleMs: (before - idle) * 1000, frameMs });
  }
  await browser.detach();
  await expectMorePosts(page, posts, clients, INSERTS + 1);
  return taken;
}

export const pageRows = { F1: oneInsert, F2: sustained, U1: manyCards };
