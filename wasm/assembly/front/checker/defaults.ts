// `@default(…)`: which literals a column takes, and what they are in SQL.
import { Message, Reporter } from '../../diagnostic/index';
import { Field, TypeKind } from '../../model';
import { ColumnDirective, ColumnDirectiveKind, ColumnNode, ValueKind, ValueNode } from '../ast';
import { isPoison } from './types';

/** Sets the field's default, or reports why it cannot have that one. The first `@default` decides. */
export function applyDefault(field: Field, node: ColumnNode, reporter: Reporter): void {
  const directive = node.directive(ColumnDirectiveKind.Default);
  if (!directive) return;
  const value = directive.value;
  if (!value || isPoison(field.type)) return;
  const sql = defaultSql(field, value);
  if (sql == '') return reportDefault(field, value, directive, reporter);
  field.hasDefault = true;
  field.column.defaultSql = sql;
}

function reportDefault(field: Field, value: ValueNode, directive: ColumnDirective, reporter: Reporter): void {
  const allowed = allowedDefaults(field);
  const message = allowed == '' ? Message.DefaultNotAllowed : Message.DefaultOfWrongType;
  reporter.report(message, [directive.span], [field.name, field.type.text, valueText(value), allowed]);
}

/** Empty when the value does not fit. */
function defaultSql(field: Field, value: ValueNode): string {
  if (value.kind == ValueKind.Null) return field.nullable ? 'null' : '';
  if (value.kind == ValueKind.Call)
    return value.text == 'now' && field.type.kind == TypeKind.DateTime ? 'unixepoch()' : '';
  if (!takes(field, value.kind)) return '';
  if (value.kind == ValueKind.Bool) return isTrue(value) ? '1' : '0';
  if (value.kind == ValueKind.String) return "'" + value.text.replaceAll("'", "''") + "'";
  return value.text;
}

export function isTrue(value: ValueNode): bool {
  return value.text == 'True' || value.text == 'true';
}

function takes(field: Field, kind: ValueKind): bool {
  switch (field.type.kind) {
    case TypeKind.Int:
    case TypeKind.DateTime:
      return kind == ValueKind.Int;
    case TypeKind.Float:
      return kind == ValueKind.Int || kind == ValueKind.Float;
    case TypeKind.String:
    case TypeKind.Date:
      return kind == ValueKind.String;
    case TypeKind.Bool:
      return kind == ValueKind.Bool;
    case TypeKind.IdInt:
      return isReference(field) && kind == ValueKind.Int;
    case TypeKind.IdUuid:
      return isReference(field) && kind == ValueKind.String;
    default:
      return false;
  }
}

/** `User.id` as against `Id.Int`. */
function isReference(field: Field): bool {
  return !field.type.text.startsWith('Id.');
}

function allowedDefaults(field: Field): string {
  const base = allowedLiterals(field);
  if (!field.nullable) return base;
  return base == '' ? '`null`' : base + ' or `null`';
}

function allowedLiterals(field: Field): string {
  switch (field.type.kind) {
    case TypeKind.Int:
      return 'an integer literal';
    case TypeKind.DateTime:
      return '`now` or an integer literal';
    case TypeKind.Float:
      return 'a number literal';
    case TypeKind.String:
    case TypeKind.Date:
      return 'a string literal';
    case TypeKind.Bool:
      return '`True` or `False`';
    case TypeKind.IdInt:
      return isReference(field) ? 'an integer literal' : '';
    case TypeKind.IdUuid:
      return isReference(field) ? 'a string literal' : '';
    default:
      return '';
  }
}

/** As it would be written. */
export function valueText(value: ValueNode): string {
  switch (value.kind) {
    case ValueKind.String:
      return '"' + value.text + '"';
    case ValueKind.Parameter:
      return '$' + value.text;
    case ValueKind.Null:
      return 'null';
    case ValueKind.List:
      return '[…]';
    case ValueKind.Session:
    case ValueKind.Path:
      return pathText(value);
    default:
      return value.text;
  }
}

export function pathText(value: ValueNode): string {
  let text = value.kind == ValueKind.Session ? 'Session' : '';
  for (let i = 0; i < value.path.length; i++) text += (text == '' ? '' : '.') + value.path[i].text;
  return text;
}
