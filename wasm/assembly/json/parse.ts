// JSON text (UTF-8 bytes) to a tree. Malformed text gives null, never a trap; depth is bounded.
import { Json, JsonKind } from './value';
import { wordAt } from './words';

/** Deeper documents are refused: SQLite itself stops at 1,000. */
const MAX_DEPTH: i32 = 1500;
/** Longest run of digits that is surely an exact integer. */
const EXACT_DIGITS: i32 = 15;

/** Parses `length` bytes at `pointer`; null when they are not one JSON value. */
export function parseJson(pointer: usize, length: i32): Json | null {
  const parser = new Parser(pointer, pointer + <usize>length);
  const value = parser.value(0);
  parser.space();
  return parser.failed || parser.at != parser.end ? null : value;
}

/** The same for a string. */
export function parseJsonText(text: string): Json | null {
  const bytes = String.UTF8.encode(text);
  return parseJson(changetype<usize>(bytes), bytes.byteLength);
}

class Parser {
  constructor(
    public at: usize,
    public end: usize,
  ) {}
  failed: bool = false;

  private fail(): Json {
    this.failed = true;
    this.at = this.end;
    return Json.nothing();
  }

  private peek(): i32 {
    return this.at < this.end ? <i32>load<u8>(this.at) : -1;
  }

  private take(byte: i32): bool {
    if (this.peek() != byte) return false;
    this.at++;
    return true;
  }

  space(): void {
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return;
      this.at++;
    }
  }

  value(depth: i32): Json {
    this.space();
    const byte = this.peek();
    if (depth > MAX_DEPTH) return this.fail();
    switch (byte) {
      case 0x7b: // {
        return this.object(depth);
      case 0x5b: // [
        return this.array(depth);
      case 0x22: // "
        return Json.string(this.string());
      case 0x74: // t
        return this.word('true', Json.bool(true));
      case 0x66: // f
        return this.word('false', Json.bool(false));
      case 0x6e: // n
        return this.word('null', Json.nothing());
      default:
        return this.number();
    }
  }

  private word(text: string, value: Json): Json {
    for (let i = 0; i < text.length; i++) if (!this.take(text.charCodeAt(i))) return this.fail();
    return value;
  }

  private object(depth: i32): Json {
    const made = Json.object();
    this.at++;
    this.space();
    if (this.take(0x7d)) return made;
    while (!this.failed) {
      this.space();
      if (this.peek() != 0x22) return this.fail();
      const key = this.string();
      this.space();
      if (!this.take(0x3a)) return this.fail();
      made.set(key, this.value(depth + 1));
      this.space();
      if (this.take(0x7d)) return made;
      if (!this.take(0x2c)) return this.fail();
    }
    return made;
  }

  private array(depth: i32): Json {
    const made = Json.array();
    this.at++;
    this.space();
    if (this.take(0x5d)) return made;
    while (!this.failed) {
      made.push(this.value(depth + 1));
      this.space();
      if (this.take(0x5d)) return made;
      if (!this.take(0x2c)) return this.fail();
    }
    return made;
  }

  /** The string whose opening quote is here. */
  private string(): string {
    const start = ++this.at;
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      if (byte == 0x22) return wordAt(start, this.at++ - start);
      if (byte == 0x5c) return this.escaped(start);
      this.at++;
    }
    this.fail();
    return '';
  }

  /** A string with an escape at the current byte. */
  private escaped(start: usize): string {
    const parts: string[] = [String.UTF8.decodeUnsafe(start, this.at - start)];
    let from = this.at;
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      if (byte == 0x22) {
        parts.push(String.UTF8.decodeUnsafe(from, this.at++ - from));
        return parts.join('');
      }
      if (byte == 0x5c) {
        parts.push(String.UTF8.decodeUnsafe(from, this.at - from));
        parts.push(this.escape());
        from = this.at;
      } else this.at++;
    }
    this.fail();
    return '';
  }

  private escape(): string {
    this.at++;
    const byte = this.peek();
    this.at++;
    switch (byte) {
      case 0x6e:
        return '\n';
      case 0x74:
        return '\t';
      case 0x72:
        return '\r';
      case 0x62:
        return '\b';
      case 0x66:
        return '\f';
      case 0x22:
      case 0x5c:
      case 0x2f:
        return String.fromCharCode(byte);
      case 0x75:
        return String.fromCharCode(this.hexadecimal());
      default:
        this.fail();
        return '';
    }
  }

  private hexadecimal(): i32 {
    let code = 0;
    for (let i = 0; i < 4; i++) {
      const byte = this.peek();
      this.at++;
      if (byte >= 0x30 && byte <= 0x39) code = code * 16 + byte - 0x30;
      else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66) code = code * 16 + (byte | 0x20) - 0x57;
      else this.fail();
    }
    return code;
  }

  private number(): Json {
    const start = this.at;
    const negative = this.take(0x2d);
    const digits = this.at;
    let whole: i64 = 0;
    while (isDigit(this.peek())) whole = whole * 10 + (load<u8>(this.at++) - 0x30);
    const count = <i32>(this.at - digits);
    if (count == 0) return this.fail();
    const next = this.peek();
    if (count <= EXACT_DIGITS && next != 0x2e && (next | 0x20) != 0x65)
      return Json.of(<f64>(negative ? -whole : whole));
    return this.longNumber(start);
  }

  private longNumber(start: usize): Json {
    while (isNumberByte(this.peek())) this.at++;
    const made = new Json(JsonKind.Number);
    made.text = String.UTF8.decodeUnsafe(start, this.at - start);
    made.number = parseFloat(made.text);
    return isNaN(made.number) ? this.fail() : made;
  }
}

function isDigit(byte: i32): bool {
  return byte >= 0x30 && byte <= 0x39;
}

function isNumberByte(byte: i32): bool {
  return isDigit(byte) || byte == 0x2e || byte == 0x2b || byte == 0x2d || (byte | 0x20) == 0x65;
}
