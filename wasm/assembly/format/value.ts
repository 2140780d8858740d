// Values and predicates in canonical form.
import { isTrue, pathText } from '../front/checker/defaults';
import { OperatorKind, PredicateNode, PredicateNodeKind, ValueKind, ValueNode } from '../front/ast';
import { Page } from './page';

const operators: StaticArray<string> = ['==', '!=', '<', '<=', '>', '>=', 'in'];

/** A value on one line. */
export function valueText(node: ValueNode): string {
  switch (node.kind) {
    case ValueKind.Null:
      return 'null';
    case ValueKind.Bool:
      return isTrue(node) ? 'True' : 'False';
    case ValueKind.String:
      return '"' + node.text + '"';
    case ValueKind.Parameter:
      return '$' + node.text;
    case ValueKind.Session:
    case ValueKind.Path:
      return pathText(node);
    case ValueKind.Call:
      return node.hasParens ? node.text + '(' + valuesText(node.parts) + ')' : node.text;
    case ValueKind.List:
      return '[' + valuesText(node.parts) + ']';
    case ValueKind.Variant:
      return node.text + payloadText(node);
    default:
      return node.text;
  }
}

function valuesText(nodes: ValueNode[]): string {
  const texts: string[] = [];
  for (let i = 0; i < nodes.length; i++) texts.push(valueText(nodes[i]));
  return texts.join(', ');
}

function payloadText(node: ValueNode): string {
  if (!node.hasBraces) return '';
  const texts: string[] = [];
  for (let i = 0; i < node.payload.length; i++) {
    texts.push(node.payload[i].name.text + ' = ' + valueText(node.payload[i].value));
  }
  return texts.length == 0 ? ' {}' : ' { ' + texts.join(', ') + ' }';
}

/** A value behind `head`: a variant with more than one simple field takes a line for each. */
export function printValue(page: Page, head: string, node: ValueNode): void {
  if (isInline(node)) {
    page.line(head + valueText(node));
    return;
  }
  page.line(head + node.text + ' {');
  page.indent();
  for (let i = 0; i < node.payload.length; i++)
    printValue(page, node.payload[i].name.text + ' = ', node.payload[i].value);
  page.outdent();
  page.line('}');
}

function isInline(node: ValueNode): bool {
  if (node.payload.length == 0) return true;
  return node.payload.length == 1 && node.payload[0].value.payload.length == 0;
}

// ---------------------------------------------------------------- predicates

/** `head { … }`: one condition on the same line, more on lines of their own. */
export function printBlock(page: Page, head: string, node: PredicateNode): void {
  if (isSimple(node)) {
    page.line(head + ' { ' + simpleText(node) + ' }');
    return;
  }
  page.line(head + ' {');
  page.indent();
  if (node.kind == PredicateNodeKind.And) {
    for (let i = 0; i < node.children.length; i++) printPredicate(page, node.children[i], '');
  } else {
    printPredicate(page, node, '');
  }
  page.outdent();
  page.line('}');
}

function isSimple(node: PredicateNode): bool {
  switch (node.kind) {
    case PredicateNodeKind.True:
    case PredicateNodeKind.False:
    case PredicateNodeKind.Compare:
      return true;
    default:
      return false;
  }
}

function simpleText(node: PredicateNode): string {
  if (node.kind == PredicateNodeKind.True) return 'True';
  if (node.kind == PredicateNodeKind.False) return 'False';
  const left = node.left;
  const right = node.right;
  if (!left || !right) return '';
  return valueText(left) + ' ' + operators[node.operator] + ' ' + valueText(right);
}

/** `end` is the comma inside `And(…)` and `Or(…)`. */
function printPredicate(page: Page, node: PredicateNode, end: string): void {
  if (isSimple(node)) {
    page.line(simpleText(node) + end);
    return;
  }
  if (node.kind == PredicateNodeKind.Exists) {
    printExists(page, node, end);
    return;
  }
  page.line(node.kind == PredicateNodeKind.And ? 'And(' : 'Or(');
  page.indent();
  for (let i = 0; i < node.children.length; i++) printPredicate(page, node.children[i], ',');
  page.outdent();
  page.line(')' + end);
}

function printExists(page: Page, node: PredicateNode, end: string): void {
  const names: string[] = [];
  for (let i = 0; i < node.path.length; i++) names.push(node.path[i].text);
  page.line('exists ' + names.join('.') + ' {');
  page.indent();
  const body = node.children[0];
  if (body.kind == PredicateNodeKind.And) {
    for (let i = 0; i < body.children.length; i++) printPredicate(page, body.children[i], '');
  } else {
    printPredicate(page, body, '');
  }
  page.outdent();
  page.line('}' + end);
}
