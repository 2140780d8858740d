// schema_file: `@syncable`, `session`, `type` and `record` definitions.
import { Message } from '../../diagnostic/index';
import { Node, NodeKind, RecordNode, SessionNode, SyncableNode, UnionNode, VariantNode } from '../ast';
import { TokenKind } from '../token';
import { column } from './column';
import { Cursor } from './cursor';
import { recordItem } from './record';

/** { comment | blank | syncable | session | type_def | record }, at least one. */
export function schemaFile(cursor: Cursor): Node[] {
  const items: Node[] = [];
  for (cursor.skipLines(); cursor.kind != TokenKind.End; cursor.skipLines()) {
    const start = cursor.start;
    const item = definition(cursor);
    if (cursor.broken) cursor.recoverDefinition(start);
    else if (item) items.push(item);
  }
  if (items.length == 0 && !cursor.reporter.any) cursor.fail(Message.EmptyFile);
  return items;
}

function definition(cursor: Cursor): Node | null {
  if (cursor.kind == TokenKind.Comment) return cursor.comment();
  const isWord = cursor.kind == TokenKind.LowerName;
  const word = isWord || cursor.kind == TokenKind.Directive ? cursor.text : '';
  if (word == '@syncable') return syncable(cursor);
  if (isWord && !cursor.isAtColumnOne && definitionWords.includes(word)) {
    cursor.fail(Message.IndentedDefinition);
    return null;
  }
  if (word == 'record') return record(cursor);
  if (word == 'type') return union(cursor);
  if (word == 'session') return session(cursor);
  cursor.fail(Message.ExpectedDefinition);
  return null;
}

const definitionWords: string[] = ['record', 'type', 'session'];

/** "@syncable(" ( "true" | "false" ) ")" */
function syncable(cursor: Cursor): SyncableNode {
  const node = new SyncableNode(NodeKind.Syncable, cursor.span);
  cursor.next();
  cursor.expect(TokenKind.ParenOpen, Message.SyncableForm);
  node.enabled = cursor.isWord('true');
  if (!node.enabled && !cursor.isWord('false')) cursor.fail(Message.SyncableForm);
  cursor.next();
  cursor.expect(TokenKind.ParenClose, Message.SyncableForm);
  cursor.expectLineEnd(Message.ExpectedLineEnd);
  node.span = cursor.spanFrom(node.span.start);
  return node;
}

/** "session" "{" { field_item } "}" */
function session(cursor: Cursor): SessionNode {
  const node = new SessionNode(NodeKind.Session, cursor.span);
  node.head = cursor.span;
  cursor.next();
  body(cursor, node, node.items);
  return node;
}

/** "record" TypeName "{" { field_item } "}" */
function record(cursor: Cursor): RecordNode {
  const start = cursor.start;
  cursor.next();
  const name = cursor.name(TokenKind.UpperName, Message.ExpectedRecordName);
  const node = new RecordNode(name.span, name);
  node.head = cursor.spanFrom(start);
  node.span = node.head;
  body(cursor, node, node.items);
  return node;
}

/** "{" { item } "}". A broken line costs itself alone: what follows it is read as if nothing had happened. */
function body(cursor: Cursor, owner: Node, items: Node[]): void {
  const start = owner.span.start;
  cursor.skipLines();
  const open = cursor.span;
  cursor.expect(
    TokenKind.BraceOpen,
    owner.kind == NodeKind.Record ? Message.ExpectedRecordBody : Message.ExpectedSessionBody,
  );
  if (cursor.broken) return;
  const depth = cursor.bodyDepth;
  for (cursor.skipLines(); !isBodyEnd(cursor); cursor.skipLines()) {
    const item = bodyItem(cursor, owner.kind);
    if (cursor.broken) cursor.recoverLine(depth);
    else if (item) items.push(item);
  }
  if (!cursor.accept(TokenKind.BraceClose)) cursor.failAt(Message.MissingBrace, open, [describe(owner)]);
  owner.span = cursor.spanFrom(start);
  cursor.expectLineEnd(Message.ExpectedLineEnd);
}

function describe(owner: Node): string {
  return owner.kind == NodeKind.Record ? 'record `' + (owner as RecordNode).name.text + '`' : 'session';
}

/** The brace, the end, or a definition at column one: then the brace was forgotten. */
function isBodyEnd(cursor: Cursor): bool {
  const kind = cursor.kind;
  if (kind == TokenKind.BraceClose || kind == TokenKind.End) return true;
  return cursor.isAtColumnOne && cursor.beginsDefinition();
}

function bodyItem(cursor: Cursor, owner: NodeKind): Node | null {
  if (cursor.kind == TokenKind.Comment) return cursor.comment();
  if (owner == NodeKind.Record) return recordItem(cursor);
  const node = column(cursor);
  cursor.expectLineEnd(Message.ExpectedColumnEnd);
  return node;
}

/** "type" TypeName "=" variant { "|" variant } */
function union(cursor: Cursor): UnionNode {
  const start = cursor.start;
  cursor.next();
  const name = cursor.name(TokenKind.UpperName, Message.ExpectedTypeName);
  const node = new UnionNode(name.span, name);
  node.head = cursor.spanFrom(start);
  cursor.skipLines();
  cursor.expect(TokenKind.Assign, Message.ExpectedTypeBody);
  do {
    cursor.skipLines();
    node.variants.push(variant(cursor));
  } while (cursor.acceptPastLines(TokenKind.Bar));
  node.span = cursor.spanFrom(start);
  cursor.expectLineEnd(Message.ExpectedVariantEnd);
  return node;
}

/** TypeName [ comment ] [ "{" variant_fields "}" ] [ comment ] */
function variant(cursor: Cursor): VariantNode {
  const node = new VariantNode(cursor.name(TokenKind.UpperName, Message.ExpectedVariant));
  node.comment = cursor.trailingComment();
  if (!cursor.acceptPastLines(TokenKind.BraceOpen)) return node;
  const start = cursor.end;
  node.hasPayload = true;
  payload(cursor, node);
  cursor.expect(TokenKind.BraceClose, Message.ExpectedPayloadFieldEnd);
  node.inline = cursor.source.text.substring(start, cursor.end).indexOf('\n') < 0;
  const comment = cursor.trailingComment();
  if (comment != '') node.comment = node.comment == '' ? comment : node.comment + ' ' + comment;
  return node;
}

/** Fields between commas, line ends, or both; no comma after the last. */
function payload(cursor: Cursor, node: VariantNode): void {
  let comma = false;
  for (cursor.skipLines(); cursor.kind != TokenKind.BraceClose || comma; cursor.skipLines()) {
    if (cursor.kind == TokenKind.Comment) {
      node.items.push(cursor.comment());
      continue;
    }
    if (cursor.kind == TokenKind.BraceClose) cursor.fail(Message.TrailingComma);
    node.items.push(column(cursor));
    const line = cursor.kind == TokenKind.Newline || cursor.kind == TokenKind.Comment;
    comma = cursor.acceptPastLines(TokenKind.Comma);
    if (!comma && !line) break;
  }
}
