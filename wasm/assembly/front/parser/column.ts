// column: a name, a type, directives. Stands in records, sessions and payloads.
import { Message } from '../../diagnostic/index';
import { ColumnDirective, ColumnDirectiveKind, ColumnNode, Name } from '../ast';
import { TokenKind } from '../token';
import { Cursor } from './cursor';
import { typeExpression } from './type';
import { value } from './value';

/** fieldName [ ":" ] type_expr [ "?" ] { col_directive } [ comment ] */
export function column(cursor: Cursor): ColumnNode {
  return columnNamed(cursor, cursor.name(TokenKind.LowerName, Message.ExpectedColumn));
}

/** The rest of a column whose name is already read. */
export function columnNamed(cursor: Cursor, name: Name): ColumnNode {
  cursor.accept(TokenKind.Colon);
  const node = new ColumnNode(name.span, name, typeExpression(cursor));
  node.nullable = cursor.accept(TokenKind.Question);
  if (cursor.kind == TokenKind.Directive) node.directives = columnDirectives(cursor);
  node.span = cursor.spanFrom(name.span.start);
  node.comment = cursor.trailingComment();
  return node;
}

function columnDirectives(cursor: Cursor): ColumnDirective[] {
  const directives: ColumnDirective[] = [];
  while (cursor.kind == TokenKind.Directive) directives.push(columnDirective(cursor));
  return directives;
}

/** The words of `ColumnDirectiveKind`, in its order. */
export const columnDirectiveWords: string[] = ['@id', '@unique', '@index', '@createdAt', '@updatedAt', '@default'];

/** "@id" | "@unique" | "@index" | "@createdAt" | "@updatedAt" | "@default(" value ")" */
function columnDirective(cursor: Cursor): ColumnDirective {
  const kind = columnDirectiveWords.indexOf(cursor.text);
  if (kind < 0) cursor.fail(Message.UnknownColumnDirective);
  const node = new ColumnDirective(max(kind, 0) as ColumnDirectiveKind, cursor.span);
  cursor.next();
  if (kind == ColumnDirectiveKind.Default) {
    cursor.expect(TokenKind.ParenOpen, Message.DefaultForm);
    node.value = value(cursor);
    cursor.expect(TokenKind.ParenClose, Message.DefaultForm);
    node.span = cursor.spanFrom(node.span.start);
  }
  return node;
}
