// Deltas over sessions that are not registered: every session is asked about every row. Slow, plain, and the measure for the index.
import { Json, Writer } from '../json/index';
import { Facts, HOLDS, evaluate } from '../predicate/evaluate';
import { NetChange, netChanges } from './changes';
import { writeRemoval, writeRow } from './deltas';
import { writeIndices } from './groups';
import { Registry, TablePlan } from './registry';

/** What a change means to a session. */
enum News {
  None,
  Row,
  Removal,
}

/** Sessions that are told the same. */
class Told {
  constructor(public news: StaticArray<u8>) {}
  ids: string[] = [];
}

/** Writes the deltas of a mutation for `sessions` (id → values). */
export function writeAskedDeltas(affected: Json, sessions: Json, registry: Registry, out: Writer): void {
  const changes = netChanges(affected, registry);
  const told = askAll(changes, sessions, registry);
  const rowAt = new StaticArray<i32>(changes.length);
  const removalAt = new StaticArray<i32>(changes.length);
  out.raw('{"all_affected_rows":[');
  for (let i = 0, next = 0; i < changes.length; i++) {
    rowAt[i] = isTold(told, i, News.Row) ? next++ : -1;
    if (rowAt[i] >= 0) writeAt(changes[i], registry, rowAt[i], true, out);
    removalAt[i] = isTold(told, i, News.Removal) ? next++ : -1;
    if (removalAt[i] >= 0) writeAt(changes[i], registry, removalAt[i], false, out);
  }
  out.raw('],"groups":[');
  for (let i = 0, written = 0; i < told.length; i++) {
    const indices = indicesOf(told[i].news, rowAt, removalAt);
    if (indices.length == 0) continue;
    if (written++ > 0) out.byte(0x2c);
    writeTold(told[i], indices, out);
  }
  out.raw(']}');
}

function askAll(changes: NetChange[], sessions: Json, registry: Registry): Told[] {
  const groups: Told[] = [];
  const byNews = new Map<string, Told>();
  for (let i = 0; i < sessions.keys.length; i++) {
    const values = registry.slots.values(sessions.items[i]);
    const news = new StaticArray<u8>(changes.length);
    for (let j = 0; j < changes.length; j++) news[j] = <u8>newsOf(changes[j], values, registry);
    const key = String.UTF8.decodeUnsafe(changetype<usize>(news), changes.length);
    if (!byNews.has(key)) {
      byNews.set(key, new Told(news));
      groups.push(byNews.get(key));
    }
    byNews.get(key).ids.push(sessions.keys[i]);
  }
  return groups;
}

function newsOf(change: NetChange, session: Json[], registry: Registry): News {
  const plan = registry.planOf(change.record.table);
  if (plan === null) return News.None;
  if (sees(plan, change.after, session, registry)) return News.Row;
  return sees(plan, change.before, session, registry) ? News.Removal : News.None;
}

function sees(plan: TablePlan, row: Json[] | null, session: Json[], registry: Registry): bool {
  return row !== null && evaluate(plan.rule, new Facts(row, session, registry.slots.literals)) == HOLDS;
}

function isTold(told: Told[], change: i32, news: News): bool {
  for (let i = 0; i < told.length; i++) if (told[i].news[change] == <u8>news) return true;
  return false;
}

function writeAt(change: NetChange, registry: Registry, index: i32, isRow: bool, out: Writer): void {
  if (index > 0) out.byte(0x2c);
  const after = change.after;
  const plan = registry.planOf(change.record.table);
  if (isRow && after !== null && plan !== null) writeRow(plan, after, change.stamp, out);
  else writeRemoval(change, out);
}

function indicesOf(news: StaticArray<u8>, rowAt: StaticArray<i32>, removalAt: StaticArray<i32>): i32[] {
  const indices: i32[] = [];
  for (let i = 0; i < news.length; i++) {
    if (news[i] == <u8>News.Row) indices.push(rowAt[i]);
    else if (news[i] == <u8>News.Removal) indices.push(removalAt[i]);
  }
  return indices;
}

function writeTold(told: Told, indices: i32[], out: Writer): void {
  out.raw('{"session_ids":[');
  for (let i = 0; i < told.ids.length; i++) {
    if (i > 0) out.byte(0x2c);
    out.string(told.ids[i]);
  }
  out.raw('],"affected_row_indices":');
  writeIndices(indices, out);
  out.byte(0x7d);
}
