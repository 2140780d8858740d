// type_expr: `Int`, `Id.Uuid`, `User.id`, `Auth.User.id`, `Json<List<String?>>`.
import { Message } from '../../diagnostic/index';
import { TypeNode } from '../ast';
import { TokenKind } from '../token';
import { Cursor } from './cursor';

/** base [ "<" type_arg { "," type_arg } ">" ] */
export function typeExpression(cursor: Cursor): TypeNode {
  const start = cursor.start;
  const type = new TypeNode(baseType(cursor), cursor.span);
  if (!type.name.startsWith('Id.') && cursor.accept(TokenKind.Less)) {
    const args: TypeNode[] = [];
    if (cursor.enter()) {
      do args.push(typeArgument(cursor));
      while (cursor.accept(TokenKind.Comma));
    }
    cursor.leave();
    type.args = args;
    cursor.expect(TokenKind.Greater, Message.ExpectedTypeEnd);
  }
  type.span = cursor.spanFrom(start);
  return type;
}

/** type_expr [ "?" ] */
function typeArgument(cursor: Cursor): TypeNode {
  const type = typeExpression(cursor);
  type.nullable = cursor.accept(TokenKind.Question);
  return type;
}

/** TypeName { "." TypeName } [ "." fieldName ] */
function baseType(cursor: Cursor): string {
  let text = cursor.name(TokenKind.UpperName, Message.ExpectedType).text;
  while (cursor.kind == TokenKind.Dot) {
    cursor.next();
    if (cursor.kind == TokenKind.LowerName)
      return text + '.' + cursor.name(TokenKind.LowerName, Message.ExpectedType).text;
    text += '.' + cursor.name(TokenKind.UpperName, Message.ExpectedTypePart).text;
  }
  return text;
}
