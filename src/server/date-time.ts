// Points in time as people and programs write them, turned into whole seconds since the Unix epoch.

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const CALENDAR_DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Seconds of an integer, of decimal text or of RFC 3339 text; undefined for anything else. Fractions of a second are cut off. */
export function toSeconds(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^-?\d{1,16}$/.test(value)) return toSeconds(Number(value));
  return fromRfc3339(value);
}

/** Whether the text is a day of the calendar, as `2024-02-29`. */
export function isCalendarDate(text: string): boolean {
  const found = CALENDAR_DATE.exec(text);
  return found !== null && dayExists(Number(found[1]), Number(found[2]), Number(found[3]));
}

function fromRfc3339(text: string): number | undefined {
  const found = RFC_3339.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const offsetHour = Number(found[8] ?? 0);
  const offsetMinute = Number(found[9] ?? 0);
  if (!dayExists(year, month, day) || hour > 23 || minute > 59 || second > 60) return undefined;
  if (offsetHour > 23 || offsetMinute > 59) return undefined;
  const offsetSeconds = (offsetHour * 60 + offsetMinute) * 60 * (found[7] === '-' ? -1 : 1);
  return utcMs(year, month, day) / 1000 + hour * 3600 + minute * 60 + second - offsetSeconds;
}

function dayExists(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const lastDay = new Date(utcMs(year, month + 1, 0)).getUTCDate();
  return day <= lastDay;
}

/** `Date.UTC` would read the years 0 to 99 as 1900 to 1999. */
function utcMs(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
