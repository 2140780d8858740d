// A predicate as SQL text: the first of its three evaluators.
import {
  Comparison,
  Link,
  Literal,
  LiteralKind,
  Operand,
  OperandKind,
  Parameter,
  Predicate,
  PredicateKind,
  Storage,
  Column,
  TypeKind,
} from '../model';
import { Sql, argumentName, quoteName, quoteText } from '../sql/text';

/** How the columns of the record at hand are written. */
export class Scope {
  constructor(
    /** Quoted table name or alias; empty when `replaced` or `image` says it all. */
    public prefix: string,
  ) {}
  /** Column name → the expression that stands for it (an update's new values). */
  replaced: Map<string, Sql> = new Map<string, Sql>();
  /** Expression of a JSON object that holds the columns (an earlier image); empty: real columns. */
  image: string = '';
  /** Depth of `exists` around this scope: keeps aliases apart. */
  depth: i32 = 0;

  column(column: Column, out: Sql): void {
    if (this.image.length > 0) {
      out.put(imageColumn(this.image, column));
      return;
    }
    if (this.replaced.has(column.name)) {
      out.put('(').append(this.replaced.get(column.name)).put(')');
      return;
    }
    if (this.prefix.length > 0) out.put(this.prefix).put('.');
    out.name(column.name);
  }
}

/** A column read from a JSON image, with the affinity that the real column has. */
function imageColumn(image: string, column: Column): string {
  const value = 'json_extract(' + image + ', ' + quoteText('$."' + column.name + '"') + ')';
  switch (column.storage) {
    case Storage.Integer:
      return 'cast(' + value + ' as numeric)';
    case Storage.Real:
      return 'cast(' + value + ' as real)';
    case Storage.Text:
      return 'cast(' + value + ' as text)';
    default:
      return value;
  }
}

/** Whether every row passes, so that no text is needed. */
export function isAlways(predicate: Predicate): bool {
  return predicate.kind == PredicateKind.Always;
}

/** Writes the predicate; it is one operand, parenthesised where needed. */
export function predicateSql(predicate: Predicate, scope: Scope, out: Sql): void {
  switch (predicate.kind) {
    case PredicateKind.Always:
      out.put('1');
      return;
    case PredicateKind.Never:
      out.put('0');
      return;
    case PredicateKind.And:
      return chain(predicate, ' and ', '1', scope, out);
    case PredicateKind.Or:
      return chain(predicate, ' or ', '0', scope, out);
    case PredicateKind.Exists:
      return exists(predicate, scope, out);
    default:
      return guarded(predicate, scope, out);
  }
}

function chain(predicate: Predicate, word: string, empty: string, scope: Scope, out: Sql): void {
  const children = predicate.children;
  if (children.length == 0) out.put(empty);
  if (children.length > 1) out.put('(');
  for (let i = 0; i < children.length; i++) {
    if (i > 0) out.put(word);
    predicateSql(children[i], scope, out);
  }
  if (children.length > 1) out.put(')');
}

function guarded(predicate: Predicate, scope: Scope, out: Sql): void {
  out.put('(');
  for (let i = 0; i < predicate.guards.length; i++) {
    operandSql(predicate.guards[i].operand, scope, out);
    out.put(' = ').put(quoteText(predicate.guards[i].variant)).put(' and ');
  }
  if (predicate.kind == PredicateKind.In) membership(predicate, scope, out);
  else comparison(predicate, scope, out);
  out.put(')');
}

function comparison(predicate: Predicate, scope: Scope, out: Sql): void {
  const left = predicate.left;
  const right = predicate.right;
  if (left === null || right === null) {
    out.put('0');
    return;
  }
  operandSql(left, scope, out);
  out.put(' ').put(comparisonWord(predicate.comparison, predicate.nullSafe)).put(' ');
  operandSql(right, scope, out);
}

function comparisonWord(comparison: Comparison, nullSafe: bool): string {
  switch (comparison) {
    case Comparison.Equal:
      return nullSafe ? 'is' : '=';
    case Comparison.NotEqual:
      return nullSafe ? 'is not' : '!=';
    case Comparison.Less:
      return '<';
    case Comparison.LessOrEqual:
      return '<=';
    case Comparison.Greater:
      return '>';
    default:
      return '>=';
  }
}

function membership(predicate: Predicate, scope: Scope, out: Sql): void {
  const left = predicate.left;
  const right = predicate.right;
  if (left === null || right === null) {
    out.put('0');
    return;
  }
  operandSql(left, scope, out);
  out.put(' in (');
  if (right.kind == OperandKind.List) operandList(right.parts, scope, out);
  else {
    out.put('select "value" from json_each(');
    operandSql(right, scope, out);
    out.put(')');
  }
  out.put(')');
}

function operandList(operands: Operand[], scope: Scope, out: Sql): void {
  for (let i = 0; i < operands.length; i++) {
    if (i > 0) out.put(', ');
    operandSql(operands[i], scope, out);
  }
}

/** `exists` over joined links; bare columns inside belong to the last linked record. */
function exists(predicate: Predicate, scope: Scope, out: Sql): void {
  const path = predicate.path;
  if (path.length == 0) {
    out.put('0');
    return;
  }
  out.put('exists (select 1 from ');
  for (let i = 0; i < path.length; i++) {
    if (i > 0) out.put(' join ');
    out.put(linkedTable(path[i])).put(' as ').put(existsAlias(scope, i));
    if (i > 0) {
      out.put(' on ').put(existsAlias(scope, i)).put('.').name(linkedColumn(path[i]));
      out
        .put(' = ')
        .put(existsAlias(scope, i - 1))
        .put('.')
        .name(path[i].from.column.name);
    }
  }
  out.put(' where ').put(existsAlias(scope, 0)).put('.').name(linkedColumn(path[0])).put(' = ');
  scope.column(path[0].from.column, out);
  const inner = new Scope(existsAlias(scope, path.length - 1));
  inner.depth = scope.depth + path.length;
  for (let i = 0; i < predicate.children.length; i++) {
    out.put(' and ');
    predicateSql(predicate.children[i], inner, out);
  }
  out.put(')');
}

function existsAlias(scope: Scope, step: i32): string {
  return quoteName('__pyre_exists_' + (scope.depth + step).toString());
}

function linkedTable(link: Link): string {
  const to = link.to;
  return quoteName(to === null ? '' : to.table);
}

function linkedColumn(link: Link): string {
  const field = link.toField;
  return field === null ? '' : field.column.name;
}

/** Writes one operand. */
export function operandSql(operand: Operand, scope: Scope, out: Sql): void {
  switch (operand.kind) {
    case OperandKind.Column: {
      const column = operand.column;
      if (column === null) out.put('null');
      else scope.column(column, out);
      return;
    }
    case OperandKind.Session:
    case OperandKind.Parameter:
      out.parameter(operand.name);
      return;
    case OperandKind.Literal: {
      const literal = operand.literal;
      out.put(literal === null ? 'null' : literalSql(literal));
      return;
    }
    case OperandKind.Function:
      if (operand.name == 'now') {
        out.put('unixepoch()');
        return;
      }
      out.put(operand.name).put('(');
      operandList(operand.parts, scope, out);
      out.put(')');
      return;
    default:
      out.put('(');
      operandList(operand.parts, scope, out);
      out.put(')');
  }
}

/** A literal in SQL; a variant is its name. */
export function literalSql(literal: Literal): string {
  switch (literal.kind) {
    case LiteralKind.Null:
      return 'null';
    case LiteralKind.Bool:
      return literal.bool ? '1' : '0';
    case LiteralKind.Int:
    case LiteralKind.Float:
      return literal.text;
    default:
      return quoteText(literal.text);
  }
}

/** Whether the parameter that is bound by this name may be left out. */
export function isOmittable(params: Parameter[], name: string): bool {
  for (let i = 0; i < params.length; i++) if (argumentName(params[i].name) == name) return params[i].omittable;
  return false;
}

/** Whether a value of this kind is bound as JSON text. */
export function isJsonKind(kind: TypeKind): bool {
  return kind == TypeKind.Json || kind == TypeKind.Document || kind == TypeKind.List || kind == TypeKind.Dict;
}
