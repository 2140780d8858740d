// What kind of file a person brought: by what it begins with, else by its name. Pure.

export type BroughtKind = 'database' | 'project' | 'messages' | 'recipe' | 'lesson';

const SQLITE = 'SQLite format 3';
const ZIP = 'PK';
const NAMES: readonly (readonly [RegExp, BroughtKind])[] = [
  [/\.(?:sqlite3?|db)$/i, 'database'],
  [/\.zip$/i, 'project'],
  [/\.(?:ndjson|jsonl)$/i, 'messages'],
  [/\.json$/i, 'recipe'],
  [/\.md$/i, 'lesson'],
];

/** Null for what this page can make nothing of. */
export function recognise(name: string, bytes: Uint8Array): BroughtKind | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, SQLITE.length));
  if (head === SQLITE) return 'database';
  if (head.startsWith(ZIP)) return 'project';
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
