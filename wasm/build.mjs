// Compiles the engine to wasm/build/engine.wasm, unless it is newer than all its sources.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, 'build', 'engine.wasm');

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) latest = Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return latest;
}

const sources = Math.max(newest(join(here, 'assembly')), statSync(fileURLToPath(import.meta.url)).mtimeMs);
if (process.argv.includes('--force') || !existsSync(output) || statSync(output).mtimeMs < sources) {
  mkdirSync(dirname(output), { recursive: true });
  const asc = join(dirname(createRequire(import.meta.url).resolve('assemblyscript')), '..', 'bin', 'asc.js');
  execFileSync(
    process.execPath,
    [asc, join(here, 'assembly', 'index.ts'), '-o', output, '-O3', '--shrinkLevel', '0', '--runtime', 'minimal', '--bindings', 'raw'],
    { stdio: 'inherit', cwd: join(here, '..') },
  );
}
