// The project as a zip of the files that Pyre's own tools expect below `pyre/`, and back [UI-16].
import { strFromU8, strToU8, unzipSync, zipSync, type Unzipped } from 'fflate';
import type { SourceFile } from '../protocol/control.ts';
import { MOST_SOURCE } from './recipe.ts';

const FOLDER = 'pyre/';
/** Files of an archive that are looked at. */
const MOST_FILES = 200;

export type UnpackedProject =
  { readonly ok: true; readonly sources: readonly SourceFile[] } | { readonly ok: false; readonly message: string };

/**
 * The files as Pyre's tools want them: the session in a file of its own, everything below `pyre/`. They are written in
 * canonical form by `format`, which is handed all of them and the path of one.
 */
export async function asPyreFiles(
  sources: readonly SourceFile[],
  format: (path: string, sources: readonly SourceFile[]) => Promise<string>,
): Promise<readonly SourceFile[]> {
  const split = splitSession(sources);
  const written: SourceFile[] = [];
  for (const { path } of split) written.push({ path: `${FOLDER}${path}`, source: await format(path, split) });
  return written.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Packs files; the same files give the same bytes. */
export function zipFiles(files: readonly SourceFile[]): Uint8Array<ArrayBuffer> {
  const mtime = new Date(Date.UTC(2000, 0, 1));
  const entries = files.map(({ path, source }) => [path, strToU8(source)] as const);
  return new Uint8Array(zipSync(Object.fromEntries(entries), { level: 9, mtime }));
}

/** Pyre's command line wants the `session` block in `session.pyre`, alone, with the comment above it. */
export function splitSession(sources: readonly SourceFile[]): readonly SourceFile[] {
  if (sources.some(({ path }) => isSession(path))) return sources;
  const holder = sources.find(({ source }) => sessionBlock(source) !== null);
  const block = holder && sessionBlock(holder.source);
  if (!holder || !block) return sources;
  const rest = `${holder.source.slice(0, block.from)}${holder.source.slice(block.to)}`.replace(/^\n+/, '');
  const session = { path: 'session.pyre', source: `${holder.source.slice(block.from, block.to).trim()}\n` };
  return [...sources.map((file) => (file === holder ? { path: file.path, source: rest } : file)), session];
}

function isSession(path: string): boolean {
  return path === 'session.pyre' || path.endsWith('/session.pyre');
}

/** A block starts in column 1 and ends at its brace; comments right above belong to it. */
function sessionBlock(source: string): { readonly from: number; readonly to: number } | null {
  const found = /^(?:\/\/.*\n)*session\s*\{/m.exec(source);
  if (!found) return null;
  const end = /^\s*\}[^\n]*(?:\n|$)/m.exec(source.slice(found.index + found[0].length));
  return end ? { from: found.index, to: found.index + found[0].length + end.index + end[0].length } : null;
}

/** Reads an archive: the files below `pyre/`, wherever that folder stands in it; without one, all `.pyre` files. */
export function unzipProject(bytes: Uint8Array): UnpackedProject {
  const entries = unpacked(bytes);
  if (typeof entries === 'string') return { ok: false, message: entries };
  const names = Object.keys(entries);
  if (names.length === 0) return { ok: false, message: 'It holds no .pyre files.' };
  const root = rootOf(names);
  const sources = names.flatMap((name) => {
    const content = entries[name];
    return content && name.startsWith(root) ? [{ path: name.slice(root.length), source: strFromU8(content) }] : [];
  });
  return { ok: true, sources: sources.toSorted((left, right) => (left.path < right.path ? -1 : 1)) };
}

/** The entries, or what is wrong with them; what is too large is refused before anything is unpacked. */
function unpacked(bytes: Uint8Array): Unzipped | string {
  let size = 0;
  let files = 0;
  const isWanted = ({ name, originalSize }: { readonly name: string; readonly originalSize: number }): boolean => {
    if (!name.endsWith('.pyre') || name.includes('..') || name.startsWith('__MACOSX')) return false;
    files++;
    size += originalSize;
    return files <= MOST_FILES && size <= MOST_SOURCE;
  };
  try {
    const entries = unzipSync(bytes, { filter: isWanted });
    return files > MOST_FILES || size > MOST_SOURCE ? 'Its schema and queries are too large.' : entries;
  } catch {
    return 'It is no zip archive, or a damaged one.';
  }
}

/** The folder in which the project stands: that of the schema. */
function rootOf(names: readonly string[]): string {
  const below = names.map((name) => /^(?:.*\/)?pyre\//.exec(name)?.[0]).find((folder) => folder !== undefined);
  if (below !== undefined) return below;
  const schema = names.find((name) => /(?:^|\/)schema\.pyre$/.test(name));
  return schema?.replace(/schema\.pyre$/, '') ?? '';
}
