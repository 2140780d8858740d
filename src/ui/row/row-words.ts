// What a row and a client's copy of it are called in sentences [UI-11].
import type { Phase } from '../../client/client.ts';
import type { ClientView } from '../../world/world.ts';
import type { RowChoice } from '../page.tsx';
import type { CopyState } from './state.ts';

/** `posts 7 “Embers”`; without the title where nobody holds the row, or its title is its key. */
export function rowWords({ table, key }: RowChoice, title: string | null): string {
  return title === null || title === String(key) ? `${table} ${key}` : `${table} ${key} “${title}”`;
}

/** The title of a row as the first client that holds it has it; null where nobody does. */
export function titleOf({ table, key }: RowChoice, clients: readonly ClientView[]): string | null {
  for (const client of clients) {
    const cell = client.tables.find((held) => held.table === table)?.find(key);
    if (cell) return cell.title;
  }
  return null;
}

/** Why a copy is not what the rule says it should be, as a sentence of its own; empty where it is. */
export function delayWords(name: string, phase: Phase, state: CopyState['name']): string {
  const offline = phase === 'offline';
  switch (state) {
    case 'waiting':
      return offline ? `It is not there: ${name} is offline.` : 'It is not there yet.';
    case 'older':
      return offline ? `${name} is offline and holds an older version.` : 'An older version is still there.';
    case 'overstayed':
      return offline ? `${name} is offline and still holds it.` : 'It is still there.';
    default:
      return '';
  }
}
