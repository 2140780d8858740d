// Compiles the engine to wasm/build/engine.wasm, and its part that syncs to core.wasm, unless they are newer than all their sources.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(import.meta.url);
const here = dirname(script);

const MODULES = [
  // Speed over size: shrinking saves a few kilobytes and costs up to four times in speed.
  { entry: 'index.ts', name: 'engine', shrinkLevel: '0' },
  // Size over speed: it serves the first moments, and then the whole engine takes over.
  { entry: 'core.ts', name: 'core', shrinkLevel: '1' },
];

const outputOf = (name) => join(here, 'build', `${name}.wasm`);

function newest(folder) {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((file) => statSync(join(file.parentPath ?? file.path, file.name)).mtimeMs));
}

function isFresh(output) {
  if (!existsSync(output)) return false;
  return statSync(output).mtimeMs >= Math.max(newest(join(here, 'assembly')), statSync(script).mtimeMs);
}

function compile({ entry, name, shrinkLevel }) {
  const compiler = join(here, '..', 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  // Written beside and moved into place, so that a failed or a second build never leaves half a file.
  const fresh = join(here, 'build', `${name}-${process.pid}.wasm`);
  const options = ['-O3', '--shrinkLevel', shrinkLevel, '--runtime', 'minimal'];
  execFileSync(process.execPath, [compiler, join(here, 'assembly', entry), '-o', fresh, ...options], {
    stdio: 'inherit',
    cwd: join(here, '..'),
  });
  renameSync(fresh, outputOf(name));
}

for (const module of MODULES) {
  if (!process.argv.includes('--force') && isFresh(outputOf(module.name))) continue;
  mkdirSync(join(here, 'build'), { recursive: true });
  compile(module);
}
