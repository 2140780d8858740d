// Writes JSON as UTF-8 bytes into one growing buffer outside the collected heap.
import { Json, JsonKind } from './value';

/** Largest integer that a JSON reader surely keeps. */
const MAX_SAFE: f64 = 9007199254740991;
const HEX: string = '0123456789abcdef';
/** Bytes that one UTF-16 unit becomes at most: `\u0000`. */
const LONGEST_UNIT: usize = 6;

export class Writer {
  private start: usize = heap.alloc(4096);
  private size: usize = 4096;
  /** Bytes written so far. */
  length: usize = 0;

  /** Where the bytes are; valid until the next write. */
  get pointer(): usize {
    return this.start;
  }

  clear(): void {
    this.length = 0;
  }

  private room(count: usize): usize {
    const needed = this.length + count;
    if (needed > this.size) {
      while (this.size < needed) this.size *= 2;
      this.start = heap.realloc(this.start, this.size);
    }
    const at = this.start + this.length;
    this.length = needed;
    return at;
  }

  byte(value: i32): void {
    store<u8>(this.room(1), <u8>value);
  }

  /** Writes text that is known to be ASCII, as it is. */
  raw(text: string): void {
    const at = this.room(text.length);
    const from = changetype<usize>(text);
    for (let i: usize = 0, count = <usize>text.length; i < count; i++) store<u8>(at + i, load<u8>(from + (i << 1)));
  }

  bytes(pointer: usize, count: usize): void {
    memory.copy(this.room(count), pointer, count);
  }

  /** UTF-8 bytes that were made before. */
  buffer(bytes: ArrayBuffer): void {
    this.bytes(changetype<usize>(bytes), bytes.byteLength);
  }

  /** A quoted, escaped string. */
  string(text: string): void {
    const count = text.length;
    const reserved = <usize>count * LONGEST_UNIT + 2;
    const start = this.room(reserved);
    const from = changetype<usize>(text);
    let at = start;
    store<u8>(at++, 0x22);
    for (let i = 0; i < count; i++) {
      const unit = <i32>load<u16>(from + ((<usize>i) << 1));
      if (unit < 0x80) at = isPlain(unit) ? plain(at, unit) : escaped(at, unit);
      else if (unit < 0x800) at = two(at, unit);
      else if (isHigh(unit) && i + 1 < count && isLow(text.charCodeAt(i + 1)))
        at = four(at, unit, text.charCodeAt(++i));
      else at = unit >= 0xd800 && unit < 0xe000 ? unicode(at, unit) : three(at, unit);
    }
    store<u8>(at++, 0x22);
    this.length -= start + reserved - at;
  }

  /** A whole number from 0 on. */
  count(value: i32): void {
    if (value > 9) this.count(value / 10);
    this.byte(0x30 + (value % 10));
  }

  number(value: f64): void {
    this.raw(numberText(value));
  }

  value(json: Json): void {
    switch (json.kind) {
      case JsonKind.Null:
        return this.raw('null');
      case JsonKind.Bool:
        return this.raw(json.number != 0 ? 'true' : 'false');
      case JsonKind.Number:
        return this.raw(json.text.length > 0 ? json.text : numberText(json.number));
      case JsonKind.String:
        return this.string(json.text);
      case JsonKind.Array:
        return this.array(json);
      default:
        return this.object(json);
    }
  }

  private array(json: Json): void {
    this.byte(0x5b);
    for (let i = 0; i < json.items.length; i++) {
      if (i > 0) this.byte(0x2c);
      this.value(unchecked(json.items[i]));
    }
    this.byte(0x5d);
  }

  private object(json: Json): void {
    this.byte(0x7b);
    for (let i = 0; i < json.items.length; i++) {
      if (i > 0) this.byte(0x2c);
      this.string(unchecked(json.keys[i]));
      this.byte(0x3a);
      this.value(unchecked(json.items[i]));
    }
    this.byte(0x7d);
  }

  /** What was written, as a string. */
  toText(): string {
    return String.UTF8.decodeUnsafe(this.start, this.length);
  }
}

/** Integers without a point, the rest as the shortest text that reads back the same; what JSON cannot say is null. */
export function numberText(value: f64): string {
  if (!isFinite(value)) return 'null';
  if (Math.floor(value) == value && Math.abs(value) <= MAX_SAFE) return (<i64>value).toString();
  return value.toString();
}

const scratch: Writer = new Writer();

/** A tree as text. */
export function jsonText(json: Json): string {
  scratch.clear();
  scratch.value(json);
  return scratch.toText();
}

// Each of these writes one character at `at` and gives the place behind it.

function plain(at: usize, unit: i32): usize {
  store<u8>(at, <u8>unit);
  return at + 1;
}

function isPlain(unit: i32): bool {
  return unit >= 0x20 && unit != 0x22 && unit != 0x5c;
}

function escaped(at: usize, unit: i32): usize {
  switch (unit) {
    case 0x22:
    case 0x5c:
      return pair(at, unit);
    case 0x0a:
      return pair(at, 0x6e);
    case 0x0d:
      return pair(at, 0x72);
    case 0x09:
      return pair(at, 0x74);
    default:
      return unicode(at, unit);
  }
}

function pair(at: usize, letter: i32): usize {
  return plain(plain(at, 0x5c), letter);
}

function unicode(at: usize, unit: i32): usize {
  let next = pair(at, 0x75);
  for (let shift = 12; shift >= 0; shift -= 4) next = plain(next, HEX.charCodeAt((unit >> shift) & 15));
  return next;
}

function two(at: usize, unit: i32): usize {
  return plain(plain(at, 0xc0 | (unit >> 6)), 0x80 | (unit & 63));
}

function three(at: usize, unit: i32): usize {
  return plain(plain(plain(at, 0xe0 | (unit >> 12)), 0x80 | ((unit >> 6) & 63)), 0x80 | (unit & 63));
}

function four(at: usize, high: i32, low: i32): usize {
  const point = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  const lead = plain(plain(at, 0xf0 | (point >> 18)), 0x80 | ((point >> 12) & 63));
  return plain(plain(lead, 0x80 | ((point >> 6) & 63)), 0x80 | (point & 63));
}

function isHigh(unit: i32): bool {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: i32): bool {
  return unit >= 0xdc00 && unit < 0xe000;
}
