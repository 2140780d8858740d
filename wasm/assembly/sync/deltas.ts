// Live deltas: rows once, and who gets which [WS-3] [SYNC-2] [SYNC-7].
import { Json, Writer } from '../json/index';
import { Audience, audienceOf, withdrawn } from './audience';
import { NetChange, netChanges } from './changes';
import { Grouping, Group, writeIndices } from './groups';
import { WireForm } from './image';
import { AudienceClass, Registry, TablePlan } from './registry';

const NOBODY: Audience = new Audience(false, []);

/** Writes the deltas of a mutation over the registry's sessions; those who get what everybody gets are not named. */
export function writeDeltas(affected: Json, registry: Registry, out: Writer): void {
  const grouping = new Grouping();
  const changes = netChanges(affected, registry);
  let index = 0;
  out.raw('{"all_affected_rows":[');
  for (let i = 0; i < changes.length; i++) index = writeChange(changes[i], registry, grouping, index, out);
  out.raw('],"groups":');
  writeGroups(grouping, out);
  out.raw(',"everyone":');
  writeIndices(grouping.everyone, out);
  out.byte(0x7d);
  grouping.release();
}

/** Writes the row for its audience and the removal for those who lost it; gives the next free index. */
function writeChange(change: NetChange, registry: Registry, grouping: Grouping, index: i32, out: Writer): i32 {
  const plan = registry.planOf(change.record.table);
  if (plan === null) return index;
  const earlier = change.before;
  const later = change.after;
  const before = earlier === null ? NOBODY : audienceOf(plan, earlier, registry.slots.literals);
  const after = later === null ? NOBODY : audienceOf(plan, later, registry.slots.literals);
  const lost = withdrawn(before, after);
  let next = index;
  if (later !== null && !after.isNobody) {
    if (next > 0) out.byte(0x2c);
    writeRow(plan, later, change.stamp, out);
    deliver(after, next++, grouping);
  }
  if (!lost.isNobody) {
    if (next > 0) out.byte(0x2c);
    writeRemoval(change, out);
    deliver(lost, next++, grouping);
  }
  return next;
}

export function writeRow(plan: TablePlan, values: Json[], stamp: f64, out: Writer): void {
  const known = plan.form;
  const form = known === null ? new WireForm(plan.record) : known;
  plan.form = form;
  out.raw('{"table_name":');
  out.string(plan.record.table);
  out.raw(',"row":');
  form.writeRow(values, stamp, out);
  out.raw(',"headers":');
  out.buffer(form.headers);
  out.byte(0x7d);
}

export function writeRemoval(change: NetChange, out: Writer): void {
  const key = change.record.primaryKey.name;
  out.raw('{"table_name":');
  out.string(change.record.table);
  out.raw(',"row":{');
  out.string(key);
  out.byte(0x3a);
  out.value(change.key);
  out.raw('},"headers":[');
  out.string(key);
  out.raw('],"removed":true,"stamp":');
  out.number(change.stamp);
  out.byte(0x7d);
}

function deliver(audience: Audience, index: i32, grouping: Grouping): void {
  if (audience.everyone) grouping.everyone.push(index);
  for (let i = 0; i < audience.classes.length; i++) deliverTo(audience.classes[i], index, !audience.everyone, grouping);
}

function deliverTo(one: AudienceClass, index: i32, include: bool, grouping: Grouping): void {
  for (let i = 0; i < one.members.length; i++) {
    if (include) grouping.include(one.members[i], index);
    else grouping.exclude(one.members[i], index);
  }
}

function writeGroups(grouping: Grouping, out: Writer): void {
  const groups = grouping.groups();
  out.byte(0x5b);
  for (let i = 0; i < groups.length; i++) {
    if (i > 0) out.byte(0x2c);
    writeGroup(groups[i], grouping.indices(groups[i]), out);
  }
  out.byte(0x5d);
}

function writeGroup(group: Group, indices: i32[], out: Writer): void {
  out.raw('{"session_ids":[');
  for (let i = 0; i < group.sessions.length; i++) {
    if (i > 0) out.byte(0x2c);
    out.buffer(group.sessions[i].quotedId);
  }
  out.raw('],"affected_row_indices":');
  writeIndices(indices, out);
  out.byte(0x7d);
}
