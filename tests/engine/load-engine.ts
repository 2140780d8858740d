// Gives tests an engine of their own: one compilation for all, one instance each.
import { readFileSync } from 'node:fs';
import type { Engine } from '../../src/engine/engine.ts';
import { loadEngine } from '../../src/engine/load.ts';

const wasm = new URL('../../wasm/build/engine.wasm', import.meta.url);
let compiled: Promise<WebAssembly.Module> | undefined;

/** A fresh engine without a schema. */
export async function testEngine(): Promise<Engine> {
  compiled ??= WebAssembly.compile(readFileSync(wasm));
  return loadEngine(await compiled);
}
