// Compiles the engine once before any test runs.
import { execFileSync } from 'node:child_process';

export default function setup(): void {
  execFileSync(process.execPath, ['wasm/build.mjs'], { stdio: 'inherit' });
}
