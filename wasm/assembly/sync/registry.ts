// The registered sessions, in classes of equal values: sessions that no permission can tell apart are one.
import { Operand, OperandKind, OperationKind, Predicate, PredicateKind, Comparison, Record, Schema } from '../model';
import { Json, jsonText, parseJsonText } from '../json/index';
import { Affinity, affinityOf, applied } from '../predicate/compare';
import { valueText } from '../predicate/hash';
import { Slots } from '../predicate/session';
import { simplified } from '../predicate/simplify';
import { Group } from './groups';
import { WireForm } from './image';

/** Sessions with equal values of one dimension's slots. */
export class AudienceClass {
  constructor(
    public key: string,
    /** Session values by slot; those outside the dimension are one member's and must not be read. */
    public values: Json[],
  ) {}
  members: Session[] = [];
  /** Where it stands in its dimension's list. */
  position: i32 = 0;
  dead: bool = false;
  /** Last question that met this class: keeps answers free of repeats. */
  mark: i32 = 0;
}

/** A registered session. */
export class Session {
  constructor(
    public id: string,
    /** The same as JSON bytes: it is written far more often than looked at. */
    public quotedId: ArrayBuffer,
    /** Its values as JSON text, to register it again under another schema. */
    public source: string,
  ) {}
  /** Its class and its place among the members, by dimension. */
  classes: AudienceClass[] = [];
  places: i32[] = [];
  position: i32 = 0;
  /** While deltas are grouped: the group it is in; null: what everybody gets. */
  group: Group | null = null;
}

/** Classes by the value of one slot. Dead classes are swept when they are half of a list. */
export class SlotIndex {
  constructor(
    public slot: i32,
    /** Affinity of the column it is compared with. */
    public affinity: Affinity,
    /** Whether the value is a list whose members count. */
    public isList: bool,
  ) {}
  private lists: Map<string, ClassList> = new Map<string, ClassList>();

  /** The key under which a value of the column (or of a session, after the column's affinity) is found. */
  private keyOf(value: Json): string {
    return valueText(applied(value, Affinity.None, this.affinity));
  }

  add(one: AudienceClass): void {
    const value = one.values[this.slot];
    if (!this.isList) return this.addUnder(this.keyOf(value), one);
    for (let i = 0; i < value.items.length; i++) this.addUnder(this.keyOf(value.items[i]), one);
  }

  private addUnder(key: string, one: AudienceClass): void {
    if (!this.lists.has(key)) this.lists.set(key, new ClassList());
    this.lists.get(key).classes.push(one);
  }

  remove(one: AudienceClass): void {
    const value = one.values[this.slot];
    if (!this.isList) return this.removeUnder(this.keyOf(value));
    for (let i = 0; i < value.items.length; i++) this.removeUnder(this.keyOf(value.items[i]));
  }

  private removeUnder(key: string): void {
    if (!this.lists.has(key)) return;
    if (this.lists.get(key).noteDead() == 0) this.lists.delete(key);
  }

  find(value: Json): AudienceClass[] {
    const key = valueText(value);
    return this.lists.has(key) ? this.lists.get(key).classes : NO_CLASSES;
  }
}

const NO_CLASSES: AudienceClass[] = [];

class ClassList {
  classes: AudienceClass[] = [];
  private dead: i32 = 0;

  /** One more of its classes is dead; gives how many entries remain. */
  noteDead(): i32 {
    this.dead++;
    if (this.dead * 2 <= this.classes.length) return this.classes.length;
    const living: AudienceClass[] = [];
    for (let i = 0; i < this.classes.length; i++) if (!this.classes[i].dead) living.push(this.classes[i]);
    this.classes = living;
    this.dead = 0;
    return living.length;
  }
}

/** The session values that one or more tables' permissions read, and the classes they make. */
export class Dimension {
  constructor(public slots: i32[]) {}
  classes: AudienceClass[] = [];
  indexes: SlotIndex[] = [];
  private byKey: Map<string, AudienceClass> = new Map<string, AudienceClass>();

  join(session: Session, values: Json[]): void {
    const key = this.keyOf(values);
    if (!this.byKey.has(key)) this.open(key, values);
    const one = this.byKey.get(key);
    session.classes.push(one);
    session.places.push(one.members.length);
    one.members.push(session);
  }

  private keyOf(values: Json[]): string {
    let key = '';
    for (let i = 0; i < this.slots.length; i++) {
      const text = valueText(values[this.slots[i]]);
      key += text.length.toString() + ':' + text;
    }
    return key;
  }

  private open(key: string, values: Json[]): void {
    const one = new AudienceClass(key, values);
    one.position = this.classes.length;
    this.classes.push(one);
    this.byKey.set(key, one);
    for (let i = 0; i < this.indexes.length; i++) this.indexes[i].add(one);
  }

  /** Takes the session out; its place goes to the last member. `own` is the dimension's own number. */
  leave(session: Session, own: i32): void {
    const one = session.classes[own];
    const place = session.places[own];
    const last = one.members.pop();
    if (last !== session) {
      one.members[place] = last;
      last.places[own] = place;
    }
    if (one.members.length == 0) this.close(one);
  }

  private close(one: AudienceClass): void {
    one.dead = true;
    this.byKey.delete(one.key);
    const last = this.classes.pop();
    if (last !== one) {
      this.classes[one.position] = last;
      last.position = one.position;
    }
    for (let i = 0; i < this.indexes.length; i++) this.indexes[i].remove(one);
  }

  index(slot: i32, affinity: Affinity, isList: bool): SlotIndex | null {
    for (let i = 0; i < this.indexes.length; i++) {
      const index = this.indexes[i];
      if (index.slot == slot && index.affinity == affinity && index.isList == isList) return index;
    }
    return null;
  }
}

/** How one table's rows find their audience. */
export class TablePlan {
  constructor(
    public record: Record,
    public rule: Predicate,
    public dimension: Dimension,
  ) {}
  /** How its wire rows are written; made at first use. */
  form: WireForm | null = null;
}

export class Registry {
  sessions: Session[] = [];
  dimensions: Dimension[] = [];
  private plans: Map<string, TablePlan> = new Map<string, TablePlan>();
  private byId: Map<string, Session> = new Map<string, Session>();

  constructor(public slots: Slots) {}

  /** An empty registry with a plan for every synced table. */
  static of(schema: Schema, slots: Slots): Registry {
    const registry = new Registry(slots);
    for (let i = 0; i < schema.records.length; i++) if (schema.records[i].synced) registry.plan(schema.records[i]);
    return registry;
  }

  /** The plan of a synced table. */
  planOf(table: string): TablePlan | null {
    return this.plans.has(table) ? this.plans.get(table) : null;
  }

  private plan(record: Record): void {
    const rule = simplified(record.policies[OperationKind.Query].predicate);
    const slots: i32[] = [];
    collectSlots(rule, slots);
    slots.sort();
    const dimension = this.dimensionOf(slots);
    addIndexes(rule, dimension);
    this.plans.set(record.table, new TablePlan(record, rule, dimension));
  }

  private dimensionOf(slots: i32[]): Dimension {
    const key = slots.join(',');
    for (let i = 0; i < this.dimensions.length; i++)
      if (this.dimensions[i].slots.join(',') == key) return this.dimensions[i];
    const made = new Dimension(slots);
    this.dimensions.push(made);
    return made;
  }

  connect(id: string, values: Json): void {
    this.disconnect(id);
    const session = new Session(id, String.UTF8.encode(jsonText(Json.string(id))), jsonText(values));
    const bySlot = this.slots.values(values);
    for (let i = 0; i < this.dimensions.length; i++) this.dimensions[i].join(session, bySlot);
    session.position = this.sessions.length;
    this.sessions.push(session);
    this.byId.set(id, session);
  }

  disconnect(id: string): void {
    if (!this.byId.has(id)) return;
    const session = this.byId.get(id);
    this.byId.delete(id);
    for (let i = 0; i < this.dimensions.length; i++) this.dimensions[i].leave(session, i);
    const last = this.sessions.pop();
    if (last === session) return;
    this.sessions[session.position] = last;
    last.position = session.position;
  }

  /** Registers another registry's sessions here: the schema has changed under them. */
  adopt(other: Registry): void {
    for (let i = 0; i < other.sessions.length; i++) {
      const values = parseJsonText(other.sessions[i].source);
      this.connect(other.sessions[i].id, values === null ? Json.object() : values);
    }
  }
}

function collectSlots(predicate: Predicate, into: i32[]): void {
  for (let i = 0; i < predicate.guards.length; i++) collectSlot(predicate.guards[i].operand, into);
  collectSlot(predicate.left, into);
  collectSlot(predicate.right, into);
  for (let i = 0; i < predicate.children.length; i++) collectSlots(predicate.children[i], into);
}

function collectSlot(operand: Operand | null, into: i32[]): void {
  if (operand === null || operand.kind != OperandKind.Session) return;
  if (!into.includes(operand.slot)) into.push(operand.slot);
}

/** An index for each equality and each membership between a column (or literal) and a session value. */
function addIndexes(predicate: Predicate, dimension: Dimension): void {
  for (let i = 0; i < predicate.children.length; i++) addIndexes(predicate.children[i], dimension);
  const question = lookupOf(predicate);
  if (question === null || dimension.index(question.slot, question.affinity, question.isList) !== null) return;
  dimension.indexes.push(new SlotIndex(question.slot, question.affinity, question.isList));
}

/** A comparison that an index can answer. */
export class Lookup {
  constructor(
    public slot: i32,
    public affinity: Affinity,
    public isList: bool,
    /** The side that the row decides. */
    public known: Operand,
  ) {}
}

/** The lookup that finds the classes for which an equality or inequality may or may not hold; null when there is none. */
export function lookupOf(predicate: Predicate): Lookup | null {
  const left = predicate.left;
  const right = predicate.right;
  if (left === null || right === null) return null;
  if (predicate.kind == PredicateKind.In) {
    if (right.kind != OperandKind.Session || left.kind == OperandKind.Session) return null;
    return new Lookup(right.slot, affinityOf(left), true, left);
  }
  const isEquality = predicate.comparison == Comparison.Equal || predicate.comparison == Comparison.NotEqual;
  if (predicate.kind != PredicateKind.Compare || !isEquality) return null;
  if (left.kind == OperandKind.Session && right.kind != OperandKind.Session)
    return new Lookup(left.slot, affinityOf(right), false, right);
  if (right.kind == OperandKind.Session && left.kind != OperandKind.Session)
    return new Lookup(right.slot, affinityOf(left), false, left);
  return null;
}
