// Values in their places: literals, variants, session paths, parameters and calls, each checked against the type that belongs there.
import { joined, Message, Reporter, table } from '../../diagnostic/index';
import {
  Assignment,
  Literal,
  LiteralKind,
  Operand,
  OperandKind,
  PayloadField,
  Type,
  TypeKind,
  Union,
  Variant,
} from '../../model';
import { Span } from '../../span';
import { Name, ValueKind, ValueNode } from '../ast';
import { isTrue, pathText } from './defaults';
import { functionNames, FunctionSignature, signatureOf } from './functions';
import { Names } from './names';
import { Params } from './params';
import { sessionTarget, Target, variantOf } from './paths';
import { isPoison, sameType } from './types';
import { ANY_NUMBER, ValueUse } from './value-use';

export class Values {
  constructor(
    private names: Names,
    private reporter: Reporter,
    /** Null in a schema, where there are none. */
    public params: Params | null,
  ) {}

  /** The operand for a value that should be an `expected`; mistakes are reported. */
  operand(node: ValueNode, expected: Type, use: ValueUse): Operand {
    switch (node.kind) {
      case ValueKind.Null:
        return this.nothing(node, expected, use);
      case ValueKind.Bool:
      case ValueKind.Int:
      case ValueKind.Float:
      case ValueKind.String:
        return this.literal(node, expected, use);
      case ValueKind.Variant:
        return this.variant(node, expected, use);
      case ValueKind.Session:
        return this.session(node, expected, use).operand;
      case ValueKind.Parameter:
        return this.parameter(node, expected, use);
      case ValueKind.Call:
        return this.call(node, expected, use);
      default:
        return this.misplacedList(node, expected, use);
    }
  }

  // ------------------------------------------------------------ literals

  private nothing(node: ValueNode, expected: Type, use: ValueUse): Operand {
    if (expected.kind == TypeKind.Json && !isPoison(expected)) this.mismatch(node.span, expected, 'null', use);
    else if (!use.isNullable) this.reporter.report(Message.NullNotAllowed, [node.span], [use.label, expected.text]);
    return literalOperand(node, expected, new Literal(LiteralKind.Null));
  }

  private literal(node: ValueNode, expected: Type, use: ValueUse): Operand {
    const kind = literalTypes[node.kind];
    const wanted = contentOf(expected);
    const fits = wanted.kind == kind || isPoison(wanted) || (use.takesNumber && kind == TypeKind.Int);
    if (!fits)
      this.mismatch(expected.kind == TypeKind.Json ? use.at : node.span, expected, literalNames[node.kind], use);
    return literalOperand(node, expected, literalOf(node));
  }

  private mismatch(span: Span, expected: Type, found: string, use: ValueUse): void {
    const message =
      expected.kind == TypeKind.Json && !isPoison(expected) ? Message.LiteralForJson : Message.LiteralMismatch;
    this.reporter.report(message, [span], [found, use.label, use.takesNumber ? ANY_NUMBER : expected.text]);
  }

  private misplacedList(node: ValueNode, expected: Type, use: ValueUse): Operand {
    this.reporter.report(Message.MisplacedList, [node.span], [use.label, expected.text]);
    return literalOperand(node, expected, new Literal(LiteralKind.Null));
  }

  // ------------------------------------------------------------ variants

  private variant(node: ValueNode, expected: Type, use: ValueUse): Operand {
    const literal = new Literal(LiteralKind.Variant);
    literal.text = node.text;
    const operand = literalOperand(node, expected, literal);
    const wanted = contentOf(expected);
    const union = wanted.kind == TypeKind.Union ? wanted.union : null;
    if (!union) {
      if (!isPoison(wanted))
        this.mismatch(expected.kind == TypeKind.Json ? use.at : node.nameSpan, expected, node.text, use);
      return operand;
    }
    const variant = variantOf(union, node.text);
    if (!variant) this.unknownVariant(node, union);
    else literal.payload = this.payload(node, variant, use);
    return operand;
  }

  private unknownVariant(node: ValueNode, union: Union): void {
    const names: string[] = [];
    for (let i = 0; i < union.variants.length; i++) names.push(union.variants[i].name);
    this.reporter.report(
      Message.UnknownVariant,
      [node.nameSpan],
      [node.text, union.name, this.reporter.suggest(node.text, names)],
    );
  }

  /** Payload values in written order. An assignment must name all that cannot be null; it names nothing else. */
  private payload(node: ValueNode, variant: Variant, use: ValueUse): Assignment[] {
    const values: Assignment[] = [];
    const given = new Set<string>();
    for (let i = 0; i < node.payload.length; i++) {
      const name = node.payload[i].name;
      const field = payloadField(variant, name.text);
      const type = field ? field.type : new Type(TypeKind.Json, '');
      const place = use.payload(variant.name + '.' + name.text, name.text, name.span, !field || field.nullable);
      const value = this.operand(node.payload[i].value, type, place);
      if (!field) this.unknownPayload(name, variant);
      else if (given.has(name.text)) this.reporter.report(Message.PayloadTwice, [name.span], [name.text, variant.name]);
      if (!field || given.has(name.text)) continue;
      given.add(name.text);
      values.push(new Assignment(name.text, value));
    }
    if (use.isAssignment) this.checkComplete(variant, given, use);
    return values;
  }

  private unknownPayload(name: Name, variant: Variant): void {
    const names: string[] = [];
    for (let i = 0; i < variant.fields.length; i++) names.push(variant.fields[i].name);
    this.reporter.report(
      Message.PayloadUnknown,
      [name.span],
      [name.text, variant.name, this.reporter.suggest(name.text, names)],
    );
  }

  private checkComplete(variant: Variant, given: Set<string>, use: ValueUse): void {
    const missing: string[] = [];
    for (let i = 0; i < variant.fields.length; i++) {
      if (!variant.fields[i].nullable && !given.has(variant.fields[i].name)) missing.push(variant.fields[i].name);
    }
    if (missing.length > 0) this.reporter.report(Message.PayloadMissing, [use.at], [variant.name, joined(missing)]);
  }

  // ------------------------------------------------------------ session

  /** With the variants that must be there for the value to exist. */
  session(node: ValueNode, expected: Type, use: ValueUse): Target {
    const target = this.sessionPath(node);
    const operand = target.operand;
    const tooNullable = operand.nullable && !use.isNullable && !isPoison(operand.type);
    const fits = use.takesNumber
      ? operand.type.kind == TypeKind.Int || operand.type.kind == TypeKind.Float
      : sameType(operand.type, expected);
    if (!fits || tooNullable) {
      const found = operand.type.text + (operand.nullable ? '?' : '');
      this.reporter.report(
        Message.SessionMismatch,
        [node.span],
        [pathText(node), found, use.label, use.takesNumber ? ANY_NUMBER : expected.text],
      );
    }
    return target;
  }

  /** A session path for its own sake; one that leads nowhere is reported and fits everything. */
  sessionPath(node: ValueNode): Target {
    const schema = this.names.schema;
    const target = sessionTarget(schema.session, node.path, node.span, !schema.hasSession);
    if (target) return target;
    const names: string[] = [];
    const types: string[] = [];
    for (let i = 0; i < schema.session.length; i++) {
      names.push(schema.session[i].name);
      types.push(schema.session[i].type.text + (schema.session[i].nullable ? '?' : ''));
    }
    this.reporter.report(Message.UnknownField, [node.span], [pathText(node), 'Session', table(names, types)]);
    const operand = new Operand(OperandKind.Session, new Type(TypeKind.Json, ''), true, node.span);
    return new Target(operand);
  }

  // ------------------------------------------------------------ parameters and calls

  private parameter(node: ValueNode, expected: Type, use: ValueUse): Operand {
    const params = this.params;
    if (params) return params.use(node, expected, use);
    return new Operand(OperandKind.Parameter, expected, false, node.span);
  }

  private call(node: ValueNode, expected: Type, use: ValueUse): Operand {
    const operand = new Operand(OperandKind.Function, expected, false, node.span);
    operand.name = node.text;
    const signature = signatureOf(node.text);
    if (!signature) {
      this.reporter.report(
        Message.UnknownFunction,
        [node.nameSpan],
        [node.text, this.reporter.suggest(node.text, functionNames())],
      );
      return operand;
    }
    const count = signature.params.length;
    if (node.parts.length != count) {
      this.reporter.report(
        Message.WrongArgumentCount,
        [node.nameSpan],
        [node.text, count.toString(), node.parts.length.toString()],
      );
      return operand;
    }
    this.checkResult(node, signature, expected, use);
    operand.type = signature.resultType;
    for (let i = 0; i < count; i++) operand.parts.push(this.argument(node.parts[i], signature, i));
    return operand;
  }

  private checkResult(node: ValueNode, signature: FunctionSignature, expected: Type, use: ValueUse): void {
    const result = signature.resultType;
    const number = use.takesNumber && (result.kind == TypeKind.Int || result.kind == TypeKind.Float);
    if (number || sameType(result, expected)) return;
    this.mismatch(node.nameSpan, expected, result.text + ' (returned by ' + node.text + ')', use);
  }

  private argument(node: ValueNode, signature: FunctionSignature, index: i32): Operand {
    const use = ValueUse.argument(signature.name + '(…)', node.span);
    use.takesNumber = signature.takesNumber(index);
    return this.operand(node, signature.paramType(index), use);
  }
}

/** What a document holds: a literal for `Json<T>` is checked against T. */
function contentOf(type: Type): Type {
  const content = type.of;
  return type.kind == TypeKind.Document && content ? content : type;
}

function payloadField(variant: Variant, name: string): PayloadField | null {
  for (let i = 0; i < variant.fields.length; i++) if (variant.fields[i].name == name) return variant.fields[i];
  return null;
}

function literalOperand(node: ValueNode, type: Type, literal: Literal): Operand {
  const operand = new Operand(OperandKind.Literal, type, literal.kind == LiteralKind.Null, node.span);
  operand.literal = literal;
  return operand;
}

export function literalOf(node: ValueNode): Literal {
  const literal = new Literal(literalKinds[node.kind]);
  literal.text = node.text;
  if (node.kind == ValueKind.Bool) literal.bool = isTrue(node);
  if (node.kind == ValueKind.Int || node.kind == ValueKind.Float) literal.number = F64.parseFloat(node.text);
  return literal;
}

/** By `ValueKind`, for the literals among them. */
const literalKinds: StaticArray<LiteralKind> = [
  LiteralKind.Null,
  LiteralKind.Bool,
  LiteralKind.Int,
  LiteralKind.Float,
  LiteralKind.String,
];
const literalTypes: StaticArray<TypeKind> = [
  TypeKind.Json,
  TypeKind.Bool,
  TypeKind.Int,
  TypeKind.Float,
  TypeKind.String,
];
const literalNames: StaticArray<string> = ['null', 'Bool', 'Int', 'Float', 'String'];
