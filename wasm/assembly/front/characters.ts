// Classes of characters. Letters beyond ASCII are allowed in names; capitals are told apart in the alphabets that have them.

export function isDigit(code: i32): bool {
  return code >= 0x30 && code <= 0x39;
}

/** What is left out beyond ASCII: spaces, punctuation, symbols, private use, surrogates (emoji). */
function isOtherLetter(code: i32): bool {
  if (code < 0xc0 || code == 0xd7 || code == 0xf7) return false;
  if (code >= 0x2000 && code < 0x2c00) return false;
  if (code >= 0x3000 && code < 0x3005) return false;
  if (code >= 0xd800 && code < 0xf900) return false;
  return code < 0xfe00;
}

/** A capital, which begins the name of a record, type, variant or operation. */
export function isUpper(code: i32): bool {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a;
  if (code < 0x100) return code >= 0xc0 && code <= 0xde && code != 0xd7;
  if (code >= 0x391 && code <= 0x3a9) return true;
  return code >= 0x410 && code <= 0x42f;
}

/** A small letter or underscore, which begins the name of a field, link or parameter. */
export function isLower(code: i32): bool {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || code == 0x5f;
  return isOtherLetter(code) && !isUpper(code);
}

export function isNamePart(code: i32): bool {
  return isLower(code) || isUpper(code) || isDigit(code);
}

/** The small form of a capital. In all three alphabets they are 32 apart. */
export function toLower(code: i32): i32 {
  return isUpper(code) ? code + 32 : code;
}

export function lowerFirst(name: string): string {
  if (name.length == 0) return name;
  return String.fromCharCode(toLower(name.charCodeAt(0))) + name.substring(1);
}
