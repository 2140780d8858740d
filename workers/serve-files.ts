// Reads what the Node process serves from disk: a project's sources and the compiled engine.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceFile } from '../src/protocol/control.ts';

/** What a person can mend: its message says how. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

const DEMO_PROJECT = fileURLToPath(new URL('../schema', import.meta.url));
const ENGINE = new URL('../wasm/build/engine.wasm', import.meta.url);

/** The schema and all queries of a project folder (null: the demo project), sorted by path. Rejects with a sentence. */
export async function readProject(folder: string | null): Promise<readonly SourceFile[]> {
  const root = folder ?? DEMO_PROJECT;
  const queries = await queryNames(join(root, 'queries'));
  const paths = ['schema.pyre', ...queries.map((name) => `queries/${name}`)];
  return Promise.all(paths.map(async (path) => ({ path, source: await readSource(join(root, path)) })));
}

/** The engine's WebAssembly. Rejects with a sentence. */
export async function readEngine(): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return Uint8Array.from(await readFile(ENGINE));
  } catch {
    throw new FileError('The engine is not compiled: start with `npm run serve`, or run `node wasm/build.mjs` first.');
  }
}

/** A project may have no queries at all. */
async function queryNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.pyre')).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readSource(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new FileError(`There is no ${path}: --schema names a folder that holds schema.pyre.`, { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
