// A column on its line.
import { ColumnDirective, ColumnDirectiveKind, ColumnNode } from '../front/ast';
import { typeText } from '../front/checker/types';
import { columnDirectiveWords } from '../front/parser/column';
import { valueText } from './value';

export function columnType(node: ColumnNode): string {
  return typeText(node.type) + (node.nullable ? '?' : '');
}

export function columnText(node: ColumnNode, nameWidth: i32, typeWidth: i32): string {
  const head = node.name.text.padEnd(nameWidth) + ' ' + columnType(node);
  if (node.directives.length == 0) return head;
  const words: string[] = [];
  for (let i = 0; i < node.directives.length; i++) words.push(directiveText(node.directives[i]));
  return head.padEnd(max(nameWidth, node.name.text.length) + 1 + typeWidth) + ' ' + words.join(' ');
}

function directiveText(directive: ColumnDirective): string {
  const word = columnDirectiveWords[directive.kind];
  const value = directive.value;
  return directive.kind == ColumnDirectiveKind.Default && value ? word + '(' + valueText(value) + ')' : word;
}
