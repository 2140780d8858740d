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
  let text = operationTexts[node.operation] + node.name.text;
  for (let i = 0; i < node.params.length; i++) {
    const type = node.params[i].type;
    text += node.params[i].name.text + (type ? typeText(type) : '');
  }
  return sha256Hex(text + itemsText(node.items));
}

/** The order in which the formatter puts them: formatting a file leaves its ids as they are. */
const itemOrder: NodeKind[] = [NodeKind.Limit, NodeKind.Sort, NodeKind.Where, NodeKind.Field];

function itemsText(items: Node[]): string {
  let text = '';
  for (let k = 0; k < itemOrder.length; k++) {
    for (let i = 0; i < items.length; i++) if (items[i].kind == itemOrder[k]) text += itemText(items[i]);
  }
  return text;
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

function itemText(item: Node): string {
  switch (item.kind) {
    case NodeKind.Field:
      return fieldText(item as FieldNode);
    case NodeKind.Limit:
      return 'limit' + valueText((item as LimitNode).value);
    case NodeKind.Sort:
      return 'order_by' + ((item as SortNode).descending ? 'Desc' : 'Asc') + (item as SortNode).field.text;
    case NodeKind.Where:
      return 'where' + predicateText((item as WhereNode).predicate);
    default:
      return '';
  }
}

function fieldText(field: FieldNode): string {
  const alias = field.alias;
  const value = field.value;
  return (
    field.name.text +
    (alias ? alias.text : '') +
    (value ? valueText(value) : '') +
    itemsText(field.items) +
    bodyEnd(field.items)
  );
}

function predicateText(node: PredicateNode): string {
  switch (node.kind) {
    case PredicateNodeKind.And:
    case PredicateNodeKind.Or: {
      let text = node.kind == PredicateNodeKind.And ? 'and' : 'or';
      for (let i = 0; i < node.children.length; i++) text += predicateText(node.children[i]);
      return text;
    }
    case PredicateNodeKind.Compare:
      return comparisonText(node);
    default:
      return node.kind == PredicateNodeKind.True ? 'where_true' : 'where_false';
  }
}

function comparisonText(node: PredicateNode): string {
  const left = node.left;
  const right = node.right;
  if (!left || !right) return '';
  const isSession = left.kind == ValueKind.Session ? 'true' : 'false';
  return isSession + pathText(left.path) + operatorTexts[node.operator] + valueText(right);
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

function valueText(node: ValueNode): string {
  switch (node.kind) {
    case ValueKind.Null:
      return 'null';
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
    case ValueKind.Call:
      return 'fn' + node.text + valuesText(node.parts);
    case ValueKind.List:
      return 'list' + valuesText(node.parts);
    default:
      return 'literal_type' + node.text + payloadText(node);
  }
}

function valuesText(nodes: ValueNode[]): string {
  let text = '';
  for (let i = 0; i < nodes.length; i++) text += valueText(nodes[i]);
  return text;
}

function payloadText(node: ValueNode): string {
  let text = '';
  for (let i = 0; i < node.payload.length; i++) text += node.payload[i].name.text + valueText(node.payload[i].value);
  return text;
}
