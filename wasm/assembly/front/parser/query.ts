// query_file: operations, their parameters, fields and arguments.
import { Message } from '../../diagnostic/index';
import { Span } from '../../span';
import { FieldNode, LimitNode, Name, Node, OperationNode, ParamNode, SortNode, WhereNode } from '../ast';
import { TokenKind } from '../token';
import { Cursor } from './cursor';
import { predicateBlock, PredicateScope } from './predicate';
import { operationWords } from './record';
import { typeExpression } from './type';
import { value } from './value';

/** { comment | blank | operation }, at least one. */
export function queryFile(cursor: Cursor): Node[] {
  const items: Node[] = [];
  for (cursor.skipLines(); cursor.kind != TokenKind.End; cursor.skipLines()) {
    const start = cursor.start;
    const item: Node = cursor.kind == TokenKind.Comment ? cursor.comment() : operation(cursor);
    if (cursor.broken) cursor.recoverDefinition(start);
    else items.push(item);
  }
  if (items.length == 0 && !cursor.reporter.any) cursor.fail(Message.EmptyFile);
  return items;
}

/** op TypeName [ params ] "{" { root_field | comment } "}" */
function operation(cursor: Cursor): OperationNode {
  const start = cursor.start;
  const kind = cursor.kind == TokenKind.LowerName ? operationWords.indexOf(cursor.text) : -1;
  if (kind < 0) cursor.fail(Message.ExpectedOperation);
  cursor.next();
  const node = new OperationNode(
    cursor.span,
    max(kind, 0),
    cursor.name(TokenKind.UpperName, Message.ExpectedOperationName),
  );
  if (cursor.acceptPastLines(TokenKind.ParenOpen)) node.params = params(cursor);
  cursor.skipLines();
  const open = cursor.span;
  cursor.expect(TokenKind.BraceOpen, Message.ExpectedOperationBody);
  items(cursor, node.items);
  if (!cursor.accept(TokenKind.BraceClose)) failBody(cursor, open, 'operation `' + node.name.text + '`');
  node.span = cursor.spanFrom(start);
  return node;
}

/** Nothing but the end of the file can be missing a brace; anything else is a word that does not belong. */
function failBody(cursor: Cursor, open: Span, what: string): void {
  if (cursor.kind == TokenKind.End) cursor.failAt(Message.MissingBrace, open, [what]);
  else cursor.fail(Message.ExpectedField);
}

/** "(" param { "," param } ")" */
function params(cursor: Cursor): ParamNode[] {
  const nodes: ParamNode[] = [];
  do {
    cursor.skipLines();
    nodes.push(param(cursor));
    cursor.skipLines();
  } while (cursor.accept(TokenKind.Comma));
  cursor.expect(TokenKind.ParenClose, Message.ExpectedParamEnd);
  return nodes;
}

/** "$" fieldName [ ":" ] [ type_expr ] [ "?" ] */
function param(cursor: Cursor): ParamNode {
  const written = cursor.name(TokenKind.Parameter, Message.ExpectedParam);
  const node = new ParamNode(new Name(written.text.substring(1), written.span));
  const colon = cursor.accept(TokenKind.Colon);
  if (colon || cursor.kind == TokenKind.UpperName) node.type = typeExpression(cursor);
  node.nullable = cursor.accept(TokenKind.Question);
  return node;
}

/** { field | arg | comment } */
function items(cursor: Cursor, nodes: Node[]): void {
  for (cursor.skipLines(); beginsItem(cursor.kind); cursor.skipLines()) nodes.push(item(cursor));
}

function beginsItem(kind: TokenKind): bool {
  return (
    kind == TokenKind.LowerName || kind == TokenKind.Star || kind == TokenKind.Directive || kind == TokenKind.Comment
  );
}

function item(cursor: Cursor): Node {
  if (cursor.kind == TokenKind.Comment) return cursor.comment();
  if (cursor.kind == TokenKind.Directive) return argument(cursor);
  return field(cursor);
}

/** ( fieldName | "*" ) [ ":" fieldName ] [ "=" value ] [ "{" { field | arg | comment } "}" ] */
function field(cursor: Cursor): FieldNode {
  const start = cursor.start;
  const first = cursor.name(cursor.kind, Message.ExpectedField);
  const node = new FieldNode(first.span, first);
  if (cursor.kind == TokenKind.Colon) {
    if (!cursor.isAdjacent) cursor.fail(Message.BlankBeforeColon);
    cursor.next();
    node.alias = first;
    node.name = cursor.name(TokenKind.LowerName, Message.ExpectedAliased);
  }
  if (cursor.acceptPastLines(TokenKind.Assign)) node.value = value(cursor);
  if (cursor.acceptPastLines(TokenKind.BraceOpen)) block(cursor, node);
  node.span = cursor.spanFrom(start);
  return node;
}

/** "{" { field | arg | comment } "}", after the opening brace. */
function block(cursor: Cursor, node: FieldNode): void {
  const open = new Span(cursor.file, cursor.end - 1, cursor.end);
  node.hasBraces = true;
  if (cursor.enter()) items(cursor, node.items);
  cursor.leave();
  if (!cursor.accept(TokenKind.BraceClose)) failBody(cursor, open, '`' + node.name.text + '`');
}

/** "@limit(" value ")" | "@sort(" fieldName "," direction ")" | "@where" "{" predicate_list "}" */
function argument(cursor: Cursor): Node {
  const word = cursor.text;
  if (word == '@where') return where(cursor);
  if (word == '@sort') return sort(cursor);
  if (word == '@limit') return limit(cursor);
  const start = cursor.start;
  cursor.fail(word == '@if' || word == '@offset' ? Message.UnsupportedArgument : Message.UnknownArgument);
  return new Node(0, cursor.spanFrom(start));
}

function limit(cursor: Cursor): LimitNode {
  const start = cursor.start;
  cursor.next();
  cursor.expect(TokenKind.ParenOpen, Message.LimitForm);
  const amount = value(cursor);
  cursor.expect(TokenKind.ParenClose, Message.LimitForm);
  return new LimitNode(cursor.spanFrom(start), amount);
}

function sort(cursor: Cursor): SortNode {
  const start = cursor.start;
  cursor.next();
  cursor.expect(TokenKind.ParenOpen, Message.SortForm);
  const name = cursor.name(TokenKind.LowerName, Message.SortForm);
  cursor.expect(TokenKind.Comma, Message.SortForm);
  const direction = isDirection(cursor.kind) ? cursor.text : '';
  const descending = direction == 'Desc' || direction == 'desc';
  if (!descending && direction != 'Asc' && direction != 'asc') cursor.fail(Message.SortForm);
  cursor.next();
  cursor.expect(TokenKind.ParenClose, Message.SortForm);
  return new SortNode(cursor.spanFrom(start), name, descending);
}

function isDirection(kind: TokenKind): bool {
  return kind == TokenKind.LowerName || kind == TokenKind.UpperName;
}

function where(cursor: Cursor): WhereNode {
  const start = cursor.start;
  cursor.next();
  if (cursor.isAdjacent) cursor.fail(Message.WhereForm);
  cursor.skipLines();
  const predicate = predicateBlock(cursor, PredicateScope.Where);
  return new WhereNode(cursor.spanFrom(start), predicate);
}
