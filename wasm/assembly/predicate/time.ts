// Times as text: decimal seconds and RFC 3339, to whole Unix seconds.
import { Json } from '../json/index';

/** Seconds since the Unix epoch; the text itself when it tells no time. */
export function parseTime(text: string): Json {
  if (isDecimal(text)) return Json.of(Math.floor(parseFloat(text)));
  const seconds = rfc3339(text);
  return isNaN(seconds) ? Json.string(text) : Json.of(seconds);
}

function isDecimal(text: string): bool {
  const from = text.startsWith('-') ? 1 : 0;
  if (text.length == from) return false;
  for (let i = from; i < text.length; i++) if (!isDigit(text.charCodeAt(i)) && text.charAt(i) != '.') return false;
  return true;
}

function isDigit(unit: i32): bool {
  return unit >= 0x30 && unit <= 0x39;
}

/** `YYYY-MM-DDThh:mm:ss[.fff](Z|±hh:mm)`; NaN when it is not. */
function rfc3339(text: string): f64 {
  if (
    text.length < 20 ||
    text.charAt(4) != '-' ||
    text.charAt(7) != '-' ||
    text.charAt(13) != ':' ||
    text.charAt(16) != ':'
  )
    return NaN;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const seconds = digits(text, 11, 2) * 3600 + digits(text, 14, 2) * 60 + digits(text, 17, 2);
  if (month < 1 || month > 12 || day < 1 || day > 31) return NaN;
  return daysSinceEpoch(<i32>year, <i32>month, <i32>day) * 86400 + seconds - offset(text);
}

function digits(text: string, from: i32, count: i32): f64 {
  let value: f64 = 0;
  for (let i = from; i < from + count; i++) {
    if (!isDigit(text.charCodeAt(i))) return NaN;
    value = value * 10 + (text.charCodeAt(i) - 0x30);
  }
  return value;
}

function offset(text: string): f64 {
  let at = 19;
  if (text.charAt(at) == '.') {
    at++;
    while (at < text.length && isDigit(text.charCodeAt(at))) at++;
  }
  const mark = text.charAt(at);
  if ((mark == 'Z' || mark == 'z') && text.length == at + 1) return 0;
  if ((mark != '+' && mark != '-') || text.length != at + 6 || text.charAt(at + 3) != ':') return NaN;
  const seconds = digits(text, at + 1, 2) * 3600 + digits(text, at + 4, 2) * 60;
  return mark == '-' ? -seconds : seconds;
}

/** Days from 1970-01-01 in the Gregorian calendar; years are counted from March, so that leap days come last. */
function daysSinceEpoch(year: i32, month: i32, day: i32): f64 {
  const shifted = month > 2 ? year : year - 1;
  const era = shifted / 400;
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return <f64>(era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468);
}
