// value: literals, parameters, session paths, variants with payload, calls, lists.
import { Message } from '../../diagnostic/index';
import { AssignmentNode, Name, ValueKind, ValueNode } from '../ast';
import { TokenKind } from '../token';
import { Cursor } from './cursor';

/** The largest integer that JavaScript and JSON carry exactly, 2^53. */
const LARGEST_INTEGER = '9007199254740992';

export function value(cursor: Cursor): ValueNode {
  switch (cursor.kind) {
    case TokenKind.String:
      return stringLiteral(cursor);
    case TokenKind.Int:
      return integerLiteral(cursor);
    case TokenKind.Float:
      return word(cursor, ValueKind.Float);
    case TokenKind.Parameter:
      return parameter(cursor);
    case TokenKind.UpperName:
      return capitalWord(cursor);
    case TokenKind.LowerName:
      return smallWord(cursor);
    case TokenKind.BracketOpen:
      return list(cursor);
    default:
      return noValue(cursor);
  }
}

function noValue(cursor: Cursor): ValueNode {
  const node = new ValueNode(ValueKind.Null, cursor.span);
  const kind = cursor.kind;
  if (kind == TokenKind.OpenString) cursor.fail(Message.OpenString);
  else if (kind == TokenKind.BadNumber) cursor.fail(Message.BadNumber);
  else if (kind == TokenKind.Unknown && cursor.text == '-') cursor.fail(Message.NegativeNumber);
  else cursor.fail(Message.ExpectedValue);
  return node;
}

/** A value that is one token, as it is written. */
function word(cursor: Cursor, kind: ValueKind): ValueNode {
  const node = new ValueNode(kind, cursor.span);
  node.text = cursor.text;
  cursor.next();
  return node;
}

function stringLiteral(cursor: Cursor): ValueNode {
  const node = word(cursor, ValueKind.String);
  node.text = node.text.substring(1, node.text.length - 1);
  return node;
}

function integerLiteral(cursor: Cursor): ValueNode {
  const text = cursor.text;
  if (text.length > LARGEST_INTEGER.length || (text.length == LARGEST_INTEGER.length && text > LARGEST_INTEGER)) {
    cursor.fail(Message.NumberTooBig);
  }
  return word(cursor, ValueKind.Int);
}

function parameter(cursor: Cursor): ValueNode {
  const node = word(cursor, ValueKind.Parameter);
  node.text = node.text.substring(1);
  return node;
}

/** `True`, `False`, `Null`, `Session.path`, or a variant. */
function capitalWord(cursor: Cursor): ValueNode {
  const text = cursor.text;
  if (text == 'True' || text == 'False') return word(cursor, ValueKind.Bool);
  if (text == 'Null') return word(cursor, ValueKind.Null);
  if (text == 'Session' && cursor.nextKind == TokenKind.Dot) return sessionPath(cursor);
  return variant(cursor);
}

/** "Session." path */
export function sessionPath(cursor: Cursor): ValueNode {
  const node = new ValueNode(ValueKind.Session, cursor.span);
  cursor.next();
  cursor.expect(TokenKind.Dot, Message.ExpectedPath);
  node.path = path(cursor);
  node.span = cursor.spanFrom(node.span.start);
  return node;
}

/** fieldName { "." ( TypeName | fieldName ) } */
export function path(cursor: Cursor): Name[] {
  const names = [cursor.name(TokenKind.LowerName, Message.ExpectedPath)];
  while (cursor.accept(TokenKind.Dot)) {
    const kind = cursor.kind == TokenKind.UpperName ? TokenKind.UpperName : TokenKind.LowerName;
    names.push(cursor.name(kind, Message.ExpectedPath));
  }
  return names;
}

/** TypeName [ "{" { fieldName "=" value } "}" ] */
function variant(cursor: Cursor): ValueNode {
  const node = word(cursor, ValueKind.Variant);
  if (!cursor.accept(TokenKind.BraceOpen)) return node;
  node.hasBraces = true;
  if (cursor.enter()) payload(cursor, node);
  cursor.leave();
  cursor.expect(TokenKind.BraceClose, Message.ExpectedPayloadEnd);
  node.span = cursor.spanFrom(node.span.start);
  return node;
}

/** fieldName "=" value { ( "," | newline ) fieldName "=" value } */
function payload(cursor: Cursor, node: ValueNode): void {
  const values: AssignmentNode[] = [];
  cursor.skipLines();
  while (cursor.kind == TokenKind.LowerName) {
    const name = cursor.name(TokenKind.LowerName, Message.ExpectedPayloadEnd);
    cursor.expect(TokenKind.Assign, Message.ExpectedPayloadValue);
    values.push(new AssignmentNode(name, value(cursor)));
    if (!separator(cursor)) break;
  }
  node.payload = values;
}

/** A comma, line ends, or both; false when there is neither. */
export function separator(cursor: Cursor): bool {
  const comma = cursor.acceptPastLines(TokenKind.Comma);
  const line = cursor.kind == TokenKind.Newline;
  cursor.skipLines();
  return comma || line;
}

/** `null`, `true`, `false`, or a function with or without arguments. */
function smallWord(cursor: Cursor): ValueNode {
  const text = cursor.text;
  if (text == 'null') return word(cursor, ValueKind.Null);
  if (text == 'true' || text == 'false') return word(cursor, ValueKind.Bool);
  return call(cursor);
}

/** fieldName [ "(" value { "," value } ")" ] */
function call(cursor: Cursor): ValueNode {
  const node = word(cursor, ValueKind.Call);
  if (!cursor.accept(TokenKind.ParenOpen)) return node;
  node.hasParens = true;
  if (cursor.kind != TokenKind.ParenClose) node.parts = values(cursor);
  cursor.expect(TokenKind.ParenClose, Message.ExpectedCallEnd);
  node.span = cursor.spanFrom(node.span.start);
  return node;
}

/** "[" [ value { "," value } ] "]" */
function list(cursor: Cursor): ValueNode {
  const node = new ValueNode(ValueKind.List, cursor.span);
  cursor.next();
  cursor.skipLines();
  if (cursor.kind != TokenKind.BracketClose) node.parts = values(cursor);
  cursor.expect(TokenKind.BracketClose, Message.ExpectedListEnd);
  node.span = cursor.spanFrom(node.span.start);
  return node;
}

/** value { "," value } */
function values(cursor: Cursor): ValueNode[] {
  const nodes: ValueNode[] = [];
  if (cursor.enter()) {
    do {
      cursor.skipLines();
      nodes.push(value(cursor));
      cursor.skipLines();
    } while (cursor.accept(TokenKind.Comma));
  }
  cursor.leave();
  return nodes;
}
