// Where the focus goes in a grid of cards that wraps by itself. Pure geometry.
import { unreachable } from '../../base/assert.ts';

/** Keys that move the focus among cards. */
export type MoveKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';

const KEYS: ReadonlySet<string> = new Set<MoveKey>([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);

/** Lines that a page key jumps. */
const PAGE_LINES = 5;

export function isMoveKey(key: string): key is MoveKey {
  return KEYS.has(key);
}

/** The index to focus next, of `total` cards in lines of `columns`. Stays inside; up and down keep the column. */
export function moveFocus(key: MoveKey, index: number, total: number, columns: number): number {
  if (total === 0) return -1;
  const inside = (next: number) => Math.min(total - 1, Math.max(0, next));
  const down = (lines: number) =>
    index + lines * columns < total ? index + lines * columns : lastOfColumn(index, total, columns);
  switch (key) {
    case 'ArrowLeft':
      return inside(index - 1);
    case 'ArrowRight':
      return inside(index + 1);
    case 'ArrowUp':
      return index - columns >= 0 ? index - columns : index;
    case 'ArrowDown':
      return down(1);
    case 'PageUp':
      return index - PAGE_LINES * columns >= 0 ? index - PAGE_LINES * columns : index % columns;
    case 'PageDown':
      return down(PAGE_LINES);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return unreachable(key);
  }
}

/** How many cards stand in the first line, given the top edge of each. */
export function columnsOf(tops: readonly number[]): number {
  const first = tops[0];
  if (first === undefined) return 1;
  const next = tops.findIndex((top) => top !== first);
  return next === -1 ? tops.length : next;
}

function lastOfColumn(index: number, total: number, columns: number): number {
  const lines = Math.floor((total - 1 - (index % columns)) / columns);
  return (index % columns) + lines * columns;
}
