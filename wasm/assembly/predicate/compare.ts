// How SQLite compares two values: storage classes, affinity, binary collation.
import { Operand, OperandKind, Storage } from '../model';
import { Json, JsonKind, numberText, parseJsonText, jsonText } from '../json/index';

export enum Affinity {
  None,
  Numeric,
  Text,
}

/** Columns have one, everything else has none. */
export function affinityOf(operand: Operand): Affinity {
  const column = operand.column;
  if (operand.kind != OperandKind.Column || column === null) return Affinity.None;
  if (column.storage == Storage.Text) return Affinity.Text;
  return column.storage == Storage.Blob ? Affinity.None : Affinity.Numeric;
}

/** The value after the other side's affinity was applied to it. */
export function applied(value: Json, own: Affinity, other: Affinity): Json {
  if (other == Affinity.Numeric && own != Affinity.Numeric && value.isString) return numeric(value);
  if (other == Affinity.Text && own == Affinity.None && isNumber(value)) return Json.string(numberAsText(value.number));
  return value;
}

function isNumber(value: Json): bool {
  return value.kind == JsonKind.Number || value.kind == JsonKind.Bool;
}

/** Text that reads as a number becomes it; other text stays. */
function numeric(value: Json): Json {
  let text = value.text.trim();
  if (text.startsWith('+')) text = text.slice(1);
  if (text.length == 0 || text.charCodeAt(0) > 0x39) return value;
  const parsed = parseJsonText(text);
  return parsed !== null && parsed.kind == JsonKind.Number ? parsed : value;
}

/** As SQLite writes a number into a text: reals keep their point. */
function numberAsText(value: f64): string {
  return numberText(value);
}

function rank(value: Json): i32 {
  switch (value.kind) {
    case JsonKind.Null:
      return 0;
    case JsonKind.Bool:
    case JsonKind.Number:
      return 1;
    case JsonKind.String:
      return 2;
    default:
      return 3;
  }
}

/** -1, 0 or 1; numbers before texts before documents. Neither may be Null. */
export function compareValues(left: Json, right: Json): i32 {
  const leftRank = rank(left);
  const rightRank = rank(right);
  if (leftRank != rightRank) return leftRank < rightRank ? -1 : 1;
  if (leftRank == 1) return left.number == right.number ? 0 : left.number < right.number ? -1 : 1;
  if (leftRank == 2) return compareText(left.text, right.text);
  return compareText(jsonText(left), jsonText(right));
}

/** Order of the UTF-8 bytes, which is the order of code points: surrogates come after the rest of the first plane. */
export function compareText(left: string, right: string): i32 {
  const shorter = min(left.length, right.length);
  for (let i = 0; i < shorter; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a != b) return lifted(a) < lifted(b) ? -1 : 1;
  }
  return left.length == right.length ? 0 : left.length < right.length ? -1 : 1;
}

function lifted(unit: i32): i32 {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
