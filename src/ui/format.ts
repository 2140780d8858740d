// Numbers, times, names and values as text. Pure; the same in every panel.
import { isJsonObject, type JsonValue } from '../base/json.ts';
import type { ValueType } from '../protocol/catalog.ts';
import type { SessionValues } from '../protocol/session.ts';

const whole = new Intl.NumberFormat('en');

/** `1,204`. */
export function count(value: number): string {
  return whole.format(value);
}

/** `1 row`, `12 rows`; irregular plurals are handed in. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** `640 B`, `4.1 kB`, `2.3 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${(value / 1000).toFixed(1)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

/** `<1 ms`, `12 ms`, `1.4 s`. */
export function duration(valueMs: number): string {
  if (valueMs < 1) return '<1 ms';
  if (valueMs < 1000) return `${Math.round(valueMs)} ms`;
  return `${(valueMs / 1000).toFixed(1)} s`;
}

/** Time since the start of the page: `0:07.250`. */
export function elapsed(valueMs: number): string {
  const past = Math.max(0, valueMs);
  const minutes = Math.floor(past / 60_000);
  const seconds = Math.floor(past / 1000) % 60;
  const thousandths = Math.floor(past % 1000);
  return `${minutes}:${String(seconds).padStart(2, '0')}.${String(thousandths).padStart(3, '0')}`;
}

/** Shortened in the middle: `9f86d0…b0f00a`. Text that fits stays whole. */
export function short(text: string, keep = 6): string {
  return text.length <= keep * 2 + 1 ? text : `${text.slice(0, keep)}…${text.slice(-keep)}`;
}

/** `Ann`, `Ann and Ben`, `Ann, Ben and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  return listedBy(names, (name) => name, most);
}

/** The same of what has names: of a thousand only those that are told are asked for theirs. */
export function listedBy<Item>(items: readonly Item[], nameOf: (item: Item) => string, most = 3): string {
  if (items.length === 0) return 'nobody';
  if (items.length > most) {
    return `${items
      .slice(0, most - 1)
      .map(nameOf)
      .join(', ')} and ${count(items.length - most + 1)} more`;
  }
  const names = items.map(nameOf);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

/** A value on one line, as JSON writes it; text without quotes. */
export function inline(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `userId 3 · role Guest (invitedBy Ann) · teams 1, 2`. */
export function sessionLine(session: SessionValues | null): string {
  if (!session) return 'no session yet';
  return Object.entries(session)
    .map(([name, value]) => `${name} ${sessionValue(value)}`)
    .join(' · ');
}

/** A list by its items, a variant by its name and what belongs to it. */
function sessionValue(value: JsonValue): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inline).join(', ');
  if (!isJsonObject(value) || typeof value['_type'] !== 'string') return inline(value);
  const { _type: variant, ...rest } = value;
  const payload = Object.entries(rest).map(([name, part]) => `${name} ${inline(part)}`);
  return payload.length === 0 ? variant : `${variant} (${payload.join(', ')})`;
}

/** A stored value as its type reads: `False` for a Bool's 0, a date and time for a DateTime's seconds. */
export function typed(value: JsonValue, type: ValueType): JsonValue {
  if (type.kind === 'bool' && value !== null) return value === 1 || value === true ? 'True' : 'False';
  if (type.kind === 'dateTime' && typeof value === 'number') return dateTime(value);
  return value;
}

/** Seconds since the epoch as `2026-03-01 09:30:00 UTC`. */
export function dateTime(valueSeconds: number): string {
  const date = new Date(valueSeconds * 1000);
  if (Number.isNaN(date.getTime())) return String(valueSeconds);
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
