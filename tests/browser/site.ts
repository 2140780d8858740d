// A web server for one test: serves a built site as a plain host would, can lose its network, change its files, and leave out headers.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** The site as the browser tests found it built. */
export const BUILT = process.env['PYRE_SITE'] ?? fileURLToPath(new URL('../../dist', import.meta.url));

/** What a host may do to files on their way. */
export interface SiteOptions {
  /** Path → folder of the site that is served below it. Paths begin and end with a slash. */
  readonly folders: Readonly<Record<string, string>>;
  /** Whether any origin may read the files, as most hosts of static pages allow. Default: yes. */
  readonly cors?: boolean;
  /** Text put in front of every worker's script: a browser that lacks something. */
  readonly workerPrelude?: string;
  /** Whole pages beside the site, by path. */
  readonly pages?: Readonly<Record<string, string>>;
}

/** A running host. */
export interface Site {
  /** Address without a path. */
  readonly origin: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** Serves something else from now on. */
  change(options: SiteOptions): void;
  /** Nobody is reached any more; the port stays ours. */
  cutOff(): void;
  close(): Promise<void>;
}

/** Opens a host on a free port. */
export async function openSite(first: SiteOptions): Promise<Site> {
  let options = first;
  let isCutOff = false;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (isCutOff) return void request.socket.destroy();
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    asked.push(path);
    void readSite(options, path).then((found) => {
      const cors = (options.cors ?? true) ? { 'access-control-allow-origin': '*' } : {};
      if (!found) return void response.writeHead(404, cors).end();
      response.writeHead(200, { 'content-type': found.type, 'cache-control': 'no-cache', ...cors });
      response.end(found.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://localhost:${port}`,
    asked,
    change: (next) => {
      options = next;
    },
    cutOff: () => {
      isCutOff = true;
      server.closeAllConnections();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Found {
  readonly type: string;
  readonly body: Buffer | string;
}

async function readSite({ folders, pages = {}, workerPrelude = '' }: SiteOptions, path: string): Promise<Found | null> {
  const page = pages[path];
  if (page !== undefined) return { type: TYPES['.html'] ?? '', body: page };
  const [prefix, folder] = Object.entries(folders).find(([start]) => path.startsWith(start)) ?? [];
  if (prefix === undefined || folder === undefined) return null;
  const name = normalize(path.slice(prefix.length) || 'index.html');
  if (name.startsWith('..')) return null;
  const body = await readFile(join(folder, name)).catch(() => null);
  if (body === null) return null;
  const isWorker = /assets\/server-[^/]+\.js$/.test(name);
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  return { type, body: isWorker ? `${workerPrelude}\n${body.toString()}` : body };
}
