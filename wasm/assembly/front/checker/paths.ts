// Paths through unions: `state.Failed.reason.ProviderRejected.code`, on columns and on the session.
import {
  Field,
  Guard,
  Operand,
  OperandKind,
  Payload,
  PayloadField,
  Record,
  SessionField,
  Type,
  TypeKind,
  Union,
  Variant,
} from '../../model';
import { Span } from '../../span';
import { Name } from '../ast';

/** Where a path ends, and which variants must be there for it to exist. */
export class Target {
  guards: Guard[] = [];
  constructor(public operand: Operand) {}
}

const SESSION = 'Session.';

/** Notes how the schema says it: the first `steps` of the path. */
function written(operand: Operand, prefix: string, path: Name[], steps: i32): Operand {
  let text = prefix + path[0].text;
  for (let i = 1; i < steps; i++) text += '.' + path[i].text;
  operand.text = text;
  return operand;
}

/** Null when the path does not lead to a value. */
export function columnTarget(record: Record, path: Name[], span: Span): Target | null {
  let field: Field | null = record.field(path[0].text);
  const guards: Guard[] = [];
  let i = 1;
  for (; field && i + 1 < path.length; i += 2) {
    const payload = payloadOf(field, path[i].text);
    if (!payload) return null;
    guards.push(new Guard(written(columnOperand(field, span), '', path, i), path[i].text));
    field = payloadFieldOf(payload, path[i + 1].text);
  }
  if (!field || i < path.length) return null;
  const target = new Target(written(columnOperand(field, span), '', path, i));
  target.guards = guards;
  return target;
}

export function columnOperand(field: Field, span: Span): Operand {
  const operand = new Operand(OperandKind.Column, field.type, field.nullable, span);
  operand.column = field.column;
  operand.name = field.column.name;
  return operand;
}

function payloadOf(field: Field, variant: string): Payload | null {
  for (let i = 0; i < field.payloads.length; i++)
    if (field.payloads[i].variant.name == variant) return field.payloads[i];
  return null;
}

function payloadFieldOf(payload: Payload, name: string): Field | null {
  for (let i = 0; i < payload.fields.length; i++) if (payload.fields[i].name == name) return payload.fields[i];
  return null;
}

/** Null when the path does not lead to a value. `untyped`: there is no session block, so any field will do. */
export function sessionTarget(fields: SessionField[], path: Name[], span: Span, untyped: bool): Target | null {
  const field = sessionField(fields, path[0].text);
  if (!field)
    return untyped && path.length == 1
      ? new Target(written(untypedOperand(path[0].text, span), SESSION, path, 1))
      : null;
  const names = [field.name];
  const guards: Guard[] = [];
  let type: Type = field.type;
  let nullable = field.nullable;
  let i = 1;
  for (; i + 1 < path.length; i += 2) {
    const union = type.kind == TypeKind.Union ? type.union : null;
    const variant = union ? variantOf(union, path[i].text) : null;
    const payload = variant ? payloadDeclaration(variant, path[i + 1].text) : null;
    if (!payload) return null;
    guards.push(new Guard(written(sessionOperand(names, type, nullable, span), SESSION, path, i), path[i].text));
    names.push(payload.name);
    type = payload.type;
    nullable = payload.nullable;
  }
  if (i < path.length) return null;
  const target = new Target(written(sessionOperand(names, type, nullable, span), SESSION, path, i));
  target.guards = guards;
  return target;
}

function sessionOperand(names: string[], type: Type, nullable: bool, span: Span): Operand {
  const operand = new Operand(OperandKind.Session, type, nullable, span);
  operand.path = names.slice();
  operand.name = 'session_' + names.join('__');
  return operand;
}

/** Without a session block its values have any type and may be missing. */
function untypedOperand(name: string, span: Span): Operand {
  return sessionOperand([name], new Type(TypeKind.Json, ''), true, span);
}

function sessionField(fields: SessionField[], name: string): SessionField | null {
  for (let i = 0; i < fields.length; i++) if (fields[i].name == name) return fields[i];
  return null;
}

export function variantOf(union: Union, name: string): Variant | null {
  for (let i = 0; i < union.variants.length; i++) if (union.variants[i].name == name) return union.variants[i];
  return null;
}

function payloadDeclaration(variant: Variant, name: string): PayloadField | null {
  for (let i = 0; i < variant.fields.length; i++) if (variant.fields[i].name == name) return variant.fields[i];
  return null;
}
