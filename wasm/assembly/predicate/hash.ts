// The permission hash [SYNC-5]: equal exactly when two sessions have the same view of a table, by the same rule.
import { Operand, OperandKind, OperationKind, Predicate, PredicateKind, Record, Type, TypeKind, Union } from '../model';
import { Json, JsonKind, jsonText, numberText } from '../json/index';
import { sha256Hex } from '../sha256';
import { sessionOperands, sessionValue, literalValue } from './session';
import { simplified } from './simplify';

/** SHA-256 over shape, rule and the session values that the rule names; every piece carries its length. */
export function permissionHash(record: Record, session: Json): string {
  const rule = simplified(record.policies[OperationKind.Query].predicate);
  const out = new Pieces();
  shape(record, out);
  describe(rule, out);
  values(rule, session, out);
  return sha256Hex(out.text());
}

/** Text pieces, each with its length in front, so that different sequences never read alike. */
class Pieces {
  private parts: string[] = [];
  put(text: string): void {
    this.parts.push(text.length.toString() + ':' + text);
  }
  count(number: i32): void {
    this.put(number.toString());
  }
  text(): string {
    return this.parts.join('');
  }
}

function shape(record: Record, out: Pieces): void {
  out.put('shape');
  out.put(record.primaryKey.name);
  out.count(record.fields.length);
  for (let i = 0; i < record.fields.length; i++) {
    const field = record.fields[i];
    out.put(field.name);
    out.put(field.nullable ? 'nullable' : 'present');
    typeShape(field.type, 0, out);
  }
}

/** Unions are spelled out: a new variant is a new shape. Deeper than any sane type, a name has to do. */
function typeShape(type: Type, depth: i32, out: Pieces): void {
  out.put(type.text);
  const union = type.union;
  if (depth > 8) return;
  if (type.kind == TypeKind.Union && union !== null) unionShape(union, depth, out);
  const inner = type.of;
  if (inner !== null) typeShape(inner, depth + 1, out);
}

function unionShape(union: Union, depth: i32, out: Pieces): void {
  out.count(union.variants.length);
  for (let i = 0; i < union.variants.length; i++) {
    const variant = union.variants[i];
    out.put(variant.name);
    out.count(variant.fields.length);
    for (let j = 0; j < variant.fields.length; j++) {
      out.put(variant.fields[j].name);
      out.put(variant.fields[j].nullable ? 'nullable' : 'present');
      typeShape(variant.fields[j].type, depth + 1, out);
    }
  }
}

function describe(predicate: Predicate, out: Pieces): void {
  out.put('rule');
  out.count(predicate.kind);
  out.count(predicate.guards.length);
  for (let i = 0; i < predicate.guards.length; i++) {
    describeOperand(predicate.guards[i].operand, out);
    out.put(predicate.guards[i].variant);
  }
  if (predicate.kind == PredicateKind.Compare)
    out.put(predicate.comparison.toString() + (predicate.nullSafe ? 'n' : ''));
  describeOperand(predicate.left, out);
  describeOperand(predicate.right, out);
  out.count(predicate.path.length);
  for (let i = 0; i < predicate.path.length; i++) out.put(predicate.path[i].name);
  out.count(predicate.children.length);
  for (let i = 0; i < predicate.children.length; i++) describe(predicate.children[i], out);
}

function describeOperand(operand: Operand | null, out: Pieces): void {
  if (operand === null) return out.put('none');
  out.count(operand.kind);
  const column = operand.column;
  if (column !== null) out.put(column.name);
  if (operand.kind == OperandKind.Literal) out.put(valueText(literalValue(operand.literal)));
  else out.put(operand.name);
  out.count(operand.parts.length);
  for (let i = 0; i < operand.parts.length; i++) describeOperand(operand.parts[i], out);
}

function values(rule: Predicate, session: Json, out: Pieces): void {
  const named: Operand[] = [];
  sessionOperands(rule, named);
  out.put('session');
  out.count(named.length);
  for (let i = 0; i < named.length; i++) {
    out.put(named[i].name);
    out.put(valueText(sessionValue(session, named[i])));
  }
}

/** A value with its kind, numbers by value and not by spelling. */
export function valueText(value: Json): string {
  switch (value.kind) {
    case JsonKind.Null:
      return '-';
    case JsonKind.Bool:
    case JsonKind.Number:
      return 'n' + numberText(value.number);
    case JsonKind.String:
      return 's' + value.text;
    case JsonKind.Array: {
      let text = '[';
      for (let i = 0; i < value.items.length; i++) {
        const member = valueText(value.items[i]);
        text += member.length.toString() + ':' + member;
      }
      return text;
    }
    default:
      return 'o' + jsonText(value);
  }
}
