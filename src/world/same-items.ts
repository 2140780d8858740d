// Whether two lists hold the same things.

/** Item by item, by identity. */
export function sameItems<Item>(before: readonly Item[], after: readonly Item[]): boolean {
  return before.length === after.length && before.every((item, index) => item === after[index]);
}
