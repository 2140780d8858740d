// M1 and M2: what one more client costs, and whether anything grows while much is written.
import type { Client } from '../../../src/client/client.ts';
import { demoServer, issue, paths, post, recordingJournal } from '../demo.ts';
import { heldRows, joinPage } from '../joined.ts';
import { at, rounded, summary, spreadOf, type Row } from '../measure.ts';
import { heapBytes, watchWebAssembly, webAssemblyBytes } from '../memory.ts';

const ROWS = 1000;
const LIMIT_BYTES = 50_000;
const SAMPLES = 5;

/** All clients are of one user, so that they hold the same rows. */
async function oneMoreClient(): Promise<Row> {
  const sizes = [10, 100, 1000];
  const taken = [];
  for (const size of sizes) {
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) samples.push(await bytesOfAClient(size));
    taken.push(summary(samples));
  }
  const theirs = await mapOfRows();
  const worst = Math.max(...taken.map(({ median }) => median));
  return {
    id: 'M1',
    what: `memory of one more client that holds the same ${ROWS} rows as the others (clients in the page)`,
    sizes,
    ours: taken.map(({ median }) => median / 1000),
    yardstick: 'a Map of its own with the same rows, parsed',
    theirs: sizes.map(() => theirs / 1000),
    unit: 'kB',
    ratio: worst / LIMIT_BYTES,
    target: 'at most 50 kB',
    met: worst <= LIMIT_BYTES,
    spread: spreadOf(at(taken, -1)),
  };
}

async function bytesOfAClient(clients: number): Promise<number> {
  const server = await demoServer({ rows: ROWS, empty: true });
  const page = joinPage(server);
  const first = await page.join(issue(server, 3));
  if (heldRows(first, 'posts') !== ROWS) throw new Error('the client holds too little');
  const ids = Array.from({ length: clients }, () => issue(server, 3));
  const before = await heapBytes();
  for (const id of ids) await page.join(id);
  page.trace.clear();
  const bytes = ((await heapBytes()) - before) / clients;
  await page.close();
  server.stop();
  return bytes;
}

async function mapOfRows(): Promise<number> {
  const text = JSON.stringify(
    Array.from({ length: ROWS }, (_, id) => ({
      id,
      title: `Post ${id}`,
      content: 'Some text',
      authorUserId: 3,
      published: 1,
      createdAt: 1_700_000_000,
      updatedAt: 1_700_000_000,
      _pyre_stamp: 1_700_000_000_000_000 + id,
    })),
  );
  const before = await heapBytes();
  const maps = Array.from({ length: 100 }, () => {
    return new Map((JSON.parse(text) as { id: number }[]).map((row) => [row.id, row]));
  });
  const bytes = ((await heapBytes()) - before) / maps.length;
  if (maps.some((map) => map.size !== ROWS)) throw new Error('rows were lost');
  return bytes;
}

const MUTATIONS = 100_000;
const CLIENTS = 100;
const TENTHS = 10;

/** Updates of published posts, so that every client hears of each, and what grows is not the table. */
async function muchWriting(): Promise<Row> {
  watchWebAssembly();
  const server = await demoServer({ rows: 100, empty: true, journal: recordingJournal() });
  const page = joinPage(server);
  const clients: Client[] = [];
  for (let user = 0; user < CLIENTS; user++) clients.push(await page.join(issue(server, user + 1)));
  // The author of the posts: at the rate this machine writes, its allowance of requests comes back in time.
  const [author = ''] = paths(server, 1, 'UpdatePost');
  const heap: number[] = [];
  const wasm: number[] = [];
  for (let tenth = 0; tenth < TENTHS; tenth++) {
    for (let number = 0; number < MUTATIONS / TENTHS; number++) {
      await post(server, author, { id: (number % 100) + 1, title: `Title ${tenth} ${number}`, content: 'Some text' });
    }
    await heldByAll(clients, tenth);
    heap.push(await heapBytes());
    wasm.push(webAssemblyBytes());
  }
  await page.close();
  server.stop();
  const totals = heap.map((bytes, index) => bytes + at(wasm, index));
  const growth = at(totals, -1) / at(totals, -2) - 1;
  return {
    id: 'M2',
    what: `memory after each tenth of ${MUTATIONS.toLocaleString('en')} mutations, ${CLIENTS} clients live`,
    sizes: totals.map((_, index) => ((index + 1) * MUTATIONS) / TENTHS),
    ours: totals.map((bytes) => bytes / 1e6),
    yardstick: 'of it WebAssembly',
    theirs: wasm.map((bytes) => bytes / 1e6),
    unit: 'MB',
    ratio: growth,
    target: 'the last tenth grows by under 2 %',
    met: growth < 0.02,
    spread: `heap alone ${rounded((at(heap, -1) / at(heap, -2) - 1) * 100)} % in the last tenth`,
  };
}

async function heldByAll(clients: readonly Client[], tenth: number): Promise<void> {
  const wanted = `Title ${tenth} ${MUTATIONS / TENTHS - 1}`;
  for (;;) {
    const behind = clients.filter((client) => !holdsTitle(client, wanted));
    if (behind.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function holdsTitle(client: Client, title: string): boolean {
  const rows = client.snapshot().tables.get('posts') ?? new Map();
  for (const row of rows.values()) if (row['title'] === title) return true;
  return false;
}

export const memoryRows = { M1: oneMoreClient, M2: muchWriting };
