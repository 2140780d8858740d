// What a mutation did to each row, net: the image before its first write and the image after its last.
import { Record } from '../model';
import { Json } from '../json/index';
import { valueText } from '../predicate/hash';
import { imageValues } from './image';
import { Registry } from './registry';

/** One row's change. Both images null: it came and went inside the mutation. */
export class NetChange {
  constructor(
    public record: Record,
    public key: Json,
  ) {}
  before: Json[] | null = null;
  after: Json[] | null = null;
  /** Of the last write. */
  stamp: f64 = 0;
}

/** Changes by row, in order of first write. States that were never committed are not told; a changed key is two rows. */
export function netChanges(affected: Json, registry: Registry): NetChange[] {
  const changes: NetChange[] = [];
  const byKey = new Map<string, NetChange>();
  for (let i = 0; i < affected.items.length; i++) {
    const entry = affected.items[i];
    const plan = registry.planOf(entry.get('table_name').asText());
    if (plan === null) continue;
    const stamp = entry.get('stamp').number;
    const headers = entry.get('headers');
    const before = entry.get('before');
    const after = entry.get('row');
    if (before.isArray) noteBefore(plan.record, imageValues(plan.record, headers, before), stamp, changes, byKey);
    if (after.isArray) noteAfter(plan.record, imageValues(plan.record, headers, after), stamp, changes, byKey);
  }
  return changes;
}

function noteBefore(
  record: Record,
  image: Json[],
  stamp: f64,
  changes: NetChange[],
  byKey: Map<string, NetChange>,
): void {
  const known = byKey.has(rowName(record, image));
  const change = changeOf(record, image, changes, byKey);
  if (!known) change.before = image;
  change.after = null;
  change.stamp = stamp;
}

function noteAfter(
  record: Record,
  image: Json[],
  stamp: f64,
  changes: NetChange[],
  byKey: Map<string, NetChange>,
): void {
  const change = changeOf(record, image, changes, byKey);
  change.after = image;
  change.stamp = stamp;
}

function rowName(record: Record, image: Json[]): string {
  return record.table + ' ' + valueText(image[record.primaryKey.column.index]);
}

function changeOf(record: Record, image: Json[], changes: NetChange[], byKey: Map<string, NetChange>): NetChange {
  const name = rowName(record, image);
  if (byKey.has(name)) return byKey.get(name);
  const change = new NetChange(record, image[record.primaryKey.column.index]);
  byKey.set(name, change);
  changes.push(change);
  return change;
}
