// Reads the project's own files for the house rules.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Source {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

const LEFT_OUT = new Set(['node_modules', 'dist', 'build', 'test-results', '.git', 'vectors']);

/** All files below `folder` whose names end in one of `endings`. */
export function sources(folder: string, endings: readonly string[]): Source[] {
  return [...walk(join(root, folder))]
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      return { path: relative(root, path).replaceAll('\\', '/'), text, lines: text.split('\n') };
    });
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

const IMPORTS = [
  /^(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"](\.[^'"]+)['"]/g,
  /\bnew URL\(\s*['"](\.[^'"]+)['"]/g,
];

/** The modules that a source imports, as paths from the root where they are ours, else as written. */
export function imports(source: Source): string[] {
  return IMPORTS.flatMap((pattern) =>
    [...source.text.matchAll(pattern)].map((match) => resolveFrom(source.path, match[1] ?? '')),
  );
}

function resolveFrom(path: string, target: string): string {
  if (!target.startsWith('.')) return target;
  return new URL(target, `file:///${path}`).pathname.slice(1);
}
