// A WebAssembly module with the engine's exports whose only call traps: made by hand, byte by byte.

/** Encodes a section: its number, its length, its bytes. */
const section = (id: number, bytes: readonly number[]): number[] => [id, bytes.length, ...bytes];
const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)];

/** The four bytes that every module starts with, and version 1. */
const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const I32 = 0x7f;
const FUNCTION = 0x60;
const END = 0x0b;

const types = [3, FUNCTION, 1, I32, 1, I32, FUNCTION, 0, 0, FUNCTION, 2, I32, I32, 1, I32];
const exported = [
  4,
  ...text('memory'), 2, 0,
  ...text('alloc'), 0, 0,
  ...text('collect'), 0, 1,
  ...text('sql_is_initialized'), 0, 2,
]; // prettier-ignore
const code = [3, 4, 0, 0x41, 0, END, 2, 0, END, 3, 0, 0x00, END];

/** `alloc` gives 0, `collect` does nothing, `sql_is_initialized` is `unreachable`. */
export function trappingModule(): Uint8Array<ArrayBuffer> {
  return new Uint8Array([
    ...MAGIC,
    ...section(1, types),
    ...section(3, [3, 0, 1, 2]),
    ...section(5, [1, 0, 1]),
    ...section(7, exported),
    ...section(10, code),
  ]);
}
