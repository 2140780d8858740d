// The parameters of one operation: declared, used, inferred.
import { Message, Reporter } from '../../diagnostic/index';
import { Operand, OperandKind, Parameter, Type, TypeKind } from '../../model';
import { Span } from '../../span';
import { argumentName } from '../../sql/text';
import { ParamNode, ValueNode } from '../ast';
import { declaredText, isPoison, sameType, TypePlace, TypeResolver } from './types';
import { ANY_NUMBER, ValueUse } from './value-use';

class Entry {
  /** Type and nullability as its first use wants them; null before. */
  inferred: Type | null = null;
  inferredText: string = '';
  isMisused: bool = false;
  constructor(
    public node: ParamNode,
    public type: Type | null,
  ) {}
}

export class Params {
  private entries: Entry[] = [];
  private byName: Map<string, Entry> = new Map();

  constructor(
    nodes: ParamNode[],
    types: TypeResolver,
    private reporter: Reporter,
  ) {
    for (let i = 0; i < nodes.length; i++) this.declare(nodes[i], types);
  }

  private declare(node: ParamNode, types: TypeResolver): void {
    const written = node.type;
    const entry = new Entry(node, written ? types.resolve(written, TypePlace.Parameter, '') : null);
    const name = node.name.text;
    if (this.byName.has(name)) {
      this.reporter.report(Message.ParamTwice, [node.name.span, this.byName.get(name).node.name.span], [name]);
      return;
    }
    this.entries.push(entry);
    this.byName.set(name, entry);
  }

  /** A parameter where a value of a certain type belongs. */
  use(node: ValueNode, expected: Type, use: ValueUse): Operand {
    const operand = new Operand(OperandKind.Parameter, expected, false, node.span);
    operand.name = argumentName(node.text);
    if (!this.byName.has(node.text)) {
      this.reporter.report(Message.UndefinedParam, [node.span], [node.text, declaredText(expected, use.fieldName)]);
      return operand;
    }
    const entry = this.byName.get(node.text);
    this.infer(entry, expected, use);
    const type = entry.type;
    if (!type) return operand;
    operand.type = type;
    operand.nullable = entry.node.nullable;
    this.checkFit(entry, type, expected, node.span, use);
    return operand;
  }

  private infer(entry: Entry, expected: Type, use: ValueUse): void {
    if (entry.inferred) return;
    entry.inferred = expected;
    entry.inferredText = declaredText(expected, use.fieldName) + (use.isNullable && use.isAssignment ? '?' : '');
  }

  private checkFit(entry: Entry, type: Type, expected: Type, span: Span, use: ValueUse): void {
    const tooNullable = entry.node.nullable && !use.isNullable;
    // Raw Json takes parameters of any type: there is no other way to write it.
    const fits = use.takesNumber
      ? isNumber(type)
      : expected.kind == TypeKind.Json || this.isSame(entry, type, expected);
    if (fits && !tooNullable) return;
    entry.isMisused = true;
    this.reporter.report(
      Message.ParamMismatch,
      [entry.node.name.span, span],
      [
        entry.node.name.text,
        written(entry),
        use.label,
        use.takesNumber ? ANY_NUMBER : declaredText(expected, use.fieldName),
      ],
    );
  }

  /** An unknown type was told where it is declared, but still fits nothing. */
  private isSame(entry: Entry, type: Type, expected: Type): bool {
    if (isPoison(type)) return isPoison(expected);
    return sameType(type, expected);
  }

  /** Reports what was declared for nothing or without type; gives the model. */
  finish(): Parameter[] {
    const params: Parameter[] = [];
    for (let i = 0; i < this.entries.length; i++) {
      const entry = this.entries[i];
      this.finishEntry(entry);
      const type = entry.type;
      if (type)
        params.push(new Parameter(entry.node.name.text, type, entry.node.nullable, false, entry.node.name.span));
    }
    return params;
  }

  private finishEntry(entry: Entry): void {
    const name = entry.node.name;
    const type = entry.type;
    if (!entry.inferred) this.reporter.report(Message.UnusedParam, [name.span], [name.text]);
    else if (!type) this.reporter.report(Message.MissingType, [name.span], [name.text, entry.inferredText]);
    else if (type.text.includes('.') && type.record == '' && !type.text.startsWith('Id.') && !entry.isMisused) {
      this.reporter.report(Message.UnknownType, [name.span], [type.text, '']);
    }
  }

  /** Parameter → type, for those that were used; for the formatter. */
  inferred(): Map<string, string> {
    const texts = new Map<string, string>();
    for (let i = 0; i < this.entries.length; i++) {
      if (this.entries[i].inferred) texts.set(this.entries[i].node.name.text, this.entries[i].inferredText);
    }
    return texts;
  }
}

function isNumber(type: Type): bool {
  return type.kind == TypeKind.Int || type.kind == TypeKind.Float;
}

function written(entry: Entry): string {
  const type = entry.node.type;
  return (type ? type.name : '') + (entry.node.nullable ? '?' : '');
}
