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

function itemsText(items: Node[]): string {
  let text = '';
  for (let i = 0; i < items.length; i++) text += itemText(items[i]);
  return text;
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
  return field.name.text + (alias ? alias.text : '') + (value ? valueText(value) : '') + itemsText(field.items);
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
      return node.kind == PredicateNodeKind.True ? 'true' : 'false';
  }
}

function comparisonText(node: PredicateNode): string {
  const left = node.left;
  const right = node.right;
  if (!left || !right) return '';
  const isSession = left.kind == ValueKind.Session ? 'true' : 'false';
  return isSession + pathText(left.path) + operatorTexts[node.operator] + valueText(right);
}

/** A lone name as it is; a path in a form that no name can look like. */
function pathText(path: Name[]): string {
  if (path.length == 1) return path[0].text;
  let text = '';
  for (let i = 0; i < path.length; i++) text += path[i].text.length.toString() + ':' + path[i].text;
  return 'path' + path.length.toString() + ':' + text;
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
      return 'float' + node.text;
    case ValueKind.String:
      return 'string' + node.text;
    case ValueKind.Parameter:
      return 'variable' + node.text;
    case ValueKind.Session:
      return 'variable' + 'session_' + pathText(node.path);
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
