// What SQLite says when a statement fails, as the errors of a storage: the same words whichever library passes them on.
import { StorageError, type StorageErrorKind } from './storage.ts';

const CONSTRAINTS: readonly (readonly [RegExp, StorageErrorKind])[] = [
  [/^UNIQUE constraint failed: (.*)$/, 'unique'],
  [/^NOT NULL constraint failed: (.*)$/, 'notNull'],
  [/^\w+ constraint failed: ?(.*)$/, 'constraint'],
];

/** A failure of SQLite as a `StorageError`; one that is that already stays as it is. */
export function asStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, kind] of CONSTRAINTS) {
    const found = pattern.exec(message);
    if (found) return new StorageError(kind, message, namedColumns(found[1] ?? ''));
  }
  return new StorageError('failed', message);
}

/** `users.email, users.name`; a unique index on expressions is named as `index 'x'` instead and names no column. */
function namedColumns(list: string): string[] {
  return list.split(', ').filter((name) => /^[^\s']+\.[^\s']+$/.test(name));
}
