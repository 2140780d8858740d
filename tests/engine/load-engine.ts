// Gives tests an engine of their own: one compilation for all, one instance each.
import { readFileSync } from 'node:fs';
import type { Engine } from '../../src/engine/engine.ts';
import { loadCore, loadEngine } from '../../src/engine/load.ts';
import type { PreparedProject } from '../../src/engine/prepared.ts';

const modules = new Map<string, Promise<WebAssembly.Module>>();

function compiled(name: string): Promise<WebAssembly.Module> {
  const path = new URL(`../../wasm/build/${name}.wasm`, import.meta.url);
  const module = modules.get(name) ?? WebAssembly.compile(readFileSync(path));
  modules.set(name, module);
  return module;
}

/** The whole engine, compiled. */
export const wholeModule = (): Promise<WebAssembly.Module> => compiled('engine');

/** A fresh engine without a schema. */
export async function testEngine(): Promise<Engine> {
  return loadEngine(await wholeModule());
}

/** A fresh engine that begins as its core and serves one project. */
export async function testCore(project: PreparedProject, loadWhole = wholeModule): Promise<Engine> {
  return loadCore({ core: await compiled('core'), project, loadWhole });
}
