// The built site as a visitor gets it: built into a folder of its own, served under a sub-path, opened in Chromium.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { build } from 'vite';
import { CHROMIUM_FLAGS } from '../../browser/chromium.ts';

const SUB_PATH = '/courses/sync/';
const root = fileURLToPath(new URL('../../..', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};
const BROWSER_ARGUMENTS = [
  ...CHROMIUM_FLAGS,
  '--enable-precise-memory-info',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

/** One file that was sent. */
export interface Sent {
  readonly name: string;
  readonly body: Buffer;
}

export interface Site {
  readonly url: string;
  /** The yardsticks' own page. */
  readonly floorUrl: string;
  readonly browser: Browser;
  /** Everything that was sent, in order; may be emptied. */
  readonly sent: Sent[];
}

let opened: Promise<Site> | null = null;

/** Built and opened once for all rows; closed when the bench ends. */
export function openSite(): Promise<Site> {
  return (opened ??= open());
}

/** A page of a visitor who was never here, with the probe in place before any script of the page. */
export async function visit(context?: BrowserContext): Promise<Page> {
  const { browser } = await openSite();
  const visitor = context ?? (await browser.newContext({ viewport: { width: 1440, height: 900 } }));
  const page = await visitor.newPage();
  await page.addInitScript({ content: readFileSync(new URL('probe.js', import.meta.url), 'utf8') });
  return page;
}

/** Closes browser and server, and removes what was built. */
export async function closeSite(): Promise<void> {
  const stop = closing;
  closing = null;
  await stop?.();
}

let closing: (() => Promise<void>) | null = null;

async function open(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'pyre-bench-'));
  // Profiles are read by names: BENCH_READABLE=1 keeps them.
  const minify = process.env['BENCH_READABLE'] === '1' ? false : undefined;
  await build({
    root,
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true, ...(minify === false ? { minify } : {}) },
  });
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    const found = readRequested(folder, new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!found) return void response.writeHead(404).end();
    sent.push(found);
    response.writeHead(200, { 'content-type': TYPES[extname(found.name)] ?? 'application/octet-stream' });
    response.end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS });
  closing = async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  };
  const origin = `http://localhost:${port}`;
  return { url: `${origin}${SUB_PATH}`, floorUrl: `${origin}/floor/floor.html`, browser, sent };
}

/** Files of the site, of the yardsticks beside this file, and of sql.js for them. */
function readRequested(folder: string, path: string): Sent | null {
  const name = path.split('/').at(-1) || 'index.html';
  const file = path.startsWith(SUB_PATH)
    ? join(folder, path.slice(SUB_PATH.length) || 'index.html')
    : path.startsWith('/floor/sql-')
      ? join(root, 'node_modules/sql.js/dist', name)
      : path.startsWith('/floor/')
        ? join(root, 'tests/bench/browser', name)
        : null;
  if (file === null || file.includes('..')) return null;
  try {
    return { name, body: readFileSync(file) };
  } catch {
    return null;
  }
}
