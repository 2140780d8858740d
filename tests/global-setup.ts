// Compiles the engine once before any test runs.
import { spawnSync } from 'node:child_process';

export default function setup(): void {
  const result = spawnSync(process.execPath, ['wasm/build.mjs'], { stdio: 'inherit' });
  if (result.status !== 0) process.stderr.write('The engine does not compile: its tests run against the last build.\n');
}
