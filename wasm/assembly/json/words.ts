// Short strings that were read before are not made again: names of members and headers come over and over.

/** Longer strings are seldom the same twice. */
const LONGEST: usize = 24;
const SLOTS: i32 = 256;
const known: StaticArray<string> = new StaticArray<string>(SLOTS).fill('');

/** The string of `length` UTF-8 bytes at `start`. */
export function wordAt(start: usize, length: usize): string {
  if (length == 0) return '';
  if (length > LONGEST) return String.UTF8.decodeUnsafe(start, length);
  const slot = (<i32>length * 31 + <i32>load<u8>(start) * 7 + <i32>load<u8>(start + length - 1)) & (SLOTS - 1);
  const word = unchecked(known[slot]);
  if (<usize>word.length == length && isSame(word, start, length)) return word;
  const made = String.UTF8.decodeUnsafe(start, length);
  unchecked((known[slot] = made));
  return made;
}

/** Only plain characters are one byte and one unit, so a word with others never compares as the same length and bytes. */
function isSame(word: string, start: usize, length: usize): bool {
  const units = changetype<usize>(word);
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(start + i);
    if (byte >= 0x80 || <u16>byte != load<u16>(units + (i << 1))) return false;
  }
  return true;
}
