// Session values: found by path, normalised as SQLite is bound them, and numbered so that evaluation needs no names.
import { Literal, LiteralKind, Operand, OperandKind, Predicate, Schema, Type, TypeKind } from '../model';
import { Json, JsonKind, jsonText } from '../json/index';
import { parseTime } from './time';

/** Every session value and every literal that the schema's policies name, numbered. */
export class Slots {
  /** One operand per distinct session value; the index is the slot. */
  session: Operand[] = [];
  literals: Json[] = [];
  private byName: Map<string, i32> = new Map<string, i32>();

  /** Numbers the operands of all policies. */
  static of(schema: Schema): Slots {
    const slots = new Slots();
    for (let i = 0; i < schema.records.length; i++) {
      const policies = schema.records[i].policies;
      for (let j = 0; j < policies.length; j++) slots.number(policies[j].predicate);
    }
    return slots;
  }

  private number(predicate: Predicate): void {
    for (let i = 0; i < predicate.guards.length; i++) this.operand(predicate.guards[i].operand);
    this.operand(predicate.left);
    this.operand(predicate.right);
    for (let i = 0; i < predicate.children.length; i++) this.number(predicate.children[i]);
  }

  private operand(operand: Operand | null): void {
    if (operand === null) return;
    if (operand.kind == OperandKind.Session) operand.slot = this.sessionSlot(operand);
    else if (operand.kind == OperandKind.Literal) {
      operand.slot = this.literals.length;
      this.literals.push(literalValue(operand.literal));
    }
    for (let i = 0; i < operand.parts.length; i++) this.operand(operand.parts[i]);
  }

  private sessionSlot(operand: Operand): i32 {
    if (this.byName.has(operand.name)) return this.byName.get(operand.name);
    this.byName.set(operand.name, this.session.length);
    this.session.push(operand);
    return this.session.length - 1;
  }

  /** The session's values by slot. */
  values(session: Json): Json[] {
    const values: Json[] = [];
    for (let i = 0; i < this.session.length; i++) values.push(sessionValue(session, this.session[i]));
    return values;
  }
}

/** A literal as a storage value. */
export function literalValue(literal: Literal | null): Json {
  if (literal === null) return Json.nothing();
  switch (literal.kind) {
    case LiteralKind.Null:
      return Json.nothing();
    case LiteralKind.Bool:
      return Json.of(literal.bool ? 1 : 0);
    case LiteralKind.Int:
    case LiteralKind.Float:
      return Json.of(literal.number);
    default:
      return Json.string(literal.text);
  }
}

/** The value that the operand names, as storage value; lists stay lists; absent is Null. */
export function sessionValue(session: Json, operand: Operand): Json {
  let value = session;
  for (let i = 0; i < operand.path.length; i++) value = value.get(operand.path[i]);
  return normalised(value, operand.type);
}

function normalised(value: Json, type: Type): Json {
  if (value.kind == JsonKind.Bool) return Json.of(value.number);
  if (type.kind == TypeKind.DateTime && value.isString) return parseTime(value.text);
  if (type.kind == TypeKind.Union && value.isObject) return value.get('_type');
  return value;
}

/** A value as it is bound: lists and documents as JSON text. */
export function boundValue(value: Json): Json {
  if (value.kind == JsonKind.Bool) return Json.of(value.number);
  return value.isArray || value.isObject ? Json.string(jsonText(value)) : value;
}

/** Collects the session operands of a predicate, each name once. */
export function sessionOperands(predicate: Predicate, into: Operand[]): void {
  for (let i = 0; i < predicate.guards.length; i++) addSession(predicate.guards[i].operand, into);
  addSession(predicate.left, into);
  addSession(predicate.right, into);
  for (let i = 0; i < predicate.children.length; i++) sessionOperands(predicate.children[i], into);
}

function addSession(operand: Operand | null, into: Operand[]): void {
  if (operand === null || operand.kind != OperandKind.Session) return;
  for (let i = 0; i < into.length; i++) if (into[i].name == operand.name) return;
  into.push(operand);
}
