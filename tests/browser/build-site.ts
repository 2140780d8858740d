// Builds the site once more, into a folder of its own: another version of it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A version of the site, and how to throw it away. */
export interface BuiltSite {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Builds the site under the name `build`. */
export async function buildSite(build: string): Promise<BuiltSite> {
  const folder = await mkdtemp(join(tmpdir(), 'pyre-build-'));
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const command = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, command, { cwd: root, env: { ...process.env, PYRE_BUILD: build } });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
