// Sessions that get the same rows are one group: each answer splits the groups it cuts.
import { Writer } from '../json/index';
import { Session } from './registry';

/** What its sessions get besides what everybody gets, and what they do not get of it. */
export class Group {
  included: i32[] = [];
  excluded: i32[] = [];
  sessions: Session[] = [];
  /** The group that takes over those of its sessions that `cutBy` has chosen. */
  part: Group | null = null;
  cutBy: i32 = -1;

  private copy(): Group {
    const made = new Group();
    made.included = this.included.slice(0);
    made.excluded = this.excluded.slice(0);
    return made;
  }

  /** The part of this group that row `index` is included for, or excluded for. */
  cut(index: i32, include: bool): Group {
    const known = this.part;
    if (this.cutBy == index && known !== null) return known;
    const made = this.copy();
    if (include) made.included.push(index);
    else made.excluded.push(index);
    this.cutBy = index;
    this.part = made;
    return made;
  }
}

/** Groups in the making. */
export class Grouping {
  /** Rows that everybody gets unless excluded. */
  everyone: i32[] = [];
  private rest: Group = new Group();
  private touched: Session[] = [];

  include(session: Session, index: i32): void {
    this.move(session, index, true);
  }

  exclude(session: Session, index: i32): void {
    this.move(session, index, false);
  }

  private move(session: Session, index: i32, include: bool): void {
    const group = session.group;
    if (group === null) this.touched.push(session);
    session.group = (group === null ? this.rest : group).cut(index, include);
  }

  /** The groups of all sessions that do not simply get what everybody gets. */
  groups(): Group[] {
    const made: Group[] = [];
    for (let i = 0; i < this.touched.length; i++) {
      const group = this.touched[i].group;
      if (group === null) continue;
      if (group.sessions.length == 0) made.push(group);
      group.sessions.push(this.touched[i]);
    }
    return made;
  }

  /** The rows of a group, ascending. */
  indices(group: Group): i32[] {
    const made: i32[] = [];
    for (let i = 0, from = 0; i < this.everyone.length; i++) {
      const index = this.everyone[i];
      while (from < group.included.length && group.included[from] < index) made.push(group.included[from++]);
      if (!contains(group.excluded, index)) made.push(index);
      if (i == this.everyone.length - 1) while (from < group.included.length) made.push(group.included[from++]);
    }
    return this.everyone.length == 0 ? group.included : made;
  }

  /** Lets go of the sessions: they belong to no group again. */
  release(): void {
    for (let i = 0; i < this.touched.length; i++) this.touched[i].group = null;
  }
}

/** Whether an ascending list holds the value. */
function contains(list: i32[], value: i32): bool {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low < list.length && list[low] == value;
}

/** `[0,3,4]` */
export function writeIndices(indices: i32[], out: Writer): void {
  out.byte(0x5b);
  for (let i = 0; i < indices.length; i++) {
    if (i > 0) out.byte(0x2c);
    out.count(indices[i]);
  }
  out.byte(0x5d);
}
