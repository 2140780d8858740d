// Compiles the engine to wasm/build/engine.wasm, unless that is newer than all its sources.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(import.meta.url);
const here = dirname(script);
const output = join(here, 'build', 'engine.wasm');

/** Speed over size: shrinking saves a few kilobytes and costs up to four times in speed. */
const OPTIONS = ['-O3', '--shrinkLevel', '0', '--runtime', 'minimal', '--bindings', 'raw'];

function newest(folder) {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((file) => statSync(join(file.parentPath ?? file.path, file.name)).mtimeMs));
}

function isFresh() {
  if (!existsSync(output)) return false;
  return statSync(output).mtimeMs >= Math.max(newest(join(here, 'assembly')), statSync(script).mtimeMs);
}

if (process.argv.includes('--force') || !isFresh()) {
  mkdirSync(dirname(output), { recursive: true });
  const compiler = join(here, '..', 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  // Written beside and moved into place, so that a failed or a second build never leaves half a file.
  const fresh = join(here, 'build', `engine-${process.pid}.wasm`);
  execFileSync(process.execPath, [compiler, join(here, 'assembly', 'index.ts'), '-o', fresh, ...OPTIONS], {
    stdio: 'inherit',
    cwd: join(here, '..'),
  });
  renameSync(fresh, output);
}
