// predicate_list and what is in it: comparisons, `And(…)`, `Or(…)`, infix chains, `exists`, `True`, `False`.
import { Message } from '../../diagnostic/index';
import { Span } from '../../span';
import { Name, OperatorKind, PredicateNode, PredicateNodeKind, ValueKind, ValueNode } from '../ast';
import { TokenKind } from '../token';
import { Cursor } from './cursor';
import { path, separator, sessionPath, value } from './value';

/** Where a predicate stands decides what it may use. */
export enum PredicateScope {
  Permission,
  Where,
  Index,
}

/** "{" pred { ( "," | newline ) pred } "}": all must hold; a line that begins with `||` is an alternative to the one before. */
export function predicateBlock(cursor: Cursor, scope: PredicateScope): PredicateNode {
  const start = cursor.start;
  cursor.expect(TokenKind.BraceOpen, Message.ExpectedPredicateStart);
  const items: PredicateNode[] = [];
  if (cursor.enter()) {
    cursor.skipLines();
    do predicateLine(cursor, scope, items);
    while (separator(cursor) && cursor.kind != TokenKind.BraceClose);
  }
  cursor.leave();
  cursor.expect(TokenKind.BraceClose, Message.ExpectedPredicateEnd);
  return items.length == 1 ? items[0] : combine(PredicateNodeKind.And, items, cursor.spanFrom(start));
}

/** [ "&&" | "||" ] pred */
function predicateLine(cursor: Cursor, scope: PredicateScope, items: PredicateNode[]): void {
  const operator = items.length > 0 ? cursor.kind : TokenKind.End;
  if (!isInfix(operator)) {
    items.push(infixChain(cursor, scope, false));
    return;
  }
  cursor.next();
  cursor.skipLines();
  const line = infixChain(cursor, scope, false);
  if (operator == TokenKind.Or) joinAlternative(cursor, items, line);
  else items.push(line);
}

/** Makes the last item and `line` alternatives; an infix `&&` in either would leave open what belongs together. */
function joinAlternative(cursor: Cursor, items: PredicateNode[], line: PredicateNode): void {
  const last = items[items.length - 1];
  const span = new Span(cursor.file, last.span.start, line.span.end);
  if (isInfixAnd(last) || isInfixAnd(line)) reportMixedLines(cursor, span, last, line);
  const both = last.infix && last.kind == PredicateNodeKind.Or ? last : combine(PredicateNodeKind.Or, [last], span);
  const operands = flattened(line, PredicateNodeKind.Or);
  for (let i = 0; i < operands.length; i++) both.children.push(operands[i]);
  both.span = span;
  both.infix = true;
  items[items.length - 1] = both;
}

function reportMixedLines(cursor: Cursor, span: Span, last: PredicateNode, line: PredicateNode): void {
  const texts: string[] = [];
  const alternatives: bool[] = [];
  addOperands(cursor, last, texts, alternatives);
  alternatives.push(true);
  addOperands(cursor, line, texts, alternatives);
  reportMixed(cursor, span, texts, alternatives);
}

/** The operands of an infix chain as text, and what stands between them. */
function addOperands(cursor: Cursor, node: PredicateNode, texts: string[], alternatives: bool[]): void {
  const operands = flattened(node, node.kind);
  for (let i = 0; i < operands.length; i++) {
    if (i > 0) alternatives.push(node.kind == PredicateNodeKind.Or);
    texts.push(text(cursor, operands[i]));
  }
}

function isInfixAnd(node: PredicateNode): bool {
  return node.infix && node.kind == PredicateNodeKind.And;
}

/** The operands of an infix chain of that operator; anything else is one operand. */
function flattened(node: PredicateNode, kind: PredicateNodeKind): PredicateNode[] {
  return node.infix && node.kind == kind ? node.children : [node];
}

function isInfix(kind: TokenKind): bool {
  return kind == TokenKind.And || kind == TokenKind.Or;
}

/** atom { ( "&&" | "||" ) atom }. Inside parentheses the operator may stand on the next line. */
function infixChain(cursor: Cursor, scope: PredicateScope, acrossLines: bool): PredicateNode {
  const operands = [atom(cursor, scope)];
  const alternatives: bool[] = [];
  while (isInfix(acrossLines ? cursor.kindPastLines() : cursor.kind)) {
    cursor.skipLines();
    alternatives.push(cursor.kind == TokenKind.Or);
    cursor.next();
    cursor.skipLines();
    operands.push(atom(cursor, scope));
  }
  if (operands.length == 1) return operands[0];
  return chain(cursor, operands, alternatives);
}

function chain(cursor: Cursor, operands: PredicateNode[], alternatives: bool[]): PredicateNode {
  const span = new Span(cursor.file, operands[0].span.start, operands[operands.length - 1].span.end);
  const mixed = alternatives.includes(true) && alternatives.includes(false);
  if (mixed && !cursor.broken) {
    const texts: string[] = [];
    for (let i = 0; i < operands.length; i++) texts.push(text(cursor, operands[i]));
    reportMixed(cursor, span, texts, alternatives);
  }
  const node = combine(alternatives[0] ? PredicateNodeKind.Or : PredicateNodeKind.And, operands, span);
  node.infix = true;
  return node;
}

/** Both readings of a chain that mixes `&&` and `||`. */
function reportMixed(cursor: Cursor, span: Span, operands: string[], alternatives: bool[]): void {
  const one = conjunctionsFirst(operands, alternatives);
  const two = leftToRight(operands, alternatives);
  const message = one == two ? Message.MixedOperatorsAgreeing : Message.MixedOperators;
  cursor.reporter.report(message, [span], [one, two]);
}

function conjunctionsFirst(operands: string[], alternatives: bool[]): string {
  const groups: string[] = [];
  let group = [operands[0]];
  for (let i = 1; i < operands.length; i++) {
    if (alternatives[i - 1]) {
      groups.push(group.length == 1 ? group[0] : 'And(' + group.join(', ') + ')');
      group = [];
    }
    group.push(operands[i]);
  }
  groups.push(group.length == 1 ? group[0] : 'And(' + group.join(', ') + ')');
  return 'Or(' + groups.join(', ') + ')';
}

function leftToRight(operands: string[], alternatives: bool[]): string {
  let result = operands[0];
  let i = 1;
  while (i < operands.length) {
    const alternative = alternatives[i - 1];
    const group = [result];
    while (i < operands.length && alternatives[i - 1] == alternative) group.push(operands[i++]);
    result = (alternative ? 'Or(' : 'And(') + group.join(', ') + ')';
  }
  return result;
}

function text(cursor: Cursor, node: PredicateNode): string {
  return cursor.source.text.substring(node.span.start, node.span.end);
}

function combine(kind: PredicateNodeKind, children: PredicateNode[], span: Span): PredicateNode {
  const node = new PredicateNode(kind, span);
  node.children = children;
  return node;
}

/** "True" | "False" | logical | exists | comparison */
function atom(cursor: Cursor, scope: PredicateScope): PredicateNode {
  if (cursor.kind == TokenKind.UpperName) {
    const word = cursor.text;
    if (word == 'Session') return comparison(cursor, sessionPath(cursor));
    if (word == 'And') return logical(cursor, scope, PredicateNodeKind.And);
    if (word == 'Or') return logical(cursor, scope, PredicateNodeKind.Or);
    if (word == 'True') return constant(cursor, scope, PredicateNodeKind.True);
    if (word == 'False') return constant(cursor, scope, PredicateNodeKind.False);
  }
  if (isExists(cursor)) return exists(cursor, scope);
  if (cursor.kind == TokenKind.LowerName) return comparison(cursor, columnPath(cursor));
  return noPredicate(cursor);
}

function noPredicate(cursor: Cursor): PredicateNode {
  const node = new PredicateNode(PredicateNodeKind.True, cursor.span);
  if (cursor.kind == TokenKind.ParenOpen) cursor.fail(Message.NoParentheses);
  else if (cursor.kind == TokenKind.Unknown && cursor.text == '!') cursor.fail(Message.NoNegation);
  else if (cursor.kind == TokenKind.Comment) cursor.fail(Message.CommentInPredicate);
  else cursor.fail(Message.ExpectedPredicate);
  return node;
}

function constant(cursor: Cursor, scope: PredicateScope, kind: PredicateNodeKind): PredicateNode {
  const node = new PredicateNode(kind, cursor.span);
  if (scope == PredicateScope.Index) cursor.fail(Message.ConstantInIndex);
  cursor.next();
  return node;
}

/** ( "And" | "Or" ) "(" pred "," pred { "," pred } [ "," ] ")" */
function logical(cursor: Cursor, scope: PredicateScope, kind: PredicateNodeKind): PredicateNode {
  const head = cursor.span;
  const operands: PredicateNode[] = [];
  cursor.next();
  cursor.expect(TokenKind.ParenOpen, Message.ExpectedOperands);
  if (cursor.enter()) {
    cursor.skipLines();
    while (cursor.kind != TokenKind.ParenClose && cursor.kind != TokenKind.End) {
      operands.push(infixChain(cursor, scope, true));
      cursor.skipLines();
      if (!cursor.accept(TokenKind.Comma)) break;
      cursor.skipLines();
    }
  }
  cursor.leave();
  if (operands.length < 2) cursor.fail(Message.TooFewOperands);
  cursor.expect(TokenKind.ParenClose, Message.ExpectedOperandsEnd);
  return combine(kind, operands, cursor.spanFrom(head.start));
}

/** `exists` is a word only before a link: a column may have that name. */
function isExists(cursor: Cursor): bool {
  if (!cursor.isWord('exists')) return false;
  return cursor.nextKind == TokenKind.LowerName || cursor.nextKind == TokenKind.BraceOpen;
}

/** "exists" fieldName { "." fieldName } "{" perm_list "}" */
function exists(cursor: Cursor, scope: PredicateScope): PredicateNode {
  const node = new PredicateNode(PredicateNodeKind.Exists, cursor.span);
  if (scope != PredicateScope.Permission) cursor.fail(Message.ExistsOutsidePermission);
  cursor.next();
  const links: Name[] = [];
  do links.push(cursor.name(TokenKind.LowerName, Message.ExpectedExistsPath));
  while (cursor.accept(TokenKind.Dot));
  node.path = links;
  cursor.skipLines();
  node.children = [predicateBlock(cursor, scope)];
  node.span = cursor.spanFrom(node.span.start);
  return node;
}

function columnPath(cursor: Cursor): ValueNode {
  const node = new ValueNode(ValueKind.Path, cursor.span);
  node.path = path(cursor);
  node.span = cursor.spanFrom(node.span.start);
  return node;
}

/** lhs cmp value */
function comparison(cursor: Cursor, left: ValueNode): PredicateNode {
  const node = new PredicateNode(PredicateNodeKind.Compare, left.span);
  node.left = left;
  node.operator = operator(cursor);
  node.right = value(cursor);
  node.span = cursor.spanFrom(left.span.start);
  return node;
}

function operator(cursor: Cursor): OperatorKind {
  const kind = operatorHere(cursor);
  if (kind < 0) cursor.fail(Message.ExpectedOperator);
  else cursor.next();
  return kind < 0 ? OperatorKind.Equal : (kind as OperatorKind);
}

function operatorHere(cursor: Cursor): i32 {
  switch (cursor.kind) {
    case TokenKind.Equal:
    case TokenKind.Assign: // The older spelling of `==`.
      return OperatorKind.Equal;
    case TokenKind.NotEqual:
      return OperatorKind.NotEqual;
    case TokenKind.Less:
      return OperatorKind.Less;
    case TokenKind.LessOrEqual:
      return OperatorKind.LessOrEqual;
    case TokenKind.Greater:
      return OperatorKind.Greater;
    case TokenKind.GreaterOrEqual:
      return OperatorKind.GreaterOrEqual;
    default:
      return cursor.isWord('in') ? OperatorKind.In : -1;
  }
}
