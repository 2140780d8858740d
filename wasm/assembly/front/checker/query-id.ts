// The identity of an operation: a hash of what it means, which blank lines and comments do not change.
import { sha256Hex } from '../../sha256';
import {
  FieldNode,
  LimitNode,
  Name,
  Node,
  NodeKind,
  OperationNode,
  OperatorKind,
  PredicateNode,
  PredicateNodeKind,
  SortNode,
  ValueKind,
  ValueNode,
  WhereNode,
} from '../ast';
import { isUpper } from '../characters';
import { byteLength } from '../source';
import { isTrue } from './defaults';
import { typeText } from './types';

const operationTexts: StaticArray<string> = ['Query', 'Insert', 'Update', 'Delete'];
const operatorTexts: StaticArray<string> = [
  'Equal',
  'NotEqual',
  'LessThan',
  'LessThanOrEqual',
  'GreaterThan',
  'GreaterThanOrEqual',
  'In',
];

/** SHA-256, hexadecimal. */
export function queryId(node: OperationNode): string {
  const parts = [operationTexts[node.operation], node.name.text];
  for (let i = 0; i < node.params.length; i++) {
    const type = node.params[i].type;
    parts.push(node.params[i].name.text);
    if (type) parts.push(typeText(type));
  }
  addItems(parts, node.items);
  return sha256Hex(parts.join(''));
}

/** The order in which the formatter puts them: formatting a file leaves its ids as they are. */
const itemOrder: NodeKind[] = [NodeKind.Limit, NodeKind.Sort, NodeKind.Where, NodeKind.Field];

function addItems(parts: string[], items: Node[]): void {
  for (let k = 0; k < itemOrder.length; k++) {
    for (let i = 0; i < items.length; i++) if (items[i].kind == itemOrder[k]) addItem(parts, items[i]);
  }
}

function addItem(parts: string[], item: Node): void {
  switch (item.kind) {
    case NodeKind.Field:
      return addField(parts, item as FieldNode);
    case NodeKind.Limit:
      parts.push('limit');
      return addValue(parts, (item as LimitNode).value);
    case NodeKind.Sort:
      parts.push('order_by' + ((item as SortNode).descending ? 'Desc' : 'Asc') + (item as SortNode).field.text);
      return;
    default:
      parts.push('where');
      return addPredicate(parts, (item as WhereNode).predicate);
  }
}

function addField(parts: string[], field: FieldNode): void {
  const alias = field.alias;
  const value = field.value;
  parts.push(field.name.text);
  if (alias) parts.push(alias.text);
  if (value) addValue(parts, value);
  addItems(parts, field.items);
  parts.push(bodyEnd(field.items));
}

/** A body of arguments only, or with a nested selection at its end, says so; one that ends with a column does not. */
function bodyEnd(items: Node[]): string {
  let hasArguments = false;
  for (let i = items.length - 1; i >= 0; i--) {
    const kind = items[i].kind;
    if (kind == NodeKind.Field) return (items[i] as FieldNode).hasBraces ? '0' : '';
    if (kind != NodeKind.Comment) hasArguments = true;
  }
  return hasArguments ? '1' : '';
}

function addPredicate(parts: string[], node: PredicateNode): void {
  switch (node.kind) {
    case PredicateNodeKind.And:
    case PredicateNodeKind.Or:
      parts.push(node.kind == PredicateNodeKind.And ? 'and' : 'or');
      for (let i = 0; i < node.children.length; i++) addPredicate(parts, node.children[i]);
      return;
    case PredicateNodeKind.Compare:
      return addComparison(parts, node);
    default:
      parts.push(node.kind == PredicateNodeKind.True ? 'where_true' : 'where_false');
  }
}

function addComparison(parts: string[], node: PredicateNode): void {
  const left = node.left;
  const right = node.right;
  if (!left || !right) return;
  parts.push(left.kind == ValueKind.Session ? 'true' : 'false');
  parts.push(pathText(left.path));
  parts.push(operatorTexts[node.operator]);
  addValue(parts, right);
}

/** A lone name as it is; a path in a form that no name can look like: each step with its kind and its length in bytes. */
function pathText(path: Name[]): string {
  if (path.length == 1) return path[0].text;
  let text = 'predicate_path_v1' + eightBytes(path.length);
  for (let i = 0; i < path.length; i++) {
    const name = path[i].text;
    text +=
      String.fromCharCode(isUpper(name.charCodeAt(0)) ? 1 : 0) + eightBytes(byteLength(name, 0, name.length)) + name;
  }
  return text;
}

/** A small number as eight bytes, the lowest first. */
function eightBytes(value: i32): string {
  return String.fromCharCode(value) + '\0\0\0\0\0\0\0';
}

/** Field names alone, as in the parameter that carries the value. */
function sessionName(path: Name[]): string {
  let name = 'session_' + path[0].text;
  for (let i = 2; i < path.length; i += 2) name += '__' + path[i].text;
  return name;
}

/** Without zeros at the end, and without the dot when nothing is left behind it. */
function floatText(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) == '0') end--;
  return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
}

function addValue(parts: string[], node: ValueNode): void {
  switch (node.kind) {
    case ValueKind.Call:
      parts.push('fn' + node.text);
      return addValues(parts, node.parts);
    case ValueKind.List:
      parts.push('list');
      return addValues(parts, node.parts);
    case ValueKind.Variant:
      parts.push('literal_type' + node.text);
      for (let i = 0; i < node.payload.length; i++) {
        parts.push(node.payload[i].name.text);
        addValue(parts, node.payload[i].value);
      }
      return;
    default:
      parts.push(simpleText(node));
  }
}

function addValues(parts: string[], nodes: ValueNode[]): void {
  for (let i = 0; i < nodes.length; i++) addValue(parts, nodes[i]);
}

function simpleText(node: ValueNode): string {
  switch (node.kind) {
    case ValueKind.Bool:
      return 'bool' + (isTrue(node) ? 'true' : 'false');
    case ValueKind.Int:
      return 'int' + node.text;
    case ValueKind.Float:
      return 'float' + floatText(node.text);
    case ValueKind.String:
      return 'string' + node.text;
    case ValueKind.Parameter:
      return 'variable' + node.text;
    case ValueKind.Session:
      return 'variable' + sessionName(node.path);
    default:
      return 'null';
  }
}
