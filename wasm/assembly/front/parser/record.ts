// field_item of a record: columns, links and the directives of the record.
import { Message } from '../../diagnostic/index';
import { OperationKind } from '../../model';
import { AllowNode, FlagNode, IndexNode, IndexPartNode, LinkNode, Name, Node, NodeKind, TableNameNode } from '../ast';
import { TokenKind } from '../token';
import { columnNamed } from './column';
import { Cursor } from './cursor';
import { predicateBlock, PredicateScope } from './predicate';

/** table_directive | link | column */
export function recordItem(cursor: Cursor): Node | null {
  if (cursor.kind == TokenKind.Directive) return recordDirective(cursor);
  const name = cursor.name(TokenKind.LowerName, Message.ExpectedColumn);
  const isLink = cursor.kind == TokenKind.Directive && cursor.text == '@link';
  const node: Node = isLink ? link(cursor, name) : columnNamed(cursor, name);
  cursor.expectLineEnd(Message.ExpectedColumnEnd);
  return node;
}

function recordDirective(cursor: Cursor): Node | null {
  const word = cursor.text;
  if (word == '@public') return flag(cursor, NodeKind.Public);
  if (word == '@watch') return flag(cursor, NodeKind.Watch);
  if (word == '@timestamps') return flag(cursor, NodeKind.Timestamps);
  if (word == '@allow') return allow(cursor);
  if (word == '@index' || word == '@unique') return index(cursor);
  if (word == '@tablename') return tableName(cursor);
  cursor.fail(Message.UnknownRecordDirective);
  return null;
}

function flag(cursor: Cursor, kind: NodeKind): FlagNode {
  const node = new FlagNode(kind, cursor.span);
  cursor.next();
  return node;
}

/** "@tablename(" string ")" */
function tableName(cursor: Cursor): TableNameNode {
  const start = cursor.start;
  cursor.next();
  cursor.expect(TokenKind.ParenOpen, Message.TableNameForm);
  const quoted = cursor.text;
  cursor.expect(TokenKind.String, Message.TableNameForm);
  cursor.expect(TokenKind.ParenClose, Message.TableNameForm);
  const node = new TableNameNode(cursor.spanFrom(start), quoted.substring(1, quoted.length - 1));
  cursor.expectLineEnd(Message.ExpectedLineEnd);
  return node;
}

/** ( "@index" | "@unique" ) "(" idx_cols ")" [ "where" "{" predicate_list "}" ] */
function index(cursor: Cursor): IndexNode {
  const node = new IndexNode(NodeKind.Index, cursor.span);
  node.unique = cursor.text == '@unique';
  cursor.next();
  cursor.expect(TokenKind.ParenOpen, Message.IndexForm);
  do node.parts.push(indexPart(cursor));
  while (cursor.accept(TokenKind.Comma));
  cursor.expect(TokenKind.ParenClose, Message.IndexForm);
  if (cursor.isWord('where')) {
    cursor.next();
    cursor.skipLines();
    node.where = predicateBlock(cursor, PredicateScope.Index);
  }
  node.span = cursor.spanFrom(node.span.start);
  return node;
}

/** fieldName [ "asc" | "desc" ] */
function indexPart(cursor: Cursor): IndexPartNode {
  const node = new IndexPartNode(cursor.name(TokenKind.LowerName, Message.IndexForm), cursor.isWord('desc'));
  if (node.descending || cursor.isWord('asc')) cursor.next();
  return node;
}

/** "@allow" "(" ( "*" | op { "," op } ) ")" "{" perm_list "}" */
function allow(cursor: Cursor): AllowNode {
  const start = cursor.start;
  const operations: i32[] = [];
  cursor.next();
  cursor.expect(TokenKind.ParenOpen, Message.AllowForm);
  const star = cursor.accept(TokenKind.Star);
  if (!star) {
    do operations.push(allowedOperation(cursor));
    while (cursor.accept(TokenKind.Comma));
  }
  cursor.expect(TokenKind.ParenClose, Message.AllowForm);
  const head = cursor.spanFrom(start);
  cursor.skipLines();
  const node = new AllowNode(head, predicateBlock(cursor, PredicateScope.Permission));
  node.head = head;
  node.star = star;
  node.operations = operations;
  node.span = cursor.spanFrom(start);
  return node;
}

/** The words of `OperationKind`, in its order. */
export const operationWords: string[] = ['query', 'insert', 'update', 'delete'];

function allowedOperation(cursor: Cursor): i32 {
  const operation = cursor.kind == TokenKind.LowerName ? operationWords.indexOf(cursor.text) : -1;
  if (operation < 0) cursor.fail(Message.AllowForm);
  cursor.next();
  return max(operation, OperationKind.Query);
}

/** "@link(" [ fieldName "," ] [ TypeName "." ] TypeName "." fieldName ")" [ comment ] */
function link(cursor: Cursor, name: Name): LinkNode {
  const node = new LinkNode(name.span, name);
  const directive = cursor.start;
  cursor.next();
  if (!linkTarget(cursor, node)) failLink(cursor, directive);
  node.span = cursor.spanFrom(name.span.start);
  node.comment = cursor.trailingComment();
  return node;
}

/** False when the text does not fit. */
function linkTarget(cursor: Cursor, node: LinkNode): bool {
  if (!cursor.accept(TokenKind.ParenOpen)) return false;
  if (cursor.kind == TokenKind.LowerName) {
    node.local = cursor.name(TokenKind.LowerName, Message.LinkForm);
    if (!cursor.accept(TokenKind.Comma)) return false;
    if (cursor.kind == TokenKind.LowerName) cursor.fail(Message.LinkOfManyColumns);
  }
  if (cursor.kind != TokenKind.UpperName) return false;
  node.record = cursor.name(TokenKind.UpperName, Message.LinkForm);
  if (!cursor.accept(TokenKind.Dot)) return false;
  if (cursor.kind == TokenKind.UpperName) {
    node.namespace = node.record;
    node.record = cursor.name(TokenKind.UpperName, Message.LinkForm);
    if (!cursor.accept(TokenKind.Dot)) return false;
  }
  if (cursor.kind != TokenKind.LowerName) return false;
  node.field = cursor.name(TokenKind.LowerName, Message.LinkForm);
  return cursor.accept(TokenKind.ParenClose);
}

/** Points at the whole `@link(…` as far as it was understood, rather than at the word where reading stopped. */
function failLink(cursor: Cursor, directive: i32): void {
  const found = cursor.text;
  cursor.failAt(Message.LinkForm, cursor.spanFrom(directive), [found]);
}
