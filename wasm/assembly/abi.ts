// How calls cross the boundary: UTF-8 JSON in at a pointer that `alloc` gave, length-prefixed UTF-8 JSON out.
import { Json, Writer, parseJson } from './json/index';

let input: usize = 0;
let inputSize: i32 = 0;
const output: Writer = new Writer();

/** Bytes that the next call's arguments may be written to; reused from call to call. */
export function inputBuffer(length: i32): usize {
  if (length > inputSize) {
    if (input != 0) heap.free(input);
    inputSize = max(length, 65536);
    input = heap.alloc(inputSize);
  }
  return input;
}

/** The arguments of a call as a JSON array; null when they are none, which is the caller's bug. */
function readArguments(pointer: usize, length: i32): Json | null {
  const value = parseJson(pointer, length);
  return value !== null && value.isArray ? value : null;
}

/** The argument at `index`; Null where there is none. */
export function argument(pointer: usize, length: i32, index: i32): Json {
  return argumentsOf(pointer, length).at(index);
}

/** All arguments; none where they are no JSON array. */
export function argumentsOf(pointer: usize, length: i32): Json {
  const all = readArguments(pointer, length);
  return all === null ? Json.array() : all;
}

/** The writer for this call's answer, empty. What is written after the prefix is the answer. */
export function beginAnswer(): Writer {
  output.clear();
  output.raw('\0\0\0\0');
  return output;
}

/** Sets the prefix and tells where the answer is; valid until the next call. */
export function endAnswer(): usize {
  store<u32>(output.pointer, <u32>(output.length - 4));
  return output.pointer;
}

/** A whole answer from a tree. */
export function answer(value: Json): usize {
  beginAnswer().value(value);
  return endAnswer();
}
